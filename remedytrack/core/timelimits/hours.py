"""Terms counted by the clock: hours and minutes, run on or through working days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from remedytrack.core.dates import ONE_DAY, midnight_after
from remedytrack.core.timelimits.computation import (
    StepOp,
)
from remedytrack.core.timelimits.profile import (
    Hours,
    Start,
    Unit,
)
from remedytrack.core.timelimits.refusals import (
    ClockTimeMissing,
)
from remedytrack.core.timelimits.work import (
    Work,
)


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
        work.moment = begin + length
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


def _run_on_working_days(work: Work, begin: datetime, length: timedelta) -> datetime:
    """Let the clock run only from 0:00 to 24:00 of working days (ZPO 222(3))."""
    calendar, zone = work.needed_calendar(), work.trigger.zone
    day, moment = begin.astimezone(zone).date(), begin
    while True:
        if not calendar.is_working(day):
            day = calendar.add_working_days(day, 1)
            moment = midnight_after(day - ONE_DAY, zone)
        left = midnight_after(day, zone) - moment
        if length <= left:
            return moment + length
        length -= left
        moment, day = midnight_after(day, zone), day + ONE_DAY
