"""The first ten minutes: docket, ruling handed over, why this day, who was told."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from remedytrack.clock import FixedClock
from remedytrack.storage.unit import Store
from remedytrack.web.parts import Parts
from tests.web.docketed import Docketed
from tests.web.visiting import NOW, Visitor

ARGUABLE = "5 Dec 2025"  # of ten days from 22 November, working days only


def text(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def deadline_path(visitor: Visitor, ref: str, act: str) -> str:
    page = text(visitor, f"/cases/{ref}")
    found = re.search(rf'href="(/cases/{ref}/deadlines/[^"]+)">{act}<', page)
    assert found, act
    return found[1]


def every_page(docketed: Docketed) -> list[str]:
    cases = (docketed.case, docketed.appeal, docketed.complaint, docketed.letter)
    return [
        "/",
        "/?mine=1",
        "/matters",
        f"/matters/{docketed.matter}",
        *(f"/cases/{ref}" for ref in cases),
        "/uninvestigated",
        "/uninvestigated?grade=N1&kind=complaint",
        "/replies",
    ]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_page_speaks_and_stays_light(
    coordinator: Visitor, docketed: Docketed, language: str
) -> None:
    coordinator.get(f"/language/{language}")
    forms = [
        "/coordination",
        "/matters/new",
        f"/matters/{docketed.matter}/cases/new",
        f"/cases/{docketed.case}/record",
        f"/cases/{docketed.case}/record/ruling_delivered",
        f"/cases/{docketed.case}/date",
        f"/cases/{docketed.case}/assign",
        f"/cases/{docketed.case}/linked/new",
        deadline_path_of_any(coordinator, docketed.appeal),
        deadline_path_of_any(coordinator, docketed.letter),
    ]
    for path in every_page(docketed) + forms:
        page = text(coordinator, path)
        assert "%(" not in page, path
        assert len(page.encode()) < 100_000, path
        assert "<script" not in page, path
        assert "style=" not in page, path


def deadline_path_of_any(visitor: Visitor, ref: str) -> str:
    found = re.search(
        rf'href="(/cases/{ref}/deadlines/[^"]+)"', text(visitor, f"/cases/{ref}")
    )
    assert found
    return found[1]


def test_the_docket_says_what_to_file_by_tomorrow(lawyer: Visitor) -> None:
    page = text(lawyer, "/")

    assert "file by Tue 2 Dec 2025" in page
    assert "tomorrow" in page
    assert "until 24:00 (Almaty, UTC+5)" in page
    assert "preliminary date" in page
    assert "not taken on" in page


@pytest.mark.parametrize("path", ["/", "/matters/{matter}", "/cases/{appeal}"])
def test_the_arguable_date_stands_in_no_list(
    lawyer: Visitor, docketed: Docketed, path: str
) -> None:
    refs = {"matter": docketed.matter, "appeal": docketed.appeal}

    assert ARGUABLE not in text(lawyer, path.format(**refs))


def test_the_arguable_date_is_folded_behind_its_warning(
    lawyer: Visitor, docketed: Docketed
) -> None:
    page = text(lawyer, deadline_path(lawyer, docketed.appeal, "File the appeal"))

    before, _, folded = page.partition("<summary>Latest arguable date")
    assert "5 December 2025" not in before
    assert "Do not work towards these days" in folded
    assert "Friday 5 December 2025" in folded


def test_why_this_day_in_russian_with_the_article(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = deadline_path(lawyer, docketed.appeal, "File the appeal")
    lawyer.get("/language/ru")
    page = text(lawyer, path)

    assert "Почему этот день?" in page
    assert "10 календарных дней" in page
    assert "739(2)" in page
    assert "832(1)" in page


def test_entering_the_delivery_shows_before_and_after(
    lawyer: Visitor, docketed: Docketed
) -> None:
    why = text(lawyer, deadline_path(lawyer, docketed.appeal, "File the appeal"))
    form = re.search(r'href="(/cases/[^"]+/record/ruling_delivered)"', why)
    assert form
    assert docketed.case in form[1]  # where it belongs; the appeal gets a copy

    answer = lawyer.post(form[1], occurred="2025-11-25", basis="document")
    page = text(lawyer, answer.location)

    assert answer.status_code == 303
    assert "<del>file by Tue 2 Dec 2025</del>" in page
    assert "<strong>file by Fri 5 Dec 2025</strong>" in page
    assert "moved LATER" in page
    assert "reminders run to the earlier day: Tue 2 Dec 2025." in page
    assert "reminders run to the earlier date, Tue 2 Dec" in text(lawyer, "/")
    assert 'id="moved"' not in text(lawyer, answer.location)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("2025-02-30", "“2025-02-30” is not a date."),
        ("", "Say when it was"),
        ("2025-12-24", "is still to come"),
        ("2019-01-01", "before this case began"),
    ],
)
def test_a_bad_date_is_refused_beside_its_field_and_nothing_is_lost(
    lawyer: Visitor, docketed: Docketed, typed: str, problem: str
) -> None:
    path = f"/cases/{docketed.case}/record/ruling_delivered"
    answer = lawyer.post(path, occurred=typed, note="by hand, in Kazakh")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert problem in page
    assert "by hand, in Kazakh" in page
    assert "Ruling handed over" not in text(lawyer, f"/cases/{docketed.case}")


def test_an_unknown_event_is_not_found(lawyer: Visitor, docketed: Docketed) -> None:
    path = f"/cases/{docketed.case}/record/no_such_event"

    assert lawyer.get(path).status_code == 404


def test_a_correction_leaves_the_old_entry_readable(
    lawyer: Visitor, docketed: Docketed
) -> None:
    page = text(lawyer, f"/cases/{docketed.case}")
    link = re.search(r'href="([^"]+/correct)"', page)
    assert link
    lawyer.post(link[1], **{"occurred": "2025-11-21", "field-penalty": "fine"})
    corrected = text(lawyer, f"/cases/{docketed.case}")

    assert "<del>Sat 22 Nov 2025</del>" in corrected
    assert "Fri 21 Nov 2025" in corrected


def test_a_withdrawal_needs_a_reason_and_shows_it(
    lawyer: Visitor, docketed: Docketed
) -> None:
    page = text(lawyer, f"/cases/{docketed.case}")
    link = re.search(r'href="([^"]+)/correct"', page)
    assert link
    without = lawyer.post(f"{link[1]}/withdraw", on=f"{link[1]}/correct", reason=" ")
    assert without.status_code == 422
    assert "Give a reason" in without.get_data(as_text=True)

    done = lawyer.post(
        f"{link[1]}/withdraw", on=f"{link[1]}/correct", reason="another person's"
    )
    assert done.status_code == 303
    assert "another person&#39;s" in text(lawyer, f"/cases/{docketed.case}")


def test_taking_on_names_who_and_is_shown_to_the_coordinator(
    lawyer: Visitor, coordinator: Visitor, docketed: Docketed
) -> None:
    path = deadline_path(lawyer, docketed.appeal, "File the appeal")
    assert "File the appeal" in text(coordinator, "/coordination").split("Nobody")[0]

    assert lawyer.post(f"{path}/take-on", on=path).status_code == 303

    assert "taken on Mon 1 Dec 2025, 09:00" in text(lawyer, path)
    not_taken_on = text(coordinator, "/coordination").split('id="unassigned"')[0]
    assert "File the appeal" not in not_taken_on


def test_done_without_a_receipt_says_so(lawyer: Visitor, docketed: Docketed) -> None:
    path = deadline_path(lawyer, docketed.appeal, "File the appeal")
    lawyer.post(f"{path}/done", on=path, done="2025-12-01", proof="")

    assert "done without proof" in text(lawyer, f"/cases/{docketed.appeal}")


def test_an_impossible_extension_opens_its_form_again(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = deadline_path(lawyer, docketed.appeal, "File the appeal")
    answer = lawyer.post(f"{path}/extend", on=path, until="soon", reason="asked")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert "“soon” is not a day" in page
    assert 'id="extend" open' in page


def test_giving_up_needs_a_reason(lawyer: Visitor, docketed: Docketed) -> None:
    path = deadline_path(lawyer, docketed.appeal, "File the appeal")

    assert lawyer.post(f"{path}/give-up", on=path, reason="").status_code == 422
    assert lawyer.post(f"{path}/give-up", on=path, reason="paid").status_code == 303
    assert "given up" in text(lawyer, path)


def test_a_hearing_entered_by_hand_says_so(lawyer: Visitor, docketed: Docketed) -> None:
    path = f"/cases/{docketed.case}/date"
    answer = lawyer.post(path, when="2025-12-04T10:30", sort="hearing", title="Hearing")
    page = text(lawyer, "/")

    assert answer.status_code == 303
    assert "entered by hand, no rule" in page
    assert "at 10:30 (Almaty, UTC+5)" in page


def test_a_case_is_assigned_within_its_circle_only(
    coordinator: Visitor, docketed: Docketed
) -> None:
    path = f"/cases/{docketed.complaint}/assign"

    assert coordinator.post(path, owner="outsider").status_code == 404
    assert coordinator.post(path, owner="lawyer", deputy="").status_code == 303
    assert "Lawyer" in text(coordinator, f"/cases/{docketed.complaint}")


def test_a_letter_is_liftable_and_waits_for_a_person(
    auditor: Visitor, lawyer: Visitor, docketed: Docketed
) -> None:
    page = text(auditor, f"/cases/{docketed.letter}")
    assert "Confidential still, though the days are over by count." in page
    assert "I have seen it published" not in page  # auditors only read

    lifting = f"/cases/{docketed.letter}/record/letter_public"
    assert lifting in text(lawyer, f"/cases/{docketed.letter}")
    lawyer.post(lifting, occurred="2025-11-27", basis="document")
    assert "The letter is public." in text(auditor, f"/cases/{docketed.letter}")


def test_replies_count_days_and_say_why_day_60_is_in_time(auditor: Visitor) -> None:
    page = text(auditor, "/replies")

    assert "In time: 1 of 1." in page
    assert ">60<" in page
    assert "the day of sending is not counted" in page


def test_a_letter_leaves_in_the_table_only_after_somebody_saw_it_published(
    auditor: Visitor, lawyer: Visitor, docketed: Docketed
) -> None:
    assert docketed.letter not in text(auditor, "/replies.csv")
    assert "still confidential are not in it" in text(auditor, "/replies")

    public = f"/cases/{docketed.letter}/record/letter_public"
    lawyer.post(public, occurred="2025-11-27", basis="document")
    row = f"{docketed.letter},Letter of 25 September,,Thu 25 Sep 2025,Mon 24 Nov 2025,"

    assert f"{row}Mon 24 Nov 2025,60,in time," in text(auditor, "/replies.csv")


def test_the_auditor_follows_a_complaint_to_its_source(auditor: Visitor) -> None:
    page = text(auditor, "/uninvestigated")

    assert ">418<" in page
    assert "Statement of 24 November 2025, paragraph 3" in page
    assert "reported, document not seen" in page
    assert "Incidents without a recorded complaint" in page
    assert "the authority knew" in page


def test_filters_narrow_the_list(auditor: Visitor) -> None:
    incidents = text(auditor, "/uninvestigated?kind=incident")

    assert "Event entered, two held" in incidents
    assert "=Event entered" not in incidents


def test_the_table_carries_no_formula_and_nothing_confidential(
    auditor: Visitor,
) -> None:
    answer = auditor.get("/uninvestigated.csv")
    table = answer.get_data(as_text=True)

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert ",'=Event entered," in table
    assert ",418," in table
    assert "Letter of 25 September" not in table


def test_a_finding_is_confirmed_with_a_reason(
    lawyer: Visitor, docketed: Docketed
) -> None:
    page = text(lawyer, f"/cases/{docketed.complaint}")
    review = re.search(r'action="([^"]+/findings/[^"]+)"', page)
    assert review
    case = f"/cases/{docketed.complaint}"
    lawyer.post(review[1], on=case, verdict="confirmed", reason="")
    assert "Give a reason" in text(lawyer, case)
    lawyer.post(review[1], on=case, verdict="confirmed", reason="asked at the station")
    assert "A person looked: confirmed" in text(lawyer, case)


def test_the_link_of_a_mail_leads_to_its_deadline_or_quietly_to_the_docket(
    lawyer: Visitor, outsider: Visitor, docketed: Docketed
) -> None:
    path = deadline_path(lawyer, docketed.appeal, "File the appeal")
    deadline_id = path.rsplit("/", 1)[1]

    assert lawyer.get(f"/i/{deadline_id}").location == path
    assert outsider.get(f"/i/{deadline_id}").location == "/"


def test_a_dossier_a_case_and_a_linked_case_are_opened(lawyer: Visitor) -> None:
    refused = lawyer.post("/matters/new", title=" ")
    assert refused.status_code == 422
    folder = lawyer.post("/matters/new", title="Another dossier").location
    case = lawyer.post(
        f"{folder}/cases/new", workflow="kz.administrative_case", title="One"
    ).location
    appeal = lawyer.post(
        f"{case}/linked/new", workflow="kz.administrative_appeal", title="Two"
    ).location

    assert "Two" in text(lawyer, case)
    assert "One" in text(lawyer, appeal)


def test_a_sleeping_scheduler_is_seen_on_every_page(
    app: Flask, store: Store, lawyer: Visitor
) -> None:
    assert "Reminders are not being sent" not in text(lawyer, "/")
    awake = app.extensions["remedytrack"]
    later = FixedClock(NOW + timedelta(hours=1))
    Parts(awake.settings, store, awake.lawbook, later).belong_to(app)

    assert "scheduler was last seen Mon 1 Dec 2025, 09:00" in text(lawyer, "/")


def test_a_next_step_is_taken_on_its_page(lawyer: Visitor, docketed: Docketed) -> None:
    answer = lawyer.post(
        f"/cases/{docketed.appeal}/record/appeal_decided",
        occurred="2025-11-28",
        basis="reported",
        **{"field-outcome": "upheld"},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = lawyer.get(f"/cases/{docketed.appeal}").get_data(as_text=True)
    step = re.search(r"/cases/[^/]+/deadlines/[0-9a-f-]+", page.split('id="next"')[1])
    assert step is not None
    assert "Take it: open the case" in lawyer.get(step[0]).get_data(as_text=True)
    opened = lawyer.post(f"{step[0]}/open", on=step[0], title="To Geneva")
    assert opened.status_code == 302
    assert "To Geneva" in lawyer.get(opened.location).get_data(as_text=True)


def test_what_can_still_be_saved_is_a_page_of_its_own(lawyer: Visitor) -> None:
    page = lawyer.get("/saving").get_data(as_text=True)
    assert "Can still be saved" in page
    assert "Missed, and may be asked back" in page


def test_a_dossier_shows_the_ladder_of_remedies(
    lawyer: Visitor, docketed: Docketed
) -> None:
    page = lawyer.get(f"/matters/{docketed.matter}").get_data(as_text=True)
    assert "UN Human Rights Committee" in page
    assert "not available" in page


def test_a_nul_is_refused_wherever_it_stands(
    lawyer: Visitor, docketed: Docketed
) -> None:
    """PostgreSQL holds no text with one, and no person types one."""
    assert lawyer.get(f"/matters/{docketed.matter}?person=%00").status_code == 400
    assert lawyer.get("/cases/%00").status_code == 400
    answer = lawyer.post(f"/matters/{docketed.matter}/members", member="a\0b")
    assert answer.status_code == 400
