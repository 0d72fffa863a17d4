"""Days, moments and uncertain dates in words.

Every form is a whole phrase of the language: Kazakh puts the date before its
postposition, Russian declines the month, English does neither.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

from remedytrack.core.dates import DayRange, When

_SHORT = {
    "en": "EEE d MMM y",
    "ru": "ccc d MMMM y",
    "kk": "y 'жылғы' d MMMM (ccc)",
}
_LONG = {
    "en": "EEEE d MMMM y",
    "ru": "cccc d MMMM y 'года'",
    "kk": "y 'жылғы' d MMMM (cccc)",
}
_BRIEF = {"en": "EEE d MMM", "ru": "ccc d MMM", "kk": "d MMMM (ccc)"}
_MONTH = {"en": "MMMM y", "ru": "MMMM y 'года'", "kk": "y 'жылғы' MMMM"}

Say = Callable[..., str]


# A page names the same few days over and over; Babel reads its patterns each time.
@lru_cache(maxsize=1 << 13)
def short_day(day: date, language: str) -> str:
    """Return ``Tue 2 Dec 2025``."""
    return format_date(day, _SHORT[language], locale=language)


def long_day(day: date, language: str) -> str:
    """Return ``Tuesday 2 December 2025``."""
    return format_date(day, _LONG[language], locale=language)


def brief_day(day: date, language: str) -> str:
    """Return ``Tue 2 Dec``: for lists in which the year goes without saying."""
    return format_date(day, _BRIEF[language], locale=language)


def weekday(day: date, language: str) -> str:
    """Return ``Tue``."""
    return format_date(day, "ccc", locale=language)


def month(day: date, language: str, *, with_year: bool) -> str:
    """Return ``Dec`` or ``Dec 2025``, to stand below the number of the day."""
    return format_date(day, "MMM y" if with_year else "MMM", locale=language)


def clock_time(clock: time) -> str:
    """Return ``15:00``, the same in all three languages."""
    return f"{clock:%H:%M}"


def moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Return ``Tue 2 Dec 2025, 24:00 (Almaty, UTC+5)`` for an aware moment.

    Midnight is written as the 24:00 of the day that it ends: that is what the law
    calls it, and 00:00 of the next day would be read as a day more.
    """
    local = at.astimezone(zone)
    day, clock = local.date(), clock_time(local.time())
    if local.time() == time():
        day, clock = date.fromordinal(day.toordinal() - 1), "24:00"
    return f"{short_day(day, language)}, {clock} ({zone_name(local, zone, language)})"


def zone_name(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Return ``Almaty, UTC+5``: the city of the zone and its offset at ``at``."""
    return f"{_city(zone, language)}, {utc_offset(at.astimezone(zone))}"


@lru_cache(maxsize=1 << 8)
def _city(zone: ZoneInfo, language: str) -> str:
    return get_timezone_location(zone, locale=language, return_city=True)


def utc_offset(local: datetime) -> str:
    """Return ``UTC+5`` or ``UTC+5:30`` for an aware local moment."""
    offset = local.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def uncertain(when: When, say: Say, language: str) -> str:
    """Return a :class:`When` in words, saying exactly as much as is known."""
    written = [_range(each, say, language) for each in when.ranges]
    phrase = written[0]
    for following in written[1:]:
        phrase = say("%(one)s or %(other)s", one=phrase, other=following)
    if when.clock is not None:
        clock = clock_time(when.clock)
        phrase = say("%(day)s, %(clock)s", day=phrase, clock=clock)
    return say("about %(day)s", day=phrase) if when.approximate else phrase


def _range(each: DayRange, say: Say, language: str) -> str:
    first, last = each.first, each.last
    if first is None or last is None:
        return _half_open(first, last, say, language)
    if first == last:
        return short_day(first, language)
    if _is_year(first, last):
        return say("some day of %(year)s", year=str(first.year))
    if _is_month(first, last):
        month = format_date(first, _MONTH[language], locale=language)
        return say("some day in %(month)s", month=month)
    between = (short_day(first, language), short_day(last, language))
    return say("between %(first)s and %(last)s", first=between[0], last=between[1])


def _half_open(first: date | None, last: date | None, say: Say, language: str) -> str:
    if last is not None:
        return say("not later than %(day)s", day=short_day(last, language))
    if first is not None:
        return say("not earlier than %(day)s", day=short_day(first, language))
    return say("unknown")


def _is_year(first: date, last: date) -> bool:
    return first == date(first.year, 1, 1) and last == date(first.year, 12, 31)


def _is_month(first: date, last: date) -> bool:
    month_end = monthrange(first.year, first.month)[1]
    return first.day == 1 and last == first.replace(day=month_end)
