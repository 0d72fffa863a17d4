"""What one would otherwise count working days with, over the same calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import numpy as np
from bizdays import Calendar as Bizdays
from holidays import HolidayBase, country_holidays
from numpy.typing import NDArray
from workalendar.asia import Kazakhstan

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.timelimits.calendar import Calendar

Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Triggers:
    """The same days as a list and as an array: each method gets what it likes best."""

    days: Sequence[date]
    array: Days

    @classmethod
    def of(cls, days: Sequence[date]) -> Triggers:
        """Return ``days`` in both forms."""
        return cls(days, np.array(days, dtype="datetime64[D]"))


Count = Callable[[Triggers], Sequence[date] | Days]


def rivals(forum: Calendar, n: int) -> dict[str, Count]:
    """Return each way of counting ``n`` working days after every trigger."""
    official = official_days(forum)
    kazakhstan = Kazakhstan()
    return {
        "bare table": _each(bare_table(forum, n)),
        "naive loop": _each(lambda day: naive_working_days(day, n, official)),
        "holidays": _each(lambda day: official.get_nth_working_day(day, n)),
        "workalendar": _each(lambda day: kazakhstan.add_working_days(day, n)),
        "bizdays": _each(_bizdays(forum, n)),
        "numpy": _each(_numpy(forum, n)),
        "numpy, vector": _numpy_vector(forum, n),
    }


def official_days(forum: Calendar) -> HolidayBase:
    """Return the package's holidays of Kazakhstan, for the years of our calendar."""
    years = range(forum.first.year, forum.last.year + 1)
    return country_holidays("KZ", years=years)


def naive_working_days(day: date, n: int, official: HolidayBase) -> date:
    """Count day by day, with the moved working weekends, which most people forget."""
    while n:
        day += ONE_DAY
        if day.weekday() < 5:
            n -= day not in official
        elif day in official.weekend_workdays:
            n -= 1
    return day


def bare_table(forum: Calendar, n: int) -> Callable[[date], date]:
    """Two look-ups and no check: the floor under whatever counts in pure Python."""
    flags = [forum.is_working(day) for day in _horizon(forum)]
    rank = (0, *accumulate(flags))
    working = tuple(index for index, works in enumerate(flags) if works)
    base, dated = forum.first.toordinal(), date.fromordinal

    def after(day: date) -> date:
        return dated(base + working[rank[day.toordinal() - base + 1] + n - 1])

    return after


def _bizdays(forum: Calendar, n: int) -> Callable[[date], date]:
    calendar = Bizdays(_days_off(forum), [], forum.first, forum.last, name="kz")

    def after(day: date) -> date:
        found: date = calendar.offset(day, n)
        return found

    return after


def _numpy(forum: Calendar, n: int) -> Callable[[date], date]:
    calendar = _busdays(forum)

    def after(day: date) -> date:
        offset = np.busday_offset(day, n, roll="backward", busdaycal=calendar)
        found: date = offset.astype(object)
        return found

    return after


def _numpy_vector(forum: Calendar, n: int) -> Count:
    calendar = _busdays(forum)

    def after(triggers: Triggers) -> Days:
        return np.busday_offset(triggers.array, n, roll="backward", busdaycal=calendar)

    return after


def _busdays(forum: Calendar) -> np.busdaycalendar:
    """State every day off by itself: a week mask knows no working Saturday."""
    return np.busdaycalendar(weekmask="1111111", holidays=_days_off(forum))


def _each(after: Callable[[date], date]) -> Count:
    return lambda triggers: [after(day) for day in triggers.days]


def _days_off(forum: Calendar) -> list[date]:
    return [day for day in _horizon(forum) if not forum.is_working(day)]


def _horizon(forum: Calendar) -> Sequence[date]:
    first, last = forum.first.toordinal(), forum.last.toordinal()
    return [date.fromordinal(ordinal) for ordinal in range(first, last + 1)]
