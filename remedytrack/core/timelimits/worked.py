"""Worked examples: one row of plain cells in, the day (or the moment) out.

The columns and the order in which their options act are those of
``tests/vectors/README.md``. So anybody can check us against other software, or other
software against us, without writing a rule first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from remedytrack.core.dates import DayRange, midnight_after
from remedytrack.core.timelimits.calendar import WEEKDAYS, Calendar, Weekday
from remedytrack.core.timelimits.count import (
    count,
)
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.profile import (
    Backward,
    Cutoff,
    DayMeans,
    Deemed,
    Direction,
    Ends,
    Hours,
    MonthAnchor,
    MonthEnd,
    Resume,
    Roll,
    RollWay,
    ServiceWhen,
    Start,
)
from remedytrack.core.timelimits.terms import CLOCKED, Term, Unit
from remedytrack.core.timelimits.work import Trigger

COLUMNS = (
    "start",
    "length",
    "unit",
    "count_start",
    "roll",
    "holidays",
    "weekend",
    "tz",
    "options",
)
_UNITS = {"calendar_day": Unit.DAY} | {
    unit.value: unit for unit in Unit if unit not in {Unit.DAY, Unit.DATE}
}
_OPTIONS = frozenset(
    {
        "bound",
        "clear",
        "clip",
        "clipped",
        "cutoff",
        "hours",
        "min_working_days",
        "roll",
        "service_after",
        "service_before",
        "stop",
    }
)
_YEARS_AROUND = 30

Choice = TypeVar("Choice", RollWay, MonthEnd, Hours, Weekday)
Chosen = TypeVar("Chosen")


class BadRow(ValueError):
    """A cell holds something that the columns do not know."""

    def __init__(self, column: str, value: str, wanted: str) -> None:
        super().__init__(f"{column}: “{value}” is not understood. {wanted}")


@dataclass(frozen=True, slots=True)
class Worked:
    """The answer to a row, in the form of its ``expected`` column, and its marks."""

    due: str
    flags: tuple[str, ...] = ()


def worked(cells: Mapping[str, str]) -> Worked:
    """Count one row; :class:`BadRow` or a refusal of the engine says what is wrong."""
    unit = cells["unit"]
    if unit in _CHOOSING:
        members = [each for each in cells["start"].split("|") if each.strip()]
        return Worked(_CHOOSING[unit](members))
    zone = _zone(cells["tz"] or "UTC")
    if unit == "eod_utc":
        ended = midnight_after(_moment(cells["start"]).date(), zone)
        return Worked(f"{ended:%Y-%m-%dT%H:%M:%SZ}")
    asked = _asked(
        cells["length"], unit, cells["count_start"], cells["roll"], cells["options"]
    )
    return _counted(cells, asked, zone)


def _counted(cells: Mapping[str, str], asked: _Asked, zone: ZoneInfo) -> Worked:
    start = _moment(cells["start"])
    trigger = Trigger(start.date(), zone, _in_utc(start, zone, cells["start"]))
    years = _YEARS_AROUND + asked.years
    first = start.year - start.year % _YEARS_AROUND - years
    calendar = _calendar(
        cells["holidays"], cells["weekend"], zone, first, first + 2 * years + 30
    )
    result = count(asked.counting, calendar, trigger, asked.stops)
    flags = ("clipped",) if result.clipped else ()
    if asked.counting.term.unit in CLOCKED:
        local = result.closes_at.astimezone(zone)
        return Worked(f"{local:%Y-%m-%dT%H:%M}", flags)
    return Worked(result.due_on.isoformat(), flags)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the cells ask for, apart from the day, the calendar and the zone."""

    counting: Counting
    stops: tuple[DayRange, ...]
    years: int


@lru_cache(maxsize=4096)
def _asked(length: str, unit: str, begins: str, roll: str, options: str) -> _Asked:
    n, chosen = _whole(length), _options(options)
    in_unit = _one_of("unit", unit, _UNITS)
    clocked = in_unit in CLOCKED
    excluded = {"exclude": True, "include": False}
    next_day = _one_of("count_start", begins, excluded)
    way = _way(roll, chosen.get("roll"))
    counting = Counting(
        reading="only",
        title=None,
        start=_start(clocked=clocked, next_day=next_day),
        day_means=DayMeans.CALENDAR,
        month_end=_one_of("clip", chosen.get("clip", "down"), _values(MonthEnd)),
        month_anchor=MonthAnchor.EVENT_DAY,
        roll=Roll(after=way, before=way),
        roll_applies_to=tuple(Unit),
        ends=Ends.MOMENT if clocked else Ends.MIDNIGHT,
        resume=Resume.ADD_DAYS,
        count=Backward.CLEAR_DAYS if chosen.get("clear") == "1" else Backward.NTH_DAY,
        term=Term(n=abs(n), unit=in_unit),
        direction=Direction.AFTER if n >= 0 else Direction.BEFORE,
        hours=_one_of("hours", chosen.get("hours", "elapsed"), _values(Hours)),
        min_working_days=_least(chosen),
        cutoff=_cutoff(chosen),
        deemed=_deemed(chosen),
    )
    years = abs(n) if in_unit is Unit.YEAR else 0
    return _Asked(counting, _stops(chosen.get("stop", "")), years)


