"""Extensions: what a granted one adds, and to which day it is added."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple, assert_never

from remedytrack.core.timelimits.computation import StepOp
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.days import count_by_calendar
from remedytrack.core.timelimits.profile import ExtendFrom, Start
from remedytrack.core.timelimits.refusals import NotExtendable
from remedytrack.core.timelimits.rolling import rolled
from remedytrack.core.timelimits.terms import CLOCKED, Term, Unit
from remedytrack.core.timelimits.work import Work


class Extension(NamedTuple):
    """So much more time, decided on a day, added to what ``starts`` says."""

    term: Term
    starts: ExtendFrom
    decided_on: date
    cite: str | None = None


def extend(work: Work, extensions: tuple[Extension, ...]) -> None:
    """Lengthen the term by each extension in turn, as the law counts that length."""
    for each in extensions:
        # Only a term that runs by the clock has come to a moment.
        if (each.term.unit in CLOCKED) != (work.moment is not None):
            raise NotExtendable
        if work.moment is not None:
            _by_clock(work, work.moment, each)
        else:
            _by_calendar(work, each)


def _by_clock(work: Work, ended_at: datetime, extension: Extension) -> None:
    n, unit = extension.term.n, extension.term.unit
    length = timedelta(minutes=n) if unit is Unit.MINUTE else timedelta(hours=n)
    work.moment = ended_at + length
    _move(work, work.moment.astimezone(work.trigger.zone).date(), extension)


def _by_calendar(work: Work, extension: Extension) -> None:
    counting = _counting(work.counting, extension.term)
    begin = _begin(work, extension)
    more = Work(counting, work.calendar, work.trigger, work.stops, begin)
    count_by_calendar(more)
    _move(work, more.day, extension)


def _counting(counting: Counting, term: Term) -> Counting:
    """Return the same way of counting for the days that are added: none of them twice.

    An extension runs on from the day before it, which was counted already.
    """
    return counting.but(term=term, start=Start.NEXT_DAY)


def _begin(work: Work, extension: Extension) -> date:
    match extension.starts:
        case ExtendFrom.RAW_DUE:
            return work.day
        case ExtendFrom.ROLLED_DUE:
            calendar, way = work.needed_calendar(), work.counting.roll_way
            return rolled(calendar, work.day, way)
        case ExtendFrom.DECISION:
            return extension.decided_on
        case _:
            assert_never(extension.starts)


def _move(work: Work, day: date, extension: Extension) -> None:
    cite = extension.cite or work.counting.step_cites.extend
    n, unit = extension.term.n, extension.term.unit
    code = extension.starts.value
    work.move(StepOp.EXTEND, day, n=n, unit=unit, cite=cite, code=code)
