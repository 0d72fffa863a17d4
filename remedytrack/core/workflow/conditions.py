"""Conditions evaluated: guards of time limits, and flags with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.dates import midnight_after
from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.calendar import Calendar, CalendarHorizonExceeded
from remedytrack.core.timelimits.months import (
    add_months,
)
from remedytrack.core.timelimits.profile import MonthEnd
from remedytrack.core.timelimits.terms import Unit
from remedytrack.core.workflow.definition import FlagDefinition, Setting, Workflow
from remedytrack.core.workflow.guards import (
    AllOf,
    AnyOf,
    Elapsed,
    Expired,
    Fact,
    Guard,
    InState,
    Late,
    Not,
    Occurred,
)
from remedytrack.core.workflow.happenings import Course, Happening
from remedytrack.core.workflow.journal import FieldValue, day_in
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    Flag,
    Timeliness,
)

_OVER = {DeadlineState.LATE, DeadlineState.MISSED}


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a condition holds, and what that rests on."""

    holds: bool
    entries: tuple[UUID, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What conditions ask about: happenings, states, deadlines, and the moment."""

    definition: Workflow
    happenings: Sequence[Happening]
    course: Course
    deadlines: Sequence[Deadline]
    calendar: Calendar
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The forum's zone."""
        return self.calendar.zone

    def holds(self, guard: Guard) -> bool:
        """Say whether ``guard`` holds."""
        return self.answer(guard).holds

    def answer(self, guard: Guard) -> Answer:
        """Evaluate ``guard`` and collect what the answer rests on."""
        match guard:
            case Not(negated=inner):
                answer = Answer(not self.holds(inner))
            case AllOf(all=inner):
                answer = _joined(list(map(self.answer, inner)), every=True)
            case AnyOf(any=inner):
                answer = _joined(list(map(self.answer, inner)), every=False)
            case _:
                answer = self._plain_answer(guard)
        return answer

    def _plain_answer(
        self, guard: Occurred | Fact | InState | Elapsed | Expired | Late
    ) -> Answer:
        match guard:
            case Occurred():
                answer = self._occurred(guard)
            case Fact():
                answer = self._fact(guard)
            case InState(in_state=wanted):
                answer = self._in_state(wanted.items())
            case Elapsed():
                answer = self._elapsed(guard)
            case Expired(expired=limit):
                answer = self._passed(limit, done_late=False)
            case Late(late=limit):
                answer = self._passed(limit, done_late=True)
            case _:
                assert_never(guard)
        return answer

    def flags(self, verdicts: dict[str, str]) -> Iterator[Flag]:
        """Yield the flags of the definition that are up."""
        for flag in self.definition.flags:
            answer = self.answer(flag.when)
            if answer.holds:
                yield self._flag(flag, answer, verdicts.get(flag.id))

    def elapsing(self) -> Iterator[datetime]:
        """Yield the moments at which the team's own settings run out."""
        for flag in self.definition.flags:
            for elapsed in _elapsed_in(flag.when):
                moment = self._runs_out_at(elapsed)
                if moment is not None:
                    yield moment

    def _of_kinds(self, kinds: Iterable[str]) -> list[Happening]:
        wanted = frozenset(kinds)
        return [each for each in self.happenings if each.kind in wanted]

    def _flag(self, flag: FlagDefinition, answer: Answer, verdict: str | None) -> Flag:
        began = self._of_kinds(self.definition.meant_by(flag.since))
        evidence = set(answer.entries)
        seen = any(each.seen for each in self.happenings if each.id in evidence)
        return Flag(
            id=flag.id,
            grade=flag.grade,
            age_since=began[0].when if began else None,
            evidence=tuple(dict.fromkeys(answer.entries)),
            rules=tuple(dict.fromkeys(answer.rules)),
            unseen=not seen,
            verdict=verdict,
        )

    def _occurred(self, guard: Occurred) -> Answer:
        found = self._of_kinds(self.definition.meant_by(guard.occurred))
        return Answer(bool(found), tuple(each.id for each in found))

    def _fact(self, guard: Fact) -> Answer:
        kind, name = guard.fact.split(".")
        found = self._of_kinds({kind})
        if not found or name not in found[-1].fields:
            return Answer(holds=False)
        value = found[-1].fields[name]
        return Answer(_compares(guard, value), (found[-1].id,))

    def _in_state(self, wanted: Iterable[tuple[str, tuple[str, ...]]]) -> Answer:
        causes: list[UUID] = []
        for track, states in wanted:
            if self.course.states.get(track) not in states:
                return Answer(holds=False)
            arrivals = [p for p in self.course.passages if p.track == track]
            causes += [arrival.cause for arrival in arrivals[-1:]]
        return Answer(holds=True, entries=tuple(causes))

    def _passed(self, limit: str, *, done_late: bool) -> Answer:
        passed = [
            deadline
            for deadline in self.deadlines
            if deadline.limit == limit
            and deadline.status is not LawStatus.DRAFT
            and _has_passed(deadline, done_late=done_late)
        ]
        entries = tuple(deadline.trigger_id for deadline in passed)
        return Answer(bool(passed), entries, (limit,) if passed else ())

    def _elapsed(self, guard: Elapsed) -> Answer:
        moment = self._runs_out_at(guard)
        holds = moment is not None and moment <= self.now
        began = self._of_kinds(self.definition.meant_by(guard.since))[-1:]
        entries = tuple(each.id for each in began) if holds else ()
        return Answer(holds, entries, (f"setting:{guard.elapsed}",) if holds else ())

    def _runs_out_at(self, guard: Elapsed) -> datetime | None:
        began = self._of_kinds(self.definition.meant_by(guard.since))
        latest = began[-1].when.latest if began else None
        if latest is None:
            return None
        try:
            last = _after(
                latest, self.definition.settings[guard.elapsed], self.calendar
            )
        except CalendarHorizonExceeded:
            return None
        return midnight_after(last, self.zone)


def _has_passed(deadline: Deadline, *, done_late: bool) -> bool:
    late = done_late and deadline.timeliness is Timeliness.LATE
    return deadline.state in _OVER or late


def _joined(answers: Sequence[Answer], *, every: bool) -> Answer:
    holding = [answer for answer in answers if answer.holds]
    holds = len(holding) == len(answers) if every else bool(holding)
    return Answer(
        holds,
        tuple(entry for answer in holding for entry in answer.entries),
        tuple(rule for answer in holding for rule in answer.rules),
    )


def _compares(guard: Fact, value: FieldValue) -> bool:
    if guard.equals is not None:
        return value == guard.equals
    if guard.within is not None:
        return value in guard.within
    day = day_in(value)
    if day is None:
        return False
    if guard.before is not None:
        return day < guard.before
    return guard.after is not None and day > guard.after


def _elapsed_in(guard: Guard) -> Iterator[Elapsed]:
    match guard:
        case Elapsed():
            yield guard
        case Not(negated=inner):
            yield from _elapsed_in(inner)
        case AllOf(all=several) | AnyOf(any=several):
            for each in several:
                yield from _elapsed_in(each)
        case _:
            return


def _after(day: date, setting: Setting, calendar: Calendar) -> date:
    match setting.unit:
        case Unit.MONTH:
            return add_months(day, setting.n, MonthEnd.DOWN)
        case Unit.YEAR:
            return add_months(day, 12 * setting.n, MonthEnd.DOWN)
        case Unit.WORKING_DAY:
            return calendar.add_working_days(day, setting.n)
        case unit:
            return day + setting.n * _LENGTHS[unit]


_LENGTHS = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
    Unit.WEEK: timedelta(weeks=1),
}
