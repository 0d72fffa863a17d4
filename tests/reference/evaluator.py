"""A slow reference: counts by walking day by day, as the vectors' README says.

It knows dates, sets of days and nothing of the engine: no tables, no arithmetic of
months, no joined stops. What it is slow at, the engine must be right about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTES = timedelta(minutes=5)
"""The step of a clock that stands still off work; triggers fall on such minutes."""

QUARTER = timedelta(minutes=15)
"""Offsets from UTC are whole quarters of an hour, today and in this century."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Days:
    """Which days the forum works, as three sets."""

    weekend: frozenset[int]
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        if day in self.on:
            return True
        return day not in self.off and day.weekday() not in self.weekend


Stop = tuple[date, date]


@dataclass(frozen=True)
class Question:
    """One row of the vectors, read."""

    start: date
    length: int
    unit: str
    days: Days = field(repr=False)
    include: bool = False
    roll: str = "none"
    modified: bool = False
    clip: str = "down"
    clear: bool = False
    stops: tuple[Stop, ...] = ()
    clock: time | None = None
    cutoff: time | None = None
    service_before: int | None = None
    service_after: int | None = None
    min_working_days: int | None = None
    only_working_days: bool = False
    zone: str = "UTC"

    @property
    def way(self) -> timedelta:
        return DAY if self.length >= 0 else -DAY

    def stopped(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.stops)


@dataclass(frozen=True)
class Answer:
    """The last day, and the moment (UTC) at which it or the term ends."""

    day: date
    moment: datetime


def answer(question: Question) -> Answer:
    """Count the slow way."""
    if question.unit == "hour":
        return _by_clock(question)
    day = _last_day(question)
    return Answer(day, end_of_day(day, question.zone))


def _last_day(question: Question) -> date:
    start = _received(question)
    day = _counted(question, start)
    if question.min_working_days is not None:
        day = _extended(question, start, _rolled(question, day))
    if question.service_after is not None:
        day = _rolled(question, day) + DAY * question.service_after
        day = _rolled(question, day)
    return _rolled(question, _behind_stop(question, day))


def _received(question: Question) -> date:
    """Steps 1 and 2: the cut-off hour, then the days of service before."""
    start, clock, cutoff = question.start, question.clock, question.cutoff
    late = clock is not None and cutoff is not None and clock >= cutoff
    if late and question.days.works(start):
        start += DAY
    return start + DAY * (question.service_before or 0)


def _counted(question: Question, start: date) -> date:
    """Steps 3 and 4: the term, with its stops, and the clear day."""
    if question.unit in {"calendar_day", "working_day"}:
        return _by_days(question, start)
    if question.unit == "week":
        end = _walked(start, abs(question.length) * 7, question.way)
    else:
        end = _by_months(question, start)
    if question.include:
        end -= question.way
    # The README is silent on weeks; a stop that did nothing to them were no stop.
    end += DAY * _stopped_between(question, start, end)
    return end + question.way if question.clear else end


def _by_days(question: Question, start: date) -> date:
    def counts(day: date) -> bool:
        works = question.unit == "calendar_day" or question.days.works(day)
        return works and not question.stopped(day)

    wanted = abs(question.length) + question.clear
    day, counted = start, int(question.include and counts(start))
    while counted < wanted:
        day += question.way
        counted += counts(day)
    return day


def _walked(day: date, many: int, way: timedelta) -> date:
    for _ in range(many):
        day += way
    return day


def _by_months(question: Question, start: date) -> date:
    """Walk over so many turns of the month, then to the day of the same number."""
    per_unit = 12 if question.unit == "year" else 1
    turns, way, day = abs(question.length) * per_unit, question.way, start
    if turns == 0:
        return start
    while turns:
        month = day.month
        day += way
        turns -= day.month != month
    day = _until(day, -DAY, lambda each: each.day == 1)
    if question.clip == "sticky" and (start + DAY).day == 1:
        return _until(day, DAY, lambda each: (each + DAY).day == 1)
    while day.day < start.day:
        if (day + DAY).day == 1:
            return day + DAY if question.clip == "up" else day
        day += DAY
    return day


def _until(day: date, way: timedelta, there: Callable[[date], bool]) -> date:
    while not there(day):
        day += way
    return day


def _stopped_between(question: Question, start: date, end: date) -> int:
    """Count the suspended days in (start, end], each once."""
    day, many = start, 0
    while question.stops and day < end:
        day += DAY
        many += question.stopped(day)
    return many


def _extended(question: Question, start: date, day: date) -> date:
    """Step 5: until so many working days lie after the start."""
    wanted, each, given = question.min_working_days or 0, start, 0
    while each < day:
        each += DAY
        given += question.days.works(each)
    while given < wanted:
        day += DAY
        given += question.days.works(day)
    return day


