"""A detention on a telephone: the night of 28 February 2025, and what must not leak.

Restrained about 15:00 at a gym, article 488(7), heard the same day (kazakhstan.md
11.3, ADM-488-ZS): 24 hours end on 1 March at 15:00, the complaint on 28 April.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from remedytrack.core.access import Role
from remedytrack.services.lettering import Envelope
from remedytrack.services.planning import plan_reminders
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Store
from tests.web.conftest import lawbook
from tests.web.docketed import Docketed
from tests.web.visiting import OUTSIDER, Visitor, signed_in


@dataclass
class Watch:
    """A clock that is set by hand, to the wall clock of Almaty."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def set(self, local: str) -> None:
        self.at = datetime.fromisoformat(local).astimezone(UTC)


@pytest.fixture(autouse=True)
def watch(app: Flask) -> Watch:
    """Half past three, half an hour after the restraint."""
    watch = Watch(datetime(2025, 2, 28, 10, 30, tzinfo=UTC))
    replace(app.extensions["remedytrack"], clock=watch).belong_to(app)
    return watch


def begun(visitor: Visitor, at: str = "15:00", **fields: str) -> str:
    """Open the detention of Z.S. and return the address of its page."""
    told = {"initials": "z. s.", "at": at, "who": Role.LAWYER, **fields}
    answer = visitor.post("/detentions/new", **told)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location)


def tap(visitor: Visitor, path: str, fact: str, **fields: str) -> str:
    """Press a button of the page and return the page that follows."""
    person = _person_on(visitor, path)
    visitor.post(f"{path}/facts", on=path, fact=fact, person=person, **fields)
    return text(visitor, path)


def text(visitor: Visitor, path: str) -> str:
    return visitor.get(path).get_data(as_text=True)


def _person_on(visitor: Visitor, path: str) -> str:
    __, __, after = text(visitor, path).partition('name="person" value="')
    return after.partition('"')[0]


def test_while_nobody_names_a_basis_every_cap_runs_to_its_minute(
    lawyer: Visitor,
) -> None:
    page = text(lawyer, begun(lawyer, where="gym, then the station"))

    assert "Detained now: Z.S." in page
    assert "gym, then the station" in page
    assert "0 h 30 min</span>" in page
    assert "Not drawn: ask for it" in page.replace("not drawn", "Not drawn")
    assert page.count("ends 18:00") == 2
    assert page.count("2 h 30 min") == 2
    assert "ends Sat 1 Mar, 15:00" in page
    assert "23 h 30 min" in page
    assert page.count("ends Sun 2 Mar, 15:00") == 2
    assert "would end Sat 1 Mar, 03:00" in page
    assert "not known: all clocks run" in page
    assert "held longer" not in page.replace('data-over="held longer', "")


def test_one_minute_after_the_third_hour_it_says_since_when(
    lawyer: Visitor, watch: Watch
) -> None:
    path = begun(lawyer)
    over = "<b>held longer than the law allows, since 18:00</b>"

    watch.set("2025-02-28T17:59+05:00")
    assert over not in text(lawyer, path)
    watch.set("2025-02-28T18:01+05:00")
    page = text(lawyer, path)
    assert over in page
    assert "unless the police name another basis" in page
    assert "over since 18:00: another advocate may be appointed" in page
    assert "held longer than the law allows, since 18:00" in text(lawyer, "/detentions")


def test_once_the_basis_is_known_the_others_are_struck_with_the_reason(
    lawyer: Visitor, watch: Watch
) -> None:
    path = begun(lawyer)
    watch.set("2025-02-28T19:00+05:00")
    page = tap(lawyer, path, "basis_known:arrest_possible")

    reason = "does not apply: the basis is “offence for which administrative arrest"
    assert page.count(reason) == 3
    assert "<del>Release the person, three hours</del>" in page
    assert "held longer" not in page.replace('data-over="held longer', "")
    assert "ends Sat 1 Mar, 15:00" in page
    assert "Basis: tap when you know" not in page


