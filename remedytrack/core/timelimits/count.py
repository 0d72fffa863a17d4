"""Counting: one complete way of counting applied to one trigger.

The order is that of the law texts: first day, count, month end, stops, roll, end of
the day. Every stage appends one step, so the result carries its reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import assert_never
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY, DayRange, midnight_after
from remedytrack.core.timelimits.calendar import Calendar, CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import (
    ReadingResult,
    Skipped,
    Step,
    StepOp,
)
from remedytrack.core.timelimits.months import (
    add_months,
)
from remedytrack.core.timelimits.profile import (
    Backward,
    Counting,
    Cutoff,
    Direction,
    Ends,
    Hours,
    MonthAnchor,
    MonthEnd,
    Resume,
    RollWay,
    ServiceWhen,
    Start,
    Term,
    Unit,
)
from remedytrack.core.timelimits.refusals import (
    CalendarMissing,
    CannotCount,
    ClockTimeMissing,
    StillSuspended,
)
from remedytrack.core.timelimits.stops import (
    days_within,
    first_of,
    last_of,
    union_of,
)

_LONG = {Unit.WEEK, Unit.MONTH, Unit.YEAR}


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a term runs from: a day in the forum's zone, with the moment if known."""

    on: date
    zone: ZoneInfo
    at: datetime | None = None


@dataclass(slots=True)
class _Count:
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
        if self.calendar is None:
            raise CalendarMissing(self.counting.reading)
        return self.calendar

    def move(self, op: StepOp, day: date, **more: object) -> None:
        if self.steps is not None:
            self.steps.append(Step(op, self.day, day, **more))  # type: ignore[arg-type]
        self.day = day

    def move_by(self, op: StepOp, days: int, **more: object) -> None:
        self.move(op, self.day + timedelta(days=days), n=days, unit=Unit.DAY, **more)


class Counted(ReadingResult):
    """A result that knows its day at once, and its reasons when somebody asks.

    Asking counts once more, this time writing every step down: the same code, so the
    reasons cannot tell another story than the day. ``clipped`` says that the last
    month had no such day.
    """

    clipped: bool

    def __init__(self, work: _Count, opening: Callable[[], tuple[Step, ...]]) -> None:
        vars(self).update(
            reading=work.counting.reading,
            title=work.counting.title,
            due_on=work.day,
            provisional=work.provisional,
            clipped=work.clipped,
            _work=work,
            _opening=opening,
        )

    @cached_property
    def closes_at(self) -> datetime:
        """The moment in UTC at which the last day ends, or the term, to the minute."""
        work: _Count = vars(self)["_work"]
        return _closing(work)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """How the day was reached, from the choice of the version to the last hour."""
        asked: _Count = vars(self)["_work"]
        again = _Count(
            asked.counting,
            asked.calendar,
            asked.trigger,
            asked.stops,
            asked.trigger.on,
            [],
        )
        _run(again)
        _end(again)
        return (*vars(self)["_opening"](), *(again.steps or ()))


def count(
    counting: Counting,
    calendar: Calendar | None,
    trigger: Trigger,
    stops: Sequence[DayRange] = (),
    opening: Callable[[], tuple[Step, ...]] = tuple,
) -> ReadingResult:
    """Return the last day of the term, the moment it ends and the steps.

    ``stops`` are suspensions, both ends in; they may overlap. ``opening`` gives the
    steps taken before the count, when somebody asks. Raises :class:`CannotCount`
    where the rule leaves no answer and
    :class:`~remedytrack.core.timelimits.calendar.CalendarHorizonExceeded` where a
    working-day count leaves the calendar. A roll that would leave it gives the
    unrolled day as provisional.
    """
    joined = union_of(stops) if stops else ()
    work = _Count(counting, calendar, trigger, joined, trigger.on)
    _run(work)
    return Counted(work, opening)


def _run(work: _Count) -> None:
    if work.counting.is_plain:
        _count_term(work)
        _roll(work)
        return
    _receive(work)
    _count_term(work)
    _give_working_days(work)
    _serve_after(work)
    _roll(work)


def _receive(work: _Count) -> None:
    """Move the trigger to the day it has in law: after hours, or deemed received."""
    cutoff, deemed = work.counting.cutoff, work.counting.deemed
    cites = work.counting.step_cites
    if cutoff is not None and _came_after(work, cutoff):
        work.move(StepOp.CUTOFF, work.day + ONE_DAY, cite=cites.cutoff)
    if deemed is not None and deemed.when is ServiceWhen.BEFORE:
        work.move_by(StepOp.DEEMED, deemed.n, cite=cites.deemed)
    work.base = work.day


