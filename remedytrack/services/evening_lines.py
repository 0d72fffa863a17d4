"""What stands on the evening sheet, section by section: references, codes and dates.

Nothing here reads a name, a title or a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.evening import Line, Note, Says, person_code
from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.standing import (
    APPOINTMENT,
    BY_HAND,
    OF_NO_RULE,
    Deadline,
    DeadlineState,
)
from remedytrack.storage.values import Absence, Proceeding

Pair = tuple[Proceeding, Deadline]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one sheet.

    ``day`` is closed by it; what ended after ``after_on`` is on it; ``next_on`` is the
    working day that follows.
    """

    after_on: date
    day: date
    next_on: date

    @property
    def last(self) -> date:
        """Up to which day appointments are looked at: two ahead, or more."""
        return max(self.day + ONE_DAY * 2, self.next_on)

    def ended(self, on: date | None) -> bool:
        """Whether ``on`` has ended with this sheet and with none before."""
        return on is not None and self.after_on < on <= self.day

    def ahead(self, on: date | None, last: date) -> bool:
        """Whether ``on`` lies after the sheet's day, and not after ``last``."""
        return on is not None and self.day < on <= last


def is_ours(deadline: Deadline) -> bool:
    """Say whether it is our act that is due."""
    embargo = deadline.consequence is Consequence.EMBARGO
    return deadline.bound is BoundParty.US and not embargo


def is_appointment(deadline: Deadline) -> bool:
    """Say whether it takes place on its day, as a hearing does."""
    entered = deadline.limit in {BY_HAND, APPOINTMENT}
    return entered and deadline.consequence is Consequence.TARGET


def today_and_tomorrow(
    pending: Iterable[Pair], days: Days
) -> tuple[list[Line], list[Line]]:
    """Return what ends today and is still open, and what ends by the next working day.

    By the day that is reminded of and by the one that is shown.
    """
    today, tomorrow = [], []
    for proceeding, deadline in pending:
        if not is_ours(deadline) or is_appointment(deadline):
            continue
        both = (deadline.remind_on, deadline.safe_on)
        if any(days.ended(on) for on in both):
            today.append(_running(proceeding, deadline))
        elif any(days.ahead(on, days.next_on) for on in both):
            tomorrow.append(_running(proceeding, deadline))
    return today, tomorrow


def theirs(pending: Iterable[Pair], days: Days) -> list[Line]:
    """Return the terms of others that ended; late only by the latest count."""
    return [
        line_of(proceeding, deadline, note)
        for proceeding, deadline in pending
        if deadline.bound is not BoundParty.US
        and deadline.consequence is not Consequence.EMBARGO
        for note in _their_end(deadline, days)
    ]


def closed(pending: Iterable[Pair]) -> list[Line]:
    """Return the material that is still closed."""
    return [
        Line(
            proceeding.ref,
            deadline.act,
            (Note(_closed(deadline), deadline.arguable_on),),
        )
        for proceeding, deadline in pending
        if deadline.consequence is Consequence.EMBARGO
    ]


def uncovered(
    pending: Iterable[Pair], absences: Iterable[Absence], near_until: date
) -> list[Line]:
    """Return hard deadlines that are near and not taken on, or whose owner is away.

    And, once a case, that nobody is assigned.
    """
    away = {each.recipient_id: each for each in absences}
    found, unassigned = [], set[str]()
    for proceeding, deadline in pending:
        if not is_ours(deadline):
            continue
        notes = tuple(_uncovered(proceeding, deadline, away, near_until))
        if notes:
            found.append(line_of(proceeding, deadline, *notes))
        if proceeding.owner is None and proceeding.ref not in unassigned:
            unassigned.add(proceeding.ref)
            found.append(Line(proceeding.ref, notes=(Note(Says.NOBODY),)))
    return found


def unchecked(pending: Iterable[Pair], days: Days) -> list[Line]:
    """Return our dates that are not proven, contested, or looked at by one person.

    And the rules behind the dates of today and tomorrow that no lawyer has checked.
    """
    found = []
    for proceeding, deadline in pending:
        if not is_ours(deadline) or deadline.limit in OF_NO_RULE - {BY_HAND}:
            continue
        notes = tuple(_unchecked(deadline, days))
        if notes:
            found.append(line_of(proceeding, deadline, *notes))
    return found


