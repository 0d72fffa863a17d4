"""Terms counted by the calendar: days one by one, weeks, months and years at once."""

from __future__ import annotations

from datetime import date, timedelta

from remedytrack.core.dates import ONE_DAY, DayRange
from remedytrack.core.timelimits.computation import (
    StepOp,
)
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.months import (
    add_months,
)
from remedytrack.core.timelimits.profile import (
    Backward,
    Direction,
    MonthAnchor,
    MonthEnd,
    Resume,
    Start,
)
from remedytrack.core.timelimits.refusals import (
    CannotCount,
    StillSuspended,
)
from remedytrack.core.timelimits.stops import (
    days_within,
    first_of,
    last_of,
)
from remedytrack.core.timelimits.terms import Unit
from remedytrack.core.timelimits.work import (
    Work,
    days_off,
    sign_of,
    stop_at,
)


def count_by_calendar(work: Work) -> None:
    """Count days one by one; weeks, months and years at once."""
    if work.counting.unit in {Unit.DAY, Unit.WORKING_DAY}:
        count_single_days(work)
    else:
        count_long(work)


def length_of(counting: Counting) -> int:
    """Return how many days a term is long: below 0 if counted back, clear days in."""
    clear = counting.count is Backward.CLEAR_DAYS
    return sign_of(counting) * (counting.term.n + clear)


def count_single_days(work: Work) -> None:
    """Step day by day, calendar or working, leaving out the days of stops."""
    counting, days = work.counting, length_of(work.counting)
    if counting.start is Start.SAME_DAY and _qualifies(work, work.day):
        days -= sign_of(counting)
    unstopped = _bare_step(work, days)
    last = _step(work, days) if work.stops else unstopped
    if work.steps is None:
        work.day = last
        return
    cite = counting.step_cites.day_means
    n, unit, skipped = counting.term.n, counting.unit, days_off(work, unstopped)
    work.move(StepOp.COUNT, unstopped, n=n, unit=unit, cite=cite, skipped=skipped)
    if last != unstopped:
        cite, skipped = counting.step_cites.stop, days_off(work, last)
        work.move(StepOp.STOP, last, cite=cite, skipped=skipped)


def _qualifies(work: Work, day: date) -> bool:
    if stop_at(work, day) is not None:
        return False
    in_working_days = work.counting.unit is Unit.WORKING_DAY
    return not in_working_days or work.needed_calendar().is_working(day)


def _step(work: Work, days: int) -> date:
    """Step ``days`` from the trigger, leaving out the days of stops."""
    if days == 0:
        return work.day
    end, sign = _bare_step(work, days), 1 if days > 0 else -1
    for stop in work.stops[::sign]:
        left_out = _left_out(work, stop, end, sign)
        if left_out:
            days += sign * left_out
            end = _bare_step(work, days)
    return end


def _left_out(work: Work, stop: DayRange, end: date, sign: int) -> int:
    """Count the days that ``stop`` takes out of a term that would reach ``end``."""
    first, last = first_of(stop), last_of(stop)
    if sign > 0:
        first, touches = max(first, work.day + ONE_DAY), first <= end
    else:
        last, touches = min(last, work.day - ONE_DAY), last >= end
    if not touches or last < first:
        return 0
    if date.min in (first, last) or date.max in (first, last):
        raise StillSuspended(first)
    if work.counting.unit is Unit.WORKING_DAY:
        return work.needed_calendar().working_days_between(first - ONE_DAY, last)
    return (last - first).days + 1


def _bare_step(work: Work, days: int) -> date:
    if days and work.counting.unit is Unit.WORKING_DAY:
        return work.needed_calendar().add_working_days(work.day, days)
    return work.day + timedelta(days=days)


def count_long(work: Work) -> None:
    """Add weeks, months or years at once, then give back the days of stops."""
    counting, sign = work.counting, sign_of(work.counting)
    base = _anchor(work.day, counting)
    end = _add_long(base, counting)
    code = _clipped(base, end, counting)
    work.clipped = code is not None
    if counting.start is Start.SAME_DAY:
        end -= ONE_DAY * sign
    clear = ONE_DAY * sign * (counting.count is Backward.CLEAR_DAYS)
    cite = counting.step_cites.month_end if code else None
    n, unit = counting.term.n, counting.unit
    work.move(StepOp.COUNT, end + clear, n=n, unit=unit, cite=cite, code=code)
    _add_stopped_days(work, end)


def look_back(work: Work) -> None:
    """Go on to the last day from which counting back still reaches the trigger.

    Months do not invert: three months before 31 May is 28 February, and so it is
    before 28 May.
    """
    counting, day = work.counting, work.day
    if counting.unit in {Unit.DAY, Unit.WORKING_DAY}:
        return  # Single days invert: there is nothing to look for.
    back = counting.but(direction=Direction.BEFORE)
    while long_after(day + ONE_DAY, back) <= work.base:
        day += ONE_DAY
    if day != work.day:
        work.move(StepOp.LOOK_BACK, day, cite=counting.step_cites.month_end)


def _clipped(base: date, end: date, counting: Counting) -> str | None:
    """Say that the last month has no such day, and which way that was solved (W01)."""
    if counting.unit is Unit.WEEK or end.day >= base.day:
        return None
    return "clipped_up" if counting.month_end is MonthEnd.UP else "clipped"


def is_clipped(day: date, counting: Counting) -> bool:
    """Say whether a term from ``day`` ends in a month without such a day."""
    if counting.unit not in {Unit.MONTH, Unit.YEAR}:
        return False
    base = _anchor(day, counting)
    return _clipped(base, _add_long(base, counting), counting) is not None


def long_after(day: date, counting: Counting) -> date:
    """Return where a term in weeks, months or years from ``day`` ends, before a roll.

    The day of the trigger is not counted; a clear day is added.
    """
    end = _add_long(_anchor(day, counting), counting)
    if counting.count is Backward.CLEAR_DAYS:
        end += ONE_DAY * sign_of(counting)
    return end


def _anchor(day: date, counting: Counting) -> date:
    """Return the day whose number a long term keeps (W05)."""
    first_day = counting.month_anchor is MonthAnchor.FIRST_DAY
    if first_day and counting.start is Start.NEXT_DAY:
        return day + ONE_DAY * sign_of(counting)
    return day


def _add_long(base: date, counting: Counting) -> date:
    n = counting.term.n * sign_of(counting)
    if counting.unit is Unit.WEEK:
        return base + timedelta(weeks=n)
    months = n * 12 if counting.unit is Unit.YEAR else n
    return add_months(base, months, counting.month_end)


def _add_stopped_days(work: Work, end: date) -> None:
    """Give back the suspended days of a term in weeks, months or years (W13).

    ``end`` is the end of the term itself: a clear day behind it is not of the term.
    """
    ranges = [
        each
        for stop in work.stops
        if (each := days_within(stop, work.base, end)) is not None
    ]
    stopped = sum((last - first).days + 1 for first, last in ranges)
    if not stopped:
        return
    if work.counting.resume is Resume.REFUSE:
        msg = "The profile does not say how a suspension lengthens a term in months."
        raise CannotCount(msg)
    cite = work.counting.step_cites.stop
    later = work.day + timedelta(days=stopped)
    work.move(StepOp.STOP, later, n=stopped, cite=cite)
