"""Generated cases, aimed at the days on which engines of time limits go wrong.

Month ends, leap days, days moved by decree with their working Saturdays, long
holidays, and the night on which Almaty changed its offset.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from remedytrack.core.dates import DayRange
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.computation import ReadingResult
from remedytrack.core.timelimits.count import (
    count,
)
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.profile import (
    Backward,
    Cutoff,
    DayMeans,
    Deemed,
    Direction,
    Ends,
    Hours,
    MonthAnchor,
    MonthEnd,
    Resume,
    Roll,
    RollWay,
    ServiceWhen,
    Start,
)
from remedytrack.core.timelimits.terms import Term, Unit
from remedytrack.core.timelimits.work import Trigger
from tests.reference.evaluator import Answer, Days, Question

FIRST, LAST = date(2008, 1, 1), date(2040, 12, 31)
"""What the calendars hold; triggers fall between 2015 and 2030."""

CHANGES = (date(2024, 2, 29), date(2018, 12, 20))
"""The last day at the old offset, in Almaty and in Qyzylorda."""

ZONES = ("Asia/Almaty",) * 5 + ("Asia/Qyzylorda", "Europe/Berlin", "UTC")


class _ShortlyPrinted:
    def _repr_pretty_(self, printer: Any, cycle: object) -> None:
        """Keep Hypothesis from printing thousands of days when a law is broken."""
        del cycle
        printer.text(repr(self))


@dataclass(frozen=True, eq=False)
class Forum(_ShortlyPrinted):
    """A forum's days, for the reference as sets and for the engine as tables."""

    days: Days
    calendar: Calendar
    places: tuple[date, ...]

    def __repr__(self) -> str:
        return f"forums()[{forums().index(self)}]" if self in forums() else "Forum"

    def near_a_place(self, day: date) -> bool:
        around = (day + timedelta(days=n) for n in range(-2, 3))
        return not _as_set(self.places).isdisjoint(around)


@cache
def _as_set(days: tuple[date, ...]) -> frozenset[date]:
    return frozenset(days)


@dataclass(frozen=True)
class Case(_ShortlyPrinted):
    """A question, and the forum that it is put to."""

    question: Question
    forum: Forum = field(repr=False)


def calendar_of(days: Days, first: date = FIRST, last: date = LAST) -> Calendar:
    """Return the engine's tables of the same days."""
    many = (last - first).days + 1
    all_days = (first + timedelta(days=n) for n in range(many))
    working = tuple(days.works(day) for day in all_days)
    return Calendar("ref", ZoneInfo("UTC"), first, working, {}, {}, {}, first)


@cache
def forums() -> tuple[Forum, ...]:
    """Return a dozen forums: our own kind of calendar, and stranger ones."""
    chance = random.Random(2024)  # noqa: S311
    weekends = [{5, 6}] * 8 + [{4, 5}, {6}, set(), {0, 1, 2, 3, 4}]
    return tuple(_forum(chance, frozenset(weekend)) for weekend in weekends)


def _forum(chance: random.Random, weekend: frozenset[int]) -> Forum:
    off: set[date] = set()
    on: set[date] = set()
    edges: set[date] = set()
    for year in range(2013, 2035):
        off |= _feasts(chance, year)
        for holiday in _long_holidays(chance, year):
            off |= set(holiday)
            edges |= {holiday[0], holiday[-1]}
        for moved_off, moved_on in _moved(chance, year, weekend):
            off.add(moved_off)
            on.add(moved_on)
            edges |= {moved_off, moved_on}
    off -= on
    days = Days(weekend, frozenset(off), frozenset(on))
    month_ends = {date(y, m, 1) for y in range(2015, 2031) for m in range(1, 13)}
    leaps = {date(year, 2, 29) for year in (2016, 2020, 2024, 2028)}
    seen = {day for day in edges if 2015 <= day.year <= 2030}
    # Each kind as often as the others, however few days it has.
    kinds = [sorted(kind) for kind in (month_ends, leaps, seen, set(CHANGES))]
    places = tuple(chance.choice(chance.choice(kinds)) for _ in range(600))
    return Forum(days, calendar_of(days), places)


