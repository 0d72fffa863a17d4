"""Corrections: a new entry stands, the old one stays, copies follow at once."""

from uuid import uuid4

import pytest

from remedytrack.services import opening, recording
from remedytrack.services.cases import JournalLine, case_view
from remedytrack.services.refusals import (
    AlreadyCorrected,
    CopiedEntry,
    EventBeforeProceeding,
    EventInTheFuture,
    NotFound,
    ReasonMissing,
)
from tests.services.office import APPEAL, CASE, DEPUTY, LAWYER, Office


def journal(office: Office, ref: str) -> list[JournalLine]:
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    return list(view.journal)


def test_a_correction_moves_the_deadline_and_says_from_where(office: Office) -> None:
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    before = office.deadline(ref)
    corrected = office.correct(ref, made.entry_id, "2025-11-20", penalty="fine")
    (shift,) = corrected.shifts
    assert (str(shift.was_on), str(shift.now_on)) == ("2025-12-02", "2025-11-30")
    assert shift.earlier
    assert shift.after is not None
    assert shift.after.id == before.id, "the same deadline, at another date"


def test_the_corrected_entry_stays_readable(office: Office) -> None:
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    corrected = office.correct(ref, made.entry_id, "2025-11-20", penalty="fine")
    lines = {line.entry.id: line for line in journal(office, ref)}
    assert not lines[made.entry_id].stands
    assert str(lines[made.entry_id].entry.occurred) == "2025-11-22"
    assert lines[corrected.entry_id].stands
    assert lines[corrected.entry_id].entry.supersedes == made.entry_id


def test_nobody_corrects_what_somebody_else_has_corrected(office: Office) -> None:
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.correct(ref, made.entry_id, "2025-11-20", penalty="fine", by=DEPUTY)
    before = office.everything()
    with pytest.raises(AlreadyCorrected):
        office.correct(ref, made.entry_id, "2025-11-21", penalty="fine")
    assert office.everything() == before


@pytest.mark.parametrize("occurred", ["2025-12-24", "2025-11-01"])
def test_a_correction_is_checked_like_a_new_fact(office: Office, occurred: str) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    filed = office.record(ref, "appeal_filed", "2025-11-24")
    before = office.everything()
    with pytest.raises((EventInTheFuture, EventBeforeProceeding)):
        office.correct(ref, filed.entry_id, occurred)
    assert office.everything() == before


def test_the_beginning_itself_may_be_corrected_to_any_day(office: Office) -> None:
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.correct(ref, made.entry_id, "2025-10-22", penalty="fine")
    assert str(office.deadline(ref).safe_on) == "2025-11-01"


def test_an_entry_that_is_not_there_is_not_found(office: Office) -> None:
    ref, other = office.open(APPEAL), office.open(APPEAL)
    made = office.record(other, "ruling_made", "2025-11-22", penalty="fine")
    before = office.everything()
    for missing in (uuid4(), made.entry_id):
        with pytest.raises(NotFound):
            office.correct(ref, missing, "2025-11-20", penalty="fine")
    assert office.everything() == before


def test_a_withdrawal_takes_the_deadline_away(office: Office) -> None:
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    withdrawn = recording.withdraw_event(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        entry_id=made.entry_id,
        reason=" Entered in the wrong case ",
    )
    (shift,) = withdrawn.shifts
    assert (str(shift.was_on), shift.after) == ("2025-12-02", None)
    assert office.deadlines(ref) == {}
    lines = {line.entry.id: line for line in journal(office, ref)}
    assert lines[withdrawn.entry_id].content.note == "Entered in the wrong case"
    assert not any(line.stands for line in lines.values())


def test_a_withdrawal_needs_a_reason(office: Office) -> None:
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    before = office.everything()
    with pytest.raises(ReasonMissing):
        recording.withdraw_event(
            office.registry,
            actor=LAWYER,
            now=office.now,
            ref=ref,
            entry_id=made.entry_id,
            reason="  ",
        )
    assert office.everything() == before


def test_an_appeal_takes_the_ruling_from_its_case(office: Office) -> None:
    case = office.open(CASE)
    made = office.record(
        case, "ruling_made", "2025-11-22", penalty="fine", article="488", note="Heard"
    )
    appeal = office.link(case)
    (line,) = journal(office, appeal)
    assert line.entry.origin == made.entry_id
    assert line.content.note == "Heard"
    assert dict(line.content.texts) == {"article": "488"}
    assert str(office.deadline(appeal).safe_on) == "2025-12-02"


def test_what_is_recorded_in_the_case_later_reaches_the_appeal_in_the_same_moment(
    office: Office,
) -> None:
    case = office.open(CASE)
    office.record(case, "ruling_made", "2025-11-22", penalty="fine")
    appeal = office.link(case)
    recorded = office.record(case, "ruling_delivered", "2025-11-25")
    moved = [shift for shift in recorded.shifts if shift.ref == appeal]
    assert [(str(s.was_on), str(s.now_on)) for s in moved] == [
        ("2025-12-02", "2025-12-05")
    ]
    office.record(case, "protocol_drawn", "2025-11-23")
    kinds = [line.entry.kind for line in journal(office, appeal)]
    assert kinds == ["ruling_made", "ruling_delivered"], "only what the appeal takes"


def test_corrections_follow_into_the_appeal_again_and_again(office: Office) -> None:
    case = office.open(CASE)
    made = office.record(case, "ruling_made", "2025-11-22", penalty="fine")
    appeal = office.link(case)
    first = office.deadline(appeal)
    once = office.correct(case, made.entry_id, "2025-11-21", penalty="fine")
    twice = office.correct(case, once.entry_id, "2025-11-20", penalty="arrest")
    assert [shift.ref for shift in twice.shifts].count(appeal) == 1
    assert str(office.deadline(appeal).safe_on) == "2025-11-30"
    assert office.deadline(appeal).id == first.id
    lines = journal(office, appeal)
    assert sum(line.stands for line in lines) == 1
    assert len(lines) == 3


def test_a_withdrawal_in_the_case_withdraws_the_copy(office: Office) -> None:
    case = office.open(CASE)
    made = office.record(case, "ruling_made", "2025-11-22", penalty="fine")
    appeal = office.link(case)
    recording.withdraw_event(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=case,
        entry_id=made.entry_id,
        reason="Another person's ruling",
    )
    assert office.deadlines(appeal) == {}
    office.record(case, "ruling_made", "2025-11-24", penalty="fine")
    assert str(office.deadline(appeal).safe_on) == "2025-12-04"


def test_a_copy_is_corrected_where_it_came_from(office: Office) -> None:
    case = office.open(CASE)
    office.record(case, "ruling_made", "2025-11-22", penalty="fine")
    appeal = office.link(case)
    (copy,) = journal(office, appeal)
    before = office.everything()
    with pytest.raises(CopiedEntry, match=case):
        office.correct(appeal, copy.entry.id, "2025-11-20", penalty="fine")
    assert office.everything() == before


def test_a_case_about_the_same_event_takes_no_facts(office: Office) -> None:
    """Two people, two rulings: a link of another kind must not mix their clocks."""
    hers, his = office.open(CASE), office.open(CASE)
    office.record(hers, "ruling_made", "2025-11-22", penalty="fine")
    appeal = office.link(hers)
    opening.link(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=appeal,
        to=his,
        kind=opening.SAME_EVENT,
    )
    office.record(his, "ruling_made", "2025-11-28", penalty="arrest")
    assert [str(x.entry.occurred) for x in journal(office, appeal)] == ["2025-11-22"]
