"""compute(): a time limit and a trigger in, every reading with its reasons out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY, DayRange
from remedytrack.core.law import weaker
from remedytrack.core.timelimits.calendar import (
    Calendar,
    CalendarHorizonExceeded,
    Certainty,
    DayKind,
)
from remedytrack.core.timelimits.computation import (
    Ambiguity,
    Computation,
    ReadingResult,
    Step,
    StepOp,
)
from remedytrack.core.timelimits.count import (
    Trigger,
    count,
)
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.months import (
    add_months,
)
from remedytrack.core.timelimits.profile import (
    Counting,
    CountingProfile,
    Direction,
    MonthEnd,
    RollWay,
    Unit,
    ways_of_counting,
)


class CountingLaw(Protocol):
    """The profiles and calendars that a computation may look up."""

    def profile_in_force(self, profile: str, day: date) -> CountingProfile | None:
        """Return the version of ``profile`` in force on ``day``, if any."""

    def calendar(self, calendar: str, as_of: date | None = None) -> Calendar:
        """Return a forum's calendar as known on ``as_of`` (``None``: now)."""


class NoProfileInForce(LookupError):
    """The code of counting that a rule names had no text on that day."""

    def __init__(self, limit: TimeLimit, day: date) -> None:
        super().__init__(
            f"{limit.version} counts by {limit.profile}, of which no version is in "
            f"force on {day}. Add one to workflows/counting/."
        )


def compute(
    limit: TimeLimit,
    law: CountingLaw,
    trigger: Trigger,
    *,
    calendar: str,
    selected_on: date | None = None,
    stops: Sequence[DayRange] = (),
    as_of: date | None = None,
) -> Computation:
    """Count ``limit`` from ``trigger`` in every reading.

    ``calendar`` is the workflow's, used where the limit names none; ``selected_on``
    is the day that chose this version (default: the trigger's). Raises
    :class:`~remedytrack.core.timelimits.count.CannotCount`,
    :class:`~remedytrack.core.timelimits.calendar.CalendarHorizonExceeded` or
    :class:`NoProfileInForce`.
    """
    chosen_on = selected_on or trigger.on
    profile = law.profile_in_force(limit.profile, chosen_on)
    if profile is None:
        raise NoProfileInForce(limit, chosen_on)
    forum = law.calendar(limit.calendar or calendar, as_of)
    ways = readings_of(limit, profile)
    chosen = Step(StepOp.VERSION, chosen_on, limit.valid.from_on, code=limit.version)
    counted_from = Step(
        StepOp.TRIGGER, trigger.on, trigger.on, moment_at=trigger.at, code=limit.on
    )
    results = tuple(
        _with_opening(count(way, forum, trigger, stops), chosen, counted_from)
        for way in ways
    )
    days = [day for result in results for day in _days_looked_at(result)]
    uses_calendar = any(_asks_calendar(way) for way in ways)
    return Computation(
        limit=limit.id,
        limit_version=limit.version,
        profile_version=f"{profile.id}@{profile.valid.from_on}",
        calendar=forum.id if uses_calendar else None,
        calendar_revision_on=forum.revision if uses_calendar else None,
        trigger_on=trigger.on,
        trigger_at=trigger.at,
        zone=trigger.zone.key,
        readings=results,
        warnings=tuple(_ambiguities(ways, results, forum, trigger, stops)),
        status=weaker(limit.status, profile.status),
        cite=str(limit.cite),
        consulted=(min(days), max(days)),
    )


def readings_of(limit: TimeLimit, profile: CountingProfile) -> tuple[Counting, ...]:
    """Return every way of counting ``limit`` under ``profile``."""
    return ways_of_counting(
        limit.version,
        profile,
        term=limit.term,
        direction=limit.direction,
        count=limit.count,
        readings=limit.readings,
    )


def zone_of(limit: TimeLimit, law: CountingLaw, calendar: str) -> ZoneInfo:
    """Return the zone in which the days of ``limit`` end."""
    return law.calendar(limit.calendar or calendar).zone