def _behind_stop(question: Question, day: date) -> date:
    """Step 7. A modified roll is not a forward one."""
    if question.roll != "forward" or question.modified:
        return day
    return _until(day, DAY, lambda each: not question.stopped(each))


def _rolled(question: Question, day: date) -> date:
    """Step 8."""
    if question.roll == "none":
        return day
    way = DAY if question.roll == "forward" else -DAY
    rolled = _until(day, way, question.days.works)
    if question.modified and rolled.month != day.month:
        return _until(day, -way, question.days.works)
    return rolled


def _by_clock(question: Question) -> Answer:
    """Step 9: elapsed hours, or only the minutes of working days."""
    zone = ZoneInfo(question.zone)
    moment = moment_of(question.start, question.clock or time(), question.zone)
    if question.only_working_days:
        left = HOUR * question.length
        while left:
            works = question.days.works(moment.astimezone(zone).date())
            moment += MINUTES
            left -= MINUTES if works else timedelta()
    else:
        for _ in range(question.length):
            moment += HOUR
    local = moment.astimezone(zone)
    day = _rolled(question, local.date())
    if day != local.date():
        moment = moment_of(day, local.time(), question.zone)
    return Answer(day, moment)


@lru_cache(maxsize=50_000)
def moment_of(day: date, clock: time, zone: str) -> datetime:
    """Find the first moment at which the clock on that wall shows this.

    A time that the clocks leap over is read with the offset before the leap.
    """
    wanted = datetime.combine(day, clock.replace(fold=0))
    moment = wanted.replace(tzinfo=UTC) - 15 * HOUR
    place = ZoneInfo(zone)
    for _ in range(30 * 4):
        if moment.astimezone(place).replace(tzinfo=None, fold=0) == wanted:
            return moment
        moment += QUARTER
    return moment_of(day, (wanted - HOUR).time(), zone) + HOUR


@lru_cache(maxsize=50_000)
def end_of_day(day: date, zone: str) -> datetime:
    """Find 24:00 of a local day by waiting for the next one, in steps of a quarter."""
    moment = datetime.combine(day, time(0), tzinfo=UTC) + 8 * HOUR
    place = ZoneInfo(zone)
    while moment.astimezone(place).date() <= day:
        moment += QUARTER
    return moment


KNOWN = {
    "clip", "clear", "stop", "roll", "bound", "clipped", "cutoff", "hours",
    "service_before", "service_after", "min_working_days",
}  # fmt: skip


def read(row: Mapping[str, str]) -> Question:
    """Read a row of the vectors."""
    pairs = [each.split("=", 1) for each in row["options"].split(";") if each]
    options = dict(pairs)
    if unknown := set(options) - KNOWN:
        raise ValueError(f"{row['id']}: unknown options {unknown}")
    start = datetime.fromisoformat(row["start"])
    stops = [each.split("/") for each in options.get("stop", "").split(",") if each]
    cutoff = options.get("cutoff")
    return Question(
        start=start.date(),
        clock=start.time() if "T" in row["start"] else None,
        length=int(row["length"]),
        unit=row["unit"],
        days=_days(row),
        include=row["count_start"] == "include",
        roll=row["roll"],
        modified=options.get("roll") == "modified",
        clip=options.get("clip", "down"),
        clear=options.get("clear") == "1",
        stops=tuple((_date(first), _date(last)) for first, last in stops),
        cutoff=time.fromisoformat(cutoff) if cutoff else None,
        service_before=_calendar_days(options.get("service_before")),
        service_after=_calendar_days(options.get("service_after")),
        min_working_days=_calendar_days(options.get("min_working_days")),
        only_working_days=options.get("hours") == "working_days_only",
        zone=row["tz"] or "UTC",
    )


def _days(row: Mapping[str, str]) -> Days:
    written = row["holidays"].split()
    names = row["weekend"].split(",")
    return Days(
        weekend=frozenset(n for n, name in enumerate(WEEKDAYS) if name in names),
        off=frozenset(_date(each) for each in written if each[0] != "+"),
        on=frozenset(_date(each[1:]) for each in written if each[0] == "+"),
    )


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _calendar_days(text: str | None) -> int | None:
    return None if text is None else int(text.removesuffix("cd"))


def expected_of(row: Mapping[str, str]) -> str:
    """Answer a row in the words of its ``expected`` column."""
    match row["unit"]:
        case "earliest_of":
            return min(row["start"].split("|"))
        case "latest_of":
            return max(row["start"].split("|"))
        case "eod_utc":
            ended = end_of_day(date.fromisoformat(row["start"]), row["tz"] or "UTC")
            return f"{ended:%Y-%m-%dT%H:%M:%SZ}"
        case "hour":
            local = answer(read(row)).moment.astimezone(ZoneInfo(row["tz"] or "UTC"))
            return f"{local:%Y-%m-%dT%H:%M}"
        case _:
            return answer(read(row)).day.isoformat()