def _feasts(chance: random.Random, year: int) -> set[date]:
    first = date(year, 1, 1)
    return {first + timedelta(days=chance.randrange(365)) for _ in range(9)}


def _long_holidays(chance: random.Random, year: int) -> list[list[date]]:
    begins = [date(year, 1, 1), date(year, 5, 1), date(year, 12, 28)]
    lengths = [chance.randint(2, 12) for _ in begins]
    return [
        [begin + timedelta(days=n) for n in range(length)]
        for begin, length in zip(begins, lengths, strict=True)
    ]


def _moved(
    chance: random.Random, year: int, weekend: frozenset[int]
) -> Iterator[tuple[date, date]]:
    """A day of the week is off, and a day of rest beside it is worked instead."""
    for _ in range(4 if weekend else 0):
        moved_off = date(year, 1, 1) + timedelta(days=chance.randrange(365))
        around = [moved_off + timedelta(days=n) for n in range(-9, 10)]
        resting = [day for day in around if day.weekday() in weekend]
        if moved_off not in resting:
            yield moved_off, chance.choice(resting)


def cases(seed: int, many: int) -> Iterator[Case]:
    """Return ``many`` cases, the same for the same seed."""
    return islice(_endless(seed), many)


def _endless(seed: int) -> Iterator[Case]:
    chance = random.Random(seed)  # noqa: S311
    while True:
        forum = chance.choice(forums())
        yield Case(_question(chance, forum), forum)


UNITS = (
    *("calendar_day",) * 6, *("working_day",) * 6, *("month",) * 6,
    "year", "week", "week", "hour",
)  # fmt: skip
LENGTHS = {
    "calendar_day": (0, 1, 2, 3, 5, 7, 10, 14, 15, 20, 28, 30, 45, 60, 90),
    "working_day": (0, 1, 2, 3, 5, 7, 10, 15, 20, 30),
    "week": (0, 1, 2, 3, 4, 6, 8),
    "month": (0, 1, 1, 1, 2, 3, 4, 6, 12, 18),
    "year": (1, 1, 2, 3),
    "hour": (1, 2, 3, 12, 24, 48, 72),
}
ABOUT = {"calendar_day": 1.0, "working_day": 1.5, "week": 7, "month": 30.4}


def _question(chance: random.Random, forum: Forum) -> Question:
    unit = chance.choice(UNITS)
    length = chance.choice(LENGTHS[unit])
    start = _start(chance, forum, unit, length)
    zone = chance.choice(ZONES)
    clock = time(chance.randrange(24), 5 * chance.randrange(12))
    rolls = _roll(chance)
    if unit == "hour":
        only = chance.random() < 0.4
        return Question(
            start, length, unit, forum.days,
            clock=clock, only_working_days=only, zone=zone, **rolls,
        )  # fmt: skip
    forward = chance.random() < 0.7
    more = _extras(chance, start, forward=forward)
    # A term of no length has no day that could be the first.
    include = length > 0 and chance.random() < 0.2
    return Question(
        start, length if forward else -length, unit, forum.days,
        include=include, clip=chance.choice(("down", "up", "sticky")),
        clear=chance.random() < 0.1, clock=clock, zone=zone, **rolls, **more,
    )  # fmt: skip


def _start(chance: random.Random, forum: Forum, unit: str, length: int) -> date:
    """Aim the trigger, or the end of the term, at a place; or at nothing."""
    aim = chance.random()
    if aim < 0.5:
        return chance.choice(forum.places) + timedelta(days=chance.randint(-2, 2))
    if aim < 0.8:
        away = round(ABOUT.get(unit, 0) * length) * chance.choice((1, 1, -1))
        by = timedelta(days=chance.randint(-2, 2) - away)
        return chance.choice(forum.places) + by
    return date(2015, 1, 1) + timedelta(days=chance.randrange(16 * 365))


def _roll(chance: random.Random) -> dict[str, Any]:
    roll = chance.choice(("forward", "forward", "backward", "none"))
    modified = roll != "none" and chance.random() < 0.15
    return {"roll": roll, "modified": modified}


