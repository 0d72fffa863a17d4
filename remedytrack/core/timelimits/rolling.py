"""The roll: where a last day moves that is not a working day, or lies in a stop."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.timelimits.calendar import Calendar, CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import (
    Skipped,
    StepOp,
)
from remedytrack.core.timelimits.profile import RollWay
from remedytrack.core.timelimits.work import (
    Work,
    reason_for,
    same_clock,
    stop_at,
)


def roll(work: Work) -> None:
    """Bring the last day behind a stop that holds it, then onto a working day."""
    inside = stop_at(work, work.day) if work.stops else None
    forward = work.counting.roll_way is RollWay.FORWARD
    if inside is not None and forward and inside.last is not None:
        cite = work.counting.step_cites.stop
        work.move(StepOp.STOP, inside.last + ONE_DAY, cite=cite)
    _turn(work)


def _turn(work: Work) -> None:
    way = work.counting.roll_way
    if way is RollWay.NONE:
        return
    try:
        last = rolled(work.needed_calendar(), work.day, way)
    except CalendarHorizonExceeded:
        work.provisional = True
        work.move(StepOp.ROLL, work.day, way=way, code="beyond_calendar")
        return
    if last != work.day:
        if work.moment is not None:
            work.moment = same_clock(work.moment, last, work.trigger.zone)
        cite, skipped = work.counting.step_cites.roll, _reasons_to_roll(work, last)
        work.move(StepOp.ROLL, last, way=way, cite=cite, skipped=skipped)


def _reasons_to_roll(work: Work, last_day: date) -> tuple[Skipped, ...]:
    if work.steps is None:
        return ()
    first, last = sorted((work.day, last_day))
    calendar = work.needed_calendar()
    return tuple(reason_for(calendar, day) for day in calendar.days_off(first, last))


def rolled(calendar: Calendar, day: date, way: RollWay) -> date:
    """Return ``day``, or the working day that the law puts in its place."""
    match way:
        case RollWay.FORWARD:
            return calendar.working_day_from(day)
        case RollWay.BACKWARD:
            return calendar.working_day_until(day)
        case RollWay.MODIFIED:
            forward = calendar.working_day_from(day)
            same_month = forward.month == day.month
            return forward if same_month else calendar.working_day_until(day)
        case RollWay.MODIFIED_BACKWARD:
            back = calendar.working_day_until(day)
            same_month = back.month == day.month
            return back if same_month else calendar.working_day_from(day)
        case RollWay.NONE:
            return day
        case _:
            assert_never(way)
