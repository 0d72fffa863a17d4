"""A forum's calendar: dated, sourced facts, compiled into prefix tables.

Weekends, holidays, days moved by decree and working Saturdays are all one bit a day
before the tables are built, so nothing that counts needs a special case
(`time-limits.md` 5.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from remedytrack.core.law import Definition, Identifier, LawStatus, Texts


class DayKind(StrEnum):
    """What a fact makes of a day."""

    HOLIDAY = "holiday"
    IN_LIEU = "in_lieu"
    DAY_OFF = "day_off"
    MOVED_OFF = "moved_off"
    MOVED_WORK = "moved_work"
    CLOSURE = "closure"


class Certainty(StrEnum):
    """Whether the day rests on an act or on an estimate (Kurban Ait)."""

    DECREED = "decreed"
    ESTIMATED = "estimated"


class Weekday(StrEnum):
    """A day of the week, in the order of :meth:`date.weekday`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEKDAYS = tuple(Weekday)


class CalendarAct(Definition):
    """What a day of the calendar rests on."""

    title: str
    cite: str
    status: LawStatus
    sources: tuple[str, ...] = ()
    checked_on: date | None = None
    note: str | None = None


class CalendarDay(Definition):
    """One dated fact: on ``day`` the forum is closed, or open against the rule."""

    day: date
    kind: DayKind
    name: Identifier
    act: Identifier
    known_from: date
    certainty: Certainty
    of: date | None = None
    withdrawn_on: date | None = None

    def known_on(self, day: date | None) -> bool:
        """Say whether the fact was held true on ``day``; ``None`` asks for today's."""
        if day is None:
            return self.withdrawn_on is None
        withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        return self.known_from <= day and not withdrawn


class Horizon(Definition):
    """The days for which the calendar was filled in, both ends included."""

    from_on: Annotated[date, Field(alias="from")]
    to_on: Annotated[date, Field(alias="to")]


class CalendarFile(Definition):
    """A calendar as it is written in ``workflows/calendars/``.

    ``office_closes`` is the local time at which the forum's office closes, where known.
    """

    calendar: Identifier
    title: Texts
    zone: str
    weekend: tuple[Weekday, ...]
    horizon: Horizon
    undecreed_from: date | None = None
    office_closes: time | None = None
    note: str | None = None
    acts: Mapping[Identifier, CalendarAct] = {}
    names: Mapping[Identifier, Texts] = {}
    days: tuple[CalendarDay, ...] = ()


class CalendarHorizonExceeded(LookupError):
    """A count needs a day that the calendar does not know."""

    def __init__(self, calendar: str, day: date | None, first: date, last: date):
        named = f" {day}" if day else " a day beyond them"
        super().__init__(
            f"The calendar “{calendar}” holds {first} to {last}; the count needs"
            f"{named}. Add the missing years to workflows/calendars/{calendar}.yaml."
        )
        self.calendar, self.day = calendar, day


@dataclass(frozen=True)
class Calendar:
    """Immutable tables over the days of the horizon.

    ``working`` holds one flag a day from ``first`` on. Days are handled as offsets
    from ``first``; every look-up checks both ends, because a negative index would
    silently wrap around.
    """

    id: str
    zone: ZoneInfo
    first: date
    working: tuple[bool, ...]
    facts: Mapping[date, CalendarDay]
    names: Mapping[str, Texts]
    acts: Mapping[str, CalendarAct]
    revision: date
    undecreed_from: date | None = None
    office_closes: time | None = None

    @classmethod
    def from_file(cls, file: CalendarFile, as_of: date | None = None) -> Calendar:
        """Build the calendar as it was known on ``as_of`` (``None``: as known now)."""
        known = [fact for fact in file.days if fact.known_on(as_of)]
        facts = {fact.day: fact for fact in sorted(known, key=lambda f: f.known_from)}
        days = _days(file.horizon.from_on, file.horizon.to_on)
        weekend = {WEEKDAYS.index(name) for name in file.weekend}
        return cls(
            id=file.calendar,
            zone=ZoneInfo(file.zone),
            first=file.horizon.from_on,
            working=tuple(_is_working(day, weekend, facts.get(day)) for day in days),
            facts=facts,
            names=file.names,
            acts=file.acts,
            revision=_last_change(file, as_of),
            undecreed_from=file.undecreed_from,
            office_closes=file.office_closes,
        )

    @property
    def last(self) -> date:
        """The last day of the horizon."""
        return self.first + timedelta(days=len(self.working) - 1)

    def holds(self, day: date) -> bool:
        """Say whether ``day`` lies within the horizon."""
        return 0 <= (day - self.first).days < len(self.working)

    def is_working(self, day: date) -> bool:
        """Say whether the forum works on ``day``."""
        return self.working[self._index(day)]

    def add_working_days(self, day: date, n: int) -> date:
        """Return the ``n``-th working day after ``day``, or before it for ``n < 0``.

        ``day`` itself is never counted, be it a working day or not.
        """
        index, indexes = self._index(day), self._working_indexes
        position = self._rank[index + 1] + n - 1 if n > 0 else self._rank[index] + n
        if not 0 <= position < len(indexes):
            raise self._exceeded(None)
        return date.fromordinal(self._base + indexes[position])

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days after ``after`` up to and with ``until``."""
        return self._rank[self._index(until) + 1] - self._rank[self._index(after) + 1]

    def working_day_from(self, day: date) -> date:
        """Return ``day`` or the next working day."""
        return day if self.is_working(day) else self.add_working_days(day, 1)

    def working_day_until(self, day: date) -> date:
        """Return ``day`` or the last working day before it."""
        return day if self.is_working(day) else self.add_working_days(day, -1)

    def days_off(self, first: date, last: date) -> tuple[date, ...]:
        """Return the non-working days from ``first`` to ``last`` within the horizon."""
        days = _days(max(first, self.first), min(last, self.last))
        return tuple(day for day in days if not self.is_working(day))

    @cached_property
    def estimated(self) -> tuple[date, ...]:
        """The days that rest on an estimate."""
        facts = self.facts.items()
        return tuple(d for d, f in facts if f.certainty is Certainty.ESTIMATED)

    @cached_property
    def _base(self) -> int:
        return self.first.toordinal()

    @cached_property
    def _rank(self) -> tuple[int, ...]:
        ranks, total = [0], 0
        for works in self.working:
            total += works
            ranks.append(total)
        return tuple(ranks)

    @cached_property
    def _working_indexes(self) -> tuple[int, ...]:
        return tuple(index for index, works in enumerate(self.working) if works)

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._base
        if not 0 <= index < len(self.working):
            raise self._exceeded(day)
        return index

    def _exceeded(self, day: date | None) -> CalendarHorizonExceeded:
        return CalendarHorizonExceeded(self.id, day, self.first, self.last)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _last_change(file: CalendarFile, as_of: date | None) -> date:
    """Return the day since which nothing has changed: known anew, or withdrawn.

    As known on that day the calendar is the one that it is on ``as_of``.
    """
    stamps = {day for f in file.days for day in (f.known_from, f.withdrawn_on) if day}
    known = (day for day in stamps if as_of is None or day <= as_of)
    return max(known, default=file.horizon.from_on)


def _is_working(day: date, weekend: set[int], fact: CalendarDay | None) -> bool:
    if fact is not None:
        return fact.kind is DayKind.MOVED_WORK
    return day.weekday() not in weekend
