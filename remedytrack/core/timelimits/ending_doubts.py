"""W12 to W14: the hour at which a term ends, and what a suspension takes out of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from remedytrack.core.dates import ONE_DAY, DayRange, at_clock
from remedytrack.core.timelimits.alternatives import LONG, with_choices
from remedytrack.core.timelimits.computation import Ambiguity, Variant
from remedytrack.core.timelimits.doubtful import Case
from remedytrack.core.timelimits.profile import Ends, Hours
from remedytrack.core.timelimits.terms import CLOCKED


def ending_doubts(case: Case) -> Iterator[Ambiguity]:
    """Yield what is doubtful about the end of the term itself."""
    if case.way.unit in CLOCKED:
        yield from _clock_changed(case)
        yield from _hours_left_out(case)
    elif case.stops:
        yield from _stop_begins_on_last_day(case)
        yield from _stop_ends_within(case)
    yield from _before_office_closes(case)


def _clock_changed(case: Case) -> Iterator[Ambiguity]:
    """The zone changed within the hours: the clock on the wall shows another end."""
    zone, ends_at = case.trigger.zone, case.result.closes_at
    begins_at = case.trigger.at or ends_at
    before = begins_at.astimezone(zone).utcoffset()
    after = ends_at.astimezone(zone).utcoffset()
    if before is not None and after is not None and before != after:
        yield _at(case, ends_at + (before - after), Variant.CLOCK_CHANGED)


def _hours_left_out(case: Case) -> Iterator[Ambiguity]:
    """Hours of days off were passed over: counted through, the term ends earlier."""
    if case.way.hours is not Hours.WORKING_DAYS_ONLY:
        return
    through = with_choices(case.way, hours=Hours.ELAPSED)
    other = case._replace(way=through).counted()
    if other is not None and other.closes_at != case.result.closes_at:
        yield _at(case, other.closes_at, Variant.HOURS_LEFT_OUT)


def _at(case: Case, moment: datetime, variant: Variant) -> Ambiguity:
    day = moment.astimezone(case.trigger.zone).date()
    return case.doubt("W12", day, variant, moment)


def _stop_begins_on_last_day(case: Case) -> Iterator[Ambiguity]:
    """If the day it begins on is not part of it, the term was over by then."""
    for stop in case.stops:
        if stop.first is None:
            continue
        earlier = tuple(each for each in case.stops if _begins_before(each, stop.first))
        if case.otherwise(stops=earlier) == stop.first:
            yield case.doubt("W13", stop.first, Variant.STOP_BEGINS)


def _begins_before(stop: DayRange, day: date) -> bool:
    return stop.first is None or stop.first < day


def _stop_ends_within(case: Case) -> Iterator[Ambiguity]:
    """In months each suspended day is added at the end: was its last day one of them?

    Terms in days say it by the ends of the suspension that the rule names.
    """
    if case.way.unit not in LONG:
        return
    other_on = case.otherwise(stops=tuple(_a_day_shorter(case.stops)))
    if other_on is not None:
        yield case.doubt("W13", other_on, Variant.STOP_ENDS)


def _a_day_shorter(stops: tuple[DayRange, ...]) -> Iterator[DayRange]:
    for stop in stops:
        if stop.last is None:
            yield stop
        elif stop.first is None or stop.first < stop.last:
            yield DayRange(stop.first, stop.last - ONE_DAY)


def _before_office_closes(case: Case) -> Iterator[Ambiguity]:
    """The last day has two ends: the office closes, the post and the portal do not.

    Where nobody knows the hour, the step that says so is enough: a warning that is
    always there is not read.
    """
    closes = case.forum.office_closes
    if case.way.ends_in_person is not None:
        if closes is not None:
            at = at_clock(case.result.due_on, closes, case.trigger.zone)
            yield case.doubt("W14", case.result.due_on, Variant.IN_PERSON, at)
    elif case.way.ends is Ends.OFFICE_CLOSE and closes is None:
        yield case.doubt("W14", variant=Variant.HOUR_UNKNOWN)
