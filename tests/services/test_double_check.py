"""The worst case, the proven date, and the second pair of eyes between them."""

from uuid import UUID, uuid4

import pytest

from remedytrack.core.access import Viewer
from remedytrack.core.dates import When
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.services import acting
from remedytrack.services.refusals import NotFound, OwnCheck
from tests.services.office import APPEAL, CASE, DEPUTY, LAWYER, Office


def check(
    office: Office, ref: str, entry_id: UUID, occurred: str, by: Viewer = DEPUTY
) -> bool:
    return acting.double_check(
        office.registry,
        actor=by,
        now=office.now,
        ref=ref,
        entry_id=entry_id,
        occurred=When.parse(occurred),
    )


def test_a_proven_delivery_moves_the_worst_case_and_keeps_the_deadline(
    office: Office,
) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    worst = office.deadline(ref)
    delivered = office.record(ref, "ruling_delivered", "2025-11-25", seen=True)
    moved = {shift.was_on: shift for shift in delivered.shifts}[worst.safe_on]
    assert moved.before == worst
    assert moved.after is not None
    assert moved.after.id == worst.id
    assert (str(moved.was_on), str(moved.now_on)) == ("2025-12-02", "2025-12-05")
    assert worst.provisional
    assert not moved.after.provisional


def test_the_later_date_is_shown_and_the_earlier_one_reminded(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    delivered = office.record(ref, "ruling_delivered", "2025-11-25")
    unchecked = office.deadline(ref)
    assert (str(unchecked.safe_on), str(unchecked.remind_on)) == (
        "2025-12-05",
        "2025-12-02",
    )
    assert not unchecked.double_checked
    assert check(office, ref, delivered.entry_id, "2025-11-25")
    checked = office.deadline(ref)
    assert checked.double_checked
    assert checked.remind_on == checked.safe_on


def test_nobody_checks_their_own_entry(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    delivered = office.record(ref, "ruling_delivered", "2025-11-25")
    before = office.everything()
    with pytest.raises(OwnCheck):
        check(office, ref, delivered.entry_id, "2025-11-25", by=LAWYER)
    with pytest.raises(NotFound):
        check(office, ref, uuid4(), "2025-11-25")
    assert office.everything() == before


def test_a_check_that_disagrees_is_kept_and_changes_nothing(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    delivered = office.record(ref, "ruling_delivered", "2025-11-25")
    before = office.deadline(ref)
    assert not check(office, ref, delivered.entry_id, "2025-11-26")
    assert office.deadline(ref) == before


def test_a_correction_to_a_later_day_needs_a_check_of_its_own(office: Office) -> None:
    """The check of the old date says nothing about the new one."""
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    delivered = office.record(ref, "ruling_delivered", "2025-11-24")
    check(office, ref, delivered.entry_id, "2025-11-24")
    corrected = office.correct(ref, delivered.entry_id, "2025-11-26")
    deadline = office.deadline(ref)
    assert str(deadline.safe_on) == "2025-12-06"
    assert str(deadline.remind_on) == "2025-12-02", "until somebody looks again"
    check(office, ref, corrected.entry_id, "2025-11-26")
    assert office.deadline(ref).remind_on == deadline.safe_on


def test_an_earlier_date_holds_at_once_checked_or_not(office: Office) -> None:
    ref = office.open(APPEAL)
    delivered = office.record(ref, "ruling_delivered", "2025-11-26")
    office.correct(ref, delivered.entry_id, "2025-11-21")
    deadline = office.deadline(ref)
    assert deadline.consequence is Consequence.RESTORABLE
    assert str(deadline.remind_on) == str(deadline.safe_on) == "2025-12-01"


def test_a_copied_date_is_checked_in_the_appeal(office: Office) -> None:
    case = office.open(CASE)
    office.record(case, "ruling_made", "2025-11-22", penalty="fine")
    appeal = office.link(case)
    office.record(case, "ruling_delivered", "2025-11-25")
    trigger = office.deadline(appeal).trigger_id
    with pytest.raises(OwnCheck):
        check(office, appeal, trigger, "2025-11-25", by=LAWYER)
    assert check(office, appeal, trigger, "2025-11-25")
    assert office.deadline(appeal).double_checked
