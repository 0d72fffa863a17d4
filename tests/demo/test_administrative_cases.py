"""Scenarios 4, 6 and 14: appeals against rulings, and the registration."""

from datetime import date
from fractions import Fraction
from statistics import median
from uuid import UUID

import pytest

from remedytrack.core.dates import When
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.standing import DeadlineState, Timeliness
from remedytrack.demo.loader import BEGINS_AT
from remedytrack.services.checking import double_check
from remedytrack.services.docket import Group, docket
from remedytrack.services.recording import Recorded, Report, record_event
from tests.demo.conftest import Demo

APPEAL = "kz.koap.appeal"
FINED = ("A1", "A2", "A3", "A5")
ALL = ("A1", "A2", "A3", "A4", "A5")
DELIVERED = When.on(date(2025, 11, 25))


def readings(computation: Computation | None) -> list[date]:
    assert computation is not None
    return [each.due_on for each in computation.readings]


def the(kind: str, journal: list[Entry]) -> Entry:
    [found] = [entry for entry in journal if entry.kind == kind]
    return found


def deliver(demo: Demo) -> Recorded:
    person = the("ruling_made", demo.journal("A5")).person
    return record_event(
        demo.registry,
        actor=demo.viewer("L"),
        now=BEGINS_AT,
        ref=demo.loaded.refs["A5"],
        report=Report("ruling_delivered", DELIVERED, {}, person=person),
    )


def check(demo: Demo, entry: UUID, case: str) -> bool:
    return double_check(
        demo.registry,
        actor=demo.viewer("D"),
        now=BEGINS_AT,
        ref=demo.loaded.refs[case],
        entry_id=entry,
        occurred=DELIVERED,
    )


def test_scenario_4_until_the_delivery_is_known_the_day_of_the_ruling_counts(
    demo: Demo,
) -> None:
    appeal = demo.deadline("A5-appeal", APPEAL)
    assert appeal.safe_on == date(2025, 12, 2)
    assert readings(appeal.computation) == [
        date(2025, 12, 2),
        date(2025, 12, 2),
        date(2025, 12, 5),
    ]
    assert appeal.arguable_on == date(2025, 12, 5)
    assert appeal.provisional
    assert appeal.state is DeadlineState.OPEN


def test_scenario_4_the_lawyer_finds_it_on_the_docket_as_due_tomorrow(
    demo: Demo,
) -> None:
    rows = docket(demo.registry, viewer=demo.viewer("L"), now=BEGINS_AT)
    [row] = [row for row in rows if row.deadline.limit == APPEAL]
    assert row.group is Group.WEEK
    assert row.days_left == 1
    assert row.unproven
    assert row.owner == demo.loaded.users["L"]
    assert [r for r in rows if r.group is Group.TODAY] == []


def test_scenario_4_a_delivery_moves_the_date_but_not_yet_the_reminders(
    copy: Demo,
) -> None:
    recorded = deliver(copy)
    [shift] = [
        each
        for each in recorded.shifts
        if each.ref == copy.loaded.refs["A5-appeal"]
        and each.after is not None
        and each.after.limit == APPEAL
    ]
    assert (shift.was_on, shift.now_on) == (date(2025, 12, 2), date(2025, 12, 5))
    assert not shift.earlier
    appeal = copy.deadline("A5-appeal", APPEAL)
    assert not appeal.provisional
    assert appeal.safe_on == date(2025, 12, 5)
    assert appeal.remind_on == date(2025, 12, 2)
    assert shift.before is not None
    assert appeal.id == shift.before.id


@pytest.mark.parametrize("where", ["A5", "A5-appeal"])
def test_scenario_4_a_second_person_lets_the_reminders_follow(
    copy: Demo, where: str
) -> None:
    """Whether they enter the date in the case or in its appeal."""
    deliver(copy)
    entry = the("ruling_delivered", copy.journal(where))
    assert check(copy, entry.id, where)
    appeal = copy.deadline("A5-appeal", APPEAL)
    assert appeal.double_checked
    assert appeal.remind_on == date(2025, 12, 5)


@pytest.mark.parametrize(
    ("case", "days"),
    [
        ("A1", [date(2024, 5, 25), date(2024, 5, 27), date(2024, 5, 29)]),
        ("A2", [date(2025, 3, 1), date(2025, 3, 3), date(2025, 3, 5)]),
        ("A3", [date(2025, 3, 3), date(2025, 3, 3), date(2025, 3, 7)]),
        ("A4", [date(2025, 3, 10), date(2025, 3, 11), date(2025, 3, 17)]),
    ],
)
def test_scenario_6_three_readings_of_each_appeal_window(
    demo: Demo, case: str, days: list[date]
) -> None:
    appeal = demo.deadline(f"{case}-appeal", APPEAL)
    assert sorted(readings(appeal.computation)) == days
    assert appeal.safe_on == days[0]
    assert appeal.state is DeadlineState.SATISFIED


def test_an_appeal_is_called_in_time_only_where_the_sources_allow_it(
    demo: Demo,
) -> None:
    found = {c: demo.deadline(f"{c}-appeal", APPEAL).timeliness for c in ALL[:4]}
    assert found == {
        "A1": Timeliness.UNKNOWN,  # filed between 15 May and 6 June 2024
        "A2": Timeliness.UNKNOWN,  # decided on 27 February or on 11 March 2025
        "A3": Timeliness.UNKNOWN,
        "A4": Timeliness.IN_TIME,  # filed by 5 March 2025, the window ended on the 10th
    }
    for case in ALL[:4]:
        assert demo.states(f"{case}-appeal")["procedure"] == "upheld"


def test_the_fines_add_up(demo: Demo) -> None:
    amounts = [the("ruling_made", demo.journal(c)).fields["amount"] for c in FINED]
    assert amounts == [184_600, 393_200, 393_200, 80_000]
    assert sum(int(str(amount)) for amount in amounts) == 1_051_000
    assert the("ruling_made", demo.journal("A4")).fields["days"] == 10


def test_scenario_8_from_the_act_or_the_filing_to_the_sanction(demo: Demo) -> None:
    def began(case: str) -> date:
        first = {"offence_alleged", "protocol_drawn"}
        days = [e.occurred.day for e in demo.journal(case) if e.kind in first]
        return min(day for day in days if day is not None)

    rulings = {c: the("ruling_made", demo.journal(c)).occurred.day for c in ALL}
    days = {c: (on - began(c)).days for c, on in rulings.items() if on is not None}
    assert days == {"A1": 2, "A2": 6, "A3": 8, "A4": 291, "A5": 1}
    assert median(days.values()) == 6
    assert Fraction(sum(days.values()), len(days)) == Fraction("61.6")


def test_scenario_14_the_refusal_came_on_the_fifth_working_day(demo: Demo) -> None:
    decision = demo.deadline("R1", "kz.registration.decision")
    calendar = demo.registry.law.calendar("kz")
    filed, refused = date(2024, 4, 8), date(2024, 4, 15)
    assert calendar.working_days_between(filed, refused) == 5
    assert decision.safe_on == date(2024, 4, 22)
    assert decision.timeliness is Timeliness.IN_TIME
    assert demo.states("R1")["procedure"] == "refused"


def test_scenario_14_nothing_was_silent_and_the_attempts_are_at_least_fifteen(
    demo: Demo,
) -> None:
    attempts = the("attempts_reported", demo.journal("R1"))
    assert attempts.fields == {"count": 15, "at_least": True}
    with demo.registry.store.reading() as unit:
        assert unit.projections.flags([demo.case("R1").id]) == []
