"""Hearings as the office sees them: on the docket, reminded of, in each other's way."""

from datetime import date

from remedytrack.core.workflow.standing import DeadlineState
from remedytrack.services.appointments import clashing
from remedytrack.services.docket import docket
from tests.services.office import (
    APPEAL,
    CASE,
    DEPUTY,
    LAWYER,
    OUTSIDER,
    Office,
    Postbox,
)

LIMIT = "appointment"


def test_a_hearing_stands_on_the_docket_and_reminds(office: Office) -> None:
    ref = office.open(CASE)
    office.assign(ref, LAWYER, DEPUTY)
    office.record(ref, "appointment_set", "2025-12-10T10:30", sort="hearing")
    (row,) = docket(office.registry, viewer=LAWYER, now=office.now)
    assert (row.show_on, row.days_left) == (date(2025, 12, 10), 9)
    assert not isinstance(row.act, str)
    assert row.act.ru == "судебное заседание"
    reminded = Postbox(office).run_until("2025-12-10T10:00").days(LAWYER)
    assert reminded[-2:] == ["2025-12-09", "2025-12-10"]


def test_an_adjournment_moves_the_date_and_a_result_ends_it(office: Office) -> None:
    ref = office.open(CASE)
    office.record(ref, "appointment_set", "2025-12-02T10:30", sort="hearing")
    office.record(
        ref,
        "appointment_set",
        "2025-12-09T10:30",
        sort="hearing",
        adjourned_from="2025-12-02",
    )
    assert office.deadline(ref, LIMIT).safe_on == date(2025, 12, 9)
    office.at("2025-12-09T18:00")
    office.record(
        ref, "appointment_held", "2025-12-09", result="Adjourned for judgment"
    )
    assert office.deadline(ref, LIMIT).state is DeadlineState.SATISFIED
    assert docket(office.registry, viewer=LAWYER, now=office.now) == []


def test_two_hearings_of_one_counsel_at_one_hour_are_said_on_both(
    office: Office,
) -> None:
    case, appeal = office.open(CASE), office.open(APPEAL)
    for ref, hour, counsel in ((case, "10:30", "L. K."), (appeal, "11:00", "l.k.")):
        office.record(
            ref,
            "appointment_set",
            f"2025-12-10T{hour}",
            sort="hearing",
            counsel=counsel,
        )
    one, other = office.deadline(case, LIMIT), office.deadline(appeal, LIMIT)
    found = clashing(office.registry, viewer=LAWYER)
    assert [each.ref for each in found[one.id]] == [appeal]
    assert [each.ref for each in found[other.id]] == [case]
    assert clashing(office.registry, viewer=OUTSIDER) == {}