def test_after_the_hearing_the_complaint_comes_first_and_then_what_to_collect(
    lawyer: Visitor, watch: Watch
) -> None:
    path = begun(lawyer)
    watch.set("2025-02-28T21:00+05:00")
    tap(lawyer, path, "basis_known:arrest_possible")
    page = tap(lawyer, path, "released:in_court")

    assert "Detained now" not in page
    assert "file by Mon 28 Apr 2025" in page
    first, then = page.index("Now: the complaint"), page.index("Collect and keep")
    assert first < then < page.index('id="clocks"')
    assert "body cameras" in page
    assert "file by Mon 28 Apr 2025" in text(lawyer, "/detentions")


def test_at_ten_past_midnight_twenty_to_twelve_was_yesterday(
    lawyer: Visitor, watch: Watch
) -> None:
    watch.set("2025-03-01T00:10+05:00")
    page = text(lawyer, begun(lawyer, at="23:40"))

    assert "0 h 30 min</span>" in page
    assert page.count("ends 02:40") == 2
    assert "2 h 30 min" in page
    assert "ends 23:40" in page
    assert "Since Fri 28 Feb, 23:40 (UTC+5)" in page


def test_the_hour_that_almaty_lived_twice_is_an_hour_of_detention(
    lawyer: Visitor, watch: Watch
) -> None:
    """On 29 February 2024, 24:00 (UTC+6) became 23:00 (UTC+5): from 22:30, three
    hours end at 00:30 by the new clock, two hours later on the wall.
    """
    watch.set("2024-02-29T22:40+06:00")
    page = text(lawyer, begun(lawyer, at="22:30"))

    assert "ends Fri 1 Mar, 00:30" in page
    assert "2 h 50 min" in page


def test_the_message_names_nobody_without_consent(lawyer: Visitor) -> None:
    path = begun(lawyer, where="Almalinsk station")
    line = _message(text(lawyer, path))

    assert line == (
        "Urgent: somebody is being held. Since Fri 28 Feb, 15:00 (UTC+5), Almalinsk "
        "station. By law at most: 3 hours – until 18:00; 24 hours – until Sat 1 Mar, "
        "15:00; 48 hours – until Sun 2 Mar, 15:00. Nobody has named the basis. Counsel "
        "is needed there by 18:00. No record so far. Call me."
    )
    case = path.replace("detentions", "cases")
    lawyer.post(
        f"{case}/record/consent_given",
        occurred="2025-02-28",
        person=_person_on(lawyer, path),
        **{"field-what": "name_in_public"},
    )
    assert _message(text(lawyer, path)).startswith("Urgent: Z.S. is being held.")


def _message(page: str) -> str:
    return page.split('<p class="line">')[2].partition("</p>")[0]


def test_a_tap_records_this_minute_and_a_typed_time_another(lawyer: Visitor) -> None:
    path = begun(lawyer)
    page = tap(lawyer, path, "counsel_called", at="15:10")
    assert "ends 18:10" in page
    page = tap(lawyer, path, "record_drawn")
    assert "<b>Fri 28 Feb 2025, 15:30</b>" in page
    assert 'value="record_drawn"' not in page


def test_who_goes_answers_for_it_and_is_mailed_before_the_third_hour(
    lawyer: Visitor, store: Store, watch: Watch
) -> None:
    assert "<strong>Lawyer</strong>" in text(lawyer, begun(lawyer))

    registry = Registry(store, lawbook())
    plan_reminders(registry, Envelope("docket@example.org", "https://x"), watch.now())
    with store.reading() as unit:
        mails = [m for m in unit.mails.recent(20) if m.recipient_id == Role.LAWYER]
    assert [m.sort for m in mails if m.sort == "hours"]
    assert not any("Z.S." in mail.subject + mail.body for mail in mails)


def test_somebody_known_in_the_dossier_is_that_person_again(
    lawyer: Visitor, docketed: Docketed, watch: Watch
) -> None:
    watch.set("2025-12-01T09:00+05:00")
    one = begun(lawyer, at="08:00", matter=docketed.matter)
    other = begun(lawyer, at="08:30", matter=docketed.matter)

    assert _person_on(lawyer, one) == _person_on(lawyer, other)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"initials": "Given Family"}, "is not initials"),
        ({"at": "25:00"}, "is not a time"),
        ({"day": "2025-02-28", "at": "15:31"}, "is still to come"),
        ({"day": "2025-02-27", "at": ""}, "Give the hour and the minute"),
        ({"who": "somebody"}, "Choose one of those offered."),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_opens_nothing(
    lawyer: Visitor, changed: dict[str, str], problem: str
) -> None:
    told = {"initials": "Z.S.", "at": "15:00", "who": "", **changed}
    answer = lawyer.post("/detentions/new", **told)

    assert answer.status_code == 422
    assert problem in answer.get_data(as_text=True)
    assert "RT-" not in text(lawyer, "/detentions")


