"""Doubts of a case, by their codes (`time-limits.md` 5.6), and the days looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from remedytrack.core.dates import ONE_DAY, DayRange
from remedytrack.core.timelimits.calendar import (
    Calendar,
    CalendarHorizonExceeded,
    DayKind,
)
from remedytrack.core.timelimits.computation import Ambiguity, ReadingResult, StepOp
from remedytrack.core.timelimits.count import (
    count,
)
from remedytrack.core.timelimits.months import add_months
from remedytrack.core.timelimits.profile import (
    Counting,
    Direction,
    Hours,
    MonthEnd,
    RollWay,
    Unit,
)
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
    stops: Sequence[DayRange],
) -> list[Ambiguity]:
    """Return what is doubtful about ``results``, each doubt by its code."""
    found: list[Ambiguity] = []
    for way, result in zip(ways, results, strict=True):
        found += _month_end_choices(way, result, forum, trigger, stops)
        if asks_calendar(way):
            found += _calendar_doubts(result, forum, trigger)
    return found


def _month_end_choices(
    way: Counting,
    result: ReadingResult,
    forum: Calendar,
    trigger: Trigger,
    stops: Sequence[DayRange],
) -> list[Ambiguity]:
    """W01 and W02, only where the other choice survives the roll."""
    if way.unit not in {Unit.MONTH, Unit.YEAR}:
        return []
    found = []
    for code, choice in (("W01", MonthEnd.UP), ("W02", MonthEnd.STICKY)):
        if choice is way.month_end or not _choice_matters(way, choice, trigger):
            continue
        otherwise = way.model_copy(update={"month_end": choice})
        other = count(otherwise, forum, trigger, stops)
        if other.due_on != result.due_on:
            found.append(Ambiguity(code, result.reading, other.due_on))
    return found


def _choice_matters(way: Counting, choice: MonthEnd, trigger: Trigger) -> bool:
    months = way.term.n * (12 if way.unit is Unit.YEAR else 1)
    months *= 1 if way.direction is Direction.AFTER else -1
    if way.month_end is MonthEnd.REFUSE:
        return False
    mine = add_months(trigger.on, months, way.month_end)
    return mine != add_months(trigger.on, months, choice)


def _calendar_doubts(
    result: ReadingResult, forum: Calendar, trigger: Trigger
) -> list[Ambiguity]:
    first, last = sorted((trigger.on, result.due_on))
    found = []
    ending = forum.facts.get(result.due_on)
    if ending is not None and ending.kind is DayKind.MOVED_WORK:
        other_on = _ordinary_day_after(forum, result.due_on)
        found.append(Ambiguity("W08", result.reading, other_on))
    if any(first <= day <= last for day in forum.estimated):
        found.append(Ambiguity("W09", result.reading))
    undecreed = forum.undecreed_from is not None and last >= forum.undecreed_from
    if undecreed or result.provisional:
        found.append(Ambiguity("W10", result.reading))
    return found


def _ordinary_day_after(forum: Calendar, day: date) -> date | None:
    """Return the next working day that is none by decree alone (W08)."""
    try:
        following = forum.working_day_from(day + ONE_DAY)
        while (fact := forum.facts.get(following)) is not None and (
            fact.kind is DayKind.MOVED_WORK
        ):
            following = forum.working_day_from(following + ONE_DAY)
    except CalendarHorizonExceeded:
        return None
    return following
