"""Uncertain triggers: the days from which an earliest or a latest end can come.

Counting keeps the order of its triggers, so the ends of each range are enough; but a
new text of the law may shorten a term, so the days around its change are looked at too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY, DayRange, When, midnight_after
from remedytrack.core.timelimits.work import Trigger


def possible_starts(
    when: When, zone: ZoneInfo, *, by_clock: bool, turns: Iterable[date] = ()
) -> tuple[Trigger, ...]:
    """Return the triggers within ``when`` that can give the first or the last end.

    ``turns`` are the first days of new texts of the law. Where the minute matters
    (``by_clock``) and is not known, the first and the last of the day are returned.
    """
    moment = when.moment(zone)
    if moment is not None and when.day is not None:
        return (Trigger(when.day, zone, moment),)
    days = sorted(_days_to_try(when.ranges, turns))
    if not by_clock:
        return tuple(Trigger(day, zone) for day in days)
    begins = [Trigger(d, zone, midnight_after(d - ONE_DAY, zone)) for d in days]
    ends = [Trigger(d, zone, midnight_after(d, zone)) for d in days]
    return (*begins[:1], *ends[-1:])


def _days_to_try(ranges: Iterable[DayRange], turns: Iterable[date]) -> set[date]:
    days = {day for r in ranges for day in (r.first, r.last) if day is not None}
    for turn in turns:
        days |= {d for d in (turn - ONE_DAY, turn) if any(_holds(r, d) for r in ranges)}
    return days


def _holds(day_range: DayRange, day: date) -> bool:
    after_first = day_range.first is None or day_range.first <= day
    return after_first and (day_range.last is None or day <= day_range.last)