def test_nothing_is_opened_where_the_one_who_goes_is_outside_the_circle(
    lawyer: Visitor, watch: Watch
) -> None:
    watch.set("2025-12-01T09:00+05:00")
    own = begun(lawyer, at="08:00")
    matter = text(lawyer, own).split("/matters/")[1][:12]
    told = {"initials": "G.S.", "at": "08:30", "who": Role.COORDINATOR}
    answer = lawyer.post("/detentions/new", **told, matter=matter)

    assert answer.status_code == 422
    assert "“Coordinator” is not a member" in answer.get_data(as_text=True)
    assert "G.S." not in text(lawyer, "/detentions")


def test_a_fact_that_is_none_is_refused_on_the_page(lawyer: Visitor) -> None:
    path = begun(lawyer)
    for wrong in ({"fact": "complaint_filed"}, {"fact": "released:x"}, {}):
        answer = lawyer.post(f"{path}/facts", on=path, **wrong)
        assert answer.status_code == 422, wrong
    late = {"fact": "record_drawn", "day": "2025-02-28", "at": "15:31"}
    answer = lawyer.post(f"{path}/facts", on=path, **late)
    assert "is still to come" in answer.get_data(as_text=True)
    assert 'value="record_drawn"' in text(lawyer, path)


def test_another_circle_learns_nothing(
    app: Flask, lawyer: Visitor, coordinator: Visitor
) -> None:
    path = begun(lawyer)
    outsider = signed_in(app, OUTSIDER)

    for visitor in (outsider, coordinator):
        for address in (path, f"{path}/card"):
            assert visitor.get(address).status_code == 404
        page = text(visitor, "/detentions")
        assert "RT-" not in page
        assert "Z.S." not in page
    taken = coordinator.post(f"{path}/facts", on="/detentions/new", fact="notice_asked")
    assert taken.status_code == 404


def test_an_auditor_of_the_circle_reads_and_records_nothing(
    lawyer: Visitor, auditor: Visitor, docketed: Docketed, watch: Watch
) -> None:
    watch.set("2025-12-01T09:00+05:00")
    path = begun(lawyer, at="08:00", matter=docketed.matter)
    page = text(auditor, path)

    assert "Detained now: Z.S." in page
    assert 'name="fact"' not in page
    assert auditor.get("/detentions/new").status_code == 404


def test_a_case_of_another_procedure_is_no_detention(
    lawyer: Visitor, docketed: Docketed
) -> None:
    assert lawyer.get(f"/detentions/{docketed.case}").status_code == 404


def test_the_cards_name_nobody_and_the_blank_one_gives_every_cap(
    lawyer: Visitor,
) -> None:
    path = begun(lawyer, where="gym")
    blank, filled = text(lawyer, "/detentions/card"), text(lawyer, f"{path}/card")

    for hours in ("3 hours", "12 hours", "24 hours", "48 hours", "72 hours"):
        assert f'<th scope="row">{hours}</th>' in blank
    assert "RT-" not in blank
    assert "<b>Sat 1 Mar, 15:00</b>" in filled
    for card in (blank, filled):
        assert "Z.S." not in card
        assert "gym" not in card
        assert "Sign nothing" in card


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_page_is_light_and_whole_without_its_script(
    lawyer: Visitor, language: str
) -> None:
    path = begun(lawyer)
    lawyer.get(f"/language/{language}")

    for address in ("/detentions", "/detentions/new", path, f"{path}/card"):
        answer = lawyer.get(address)
        assert len(answer.data) < 20_000, address
        policy = answer.headers["Content-Security-Policy"]
        assert ("script-src 'self'" in policy) is (address == path)
        assert "unsafe" not in policy
        assert "<script>" not in answer.get_data(as_text=True)
