"""Calendar months, added once and from the day itself, with the law's month end."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.timelimits.profile import MonthEnd
from remedytrack.core.timelimits.refusals import (
    NoSuchDay,
)


def add_months(day: date, months: int, month_end: MonthEnd) -> date:
    """Add calendar months once, from the day itself; never month by month.

    31 January + 1 month is 28 or 29 February (``down``), 1 March (``up``); ``sticky``
    keeps a last day of a month a last day. Raises :class:`NoSuchDay` on ``refuse``.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= _IN_EVERY_MONTH and (
        month_end is not MonthEnd.STICKY or day.day < _IN_EVERY_MONTH
    ):
        return date(year, month + 1, day.day)
    last = monthrange(year, month + 1)[1]
    if month_end is MonthEnd.STICKY and day.day == monthrange(day.year, day.month)[1]:
        return date(year, month + 1, last)
    if day.day <= last:
        return date(year, month + 1, day.day)
    if month_end is MonthEnd.REFUSE:
        raise NoSuchDay(day)
    ending = date(year, month + 1, last)
    return ending + ONE_DAY if month_end is MonthEnd.UP else ending


_IN_EVERY_MONTH = 28
"""A number that each month has; only a February may end with it."""
