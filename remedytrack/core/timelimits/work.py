"""The work in hand of a count: where the term stands, and the steps that led there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from remedytrack.core.dates import DayRange, at_clock
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.computation import (
    Skipped,
    Step,
    StepOp,
)
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.profile import Direction
from remedytrack.core.timelimits.refusals import (
    CalendarMissing,
)
from remedytrack.core.timelimits.stops import (
    first_of,
    last_of,
)
from remedytrack.core.timelimits.terms import Unit


class Trigger(NamedTuple):
    """What a term runs from: a day in the forum's zone, with the moment if known."""

    on: date
    zone: ZoneInfo
    at: datetime | None = None


@dataclass(slots=True)
class Work:
    """The work in hand: where the term stands, and the steps that led there.

    ``steps`` is ``None`` while nobody has asked for reasons: then nothing is written
    down, and a count costs little more than the arithmetic.
    """

    counting: Counting
    calendar: Calendar | None
    trigger: Trigger
    stops: tuple[DayRange, ...]
    day: date
    steps: list[Step] | None = None
    moment: datetime | None = None
    provisional: bool = False
    clipped: bool = False
    base: date = date.min

    def __post_init__(self) -> None:
        self.base = self.day

    def needed_calendar(self) -> Calendar:
        """Return the calendar; :class:`CalendarMissing` where the rule names none."""
        if self.calendar is None:
            raise CalendarMissing(self.counting.reading)
        return self.calendar

    def move(self, op: StepOp, day: date, **more: object) -> None:
        """Move the end of the term, and write the step down where asked."""
        if self.steps is not None:
            self.steps.append(Step(op, self.day, day, **more))  # type: ignore[arg-type]
        self.day = day


def sign_of(counting: Counting) -> int:
    """Return 1 for terms that run forward, -1 for those counted back."""
    return 1 if counting.direction is Direction.AFTER else -1


def stop_at(work: Work, day: date) -> DayRange | None:
    """Return the stop that ``day`` lies in, if any."""
    for stop in work.stops:
        if first_of(stop) <= day <= last_of(stop):
            return stop
    return None


def same_clock(moment: datetime, day: date, zone: ZoneInfo) -> datetime:
    """Return ``day`` at the local clock time of ``moment``, in UTC."""
    clock = moment.astimezone(zone).time()
    return at_clock(day, clock, zone)


def days_off(work: Work, until: date) -> tuple[Skipped, ...]:
    """Return the days a working-day count passed over, each with its reason."""
    if work.counting.unit is not Unit.WORKING_DAY:
        return ()
    calendar = work.needed_calendar()
    begin, end = sorted((work.day, until))
    return tuple(reason_for(calendar, day) for day in calendar.days_off(begin, end))


def reason_for(calendar: Calendar, day: date) -> Skipped:
    """Return why ``day`` is no working day."""
    fact = calendar.facts.get(day)
    if fact is None:
        return Skipped(day, "weekend")
    name = calendar.names.get(fact.name)
    act = calendar.acts.get(fact.act)
    return Skipped(day, fact.kind.value, name, fact.of, act.cite if act else None)
