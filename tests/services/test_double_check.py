"""The worst case, the proven date, and the second pair of eyes between them."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from remedytrack.core.access import Viewer
from remedytrack.core.dates import When
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.core.workflow.journal import Alone
from remedytrack.core.workflow.standing import BY_HAND, Check
from remedytrack.services import acting, checking, opening
from remedytrack.services.check_refusals import CheckedTooSoon
from remedytrack.services.refusals import NotFound, OwnCheck
from tests.services.office import (
    APPEAL,
    CASE,
    COORDINATOR,
    DEPUTY,
    LAWYER,
    Office,
)


def check(
    office: Office,
    ref: str,
    entry_id: UUID,
    occurred: str,
    *,
    by: Viewer = DEPUTY,
    because: str = "",
) -> bool:
    return checking.double_check(
        office.registry,
        actor=by,
        now=office.now,
        ref=ref,
        entry_id=entry_id,
        occurred=When.parse(occurred),
        alone_because=because,
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


def test_a_check_that_disagrees_moves_no_date_and_is_shown(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    delivered = office.record(ref, "ruling_delivered", "2025-11-25")
    before = office.deadline(ref)
    assert not check(office, ref, delivered.entry_id, "2025-11-26")
    after = office.deadline(ref)
    assert replace(after, differs=None) == before
    assert after.differs == Check(
        delivered.entry_id,
        LAWYER.id,
        When.parse("2025-11-26"),
        DEPUTY.id,
        office.now,
    )


def test_until_the_two_agree_the_earlier_of_their_days_is_reminded(
    office: Office,
) -> None:
    ref = office.open(APPEAL)
    delivered = office.record(ref, "ruling_delivered", "2025-11-25", seen=True)
    check(office, ref, delivered.entry_id, "2025-11-25")
    assert not check(office, ref, delivered.entry_id, "2025-11-24", by=COORDINATOR)
    doubted = office.deadline(ref)
    assert (str(doubted.safe_on), str(doubted.remind_on)) == (
        "2025-12-05",
        "2025-12-04",
    )
    assert not doubted.double_checked, "the last check decides"
    assert check(office, ref, delivered.entry_id, "2025-11-25", by=COORDINATOR)
    assert office.deadline(ref).remind_on == doubted.safe_on


def test_a_correction_to_the_day_of_the_check_asks_for_a_new_one(
    office: Office,
) -> None:
    ref = office.open(APPEAL)
    delivered = office.record(ref, "ruling_delivered", "2025-11-25")
    check(office, ref, delivered.entry_id, "2025-11-24")
    corrected = office.correct(ref, delivered.entry_id, "2025-11-24")
    settled = office.deadline(ref)
    assert (settled.differs, settled.double_checked) == (None, False)
    assert check(office, ref, corrected.entry_id, "2025-11-24")
    assert office.deadline(ref).double_checked


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


def of_one_person(office: Office) -> str:
    """Return an appeal in a dossier whose circle is the lawyer alone."""
    office.matter = opening.open_matter(
        office.registry, actor=LAWYER, now=office.now, title="Of one", members=[]
    )
    return office.open(APPEAL)


def test_where_nobody_else_could_the_same_person_checks_the_next_day(
    office: Office,
) -> None:
    ref = of_one_person(office.at("2025-12-01T20:00"))
    delivered = office.record(ref, "ruling_delivered", "2025-11-25", seen=True)
    with pytest.raises(CheckedTooSoon):
        check(office, ref, delivered.entry_id, "2025-11-25", by=LAWYER)
    office.at("2025-12-02T00:10")
    assert check(office, ref, delivered.entry_id, "2025-11-25", by=LAWYER)
    checked = office.deadline(ref)
    assert (checked.double_checked, checked.checked_alone) == (True, Alone.NEXT_DAY)


def test_break_glass_needs_a_reason_and_is_marked(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    delivered = office.record(ref, "ruling_delivered", "2025-11-25")
    with pytest.raises(OwnCheck):
        check(office, ref, delivered.entry_id, "2025-11-25", by=LAWYER, because=" ")
    why = "Everybody else is in court"
    assert check(office, ref, delivered.entry_id, "2025-11-25", by=LAWYER, because=why)
    checked = office.deadline(ref)
    assert checked.checked_alone is Alone.BREAK_GLASS
    assert checked.remind_on == checked.safe_on
    assert check(office, ref, delivered.entry_id, "2025-11-25")
    assert office.deadline(ref).checked_alone is None, "a second person has come"


def test_a_date_entered_by_hand_is_checked_too(office: Office) -> None:
    ref = office.open(APPEAL)
    entered = acting.enter_date(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        when=When.parse("2025-12-10"),
        sort="term",
        title="As the letter says",
    )
    assert not check(office, ref, entered.entry_id, "2025-12-09")
    assert str(office.deadline(ref, BY_HAND).remind_on) == "2025-12-09"
    assert check(office, ref, entered.entry_id, "2025-12-10")
    assert office.deadline(ref, BY_HAND).double_checked