def _with_opening(result: ReadingResult, *opening: Step) -> ReadingResult:
    return ReadingResult(
        reading=result.reading,
        title=result.title,
        due_on=result.due_on,
        closes_at=result.closes_at,
        steps=(*opening, *result.steps),
        provisional=result.provisional,
    )


def _days_looked_at(result: ReadingResult) -> Iterator[date]:
    """Yield where each step began and ended, and how far a roll had to look."""
    for step in result.steps:
        if step.op is StepOp.VERSION:
            continue
        yield from (day for day in (step.before_on, step.after_on) if day is not None)
        if step.way is RollWay.MODIFIED and step.before_on is not None:
            # It looked for a working day up to the end of the month, and found none.
            yield add_months(step.before_on.replace(day=1), 1, MonthEnd.DOWN) - ONE_DAY


def _asks_calendar(way: Counting) -> bool:
    return way.unit is Unit.WORKING_DAY or way.roll_way is not RollWay.NONE


def _ambiguities(
    ways: Sequence[Counting],
    results: Sequence[ReadingResult],
    forum: Calendar,
    trigger: Trigger,
    stops: Sequence[DayRange],
) -> list[Ambiguity]:
    found: list[Ambiguity] = []
    for way, result in zip(ways, results, strict=True):
        found += _month_end_choices(way, result, forum, trigger, stops)
        if _asks_calendar(way):
            found += _calendar_doubts(result, forum, trigger)
    return found


def _month_end_choices(
    way: Counting,
    result: ReadingResult,
    forum: Calendar,
    trigger: Trigger,
    stops: Sequence[DayRange],
) -> list[Ambiguity]:
    """W01 and W02, only where the other choice survives the roll."""
    if way.unit not in {Unit.MONTH, Unit.YEAR}:
        return []
    found = []
    for code, choice in (("W01", MonthEnd.UP), ("W02", MonthEnd.STICKY)):
        if choice is way.month_end or not _choice_matters(way, choice, trigger):
            continue
        otherwise = way.model_copy(update={"month_end": choice})
        other = count(otherwise, forum, trigger, stops)
        if other.due_on != result.due_on:
            found.append(Ambiguity(code, result.reading, other.due_on))
    return found


def _choice_matters(way: Counting, choice: MonthEnd, trigger: Trigger) -> bool:
    months = way.term.n * (12 if way.unit is Unit.YEAR else 1)
    months *= 1 if way.direction is Direction.AFTER else -1
    if way.month_end is MonthEnd.REFUSE:
        return False
    mine = add_months(trigger.on, months, way.month_end)
    return mine != add_months(trigger.on, months, choice)


def _calendar_doubts(
    result: ReadingResult, forum: Calendar, trigger: Trigger
) -> list[Ambiguity]:
    first, last = sorted((trigger.on, result.due_on))
    found = []
    ending = forum.facts.get(result.due_on)
    if ending is not None and ending.kind is DayKind.MOVED_WORK:
        other_on = _ordinary_day_after(forum, result.due_on)
        found.append(Ambiguity("W08", result.reading, other_on))
    between = (day for day in forum.facts if first <= day <= last)
    if any(forum.facts[day].certainty is Certainty.ESTIMATED for day in between):
        found.append(Ambiguity("W09", result.reading))
    undecreed = forum.undecreed_from is not None and last >= forum.undecreed_from
    if undecreed or result.provisional:
        found.append(Ambiguity("W10", result.reading))
    return found


def _ordinary_day_after(forum: Calendar, day: date) -> date | None:
    """Return the next working day that is none by decree alone (W08)."""
    try:
        following = forum.working_day_from(day + ONE_DAY)
        while (fact := forum.facts.get(following)) is not None and (
            fact.kind is DayKind.MOVED_WORK
        ):
            following = forum.working_day_from(following + ONE_DAY)
    except CalendarHorizonExceeded:
        return None
    return following