def _extras(chance: random.Random, start: date, *, forward: bool) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if chance.random() < 0.25:
        many = chance.choice((1, 1, 2, 3))
        more["stops"] = tuple(_stop(chance, start) for _ in range(many))
    if chance.random() < 0.1:
        more["cutoff"] = time(chance.choice((9, 16, 17, 18)))
    served = chance.random()
    if served < 0.2:
        when = "service_before" if served < 0.1 else "service_after"
        more[when] = chance.choice((1, 2, 3, 5, 10))
    # A minimum is a gift to whoever acts within a term; counted back it is none.
    if forward and chance.random() < 0.08:
        more["min_working_days"] = chance.choice((1, 2, 3, 5))
    return more


def _stop(chance: random.Random, start: date) -> tuple[date, date]:
    first = start + timedelta(days=chance.randint(-30, 60))
    return first, first + timedelta(days=chance.choice((0, 1, 3, 7, 20, 40)))


PLAIN = Counting(
    reading="only",
    title=None,
    start=Start.NEXT_DAY,
    day_means=DayMeans.CALENDAR,
    month_end=MonthEnd.DOWN,
    month_anchor=MonthAnchor.EVENT_DAY,
    roll=Roll(after=RollWay.NONE, before=RollWay.NONE),
    roll_applies_to=tuple(Unit),
    ends=Ends.MIDNIGHT,
    resume=Resume.ADD_DAYS,
    count=Backward.NTH_DAY,
    term=Term(n=1, unit=Unit.DAY),
    direction=Direction.AFTER,
)


@cache
def _counting(choices: tuple[tuple[str, Any], ...]) -> Counting:
    values = {name: getattr(PLAIN, name) for name in Counting.model_fields}
    return Counting(**(values | dict(choices)))


def counting(n: int, unit: str, roll: str = "none", **choices: object) -> Counting:
    """Return a way of counting: days from the next one on, save for ``choices``."""
    way = RollWay(roll)
    choices["term"] = Term(n=abs(n), unit=Unit(unit))
    choices["direction"] = Direction.AFTER if n >= 0 else Direction.BEFORE
    choices["roll"] = Roll(after=way, before=way)
    return _counting(tuple(sorted(choices.items())))


def counting_of(question: Question) -> Counting:
    """Return our way of counting for a question to the reference."""
    by_clock = question.unit == "hour"
    from_next = Start.MOMENT if by_clock else Start.NEXT_DAY
    only_working = question.only_working_days
    return counting(
        question.length,
        question.unit.removeprefix("calendar_"),
        _way(question),
        start=Start.SAME_DAY if question.include else from_next,
        month_end=MonthEnd(question.clip),
        count=Backward.CLEAR_DAYS if question.clear else Backward.NTH_DAY,
        ends=Ends.MOMENT if by_clock else Ends.MIDNIGHT,
        hours=Hours.WORKING_DAYS_ONLY if only_working else Hours.ELAPSED,
        min_working_days=question.min_working_days,
        cutoff=Cutoff(time=question.cutoff) if question.cutoff else None,
        deemed=_deemed(question),
    )


def _way(question: Question) -> str:
    if not question.modified:
        return question.roll
    return "modified" if question.roll == "forward" else "modified_backward"


def _deemed(question: Question) -> Deemed | None:
    if question.service_before is not None:
        return Deemed(n=question.service_before, when=ServiceWhen.BEFORE)
    if question.service_after is not None:
        return Deemed(n=question.service_after, when=ServiceWhen.AFTER)
    return None


def trigger_of(question: Question) -> Trigger:
    zone = ZoneInfo(question.zone)
    if question.clock is None:
        return Trigger(question.start, zone)
    at = datetime.combine(question.start, question.clock, tzinfo=zone)
    return Trigger(question.start, zone, at.astimezone(UTC))


def stops_of(question: Question) -> tuple[DayRange, ...]:
    return tuple(DayRange(first, last) for first, last in question.stops)


def counted(case: Case) -> ReadingResult:
    """Let the engine answer, with its reasons."""
    asked = case.question
    return count(
        counting_of(asked), case.forum.calendar, trigger_of(asked), stops_of(asked)
    )


def engine(case: Case) -> Answer:
    """Let the engine answer."""
    result = counted(case)
    return Answer(result.due_on, result.closes_at)
