"""Uncertain dates: what a source says about when, and nothing more.

A :class:`When` is a set of day ranges, perhaps with a local clock time. It is written
in a small subset of EDTF (ISO 8601-2): ``2025-02-28``, ``2025-02-28T15:00``,
``2025-02`` (some day of that month), ``2017``, ``2025-02-19/2025-02-21`` (between),
``../2021-07-15`` (not later than), ``2025-01-01/..`` (not earlier than),
``2025-02-27|2025-03-11`` (one of these), each with a closing ``~`` for *approximate*.
On a day with a clock time the ``~`` is about the hour; the day is known.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)

YEARS = range(1900, 2200)
"""What a docket can be about; the rest is a slip of the pen (0205 for 2025)."""


class NotADate(ValueError):
    """The text is no date this system knows."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not a date. Write 2025-02-28, 2025-02-28T15:00, 2025-02, "
            "2025, 2025-02-19/2025-02-21, ../2025-02-28, 2025-02-28/.. or "
            "2025-02-27|2025-03-11; add ~ for “about”."
        )
        self.text = text


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from ``first`` to ``last``, both included; ``None`` leaves an end open."""

    first: date | None
    last: date | None

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        if self.first and self.last and self.last < self.first:
            raise NotADate(f"{self.first}/{self.last}")


@dataclass(frozen=True, slots=True)
class When:
    """A set of day ranges, perhaps a local clock time on a single day, perhaps about.

    ``clock`` is wall-clock time in the zone of the proceeding; only a single day may
    carry one.
    """

    ranges: tuple[DayRange, ...]
    clock: time | None = None
    approximate: bool = False

    @classmethod
    def on(cls, day: date, clock: time | None = None) -> Self:
        """Return exactly ``day``."""
        return cls((DayRange(day, day),), clock)

    @classmethod
    def not_later_than(cls, day: date) -> Self:
        """Return the unknown day of something that a source of ``day`` reports."""
        return cls((DayRange(None, day),))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the notation of this module; :class:`NotADate` for anything else."""
        written = text.strip()
        approximate = written.endswith("~")
        members = written.removesuffix("~").split("|")
        read = [_range(member.strip(), text) for member in members]
        clocks = {clock for _, clock in read}
        if len(read) > 1 and clocks != {None}:
            raise NotADate(text)
        ranges = tuple(sorted((r for r, _ in read), key=_by_first_day))
        return cls(ranges, read[0][1], approximate)

    @property
    def earliest(self) -> date | None:
        """The first day it can have been; ``None`` if there is no lower bound."""
        return self.ranges[0].first

    @property
    def latest(self) -> date | None:
        """The last day it can have been; ``None`` if there is no upper bound."""
        lasts = [r.last for r in self.ranges]
        if None in lasts:
            return None
        return max(last for last in lasts if last is not None)

    @property
    def day(self) -> date | None:
        """The day, where it is one day and not about one; else ``None``."""
        one = self.earliest is not None and self.earliest == self.latest
        return self.earliest if one and not self._about_the_day else None

    @property
    def is_exact(self) -> bool:
        """Whether it is one known day."""
        return self.day is not None

    def surely_by(self, day: date) -> bool:
        """Whether it certainly was on ``day`` or before."""
        if self.latest is None or self._about_the_day:
            return False
        return self.latest <= day

    def surely_after(self, day: date) -> bool:
        """Whether it certainly was after ``day``."""
        if self.earliest is None or self._about_the_day:
            return False
        return self.earliest > day

    def ends_before(self, other: When) -> bool:
        """Whether all its days lie before those of ``other``, as they are written."""
        if self.latest is None or other.earliest is None:
            return False
        return self.latest < other.earliest

    def moment(self, zone: ZoneInfo) -> datetime | None:
        """Return the moment in UTC, where day and clock time are known to the minute.

        A local time that occurs twice (Almaty, 29 February 2024, 23:00-24:00) is
        taken as its first occurrence: the earlier is the safer.
        """
        if self.day is None or self.clock is None or self.approximate:
            return None
        return at_clock(self.day, self.clock, zone)

    @property
    def _about_the_day(self) -> bool:
        return self.approximate and self.clock is None

    def __str__(self) -> str:
        written = "|".join(_written(r) for r in self.ranges)
        clock = f"T{self.clock:%H:%M}" if self.clock else ""
        return written + clock + ("~" if self.approximate else "")

    def without_clock(self) -> When:
        """Return the same days without the clock time."""
        return replace(self, clock=None)


_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"(\d{4})")


def _range(text: str, whole: str) -> tuple[DayRange, time | None]:
    try:
        if "/" in text:
            return _between(*text.split("/", 1)), None
        return _single(text)
    except (ValueError, TypeError) as error:
        raise NotADate(whole) from error


def _between(first: str, last: str) -> DayRange:
    unbounded = DayRange(None, None), None
    begin, begin_clock = unbounded if first == ".." else _single(first)
    end, end_clock = unbounded if last == ".." else _single(last)
    if begin == end == unbounded[0] or begin_clock or end_clock:
        raise NotADate(f"{first}/{last}")
    return DayRange(begin.first, end.last)


def _single(text: str) -> tuple[DayRange, time | None]:
    if text[:4].isdigit() and int(text[:4]) not in YEARS:
        raise NotADate(text)
    if match := _DAY.fullmatch(text):
        year, month, number = (int(part) for part in match.groups()[:3])
        day = date(year, month, number)
        clock = time(int(match[4]), int(match[5])) if match[4] else None
        return DayRange(day, day), clock
    if match := _MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        last = calendar.monthrange(year, month)[1]
        return DayRange(date(year, month, 1), date(year, month, last)), None
    if match := _YEAR.fullmatch(text):
        year = int(match[1])
        return DayRange(date(year, 1, 1), date(year, 12, 31)), None
    raise NotADate(text)


def _by_first_day(day_range: DayRange) -> date:
    return day_range.first or date.min


def _written(day_range: DayRange) -> str:
    first, last = day_range.first, day_range.last
    if first is None or last is None:
        return f"{first or '..'}/{last or '..'}"
    if first == last:
        return first.isoformat()
    if first == date(first.year, 1, 1) and last == date(first.year, 12, 31):
        return f"{first.year:04}"
    month_end = calendar.monthrange(first.year, first.month)[1]
    if first.day == 1 and last == first.replace(day=month_end):
        return f"{first:%Y-%m}"
    return f"{first.isoformat()}/{last.isoformat()}"


def at_clock(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which a clock in ``zone`` shows ``clock``."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=8192)
def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """Return 24:00 of ``day`` in ``zone``, as a moment in UTC."""
    return at_clock(day + ONE_DAY, time(), zone)
