"""One look at the cases of an evening's sheet: each section with its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

from remedytrack.core.evening import Line, Section
from remedytrack.core.workflow.journal import Act, Entry, known_at
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.services import evening_lines as lines
from remedytrack.services.evening_changes import Touched, changed, entered
from remedytrack.services.evening_hearings import hearings
from remedytrack.services.evening_lines import Pair, is_ours
from remedytrack.services.evening_scope import Scope
from remedytrack.services.evening_struck import struck
from remedytrack.services.next_steps import is_open, without_next_step
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Absence, Proceeding

NEAR: Final = timedelta(days=30)
"""A hard deadline that nobody has taken on is listed so long before."""


@dataclass(frozen=True)
class Looking:
    """The cases that are ``seen``, at the moment of ``scope``."""

    unit: Unit
    registry: Registry
    scope: Scope
    seen: Mapping[UUID, Proceeding]

    def sections(self) -> Iterator[tuple[Section, Sequence[Line]]]:
        """Yield the lines of each section, in the order of the sheet."""
        pending, days = self._pairs(self.seen, pending_only=True), self.scope.days
        today, tomorrow = lines.today_and_tomorrow(pending, days)
        yield Section.TODAY, today
        yield Section.TOMORROW, tomorrow
        proven, unproven = self._struck()
        yield Section.STRUCK_PROVEN, proven
        yield Section.STRUCK_UNPROVEN, unproven
        yield Section.ENTERED, entered(self._touched)
        yield Section.CHANGED, changed(self._touched, self.scope.since)
        yield Section.HEARINGS, self._hearings(pending)
        yield Section.THEIRS, lines.theirs(pending, days)
        yield Section.CLOSED, lines.closed(pending)
        away = [a for a in self.unit.absences.all() if _runs(a, days.day)]
        yield Section.UNCOVERED, lines.uncovered(pending, away, days.day + NEAR)
        yield Section.STEPLESS, self._stepless()
        yield Section.UNCHECKED, lines.unchecked(pending, days)

    def asks(self) -> bool:
        """Say whether there is anything to look at, without reading a word of it."""
        days = self.scope.days
        near = self.unit.projections.deadlines(pending_only=True, until_on=days.last)
        pending = [(self.seen[id_], d) for id_, d in near if id_ in self.seen]
        booked = (d for _, d in pending if lines.is_appointment(d))
        return (
            any(lines.today_and_tomorrow(pending, days))
            or any(days.ahead(each.safe_on, days.last) for each in booked)
            or not self.seen.keys().isdisjoint(self._touched_ids)
            or any(True for _ in self._still_unproven())
        )

    @cached_property
    def _touched_ids(self) -> list[UUID]:
        since, now = self.scope.since, self.scope.now
        return self.unit.day_log.touched(since, now)

    def _pairs(
        self, of: Mapping[UUID, Proceeding], *, pending_only: bool = False
    ) -> list[Pair]:
        found = self.unit.projections.deadlines(list(of), pending_only=pending_only)
        return [(of[id_], deadline) for id_, deadline in found]

    @cached_property
    def _touched(self) -> list[Touched]:
        """The cases in which something was recorded, oldest entry first."""
        ids = self._touched_ids
        return [self._case(self.seen[id_]) for id_ in ids if id_ in self.seen]

    def _case(self, proceeding: Proceeding) -> Touched:
        definition = self.registry.definition(proceeding)
        journal = self.unit.journal.of(proceeding.id)
        earlier = known_at(journal, self.scope.since)
        was = replay(definition, earlier, self.registry.law, self.scope.now)
        stored = self.unit.projections.deadlines([proceeding.id])
        return Touched(
            proceeding,
            definition,
            tuple(journal),
            before={each.id: each for each in was.deadlines},
            after={each.id: each for _, each in stored},
        )

    def _struck(self) -> tuple[list[Line], list[Line]]:
        since = self.scope.since
        entries = {each.id: each for case in self._touched for each in case.journal}
        pairs = [
            (case.proceeding, deadline)
            for case in self._touched
            for deadline in case.after.values()
            if is_struck(deadline) and _done_after(deadline, entries, since)
        ]
        now_struck = {deadline.id for _, deadline in pairs}
        for proceeding, deadline in self._still_unproven():
            if deadline.id not in now_struck:
                journal = self.unit.journal.of(proceeding.id)
                entries |= {each.id: each for each in journal}
                pairs.append((proceeding, deadline))
        return struck(pairs, entries, self.unit.journal.contents(_proofs(entries)))

    def _still_unproven(self) -> Iterator[Pair]:
        """Yield what was met without proof earlier, while its case goes on."""
        ids = [id_ for id_ in self.unit.day_log.met_unproven() if id_ in self.seen]
        for proceeding, deadline in self._pairs({id_: self.seen[id_] for id_ in ids}):
            unproven = is_struck(deadline) and not deadline.proven
            if unproven and deadline.is_hard and is_open(self.registry, proceeding):
                yield proceeding, deadline

    def _hearings(self, pending: Sequence[Pair]) -> list[Line]:
        days = self.scope.days
        busy: dict[tuple[str, date], str] = {}
        for proceeding, deadline in pending:
            on = deadline.remind_on
            if on and proceeding.owner and is_ours(deadline) and deadline.is_hard:
                busy.setdefault((proceeding.owner, on), proceeding.ref)
        near = [d.trigger_id for _, d in pending if days.ahead(d.safe_on, days.last)]
        return hearings(pending, days, self.unit.journal.contents(near), busy)

    def _stepless(self) -> list[Line]:
        found = without_next_step(
            self.unit, self.registry, self.seen.values(), self.scope.now
        )
        return [Line(each.ref) for each in found]


def is_struck(deadline: Deadline) -> bool:
    """Say whether an act of ours was marked as done, by an event or by a person."""
    met = deadline.state is DeadlineState.SATISFIED and deadline.proposes is None
    return met and is_ours(deadline) and not lines.is_appointment(deadline)


def _done_after(
    deadline: Deadline, entries: Mapping[UUID, Entry], since: datetime
) -> bool:
    done = entries.get(deadline.done_by) if deadline.done_by else None
    return done is not None and done.recorded_at > since


def _proofs(entries: Mapping[UUID, Entry]) -> list[UUID]:
    proving = {Act.SATISFIED, Act.PROOF_GIVEN}
    return [id_ for id_, each in entries.items() if each.kind in proving]


def _runs(absence: Absence, day: date) -> bool:
    return absence.ended_at is None and absence.from_on <= day <= absence.until_on
