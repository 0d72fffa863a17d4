"""Stops of a time limit: how long it was suspended, surely and perhaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from remedytrack.core.dates import ONE_DAY, DayRange
from remedytrack.core.timelimits.limit import Stop, TimeLimit
from remedytrack.core.workflow.happenings import Happening

_Pair = tuple[Stop, Happening, Happening | None]


def surely_suspended(
    limit: TimeLimit, happenings: Sequence[Happening]
) -> tuple[DayRange, ...]:
    """Return the days suspended whatever the true dates are: for the safe date."""
    return tuple(
        stopped
        for stop, began, ended in _pairs(limit, happenings)
        for stopped in _days(
            stop,
            began.when.latest,
            (ended.when.earliest or began.when.latest) if ended else None,
        )
    )


def perhaps_suspended(
    limit: TimeLimit, happenings: Sequence[Happening]
) -> tuple[DayRange, ...]:
    """Return every day that may have been suspended: for the arguable date."""
    return tuple(
        stopped
        for stop, began, ended in _pairs(limit, happenings)
        for stopped in _days(
            stop,
            began.when.earliest or began.when.latest,
            (ended.when.latest or ended.when.earliest) if ended else None,
        )
    )


def _pairs(limit: TimeLimit, happenings: Sequence[Happening]) -> Iterator[_Pair]:
    """Pair each suspension with the event that ends it, in order; the last may run."""
    for stop in limit.stop:
        begun = (each for each in happenings if each.kind == stop.from_event)
        ended = (each for each in happenings if each.kind == stop.to_event)
        for began, end in zip_longest(begun, ended):
            if began is not None:
                yield stop, began, end


def _days(stop: Stop, first: date | None, last: date | None) -> Iterator[DayRange]:
    if first is None:
        return
    begin = first if stop.from_day == "in" else first + ONE_DAY
    end = last if last is None or stop.to_day == "in" else last - ONE_DAY
    if end is None or begin <= end:
        yield DayRange(begin, end)
