"""What was entered and what moved since the last check, with its cause and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.evening import Line, Note, Says, person_code
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Act, Entry
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.services.evening_lines import (
    deadline_notes,
    due_notes,
    is_ours,
    line_of,
)
from remedytrack.services.refreshing import Shift, shifts_between
from remedytrack.storage.values import Proceeding

_MOVES_NOTHING = {Act.ACKNOWLEDGED, Act.ASSIGNED, Act.FLAG_REVIEWED, Act.PROOF_OPENED}
_MOVES_NOTHING |= {Act.DOUBLE_CHECKED, Act.PROOF_GIVEN, Act.NO_NEXT_STEP}


@dataclass(frozen=True, slots=True)
class Touched:
    """A case in which something was recorded since: its deadlines before and after."""

    proceeding: Proceeding
    definition: Workflow
    journal: tuple[Entry, ...]
    before: Mapping[UUID, Deadline]
    after: Mapping[UUID, Deadline]

    def recorded_after(self, since: datetime) -> list[Entry]:
        """Return what was recorded after ``since``, oldest first."""
        return [each for each in self.journal if each.recorded_at > since]


def entered(cases: Iterable[Touched]) -> list[Line]:
    """Return the deadlines that new entries gave rise to."""
    return [
        line_of(case.proceeding, deadline, *_entered(case, deadline))
        for case in cases
        for deadline in case.after.values()
        if deadline.id not in case.before
        and deadline.state.is_pending
        and deadline.proposes is None
    ]


def changed(cases: Iterable[Touched], since: datetime) -> list[Line]:
    """Return the deadlines whose date moved, which are gone, or were given up."""
    return [
        line_of(case.proceeding, known, *notes)
        for case in cases
        for shift in shifts_between(case.proceeding.ref, case.before, case.after)
        if (known := shift.after or shift.before) is not None
        if (notes := tuple(_changed(case, shift, since)))
    ]


def _entered(case: Touched, deadline: Deadline) -> Iterator[Note]:
    if is_ours(deadline):
        yield from due_notes(deadline)
    else:
        yield Note(Says.LATE_AFTER, deadline.arguable_on)
    entry = {each.id: each for each in case.journal}.get(deadline.trigger_id)
    if entry is not None:
        yield from _cause(case, entry)
    if is_ours(deadline):
        yield from deadline_notes(deadline)


def _changed(case: Touched, shift: Shift, since: datetime) -> Iterator[Note]:
    before, after = shift.before, shift.after
    if before is None or not before.state.is_pending or before.proposes is not None:
        return
    if after is None:
        yield Note(Says.GONE, was=_shown(before))
    elif after.state is DeadlineState.WAIVED:
        yield Note(Says.GIVEN_UP, was=_shown(before))
    elif after.state.is_pending and _shown(after) != _shown(before):
        yield Note(Says.MOVED, _shown(after), was=_shown(before))
    else:
        return
    moving = [e for e in case.recorded_after(since) if e.kind not in _MOVES_NOTHING]
    if moving:
        yield from _cause(case, moving[-1])


def _cause(case: Touched, entry: Entry) -> Iterator[Note]:
    event = case.definition.events.get(entry.kind)
    if event is not None:
        yield Note(Says.FROM, text=event.title, when=entry.occurred)
    who = person_code(entry.recorded_by)
    yield Note(Says.RECORDED, moment=entry.recorded_at, who=who)


def _shown(deadline: Deadline) -> date | None:
    return deadline.safe_on if is_ours(deadline) else deadline.arguable_on
