"""Counting: one complete way of counting applied to one trigger.

The order is that of the law texts: first day, count, month end, stops, roll, end of
the day. Every stage appends one step, so the result carries its reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import assert_never

from remedytrack.core.dates import ONE_DAY, DayRange, midnight_after
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.computation import (
    ReadingResult,
    Step,
    StepOp,
)
from remedytrack.core.timelimits.days import (
    count_long,
    count_single_days,
)
from remedytrack.core.timelimits.hours import (
    count_by_clock,
)
from remedytrack.core.timelimits.profile import (
    Counting,
    Cutoff,
    Ends,
    ServiceWhen,
    Start,
    Unit,
)
from remedytrack.core.timelimits.rolling import (
    _turn,
    roll,
)
from remedytrack.core.timelimits.stops import (
    union_of,
)
from remedytrack.core.timelimits.work import (
    Trigger,
    Work,
    same_clock,
    sign_of,
)

_LONG = {Unit.WEEK, Unit.MONTH, Unit.YEAR}


class Counted(ReadingResult):
    """A result that knows its day at once, and its reasons when somebody asks.

    Asking counts once more, this time writing every step down: the same code, so the
    reasons cannot tell another story than the day. ``clipped`` says that the last
    month had no such day.
    """

    clipped: bool

    def __init__(self, work: Work, opening: Callable[[], tuple[Step, ...]]) -> None:
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
        work: Work = vars(self)["_work"]
        return _closing(work)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """How the day was reached, from the choice of the version to the last hour."""
        asked: Work = vars(self)["_work"]
        again = Work(
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
    work = Work(counting, calendar, trigger, joined, trigger.on)
    _run(work)
    return Counted(work, opening)


def _run(work: Work) -> None:
    if work.counting.is_plain:
        _count_term(work)
        roll(work)
        return
    _receive(work)
    _count_term(work)
    _give_working_days(work)
    _serve_after(work)
    roll(work)


def _receive(work: Work) -> None:
    """Move the trigger to the day it has in law: after hours, or deemed received."""
    cutoff, deemed = work.counting.cutoff, work.counting.deemed
    cites = work.counting.step_cites
    if cutoff is not None and _came_after(work, cutoff):
        work.move(StepOp.CUTOFF, work.day + ONE_DAY, cite=cites.cutoff)
    if deemed is not None and deemed.when is ServiceWhen.BEFORE:
        work.move_by(StepOp.DEEMED, deemed.n, cite=cites.deemed)
    work.base = work.day


def _came_after(work: Work, cutoff: Cutoff) -> bool:
    came_at = work.trigger.at
    if came_at is None or not work.needed_calendar().is_working(work.day):
        return False
    return came_at.astimezone(work.trigger.zone).time() >= cutoff.time


def _give_working_days(work: Work) -> None:
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


def _serve_after(work: Work) -> None:
    """The period expires first, rolled; only then the days of service are added."""
    deemed = work.counting.deemed
    if deemed is not None and deemed.when is ServiceWhen.AFTER:
        _turn(work)
        work.move_by(StepOp.DEEMED, deemed.n, cite=work.counting.step_cites.deemed)
        _turn(work)


def _state_first_day(work: Work) -> None:
    if work.steps is None:
        return
    counting = work.counting
    counted = counting.start is Start.SAME_DAY
    first = work.day if counted else work.day + ONE_DAY * sign_of(counting)
    code = "counted" if counted else "not_counted"
    cite = counting.step_cites.start
    work.steps.append(Step(StepOp.FIRST_DAY, work.day, first, cite=cite, code=code))


def _count_term(work: Work) -> None:
    match work.counting.unit:
        case Unit.MINUTE | Unit.HOUR:
            count_by_clock(work)
        case Unit.DAY | Unit.WORKING_DAY:
            _state_first_day(work)
            count_single_days(work)
        case Unit.WEEK | Unit.MONTH | Unit.YEAR:
            _state_first_day(work)
            count_long(work)
        case _:
            assert_never(work.counting.unit)


def _end(work: Work) -> None:
    cite, code = work.counting.step_cites.ends, work.counting.ends.value
    work.move(StepOp.END, work.day, cite=cite, moment_at=_closing(work), code=code)


def _closing(work: Work) -> datetime:
    """Return the moment at which the last day ends, or the term to the minute."""
    if work.moment is not None:
        return work.moment
    zone, begun_at = work.trigger.zone, work.trigger.at
    if work.counting.ends is Ends.MOMENT and begun_at is not None:
        return same_clock(begun_at, work.day, zone)
    return midnight_after(work.day, zone)