def _came_after(work: _Count, cutoff: Cutoff) -> bool:
    came_at = work.trigger.at
    if came_at is None or not work.needed_calendar().is_working(work.day):
        return False
    return came_at.astimezone(work.trigger.zone).time() >= cutoff.time


def _give_working_days(work: _Count) -> None:
    """Any period holds at least so many working days (Regulation 1182/71 art. 3(5))."""
    wanted = work.counting.min_working_days
    if wanted is None:
        return
    _turn(work)
    calendar = work.needed_calendar()
    given = calendar.working_days_between(work.base, work.day)
    if given < wanted:
        enough = calendar.add_working_days(work.base, wanted)
        cite = work.counting.step_cites.min_working_days
        work.move(StepOp.AT_LEAST, enough, n=wanted, cite=cite)


def _serve_after(work: _Count) -> None:
    """The period expires first, rolled; only then the days of service are added."""
    deemed = work.counting.deemed
    if deemed is not None and deemed.when is ServiceWhen.AFTER:
        _turn(work)
        work.move_by(StepOp.DEEMED, deemed.n, cite=work.counting.step_cites.deemed)
        _turn(work)


def _sign(counting: Counting) -> int:
    return 1 if counting.direction is Direction.AFTER else -1


def _count_by_clock(work: _Count) -> None:
    counting, trigger = work.counting, work.trigger
    if trigger.at is None:
        raise ClockTimeMissing(trigger.on)
    # In UTC: an hour added to a local time would pass over a change of the zone.
    begin = trigger.at.astimezone(UTC)
    if counting.start is not Start.MOMENT and counting.term.unit is Unit.HOUR:
        # The hour in which the term begins is not counted (KoAP 739(2), CPC 48).
        begin = begin.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    length = _clock_length(counting.term)
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


def _clock_length(term: Term) -> timedelta:
    in_minutes = term.unit is Unit.MINUTE
    return timedelta(minutes=term.n) if in_minutes else timedelta(hours=term.n)


def _run_on_working_days(work: _Count, begin: datetime, length: timedelta) -> datetime:
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


def _state_first_day(work: _Count) -> None:
    if work.steps is None:
        return
    counting = work.counting
    counted = counting.start is Start.SAME_DAY
    first = work.day if counted else work.day + ONE_DAY * _sign(counting)
    code = "counted" if counted else "not_counted"
    cite = counting.step_cites.start
    work.steps.append(Step(StepOp.FIRST_DAY, work.day, first, cite=cite, code=code))


def _count_term(work: _Count) -> None:
    match work.counting.unit:
        case Unit.MINUTE | Unit.HOUR:
            _count_by_clock(work)
        case Unit.DAY | Unit.WORKING_DAY:
            _state_first_day(work)
            _count_single_days(work)
        case Unit.WEEK | Unit.MONTH | Unit.YEAR:
            _state_first_day(work)
            _count_long(work)
        case _:
            assert_never(work.counting.unit)


def _count_single_days(work: _Count) -> None:
    counting, sign = work.counting, _sign(work.counting)
    days = counting.term.n
    if counting.count is Backward.CLEAR_DAYS:
        days += 1
    if counting.start is Start.SAME_DAY and _qualifies(work, work.day):
        days -= 1
    unstopped = _bare_step(work, sign * days)
    last = _step(work, sign * days) if work.stops else unstopped
    if work.steps is None:
        work.day = last
        return
    cite = counting.step_cites.day_means
    n, unit, skipped = counting.term.n, counting.unit, _days_off(work, unstopped)
    work.move(StepOp.COUNT, unstopped, n=n, unit=unit, cite=cite, skipped=skipped)
    if last != unstopped:
        cite, skipped = counting.step_cites.stop, _days_off(work, last)
        work.move(StepOp.STOP, last, cite=cite, skipped=skipped)


def _qualifies(work: _Count, day: date) -> bool:
    if _stop_at(work, day) is not None:
        return False
    in_working_days = work.counting.unit is Unit.WORKING_DAY
    return not in_working_days or work.needed_calendar().is_working(day)


def _step(work: _Count, days: int) -> date:
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


def _left_out(work: _Count, stop: DayRange, end: date, sign: int) -> int:
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


def _bare_step(work: _Count, days: int) -> date:
    if days and work.counting.unit is Unit.WORKING_DAY:
        return work.needed_calendar().add_working_days(work.day, days)
    return work.day + timedelta(days=days)


