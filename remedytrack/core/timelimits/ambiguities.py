"""Doubts of a case, by their codes (`time-limits.md` 5.6), and the days looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from remedytrack.core.dates import ONE_DAY, DayRange
from remedytrack.core.timelimits.alternatives import LONG, alternatives_of
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.calendar_doubts import calendar_doubts
from remedytrack.core.timelimits.computation import Ambiguity, ReadingResult, StepOp
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.doubtful import Case
from remedytrack.core.timelimits.ending_doubts import ending_doubts
from remedytrack.core.timelimits.extensions import Extension
from remedytrack.core.timelimits.months import add_months
from remedytrack.core.timelimits.profile import Direction, Hours, MonthEnd, RollWay
from remedytrack.core.timelimits.terms import Unit
from remedytrack.core.timelimits.trigger_doubts import trigger_doubts
from remedytrack.core.timelimits.work import Trigger


def days_looked_at(result: ReadingResult) -> Iterator[date]:
    """Yield where each step began and ended, and how far a roll had to look."""
    for step in result.steps:
        if step.op is StepOp.VERSION:
            continue
        yield from (day for day in (step.before_on, step.after_on) if day is not None)
        if step.way is RollWay.MODIFIED and step.before_on is not None:
            # It looked for a working day up to the end of the month, and found none.
            yield add_months(step.before_on.replace(day=1), 1, MonthEnd.DOWN) - ONE_DAY
        if step.way is RollWay.MODIFIED_BACKWARD and step.before_on is not None:
            yield step.before_on.replace(day=1)


def asks_calendar(way: Counting) -> bool:
    """Say whether a way of counting looks at the calendar at all."""
    counts_working_days = way.unit is Unit.WORKING_DAY or (
        way.hours is Hours.WORKING_DAYS_ONLY
    )
    looks = way.cutoff is not None or way.min_working_days is not None
    return counts_working_days or looks or way.roll_way is not RollWay.NONE


def ambiguities(
    ways: Sequence[Counting],
    results: Sequence[ReadingResult],
    forum: Calendar,
    trigger: Trigger,
    stops: Sequence[DayRange] = (),
    *,
    extensions: Sequence[Extension] = (),
) -> list[Ambiguity]:
    """Return what is doubtful about ``results``, each doubt by its code and in order.

    Only what moves the last day, after the roll, or the minute where that counts: who
    is always warned stops reading.
    """
    found = list(_between_readings(ways, results))
    disputed = {each.code for each in found}
    given = forum, trigger, tuple(stops), tuple(extensions)
    for way, result in zip(ways, results, strict=True):
        doubts = _doubts(Case(way, result, *given))
        found += [each for each in doubts if each.code not in disputed]
    return sorted(found, key=lambda each: each.code)


def _doubts(case: Case) -> Iterator[Ambiguity]:
    yield from _other_choices(case)
    yield from trigger_doubts(case)
    if asks_calendar(case.way):
        yield from calendar_doubts(case)
    yield from ending_doubts(case)


def _other_choices(case: Case) -> Iterator[Ambiguity]:
    """W01 to W06: what the profile has not chosen; each other day once."""
    seen: set[date] = set()
    for alternative in alternatives_of(case.way):
        if not alternative.told:
            continue
        other_on = case.otherwise(way=alternative.counting)
        if other_on is not None and other_on not in seen:
            seen.add(other_on)
            yield case.doubt(alternative.code, other_on)


def _between_readings(
    ways: Sequence[Counting], results: Sequence[ReadingResult]
) -> Iterator[Ambiguity]:
    """W03, W05 and W07 where the readings of the rule themselves differ in it."""
    if len(ways) == 1:
        return
    for code, choice in READINGS_DIFFER.items():
        ends: dict[str, set[date]] = {}
        for way, result in zip(ways, results, strict=True):
            if (chosen := choice(way)) is not None:
                ends.setdefault(chosen, set()).add(result.due_on)
        if len(ends) > 1 and len(set(map(frozenset, ends.values()))) > 1:
            yield _apart(code, results, ends)


def _apart(
    code: str, results: Sequence[ReadingResult], ends: dict[str, set[date]]
) -> Ambiguity:
    """Return the doubt, with the latest day that another choice of it leads to."""
    first = min(results, key=lambda each: each.due_on)
    others = [days for days in ends.values() if first.due_on not in days]
    days = others or list(ends.values())
    return Ambiguity(code, first.reading, max(day for each in days for day in each))


def _count(way: Counting) -> str | None:
    return way.count.value if way.direction is Direction.BEFORE else None


def _anchor(way: Counting) -> str | None:
    return way.month_anchor.value if way.unit in LONG else None


def _day(way: Counting) -> str | None:
    return way.day_means.value if way.term.unit is Unit.DAY else None


READINGS_DIFFER: dict[str, Callable[[Counting], str | None]] = {
    "W03": _count,
    "W05": _anchor,
    "W07": _day,
}
"""What readings may differ in, by its code; ``None`` where it means nothing."""
