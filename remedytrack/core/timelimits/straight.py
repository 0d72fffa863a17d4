"""The straight way to a last day: most terms are one look-up and need no work in hand.

What stands in the way of it (a suspension, hours, delivery days, an extension, the end
of the calendar) is left to the full count, which is also the one that gives reasons.
:class:`~remedytrack.core.timelimits.count.Counted` sees to it that both ways end on the
same day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from remedytrack.core.timelimits.calendar import Calendar, CalendarHorizonExceeded
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.days import length_of, long_after
from remedytrack.core.timelimits.kept import kept_for_each
from remedytrack.core.timelimits.profile import RollWay, Start
from remedytrack.core.timelimits.rolling import rolled
from remedytrack.core.timelimits.terms import CLOCKED, Unit

StraightWay = Callable[[Calendar, date], date]


@kept_for_each
def straight_way(counting: Counting) -> StraightWay | None:
    """Return how to look up the last day of ``counting``; ``None`` if it is no look-up.

    The function raises
    :class:`~remedytrack.core.timelimits.calendar.CalendarHorizonExceeded` and
    :class:`~remedytrack.core.timelimits.refusals.NoSuchDay`, as the count does. It is
    worked out once for each way of counting.
    """
    first_counts = counting.start is Start.SAME_DAY
    not_in_days = counting.unit in CLOCKED or counting.unit is Unit.DATE
    if first_counts or not counting.is_plain or not_in_days:
        return None
    days = length_of(counting)
    if counting.unit is Unit.WORKING_DAY:
        # It ends on a working day, so there is nothing to roll.
        return _working_days(days) if days else None
    if counting.unit is Unit.DAY:
        length = timedelta(days=days)
        return _with_roll(counting.roll_way, lambda _, day: day + length)
    return _with_roll(counting.roll_way, lambda _, day: long_after(day, counting))


def looked_up(counting: Counting, calendar: Calendar, day: date) -> date | None:
    """Return the last day by one look-up; ``None`` if only the full count knows it."""
    way = straight_way(counting)
    if way is None:
        return None
    try:
        return way(calendar, day)
    except CalendarHorizonExceeded:
        return None


def _working_days(days: int) -> StraightWay:
    return lambda calendar, day: calendar.add_working_days(day, days)


def _with_roll(way: RollWay, ends_on: StraightWay) -> StraightWay:
    if way is RollWay.NONE:
        return ends_on
    return lambda calendar, day: rolled(calendar, ends_on(calendar, day), way)
