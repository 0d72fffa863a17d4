"""Suspensions of a term: ranges of days that are not counted, both ends in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from remedytrack.core.dates import ONE_DAY, DayRange
from remedytrack.core.timelimits.refusals import (
    StillSuspended,
)


def union_of(stops: Sequence[DayRange]) -> tuple[DayRange, ...]:
    """Return the stops as disjoint ranges in order; touching ones are joined."""
    joined: list[DayRange] = []
    for stop in sorted(stops, key=first_of):
        if joined and _touches(joined[-1], stop):
            longer = None if stop.last is None else max(last_of(joined[-1]), stop.last)
            longer = None if longer == date.max else longer
            joined[-1] = DayRange(joined[-1].first, longer)
        else:
            joined.append(stop)
    return tuple(joined)


def first_of(stop: DayRange) -> date:
    """Return the first day of a stop, however far back an open one reaches."""
    return stop.first or date.min


def last_of(stop: DayRange) -> date:
    """Return the last day of a stop, however far on an open one reaches."""
    return stop.last or date.max


def _touches(before: DayRange, stop: DayRange) -> bool:
    return before.last is None or first_of(stop) <= before.last + ONE_DAY


def days_within(stop: DayRange, after: date, until: date) -> tuple[date, date] | None:
    """Return the first and last day of ``stop`` within a term, ``None`` if none."""
    first, last = max(first_of(stop), after + ONE_DAY), min(last_of(stop), until)
    if first > last:
        return None
    if stop.last is None:
        raise StillSuspended(first)
    return first, last
