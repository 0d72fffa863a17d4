"""Terms counted by the clock: hours and minutes, run on or through working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY, DayRange, midnight_after
from remedytrack.core.timelimits.computation import (
    StepOp,
)
from remedytrack.core.timelimits.profile import Hours, Start
from remedytrack.core.timelimits.refusals import (
    ClockTimeMissing,
    StillSuspended,
)
from remedytrack.core.timelimits.stops import first_of
from remedytrack.core.timelimits.terms import Unit
from remedytrack.core.timelimits.work import Work, stop_at


def count_by_clock(work: Work) -> None:
    """Let hours or minutes run from the moment of the trigger."""
    counting, trigger = work.counting, work.trigger
    if trigger.at is None:
        raise ClockTimeMissing(trigger.on)
    # In UTC: an hour added to a local time would pass over a change of the zone.
    begin = trigger.at.astimezone(UTC)
    if counting.start is not Start.MOMENT and counting.term.unit is Unit.HOUR:
        # The hour in which the term begins is not counted (KoAP 739(2), CPC 48).
        begin = begin.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    length = _clock_length(counting.term.n, counting.term.unit)
    if counting.hours is Hours.WORKING_DAYS_ONLY:
        work.moment = _run_on_working_days(work, begin, length)
    else:
        work.moment = _run_past_stops(work, begin, length)
    ends_on = work.moment.astimezone(trigger.zone).date()
    work.move(
        StepOp.COUNT,
        ends_on,
        n=counting.term.n,
        unit=counting.term.unit,
        cite=counting.step_cites.start,
        moment_at=work.moment,
    )


def _clock_length(n: int, unit: Unit) -> timedelta:
    return timedelta(minutes=n) if unit is Unit.MINUTE else timedelta(hours=n)


def _run_past_stops(work: Work, begin: datetime, length: timedelta) -> datetime:
    """Let the clock stand still from 0:00 to 24:00 of the days of a suspension."""
    moment, zone = begin, work.trigger.zone
    for stop in work.stops:
        stands = _opens(stop, zone, moment)
        if moment + length <= stands:
            break
        goes_on = _closes(stop, zone)
        if goes_on > moment:
            length -= max(stands - moment, _NOTHING)
            moment = goes_on
    return moment + length


def _opens(stop: DayRange, zone: ZoneInfo, otherwise: datetime) -> datetime:
    if stop.first is None:
        return otherwise
    return midnight_after(stop.first - ONE_DAY, zone)


def _closes(stop: DayRange, zone: ZoneInfo) -> datetime:
    if stop.last is None:
        raise StillSuspended(first_of(stop))
    return midnight_after(stop.last, zone)


def _run_on_working_days(work: Work, begin: datetime, length: timedelta) -> datetime:
    """Let the clock run only from 0:00 to 24:00 of working days (ZPO 222(3))."""
    zone, moment = work.trigger.zone, begin
    day = begin.astimezone(zone).date()
    while True:
        if not _runs_on(work, day):
            day = _next_running(work, day)
            moment = midnight_after(day - ONE_DAY, zone)
        left = midnight_after(day, zone) - moment
        if length <= left:
            return moment + length
        length -= left
        moment, day = midnight_after(day, zone), day + ONE_DAY


def _runs_on(work: Work, day: date) -> bool:
    return stop_at(work, day) is None and work.needed_calendar().is_working(day)


def _next_running(work: Work, day: date) -> date:
    while not _runs_on(work, day):
        stop = stop_at(work, day)
        if stop is not None and stop.last is None:
            raise StillSuspended(first_of(stop))
        day = work.needed_calendar().add_working_days(day, 1)
    return day


_NOTHING = timedelta(0)
