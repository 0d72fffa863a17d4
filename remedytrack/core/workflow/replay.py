"""The fold: facts in, everything else derived. No clock, no database, no surprise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid5
from zoneinfo import ZoneInfo

from remedytrack.core.dates import DayRange, When, midnight_after
from remedytrack.core.law import LawStatus
from remedytrack.core.practice.appointments import appointment_deadlines
from remedytrack.core.practice.evidence import evidence_deadlines
from remedytrack.core.workflow.acts import Acts
from remedytrack.core.workflow.cascades import LegalOrder, proposals, remedies
from remedytrack.core.workflow.conditions import Circumstances
from remedytrack.core.workflow.deadlines import (
    Docketing,
)
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.happenings import (
    Happening,
    allowed_next,
    course_of,
    from_fact,
    from_silence,
    in_order,
)
from remedytrack.core.workflow.journal import Entry, standing_facts
from remedytrack.core.workflow.settling import (
    settled,
)
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    Embargo,
    Silence,
    Standing,
    Timeliness,
)


def replay(
    definition: Workflow, journal: Iterable[Entry], law: LegalOrder, now: datetime
) -> Standing:
    """Return where the proceeding stands at ``now``, given its journal.

    Pure and total: the same inputs give the same result, and it never raises over the
    content of a journal; a deadline that cannot be dated says why. To ask what was
    known earlier, hand in the entries known then
    (:func:`~remedytrack.core.workflow.journal.known_at`).

    Silence is found round by round: a term that ran out without an answer is an event,
    which may start the next term, which may have run out too.
    """
    facts = standing_facts(journal)
    acts = Acts.among(facts)
    entered = [from_fact(f) for f in facts if f.entry.kind in definition.events]
    found = _round(definition, law, entered, (), acts=acts, now=now)
    for _ in range(_ROUNDS):
        derived = tuple(_silences(definition, found.deadlines))
        if derived == found.silences:
            break
        found = _round(definition, law, entered, derived, acts=acts, now=now)
    return _standing(found, acts, law)


_ROUNDS = 64
"""More than any chain of silences a definition can hold; the lint refuses loops."""


@dataclass(frozen=True, slots=True)
class _Round:
    """One pass: the silences it assumed, and what followed."""

    silences: tuple[Silence, ...]
    circumstances: Circumstances

    @property
    def deadlines(self) -> Sequence[Deadline]:
        return self.circumstances.deadlines


def _round(
    definition: Workflow,
    law: LegalOrder,
    entered: Sequence[Happening],
    silences: tuple[Silence, ...],
    *,
    acts: Acts,
    now: datetime,
) -> _Round:
    happenings = in_order(definition, [*entered, *map(from_silence, silences)])
    course = course_of(definition, happenings)
    forum = law.calendar(definition.calendar)
    before = Circumstances(definition, happenings, course, (), forum, now)
    docketing = Docketing(definition, law, happenings, acts, before.holds, now)
    undone = (
        *acts.by_hand(forum.zone),
        *proposals(definition, law, happenings, before.holds),
    )
    by_person = (settled(each, None, acts, now) for each in undone)
    facts = [each.fact for each in entered if each.fact is not None]
    deadlines = (
        *docketing.deadlines(),
        *by_person,
        *appointment_deadlines(definition, facts, acts=acts, zone=forum.zone, now=now),
        *evidence_deadlines(definition, facts, acts=acts, now=now),
    )
    return _Round(silences, replace(before, deadlines=deadlines))


def _standing(found: _Round, acts: Acts, law: LegalOrder) -> Standing:
    circumstances = found.circumstances
    course = circumstances.course
    owner, deputy = acts.responsible()
    return Standing(
        states=course.states,
        passages=course.passages,
        deadlines=tuple(found.deadlines),
        silences=found.silences,
        flags=tuple(circumstances.flags(acts.verdicts())),
        anomalies=course.anomalies,
        allowed=allowed_next(circumstances.definition, course.states),
        embargo=_embargo(found.deadlines),
        owner=owner,
        deputy=deputy,
        changes_at=_next_change(circumstances),
        remedies=tuple(
            remedies(
                circumstances.definition, law, found.deadlines, circumstances.holds
            )
        ),
    )


def _silences(definition: Workflow, deadlines: Iterable[Deadline]) -> Iterable[Silence]:
    """Yield the silences that have become law by now.

    They rise only after the latest reading, never from a draft rule, and an answer
    whose date is not known spares the authority.
    """
    for deadline in deadlines:
        event = _silence_event(definition, deadline)
        if event is None or deadline.late_at is None or not _ran_out(deadline):
            continue
        ended = When((DayRange(deadline.safe_on, deadline.arguable_on),))
        yield Silence(
            id=uuid5(deadline.id, event),
            kind=event,
            occurred=ended,
            deadline_id=deadline.id,
            limit=deadline.limit,
            known_at=deadline.late_at,
        )


def _silence_event(definition: Workflow, deadline: Deadline) -> str | None:
    versions = definition.limits.get(deadline.limit, ())
    return next((v.on_expiry.event for v in versions if v.on_expiry), None)


def _ran_out(deadline: Deadline) -> bool:
    if deadline.status is LawStatus.DRAFT or deadline.arguable_on is None:
        return False
    answered_late = deadline.timeliness is Timeliness.LATE
    return deadline.state is DeadlineState.LATE or answered_late


def _embargo(deadlines: Iterable[Deadline]) -> Embargo:
    states = {d.state for d in deadlines if d.consequence == "embargo"}
    if DeadlineState.CONFIDENTIAL in states:
        return Embargo.CLOSED
    if DeadlineState.LIFTABLE in states:
        return Embargo.LIFTABLE
    return Embargo.LIFTED if DeadlineState.LIFTED in states else Embargo.NONE


def _next_change(circumstances: Circumstances) -> datetime | None:
    moments = [
        moment
        for deadline in circumstances.deadlines
        if deadline.state.is_pending
        for moment in (deadline.closes_at, deadline.late_at)
        if moment is not None
    ]
    moments += circumstances.elapsing()
    moments += _lapses(circumstances.deadlines, circumstances.zone)
    return min((m for m in moments if m > circumstances.now), default=None)


def _lapses(deadlines: Iterable[Deadline], forum: ZoneInfo) -> Iterator[datetime]:
    """Yield the moments at which it is too late to ask for a missed term back."""
    for deadline in deadlines:
        counted = deadline.computation or deadline.arguable_computation
        zone = ZoneInfo(counted.zone) if counted else forum
        if deadline.restore_by_on is not None:
            yield midnight_after(deadline.restore_by_on, zone)