def _count_long(work: _Count) -> None:
    counting, sign = work.counting, _sign(work.counting)
    base = work.day
    if counting.month_anchor is MonthAnchor.FIRST_DAY and counting.start is (
        Start.NEXT_DAY
    ):
        base += ONE_DAY * sign
    end = _add_long(base, sign, counting)
    code = _clipped(base, end, counting)
    work.clipped = code is not None
    if counting.start is Start.SAME_DAY:
        end -= ONE_DAY * sign
    clear = ONE_DAY * sign * (counting.count is Backward.CLEAR_DAYS)
    cite = counting.step_cites.month_end if code else None
    n, unit = counting.term.n, counting.unit
    work.move(StepOp.COUNT, end + clear, n=n, unit=unit, cite=cite, code=code)
    _add_stopped_days(work, end)


def _clipped(base: date, end: date, counting: Counting) -> str | None:
    """Say that the last month has no such day, and which way that was solved (W01)."""
    if counting.unit is Unit.WEEK or counting.start is Start.SAME_DAY:
        return None
    if end.day >= base.day:
        return None
    return "clipped_up" if counting.month_end is MonthEnd.UP else "clipped"


def _add_long(base: date, sign: int, counting: Counting) -> date:
    n = counting.term.n * sign
    if counting.unit is Unit.WEEK:
        return base + timedelta(weeks=n)
    months = n * 12 if counting.unit is Unit.YEAR else n
    return add_months(base, months, counting.month_end)


def _add_stopped_days(work: _Count, end: date) -> None:
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


def _stop_at(work: _Count, day: date) -> DayRange | None:
    for stop in work.stops:
        if first_of(stop) <= day <= last_of(stop):
            return stop
    return None


def _roll(work: _Count) -> None:
    """Bring the last day behind a stop that holds it, then onto a working day."""
    inside = _stop_at(work, work.day) if work.stops else None
    forward = work.counting.roll_way is RollWay.FORWARD
    if inside is not None and forward and inside.last is not None:
        cite = work.counting.step_cites.stop
        work.move(StepOp.STOP, inside.last + ONE_DAY, cite=cite)
    _turn(work)


def _turn(work: _Count) -> None:
    way = work.counting.roll_way
    if way is RollWay.NONE:
        return
    try:
        rolled = _rolled(work.needed_calendar(), work.day, way)
    except CalendarHorizonExceeded:
        work.provisional = True
        work.move(StepOp.ROLL, work.day, way=way, code="beyond_calendar")
        return
    if rolled != work.day:
        if work.moment is not None:
            work.moment = _same_clock(work.moment, rolled, work.trigger.zone)
        cite, skipped = work.counting.step_cites.roll, _reasons_to_roll(work, rolled)
        work.move(StepOp.ROLL, rolled, way=way, cite=cite, skipped=skipped)


def _reasons_to_roll(work: _Count, rolled: date) -> tuple[Skipped, ...]:
    if work.steps is None:
        return ()
    first, last = sorted((work.day, rolled))
    calendar = work.needed_calendar()
    return tuple(_reason(calendar, day) for day in calendar.days_off(first, last))


def _same_clock(moment: datetime, day: date, zone: ZoneInfo) -> datetime:
    clock = moment.astimezone(zone).time()
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _rolled(calendar: Calendar, day: date, way: RollWay) -> date:
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


def _end(work: _Count) -> None:
    cite, code = work.counting.step_cites.ends, work.counting.ends.value
    work.move(StepOp.END, work.day, cite=cite, moment_at=_closing(work), code=code)


def _closing(work: _Count) -> datetime:
    """Return the moment at which the last day ends, or the term to the minute."""
    if work.moment is not None:
        return work.moment
    zone, begun_at = work.trigger.zone, work.trigger.at
    if work.counting.ends is Ends.MOMENT and begun_at is not None:
        return _same_clock(begun_at, work.day, zone)
    return midnight_after(work.day, zone)


def _days_off(work: _Count, until: date) -> tuple[Skipped, ...]:
    if work.counting.unit is not Unit.WORKING_DAY:
        return ()
    calendar = work.needed_calendar()
    begin, end = sorted((work.day, until))
    return tuple(_reason(calendar, day) for day in calendar.days_off(begin, end))


def _reason(calendar: Calendar, day: date) -> Skipped:
    fact = calendar.facts.get(day)
    if fact is None:
        return Skipped(day, "weekend")
    name = calendar.names.get(fact.name)
    act = calendar.acts.get(fact.act)
    return Skipped(day, fact.kind.value, name, fact.of, act.cite if act else None)