def _start(*, clocked: bool, next_day: bool) -> Start:
    if clocked:
        return Start.MOMENT
    return Start.NEXT_DAY if next_day else Start.SAME_DAY


def _options(text: str) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for option in filter(None, (each.strip() for each in text.split(";"))):
        name, equals, value = option.partition("=")
        if name not in _OPTIONS or not equals:
            raise BadRow("options", option, f"Known: {', '.join(sorted(_OPTIONS))}.")
        chosen[name] = value
    return chosen


def _least(chosen: Mapping[str, str]) -> int | None:
    least = chosen.get("min_working_days")
    return _whole(least) if least else None


def _cutoff(chosen: Mapping[str, str]) -> Cutoff | None:
    written = chosen.get("cutoff")
    if not written:
        return None
    try:
        return Cutoff(time=time.fromisoformat(written))
    except ValueError:
        raise BadRow("cutoff", written, "Write 16:00.") from None


def _deemed(chosen: Mapping[str, str]) -> Deemed | None:
    for when in ServiceWhen:
        written = chosen.get(f"service_{when.value}")
        if written:
            if not written.endswith("cd"):
                raise BadRow("options", written, "Write calendar days, as in 3cd.")
            return Deemed(n=_whole(written.removesuffix("cd")), when=when)
    return None


def _stops(text: str) -> tuple[DayRange, ...]:
    try:
        pairs = [pair.split("/") for pair in text.split(",") if pair]
        return tuple(
            DayRange(date.fromisoformat(first), date.fromisoformat(last))
            for first, last in pairs
        )
    except ValueError:
        raise BadRow("stop", text, "Write 2025-04-10/2025-04-19.") from None


def _way(text: str, option: str | None) -> RollWay:
    """Return the roll; the option ``modified`` turns either way at a month's end."""
    way = _one_of("roll", text or "none", _values(RollWay))
    if option is None:
        return way
    if option == RollWay.MODIFIED and way is RollWay.BACKWARD:
        return RollWay.MODIFIED_BACKWARD
    return _one_of("options", option, _values(RollWay))


def _values(choices: type[Choice]) -> dict[str, Choice]:
    return {each.value: each for each in choices}


def _one_of(column: str, value: str, known: Mapping[str, Chosen]) -> Chosen:
    if value not in known:
        raise BadRow(column, value, f"Known: {', '.join(known)}.")
    return known[value]


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadRow("length", text, "Write a whole number.") from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        wanted = "Write 2025-02-28, or 2025-02-28T15:00."
        raise BadRow("start", text, wanted) from None


def _in_utc(start: datetime, zone: ZoneInfo, written: str) -> datetime | None:
    return start.replace(tzinfo=zone).astimezone(UTC) if "T" in written else None


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        raise BadRow("tz", name, "Write a zone such as Asia/Almaty.") from None


@lru_cache(maxsize=512)
def _calendar(
    holidays: str, weekend: str, zone: ZoneInfo, first: int, last: int
) -> Calendar:
    """Build the calendar that a row describes: its days off, on every year around."""
    begin = date(max(first, 1), 1, 1)
    length = (date(last, 12, 31) - begin).days + 1
    off = _days(day for day in holidays.split() if not day.startswith("+"))
    on = _days(day[1:] for day in holidays.split() if day.startswith("+"))
    names = [] if weekend in {"", "none"} else weekend.split(",")
    free = {WEEKDAYS.index(_one_of("weekend", n, _values(Weekday))) for n in names}
    days = (begin + timedelta(days=n) for n in range(length))
    working = tuple(
        day in on or (day.weekday() not in free and day not in off) for day in days
    )
    return Calendar("row", zone, begin, working, {}, {}, {}, begin)


def _days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(_moment(text).date() for text in texts)


def _earliest(members: Sequence[str]) -> str:
    return min(members, key=_moment)


def _latest(members: Sequence[str]) -> str:
    return max(members, key=_moment)


_CHOOSING: Mapping[str, Callable[[Sequence[str]], str]] = {
    "earliest_of": _earliest,
    "latest_of": _latest,
}