def line_of(proceeding: Proceeding, deadline: Deadline, *notes: Note) -> Line:
    """Return the line of a deadline."""
    return Line(proceeding.ref, deadline.act, notes, by_hand=deadline.act is None)


def due_notes(deadline: Deadline) -> Iterator[Note]:
    """Yield the day of a deadline of ours, and the earlier one that is reminded of."""
    on, remind_on = deadline.safe_on, deadline.remind_on
    if is_appointment(deadline):
        yield Note(Says.ON, on)
        return
    yield Note(Says.BY, on or remind_on)
    if on is not None and remind_on is not None and remind_on < on:
        yield Note(Says.REMINDED, remind_on)


def deadline_notes(deadline: Deadline) -> Iterator[Note]:
    """Yield what is doubtful about a date of ours."""
    if deadline.provisional:
        yield Note(Says.PROVISIONAL)
    if deadline.differs is not None:
        told = deadline.differs
        yield Note(Says.DIFFERS, when=told.said, who=person_code(told.by))
    elif deadline.checked_alone is not None:
        yield Note(Says.ALONE, alone=deadline.checked_alone)
    elif deadline.is_hard and not deadline.double_checked:
        yield Note(Says.NO_CHECK)


def coded(person: str | None) -> str | None:
    """Return the code of a person, where there is one."""
    return person_code(person) if person else None


def _running(proceeding: Proceeding, deadline: Deadline) -> Line:
    return line_of(
        proceeding,
        deadline,
        *due_notes(deadline),
        *responsible(proceeding),
        _taken_on(deadline),
        *deadline_notes(deadline),
    )


def responsible(proceeding: Proceeding) -> Iterator[Note]:
    """Yield who answers for a case, by code."""
    if proceeding.owner is None:
        yield Note(Says.NOBODY)
        return
    yield Note(Says.OWNER, who=person_code(proceeding.owner))


def _taken_on(deadline: Deadline) -> Note:
    if deadline.acknowledged_at is None:
        return Note(Says.NOT_TAKEN_ON)
    return Note(Says.TAKEN_ON, moment=deadline.acknowledged_at)


def _their_end(deadline: Deadline, days: Days) -> Iterator[Note]:
    if days.ended(deadline.arguable_on):
        yield Note(Says.LATE_BY_ALL, deadline.arguable_on)
    elif days.ended(deadline.safe_on):
        yield Note(Says.STRICT_ONLY, deadline.arguable_on, was=deadline.safe_on)


def _closed(deadline: Deadline) -> Says:
    liftable = deadline.state is DeadlineState.LIFTABLE
    return Says.LIFTABLE if liftable else Says.CONFIDENTIAL


def _uncovered(
    proceeding: Proceeding,
    deadline: Deadline,
    away: Mapping[str, Absence],
    near_until: date,
) -> Iterator[Note]:
    on = deadline.remind_on
    runs = deadline.state in {DeadlineState.OPEN, DeadlineState.OVERDUE}
    near = runs and (on is None or on <= near_until)
    if deadline.is_hard and near and deadline.acknowledged_at is None:
        yield Note(Says.BY, on) if on else Note(Says.PROVISIONAL)
        yield Note(Says.NOT_TAKEN_ON)
    absence = away.get(proceeding.owner or "")
    if absence is not None and near:
        who = person_code(absence.recipient_id)
        yield Note(Says.AWAY, absence.until_on, who=who)


def _unchecked(deadline: Deadline, days: Days) -> Iterator[Note]:
    if deadline.provisional or deadline.remind_on is None:
        yield Note(Says.PROVISIONAL)
    for note in deadline_notes(deadline):
        if note.says in {Says.DIFFERS, Says.ALONE}:
            yield note
    checked = deadline.status in {LawStatus.VERIFIED, None}
    both = (deadline.safe_on, deadline.remind_on)
    soon = any(on is not None and on <= days.next_on for on in both)
    if soon and not checked and deadline.state is DeadlineState.OPEN:
        yield Note(Says.RULE_UNCHECKED)
