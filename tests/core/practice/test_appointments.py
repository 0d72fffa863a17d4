"""Hearings on the docket: one takes place, one is adjourned, two are at one hour."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from remedytrack.core.practice.appointments import (
    Booked,
    appointments,
    clashes,
)
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.core.workflow.journal import Fact
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from tests.core.laws import lawbook
from tests.core.practice.practised import fact

NOON = datetime(2025, 12, 1, 7, tzinfo=UTC)


def hearing(on: str, **fields: str) -> Fact:
    return fact("appointment_set", on, sort="hearing", **fields)


def docketed(*facts: Fact, now: datetime = NOON) -> list[Deadline]:
    law = lawbook()
    entries = [each.entry for each in facts]
    found = replay(law.workflows["kz.civil_claim"], entries, law, now).deadlines
    return [each for each in found if each.limit == "appointment"]


def test_a_hearing_is_a_date_of_ours_that_ends_at_its_hour() -> None:
    (due,) = docketed(hearing("2025-12-10T10:30"))
    assert due.act is not None
    assert (due.act.en, due.consequence) == ("hearing", Consequence.TARGET)
    assert due.closes_at == datetime(2025, 12, 10, 5, 30, tzinfo=UTC)
    assert (due.state, due.is_hard) == (DeadlineState.OPEN, False)


def test_its_result_ends_it_and_asks_for_no_receipt() -> None:
    facts = hearing("2025-12-10T10:30"), fact("appointment_held", "2025-12-10")
    (due,) = docketed(*facts, now=NOON + timedelta(days=20))
    assert (due.state, due.proven) == (DeadlineState.SATISFIED, True)
    assert due.timeliness is None


def test_nobody_wrote_down_what_came_of_it() -> None:
    (due,) = docketed(hearing("2025-12-10T10:30"), now=NOON + timedelta(days=20))
    assert due.state is DeadlineState.MISSED


def test_an_adjourned_hearing_gives_way_to_the_new_one() -> None:
    old = hearing("2025-12-10T10:30")
    new = hearing("2026-01-14T15:00", adjourned_from="2025-12-10")
    (due,) = docketed(old, new)
    assert str(due.safe_on) == "2026-01-14"
    assert docketed(old, fact("appointment_adjourned", "2025-12-10")) == []


def test_one_of_two_is_cancelled_by_its_day_or_else_the_next() -> None:
    first, second = hearing("2025-12-10T10:30"), hearing("2025-12-12T10:30")
    (due,) = docketed(first, second, fact("appointment_cancelled", "2025-12-05"))
    assert str(due.safe_on) == "2025-12-12"
    named = fact("appointment_cancelled", "2025-12-05", appointment_on="2025-12-12")
    (due,) = docketed(first, second, named)
    assert str(due.safe_on) == "2025-12-10"


@given(st.permutations(["2025-12-10", "2025-12-12", "2025-12-15", "2025-12-16"]))
def test_the_order_of_recording_plays_no_part(days: list[str]) -> None:
    facts = [hearing(day) for day in days]
    facts.insert(2, fact("appointment_held", "2025-12-12"))
    facts.insert(0, fact("appointment_cancelled", "2025-12-01"))
    over = [
        (str(each.set.entry.occurred), each.ended_by and each.ended_by.entry.kind)
        for each in appointments(facts)
    ]
    assert over == [
        ("2025-12-10", "appointment_cancelled"),
        ("2025-12-12", "appointment_held"),
        ("2025-12-15", None),
        ("2025-12-16", None),
    ]


def test_two_at_one_hour_clash_for_one_person_only() -> None:
    one, two, three, four = (UUID(int=each) for each in range(4))
    booked = [
        Booked(one, "l.", NOON),
        Booked(two, "l.", NOON + timedelta(minutes=59)),
        Booked(three, "d.", NOON),
        Booked(four, "l.", NOON + timedelta(hours=2)),
    ]
    assert clashes(booked) == {one: (two,), two: (one,)}
