"""Every trigger day of many years under every reading: where does a choice matter?

A time limit is a function of one day, so counting all days is exact and needs no
analysis (`time-limits.md` 5.6). Each choice that the rule has not made is counted
beside the one it has made, before the roll and after it: what the roll makes the same
day is nobody's trouble.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import combinations
from typing import NamedTuple

from remedytrack.core.dates import ONE_DAY, midnight_after
from remedytrack.core.timelimits.alternatives import alternatives_of, with_choices
from remedytrack.core.timelimits.ambiguities import READINGS_DIFFER
from remedytrack.core.timelimits.calendar import (
    Calendar,
    CalendarFile,
    CalendarHorizonExceeded,
)
from remedytrack.core.timelimits.compute import readings_of
from remedytrack.core.timelimits.count import count
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.doubtful import Case
from remedytrack.core.timelimits.ending_doubts import ending_doubts
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.months import add_months
from remedytrack.core.timelimits.profile import CountingProfile, MonthEnd, Roll, RollWay
from remedytrack.core.timelimits.refusals import CannotCount
from remedytrack.core.timelimits.rolling import rolled
from remedytrack.core.timelimits.straight import straight_way
from remedytrack.core.timelimits.terms import CLOCKED, Unit
from remedytrack.core.timelimits.work import Trigger

YEARS = 14
"""How many years of triggers: long enough for each weekday to meet each day of the
year, leap days included, and the years of the table in `time-limits.md` 5.6."""

EXAMPLES = 3
"""How many triggers a difference names."""

Ends = Sequence[date | None]
"""A last day for each trigger; ``None`` where the rule has no answer."""


class Window(NamedTuple):
    """The trigger days looked at, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many trigger days there are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Example:
    """A trigger for which the choice matters after the roll, and both last days."""

    trigger_on: date
    due_on: date | None
    other_on: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two ways to count, and for how many triggers they end on different days.

    ``code`` is that of the ambiguity, ``None`` where readings differ in what has none.
    ``before`` counts the triggers whose days differ before the roll, ``after`` those
    that still do after it; only these are in ``examples``.
    """

    code: str | None
    reading: str
    other: str
    before: int
    after: int
    examples: tuple[Example, ...]
    told: bool = True


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One text of a time limit under one text of its profile, for every trigger."""

    limit_version: str
    profile_version: str
    calendar: str
    window: Window
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Enumerator:
    """Counts every trigger of the last years of a calendar.

    Beyond its horizon the calendar is continued by its week alone: the lint looks for
    rules that leave a choice, and no case is told a date by it.
    """

    file: CalendarFile
    years: int = YEARS
    _known: dict[str, Ends] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def window(self) -> Window:
        """The last ``years`` years of the calendar's horizon."""
        horizon = self.file.horizon
        after = horizon.to_on + ONE_DAY
        first = add_months(after, -12 * self.years, MonthEnd.DOWN)
        return Window(max(first, horizon.from_on), horizon.to_on)

    @cached_property
    def forum(self) -> Calendar:
        """The calendar as known now, continued by as many years before and after."""
        begin, end = self.file.horizon.from_on, self.file.horizon.to_on
        months = 12 * self.years
        horizon = self.file.horizon.model_copy(
            update={
                "from_on": add_months(begin, -months, MonthEnd.DOWN),
                "to_on": add_months(end, months, MonthEnd.DOWN),
            }
        )
        return Calendar.from_file(self.file.model_copy(update={"horizon": horizon}))

    def enumerate(self, limit: TimeLimit, profile: CountingProfile) -> Enumeration:
        """Return where the choices of ``limit`` matter under ``profile``.

        Raises:
            CannotCount: a letter sets the term, or the law gives it no number.
            ChoiceLeftOpen: neither says how to count.
        """
        ways = readings_of(limit, profile)
        found = [*self._choices(ways), *self._readings(ways)]
        return Enumeration(
            limit_version=limit.version,
            profile_version=f"{profile.id}@{profile.valid.from_on}",
            calendar=self.file.calendar,
            window=self.window,
            differences=tuple(each for each in found if each.before or each.after),
        )

    def _choices(self, ways: Sequence[Counting]) -> Iterator[Difference]:
        """Yield each way beside what neither it nor another reading has chosen."""
        disputed = {_code(one, other) for one, other in combinations(ways, 2)}
        for way in ways:
            if way.unit in CLOCKED:
                yield self._clock_changes(way)
                continue
            for code, choice, other, told in alternatives_of(way):
                if code not in disputed:
                    named = (way, way.reading), (other, choice)
                    yield replace(self._difference(code, *named), told=told)

    def _readings(self, ways: Sequence[Counting]) -> Iterator[Difference]:
        """Yield each pair of readings that the rule itself has."""
        for one, other in combinations(ways, 2):
            if not {one.unit, other.unit} & CLOCKED:
                code = _code(one, other)
                named = (one, one.reading), (other, other.reading)
                yield self._difference(code, *named)

    def _difference(
        self,
        code: str | None,
        one: tuple[Counting, str],
        other: tuple[Counting, str],
    ) -> Difference:
        unrolled = self._ends(_unrolled(one[0])), self._ends(_unrolled(other[0]))
        before = sum(mine != theirs for mine, theirs in zip(*unrolled, strict=True))
        rolled = zip(self._ends(one[0]), self._ends(other[0]), strict=True)
        apart = [
            Example(self.window.first + timedelta(days=n), mine, theirs)
            for n, (mine, theirs) in enumerate(rolled)
            if mine != theirs
        ]
        examples = tuple(apart[:EXAMPLES])
        return Difference(code, one[1], other[1], before, len(apart), examples)

    def _ends(self, way: Counting) -> Ends:
        """Return the last day for each trigger; equal ways are counted once."""
        key = way.model_dump_json(exclude=_WORDS)
        if key not in self._known:
            bare = _unrolled(way)
            straight = straight_way(way) is not None and bare is not way
            self._known[key] = self._rolled(bare, way) if straight else self._all(way)
        return self._known[key]

    def _all(self, way: Counting) -> Ends:
        end = straight_way(way) or partial(_counted, way)
        return [_answer(partial(end, self.forum), day) for day in self._days()]

    def _rolled(self, bare: Counting, way: Counting) -> Ends:
        """Roll the days that are known already: to add months is what takes long."""
        ends = self._ends(bare)
        turn = partial(rolled, self.forum, way=way.roll_way)
        return [None if day is None else _answer(turn, day) for day in ends]

    def _days(self) -> Iterator[date]:
        first = self.window.first
        return (first + timedelta(days=n) for n in range(self.window.days))

    def _clock_changes(self, way: Counting) -> Difference:
        """Count the days from whose first minute on the hours end doubtfully (W12)."""
        apart = list(self._doubtful_hours(way))
        examples = tuple(apart[:EXAMPLES])
        return Difference("W12", way.reading, "clock", len(apart), len(apart), examples)

    def _doubtful_hours(self, way: Counting) -> Iterator[Example]:
        for day in self._days():
            begins_at = midnight_after(day - ONE_DAY, self.forum.zone)
            trigger = Trigger(day, self.forum.zone, begins_at)
            result = count(way, self.forum, trigger)
            doubts = ending_doubts(Case(way, result, self.forum, trigger))
            yield from (
                Example(day, result.due_on, doubt.other_on)
                for doubt in doubts
                if doubt.code == "W12"
            )


_WORDS = {"reading", "title", "step_cites"}
"""What is said about a way of counting, and moves no date."""


def _answer(end: Callable[[date], date], day: date) -> date | None:
    try:
        return end(day)
    except (CannotCount, CalendarHorizonExceeded):
        return None


def _counted(way: Counting, forum: Calendar, day: date) -> date:
    return count(way, forum, Trigger(day, forum.zone)).due_on


def _unrolled(way: Counting) -> Counting:
    if way.roll_way is RollWay.NONE or way.unit is Unit.WORKING_DAY:
        return way
    return with_choices(way, roll=_NO_ROLL, roll_applies_to=())


_NO_ROLL = Roll(after=RollWay.NONE, before=RollWay.NONE)


def _code(one: Counting, other: Counting) -> str | None:
    """Name what two readings differ in, where it has a code."""
    for code, choice in READINGS_DIFFER.items():
        chosen = choice(one), choice(other)
        if None not in chosen and chosen[0] != chosen[1]:
            return code
    return None
