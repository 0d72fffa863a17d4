"""Terms that end on a day which the law or a letter names: nothing is counted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import assert_never

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.timelimits.computation import StepOp
from remedytrack.core.timelimits.profile import Start
from remedytrack.core.timelimits.refusals import OutsideWindows
from remedytrack.core.timelimits.terms import (
    FixedDate,
    MonthDay,
    SetDay,
    WindowPart,
    Windows,
)
from remedytrack.core.timelimits.work import Work


def go_to_named_day(work: Work, named: FixedDate | Windows | SetDay) -> None:
    """Move the end of the term to the day that is named."""
    match named:
        case FixedDate():
            same_day = work.counting.start is Start.SAME_DAY
            begin = work.day if same_day else work.day + ONE_DAY
            work.move(StepOp.APPOINTED, _next(named.fixed, begin), code="fixed")
        case Windows():
            part, last = _window_of(work.day, named)
            until = _next(part.until, last)
            work.move(StepOp.APPOINTED, until, code="window", title=part.title)
        case SetDay():
            work.move(StepOp.APPOINTED, named.set_on, code="letter")
        case _:
            assert_never(named)


def _next(month_day: MonthDay, begin: date) -> date:
    """Return the first ``month_day`` on or after ``begin``."""
    this_year = _in_year(month_day, begin.year)
    if this_year >= begin:
        return this_year
    return _in_year(month_day, begin.year + 1)


def _in_year(month_day: MonthDay, year: int) -> date:
    month, number = (int(part) for part in month_day.split("-"))
    return date(year, month, min(number, monthrange(year, month)[1]))


def _window_of(day: date, windows: Windows) -> tuple[WindowPart, date]:
    for held in windows_of(day, windows):
        return held
    raise OutsideWindows(day)


def windows_of(day: date, windows: Windows) -> Iterator[tuple[WindowPart, date]]:
    """Yield the windows that hold ``day``, each with its last day."""
    for part in windows.window:
        last = _next(part.to_day, day)
        first = _in_year(part.from_day, last.year)
        if first > last:
            first = _in_year(part.from_day, last.year - 1)
        if first <= day:
            yield part, last
