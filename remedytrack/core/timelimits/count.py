"""Counting: one complete way of counting applied to one trigger.

The order is that of the law texts: first day, count, month end, stops, roll, end of
the day. Every stage appends one step, so the result carries its reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from remedytrack.core.dates import ONE_DAY, DayRange, at_clock, midnight_after
from remedytrack.core.law import Texts
from remedytrack.core.timelimits.appointed import go_to_named_day
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.computation import (
    ReadingResult,
    Step,
    StepOp,
)
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.days import (
    count_by_calendar,
    is_clipped,
    look_back,
)
from remedytrack.core.timelimits.extensions import Extension, extend
from remedytrack.core.timelimits.hours import (
    count_by_clock,
)
from remedytrack.core.timelimits.profile import (
    Cutoff,
    Deemed,
    Ends,
    ServiceRoll,
    ServiceWhen,
    Start,
)
from remedytrack.core.timelimits.rolling import (
    _turn,
    roll,
)
from remedytrack.core.timelimits.stops import (
    union_of,
)
from remedytrack.core.timelimits.straight import looked_up
from remedytrack.core.timelimits.terms import CLOCKED, Term, Unit
from remedytrack.core.timelimits.work import (
    Trigger,
    Work,
    same_clock,
    sign_of,
)


class Asked(NamedTuple):
    """What a count was asked: the way, from when, over which days and stops.

    ``opening`` gives the steps taken before the count, when somebody asks.
    """

    counting: Counting
    calendar: Calendar | None
    trigger: Trigger
    stops: tuple[DayRange, ...] = ()
    extensions: tuple[Extension, ...] = ()
    opening: Callable[[], tuple[Step, ...]] = tuple

    def work(self, steps: list[Step] | None = None) -> Work:
        """Return the work in hand at the day of the trigger."""
        day = self.trigger.on
        return Work(self.counting, self.calendar, self.trigger, self.stops, day, steps)


class Counted(ReadingResult):
    """A result that knows its day at once, and its reasons when somebody asks.

    Asking counts once more, the full way, this time writing every step down. What was
    looked up (``straight``) is never provisional: the calendar reached far enough.
    """

    def __init__(self, asked: Asked, due_on: date, *, straight: bool = False) -> None:
        # Not through the generated constructor: there is nothing to set but the day.
        self.__dict__.update(asked=asked, due_on=due_on, straight=straight)

    @property
    def reading(self) -> str:
        """The id of the way of counting."""
        return self._asked.counting.reading

    @property
    def title(self) -> Texts | None:
        """The name of the way of counting."""
        return self._asked.counting.title

    @property
    def provisional(self) -> bool:
        """Whether the calendar did not reach far enough to roll."""
        return not self.__dict__["straight"] and self._reasoned.provisional

    @property
    def clipped(self) -> bool:
        """Whether the last month had no such day."""
        if self.__dict__["straight"]:
            asked = self._asked
            return is_clipped(asked.trigger.on, asked.counting)
        return self._reasoned.clipped

    @cached_property
    def closes_at(self) -> datetime:
        """The moment in UTC at which the last day ends, or the term, to the minute."""
        asked = self._asked
        by_clock = asked.counting.unit in CLOCKED
        if by_clock or asked.counting.ends is Ends.OFFICE_CLOSE:
            return _closing(self._reasoned)
        return _day_ends(asked.counting, asked.trigger, self.due_on)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """How the day was reached, from the choice of the version to the last hour."""
        reasoned = self._reasoned
        return (*self._asked.opening(), *(reasoned.steps or ()))

    @property
    def _asked(self) -> Asked:
        asked: Asked = self.__dict__["asked"]
        return asked

    @cached_property
    def _reasoned(self) -> Work:
        """The count done once more, with every step written down."""
        asked = self._asked
        work = asked.work([])
        _run(work, asked.extensions)
        _end(work)
        if work.day != self.due_on:
            raise WaysDisagree(asked.counting, asked.trigger.on, self.due_on, work.day)
        return work


class WaysDisagree(AssertionError):
    """A look-up and the full count ended on different days: a defect, never shown."""

    def __init__(
        self, counting: Counting, start: date, looked_up: date, counted: date
    ) -> None:
        super().__init__(
            f"{counting.reading} from {start}: {looked_up} looked up, {counted} "
            "counted. This is a defect of the program; do not rely on either date, "
            "and report it with this line."
        )


def count(
    counting: Counting,
    calendar: Calendar | None,
    trigger: Trigger,
    stops: Sequence[DayRange] = (),
    extensions: Sequence[Extension] = (),
    *,
    opening: Callable[[], tuple[Step, ...]] = tuple,
) -> Counted:
    """Return the last day of the term, the moment it ends and the steps.

    ``stops`` are suspensions, both ends in; they may overlap. ``extensions`` are those
    that count, in their order. ``opening`` gives the steps taken before the count, when
    somebody asks. Raises :class:`CannotCount`
    where the rule leaves no answer and
    :class:`~remedytrack.core.timelimits.calendar.CalendarHorizonExceeded` where a
    working-day count leaves the calendar. A roll that would leave it gives the
    unrolled day as provisional.
    """
    if calendar is not None and not stops and not extensions:
        due_on = looked_up(counting, calendar, trigger.on)
        if due_on is not None:
            asked = Asked(counting, calendar, trigger, opening=opening)
            return Counted(asked, due_on, straight=True)
    given = union_of(stops), tuple(extensions)
    asked = Asked(counting, calendar, trigger, *given, opening)
    work = asked.work()
    _run(work, asked.extensions)
    return Counted(asked, work.day)


def _run(work: Work, extensions: tuple[Extension, ...]) -> None:
    """Take the stages in the order of the law (`time-limits.md` 5.2)."""
    _receive(work)
    _count_term(work)
    _give_working_days(work)
    extend(work, extensions)
    _serve_after(work)
    roll(work)


def _receive(work: Work) -> None:
    """Move the trigger to the day it has in law: after hours, or deemed received."""
    cutoff, deemed = work.counting.cutoff, work.counting.deemed
    cites = work.counting.step_cites
    if cutoff is not None and _came_after(work, cutoff):
        work.move(StepOp.CUTOFF, work.day + ONE_DAY, cite=cites.cutoff)
    if deemed is not None and deemed.when is ServiceWhen.BEFORE:
        _deliver(work, deemed)
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
        if deemed.roll is ServiceRoll.BETWEEN:
            _turn(work)
        _deliver(work, deemed)
        _turn(work)


def _deliver(work: Work, deemed: Deemed) -> None:
    cite, unit = work.counting.step_cites.deemed, deemed.unit
    if unit is Unit.WORKING_DAY:
        day = work.needed_calendar().add_working_days(work.day, deemed.n)
    else:
        day = work.day + timedelta(days=deemed.n)
    work.move(StepOp.DEEMED, day, n=deemed.n, unit=unit, cite=cite)


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
    term = work.counting.term
    if not isinstance(term, Term):
        go_to_named_day(work, term)
    elif term.unit in CLOCKED:
        count_by_clock(work)
    else:
        _state_first_day(work)
        count_by_calendar(work)
        if work.counting.lookback:
            look_back(work)


def _end(work: Work) -> None:
    cite, code = work.counting.step_cites.ends, work.counting.ends.value
    work.move(StepOp.END, work.day, cite=cite, moment_at=_closing(work), code=code)
    in_person = work.counting.ends_in_person
    if in_person is not None:
        cite, at = work.counting.step_cites.ends_in_person, _office_closes(work)
        work.move(StepOp.END, work.day, cite=cite, moment_at=at, code="in_person")


def _office_closes(work: Work) -> datetime | None:
    """Return when the office closes on the last day, if the calendar knows its hour."""
    closes = work.calendar.office_closes if work.calendar else None
    if closes is None:
        return None
    return at_clock(work.day, closes, work.trigger.zone)


def _closing(work: Work) -> datetime:
    """Return the moment at which the last day ends, or the term to the minute."""
    if work.moment is not None:
        return work.moment
    if work.counting.ends is Ends.OFFICE_CLOSE and (at := _office_closes(work)):
        return at
    return _day_ends(work.counting, work.trigger, work.day)


def _day_ends(counting: Counting, trigger: Trigger, day: date) -> datetime:
    if counting.ends is Ends.MOMENT and trigger.at is not None:
        return same_clock(trigger.at, day, trigger.zone)
    return midnight_after(day, trigger.zone)
