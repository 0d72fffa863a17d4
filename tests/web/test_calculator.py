"""The calculator: any term from any day, for everybody, without a case."""

import re
from hashlib import sha256

import pytest
from flask import Flask

from remedytrack.core.access import Role
from remedytrack.settings import Settings
from tests.web.conftest import lawbook
from tests.web.visiting import Visitor, signed_in

APPEAL = "/calculator/kz.koap.appeal"
SHEET = re.compile(r"<[^>]+>")


def read(visitor: Visitor, path: str, *, status: int = 200) -> str:
    """Return the words of a page, without its tags."""
    answer = visitor.get(path)
    assert answer.status_code == status, path
    return " ".join(SHEET.sub(" ", answer.get_data(as_text=True)).split())


@pytest.mark.parametrize("role", [*Role])
def test_everybody_who_signed_in_finds_it_in_the_navigation(
    app: Flask, role: Role
) -> None:
    visitor = signed_in(app, role)

    assert 'href="/calculator"' in visitor.get("/").get_data(as_text=True)
    assert "Which term?" in read(visitor, "/calculator")
    assert "file by Mon 10 Mar 2025" in read(visitor, f"{APPEAL}?on=2025-02-28")


def test_every_limit_that_is_law_is_offered_by_its_procedure(lawyer: Visitor) -> None:
    page = lawyer.get("/calculator").get_data(as_text=True)

    offered = set(re.findall(r'href="/calculator/([^"]+)"', page))
    versions = {i: lawbook().limit_versions(i)[1] for i in lawbook().limit_ids}
    assert offered == {i for i, each in versions.items() if not each[-1].void}
    assert "we must act · 10 calendar days" in " ".join(SHEET.sub("", page).split())


def test_every_offered_limit_can_be_asked_for(lawyer: Visitor) -> None:
    for limit_id in lawbook().limit_ids:
        assert lawyer.get(f"/calculator/{limit_id}").status_code == 200, limit_id


def test_our_act_is_due_on_the_earliest_day_and_every_way_is_shown(
    lawyer: Visitor,
) -> None:
    page = read(lawyer, f"{APPEAL}?on=28.02.2025")

    assert "file by Mon 10 Mar 2025" in page
    assert "until Mon 10 Mar 2025, 24:00 (Almaty, UTC+5)" in page
    for day in ("Monday 10 March", "Tuesday 11 March", "Monday 17 March"):
        assert f": {day} 2025" in page
    assert "International Women's Day" in page.replace("&#39;", "'")
    assert "[КоАП art. 739(5)]" in page
    assert "Do not work towards these days" in page


def test_it_names_what_it_rests_on(lawyer: Visitor) -> None:
    page = read(lawyer, f"{APPEAL}?on=2025-02-28")

    assert "text in force since Thu 1 Jan 2015" in page
    assert "several ways of counting" in page
    assert "Kazakhstan revision of" in page
    assert re.search(r"Asia/Almaty tzdata 20\d\d[a-z]", page)
    assert "No case was stored" in page


def test_others_are_late_after_the_latest_day(lawyer: Visitor) -> None:
    page = read(lawyer, "/calculator/un.sp.reply?on=2025-09-25|2025-09-30")

    assert "late after Sat 29 Nov 2025" in page
    assert "Monday 24 November 2025" in page


def test_an_open_trigger_has_no_safe_date(lawyer: Visitor) -> None:
    page = read(lawyer, f"{APPEAL}?on=../2025-02-28")

    assert "no earliest day, so there is no safe date" in page
    assert "Do not work towards" not in page


def test_the_day_of_another_event_chooses_the_text(lawyer: Visitor) -> None:
    path = "/calculator/kz.appc.complaint?on=2026-01-10"

    assert "strictly the day of" in read(lawyer, path)
    old = read(lawyer, f"{path}&application_decided=2025-12-10")
    new = read(lawyer, f"{path}&application_decided=2025-12-20")
    assert "text in force from Thu 1 Jul 2021 to" in old
    assert "text in force since Wed 17 Dec 2025" in new


def test_hours_run_to_the_minute(lawyer: Visitor) -> None:
    path = "/calculator/kz.koap.detention3"

    assert "until Sat 1 Mar 2025, 02:00" in read(lawyer, f"{path}?on=2025-02-28T23:00")
    said = read(lawyer, f"{path}?on=2025-02-28", status=422)
    assert "the hour it began is not known" in said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("kz.koap.appeal?on=", "Say when it was"),
        ("kz.koap.appeal?on=soon", "“soon” is not a date"),
        ("kz.koap.appeal?on=2025-02-28&ruling_made=x", "“x” is not a date"),
        ("kz.appc.request?on=2020-02-28", "No text of this rule is in force on"),
        ("kz.appc.request?on=2032-02-28", "The calendar does not reach that far"),
        ("un.sp.reply?on=../2025|2025/..", "names no day at all"),
    ],
)
def test_what_cannot_be_counted_is_said_beside_the_day(
    lawyer: Visitor, question: str, said: str
) -> None:
    assert said in read(lawyer, f"/calculator/{question}", status=422)


def test_a_limit_that_is_none_is_not_there(lawyer: Visitor) -> None:
    assert lawyer.get("/calculator/kz.koap.apeal").status_code == 404


def test_it_speaks_russian(lawyer: Visitor) -> None:
    lawyer.get("/language/ru")
    page = read(lawyer, f"{APPEAL}?on=2025-02-28")

    assert "Подать апелляционную жалобу" in page
    assert "пн 10 марта 2025" in page
    assert "Ничего не сохранено" in page
    assert "Why" not in page


def test_nothing_is_written(lawyer: Visitor, settings: Settings) -> None:
    def contents() -> dict[str, str]:
        files = (each for each in settings.var.rglob("*") if each.is_file())
        return {str(f): sha256(f.read_bytes()).hexdigest() for f in files}

    before = contents()
    read(lawyer, f"{APPEAL}?on=2025-02-28")
    assert contents() == before
    assert lawyer.client.post(APPEAL, base_url="http://localhost").status_code == 405
