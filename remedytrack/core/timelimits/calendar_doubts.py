"""W08 to W10: what is doubtful about the days of the calendar that a term met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.timelimits.calendar import (
    Calendar,
    CalendarHorizonExceeded,
    DayKind,
)
from remedytrack.core.timelimits.computation import Ambiguity
from remedytrack.core.timelimits.doubtful import Case
from remedytrack.core.timelimits.profile import RollWay

_WEEK = timedelta(weeks=1)


def calendar_doubts(case: Case) -> Iterator[Ambiguity]:
    """Yield what is doubtful about the calendar, for a way that looks at it."""
    yield from _worked_by_decree(case)
    yield from _estimated(case)
    undecreed = case.forum.undecreed_from
    last = max(case.trigger.on, case.result.due_on)
    if (undecreed is not None and last >= undecreed) or _is_provisional(case):
        yield case.doubt("W10")


def _worked_by_decree(case: Case) -> Iterator[Ambiguity]:
    ending = case.forum.facts.get(case.result.due_on)
    if ending is not None and ending.kind is DayKind.MOVED_WORK:
        other_on = _ordinary_day_after(case.forum, case.result.due_on)
        yield case.doubt("W08", other_on)


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


def _estimated(case: Case) -> Iterator[Ambiguity]:
    """Yield each day on which the term ends if an estimated holiday is a day off (W09).

    A holiday just outside the term can enter it, so the days beside it count too.
    """
    first, last = sorted((case.trigger.on, case.result.due_on))
    near = (first - ONE_DAY, last + ONE_DAY)
    others = {
        case.otherwise(forum=_with_holiday_on(case.forum, day, other))
        for day in case.forum.estimated
        if near[0] <= day <= near[1]
        for other in (day - ONE_DAY, day + ONE_DAY)
    }
    for other_on in sorted(day for day in others if day is not None):
        yield case.doubt("W09", other_on)


def _with_holiday_on(forum: Calendar, day: date, other: date) -> Calendar:
    """Return ``forum`` with the holiday of ``day`` on the day ``other``, built once."""
    key = id(forum), day, other
    known = _MOVED.get(key)
    if known is not None and known[0] is forum:
        return known[1]
    works = list(forum.working)
    works[(day - forum.first).days] = _works_without_holiday(forum, day)
    if forum.holds(other):
        works[(other - forum.first).days] = False
    moved = replace(forum, working=tuple(works))
    if len(_MOVED) >= _MOST_MOVED:
        _MOVED.clear()
    _MOVED[key] = forum, moved
    return moved


_MOST_MOVED = 256
_MOVED: dict[tuple[int, date, date], tuple[Calendar, Calendar]] = {}


def _works_without_holiday(forum: Calendar, day: date) -> bool:
    """Say whether such a weekday is worked: as on the last one that was ordinary."""
    like = day - _WEEK
    while like in forum.facts:
        like -= _WEEK
    return forum.holds(like) and forum.is_working(like)


def _is_provisional(case: Case) -> bool:
    """Say whether the calendar did not reach far enough to roll.

    A roll that succeeded ends on a working day, and then nobody need be asked.
    """
    if case.way.roll_way is RollWay.NONE:
        return False
    forum, due_on = case.forum, case.result.due_on
    reached = forum.holds(due_on) and forum.is_working(due_on)
    return not reached and case.result.provisional
