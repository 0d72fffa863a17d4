"""W04: on which day a term begins that begins at midnight, after hours or on a day off.

No hour is written here: it is the rule's `cutoff`, or the calendar's `office_closes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.timelimits.alternatives import with_choices
from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import Ambiguity, Variant
from remedytrack.core.timelimits.doubtful import Case
from remedytrack.core.timelimits.profile import Direction
from remedytrack.core.timelimits.terms import CLOCKED, Unit
from remedytrack.core.timelimits.work import Trigger


def trigger_doubts(case: Case) -> Iterator[Ambiguity]:
    """Yield W04, where beginning on the other day would end the term on another."""
    by_clock = case.way.unit in CLOCKED
    if by_clock or case.way.direction is Direction.BEFORE:
        return
    for variant, other_on in _other_ends(case):
        if other_on is not None:
            yield case.doubt("W04", other_on, variant)


def _other_ends(case: Case) -> Iterator[tuple[Variant, date | None]]:
    on, clock = case.trigger.on, _clock(case.trigger)
    if clock == time.min:
        yield Variant.MIDNIGHT, _from(case, on - ONE_DAY)
    if not case.forum.holds(on):
        return
    if not case.forum.is_working(on):
        yield Variant.DAY_OFF, _from_next_working_day(case)
    elif clock is not None:
        yield Variant.AFTER_HOURS, _received_otherwise(case, clock)


def _clock(trigger: Trigger) -> time | None:
    return trigger.at.astimezone(trigger.zone).time() if trigger.at else None


def _from(case: Case, day: date) -> date | None:
    return case.otherwise(trigger=Trigger(day, case.trigger.zone))


def _received_otherwise(case: Case, clock: time) -> date | None:
    """Return the end if what came after hours counted as the other of the two days."""
    cutoff, closes = case.way.cutoff, case.forum.office_closes
    if cutoff is not None and clock >= cutoff.time:
        return case.otherwise(way=with_choices(case.way, cutoff=None))
    if cutoff is None and closes is not None and clock >= closes:
        return _from(case, case.trigger.on + ONE_DAY)
    return None


def _from_next_working_day(case: Case) -> date | None:
    """Return the end if an office received it only when it next worked.

    Calendar days run through days off by the letter of the law, so there it takes an
    office with hours to raise the doubt.
    """
    knows_hours = case.way.cutoff or case.forum.office_closes
    if case.way.unit is not Unit.WORKING_DAY and not knows_hours:
        return None
    try:
        return _from(case, case.forum.working_day_from(case.trigger.on))
    except CalendarHorizonExceeded:
        return None
