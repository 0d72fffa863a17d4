"""The laws that every count obeys (`time-limits.md` 5.7), on days chosen to hurt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from remedytrack.core.dates import DayRange
from remedytrack.core.timelimits.ambiguities import days_looked_at
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.count import (
    count,
)
from remedytrack.core.timelimits.profile import Hours, MonthEnd, RollWay, Start
from remedytrack.core.timelimits.work import Trigger
from tests.reference.cases import (
    Case,
    Forum,
    cases,
    counted,
    counting,
    forums,
)

DAY = timedelta(days=1)
ALMATY = ZoneInfo("Asia/Almaty")
BOTH = ("forward", "backward")
STRAIGHT = ("none", *BOTH)

a_forum = st.sampled_from(forums())
a_length = st.integers(1, 60)
a_step = st.integers(1, 40)


@st.composite
def places(draw: st.DrawFn) -> tuple[Forum, date]:
    """Return a forum, and a day within two days of one that breaks engines."""
    forum = draw(a_forum)
    # By number: a list so long would drown the report of a failure.
    place = forum.places[draw(st.integers(0, len(forum.places) - 1))]
    return forum, place + DAY * draw(st.integers(-2, 2))


@st.composite
def generated(draw: st.DrawFn) -> Case:
    """Return any case that the comparison could ask."""
    (case,) = cases(draw(st.integers(0, 2**32)), 1)
    return case


@st.composite
def ways(draw: st.DrawFn, rolls: tuple[str, ...] = STRAIGHT) -> dict[str, Any]:
    """Return a unit and the choices that go with it."""
    return {
        "unit": draw(st.sampled_from(("day", "working_day", "week", "month", "year"))),
        "roll": draw(st.sampled_from(rolls)),
        "month_end": draw(
            st.sampled_from((MonthEnd.DOWN, MonthEnd.UP, MonthEnd.STICKY))
        ),
        "start": draw(st.sampled_from((Start.NEXT_DAY, Start.SAME_DAY))),
    }


def _due(
    calendar: Calendar,
    on: date,
    n: int,
    unit: str,
    stops: tuple[DayRange, ...] = (),
    **more: Any,
) -> date:
    trigger = Trigger(on, ALMATY)
    return count(counting(n, unit, **more), calendar, trigger, stops).due_on


def _short(n: int, unit: str) -> int:
    """Keep terms within the calendars."""
    return n % 4 + 1 if unit == "year" else n


def _flipped(calendar: Calendar, day: date) -> Calendar:
    at = (day - calendar.first).days
    flags = calendar.working
    return replace(calendar, working=(*flags[:at], not flags[at], *flags[at + 1 :]))


@given(places(), ways(), a_length, a_step, st.sampled_from((1, -1)))
def test_a_later_trigger_is_never_due_earlier(
    place: tuple[Forum, date], way: dict[str, Any], n: int, later: int, sign: int
) -> None:
    forum, on = place
    n = sign * _short(n, way["unit"])
    first = _due(forum.calendar, on, n, **way)
    assert first <= _due(forum.calendar, on + DAY * later, n, **way)


@given(places(), ways(rolls=("none",)), a_length, st.integers(1, 12))
def test_a_longer_term_ends_strictly_later(
    place: tuple[Forum, date], way: dict[str, Any], n: int, more: int
) -> None:
    forum, on = place
    n = _short(n, way["unit"])
    assert _due(forum.calendar, on, n, **way) < _due(
        forum.calendar, on, n + more, **way
    )


@given(places(), a_length, a_length)
def test_working_days_add(place: tuple[Forum, date], n: int, m: int) -> None:
    forum, on = place
    between = _due(forum.calendar, on, n, "working_day")
    in_two_steps = _due(forum.calendar, between, m, "working_day")
    assert in_two_steps == _due(forum.calendar, on, n + m, "working_day")


@given(places(), a_length)
def test_working_days_invert_from_a_working_day(
    place: tuple[Forum, date], n: int
) -> None:
    forum, near = place
    on = _due(forum.calendar, near, 0, "day", roll="forward")
    there = _due(forum.calendar, on, n, "working_day")
    assert _due(forum.calendar, there, -n, "working_day") == on


@given(
    places(),
    st.sampled_from([way.value for way in RollWay]),
)
def test_a_roll_is_idempotent_and_ends_on_a_working_day(
    place: tuple[Forum, date], way: str
) -> None:
    forum, on = place
    once = _due(forum.calendar, on, 0, "day", roll=way)
    assert _due(forum.calendar, once, 0, "day", roll=way) == once
    assert way == "none" or forum.days.works(once)


@given(places())
def test_forward_is_never_earlier_and_backward_never_later(
    place: tuple[Forum, date],
) -> None:
    forum, on = place
    assert _due(forum.calendar, on, 0, "day", roll="forward") >= on
    assert _due(forum.calendar, on, 0, "day", roll="backward") <= on


@given(places(), ways(rolls=("none",)), a_length, st.integers(-3, 90), st.booleans())
def test_a_new_holiday_never_helps_whoever_fixed_the_date(
    place: tuple[Forum, date],
    way: dict[str, Any],
    n: int,
    away: int,
    back: bool,  # noqa: FBT001
) -> None:
    """Forward terms end no earlier, backward terms no later; a new day, conversely."""
    forum, on = place
    sign = -1 if back else 1
    n, way["roll"] = sign * _short(n, way["unit"]), "backward" if back else "forward"
    plain = _due(forum.calendar, on, n, **way)
    ends = (on + DAY * sign * away, plain, plain + DAY * sign)
    for day in ends:
        changed = _due(_flipped(forum.calendar, day), on, n, **way)
        further = changed >= plain if not back else changed <= plain
        nearer = changed <= plain if not back else changed >= plain
        assert further if forum.days.works(day) else nearer


@given(generated(), st.integers(1, 45))
def test_a_change_outside_the_consulted_interval_moves_nothing(
    case: Case, away: int
) -> None:
    plain = counted(case)
    looked_at = list(days_looked_at(plain))
    for day in (min(looked_at) - DAY * away, max(looked_at) + DAY * away):
        calendar = _flipped(case.forum.calendar, day)
        again = counted(replace(case, forum=replace(case.forum, calendar=calendar)))
        assert (again.due_on, again.closes_at) == (plain.due_on, plain.closes_at)


def _cropped(calendar: Calendar, around: date) -> Calendar:
    """Return the hundred days either side, so that each can be tried."""
    at = (around - calendar.first).days
    days = calendar.working[at - 100 : at + 101]
    return replace(calendar, first=around - DAY * 100, working=days)


@cache
def _turns_of_months() -> list[tuple[Forum, date]]:
    """Return the days off from which a roll leaves the month, one way or the other."""
    years = [date(2019, 1, 1) + DAY * n for n in range(6 * 365)]
    return [
        (forum, day)
        for forum in forums()
        for day in years
        for roll in BOTH
        if _due(forum.calendar, day, 0, "day", roll=roll).month != day.month
    ]


@st.composite
def turns(draw: st.DrawFn) -> tuple[Forum, date]:
    """Return a forum, and a day off from which a roll leaves the month."""
    known = _turns_of_months()
    return known[draw(st.integers(0, len(known) - 1))]


@given(turns(), st.sampled_from([way.value for way in RollWay]))
def test_a_roll_says_how_far_it_looked(turn: tuple[Forum, date], way: str) -> None:
    """Also a roll that turned round because it would have left the month."""
    forum, on = turn
    calendar = _cropped(forum.calendar, on)
    term, trigger = counting(0, "day", roll=way), Trigger(on, ALMATY)
    plain = count(term, calendar, trigger)
    looked_at = list(days_looked_at(plain))
    for away in range(1, 13):
        for day in (min(looked_at) - DAY * away, max(looked_at) + DAY * away):
            again = count(term, _flipped(calendar, day), trigger)
            assert again.due_on == plain.due_on


@given(generated())
def test_the_same_case_gives_the_same_steps(case: Case) -> None:
    assert counted(case) == counted(case)


def _range(first: date, length: int) -> DayRange:
    return DayRange(first, first + DAY * (length - 1))


@st.composite
def stops_near(draw: st.DrawFn, on: date) -> tuple[DayRange, ...]:
    many = draw(st.integers(1, 3))
    firsts = [on + DAY * draw(st.integers(-20, 60)) for _ in range(many)]
    return tuple(_range(first, draw(st.integers(1, 25))) for first in firsts)


def _split_and_repeated(stops: tuple[DayRange, ...]) -> tuple[DayRange, ...]:
    days: list[DayRange] = []
    for stop in stops:
        assert stop.first is not None
        assert stop.last is not None
        many = (stop.last - stop.first).days + 1
        days += [_range(stop.first + DAY * n, 1) for n in range(many)]
    return (*reversed(days), *stops, *days[::2])


@given(st.data(), places(), ways(), a_length, st.sampled_from((1, -1)))
def test_splitting_repeating_and_overlapping_stops_change_nothing(
    data: st.DataObject,
    place: tuple[Forum, date],
    way: dict[str, Any],
    n: int,
    sign: int,
) -> None:
    forum, on = place
    n, stops = sign * _short(n, way["unit"]), data.draw(stops_near(on))
    plain = _due(forum.calendar, on, n, stops=stops, **way)
    assert plain == _due(forum.calendar, on, n, stops=_split_and_repeated(stops), **way)


@given(places(), a_length, st.data(), st.integers(1, 60))
def test_days_of_suspension_within_a_day_term_move_its_end_by_as_many(
    place: tuple[Forum, date], n: int, data: st.DataObject, length: int
) -> None:
    """Also where the stop begins on the last day: it moves it."""
    forum, on = place
    first = on + DAY * data.draw(st.integers(1, n))
    due_on = _due(forum.calendar, on, n, "day", stops=(_range(first, length),))
    assert due_on == on + DAY * (n + length)


@given(places(), ways(rolls=("none",)), a_length, a_step, st.integers(1, 60))
def test_a_stop_outside_the_term_changes_nothing(
    place: tuple[Forum, date], way: dict[str, Any], n: int, away: int, length: int
) -> None:
    forum, on = place
    n, way["start"] = _short(n, way["unit"]), Start.NEXT_DAY
    plain = _due(forum.calendar, on, n, **way)
    before, after = _range(on - DAY * (length - 1), length), _range(plain + DAY, away)
    assert plain == _due(forum.calendar, on, n, stops=(before,), **way)
    assert plain == _due(forum.calendar, on, n, stops=(after,), **way)


@given(
    places(),
    st.sampled_from(("day", "week", "working_day")),
    st.sampled_from(STRAIGHT),
    st.integers(-60, 60),
    st.integers(-400, 400),
)
def test_days_know_nothing_of_their_names(
    place: tuple[Forum, date], unit: str, roll: str, n: int, by: int
) -> None:
    """Shift the trigger and the calendar by so many days, and the result follows."""
    forum, on = place
    moved = replace(forum.calendar, first=forum.calendar.first + DAY * by)
    plain = _due(forum.calendar, on, n, unit, roll=roll)
    assert _due(moved, on + DAY * by, n, unit, roll=roll) == plain + DAY * by


@given(places(), st.integers(1, 5), a_length)
def test_a_minimum_of_working_days_never_shortens_a_term(
    place: tuple[Forum, date], wanted: int, n: int
) -> None:
    forum, on = place
    plain = _due(forum.calendar, on, n, "day", roll="forward")
    least = _due(forum.calendar, on, n, "day", roll="forward", min_working_days=wanted)
    assert least >= plain
    assert forum.calendar.working_days_between(on, least) >= wanted


@given(places(), st.integers(1, 72))
def test_a_clock_that_stands_still_off_work_never_arrives_earlier(
    place: tuple[Forum, date], n: int
) -> None:
    forum, on = place
    begun_at = datetime.combine(on, time(10), tzinfo=ALMATY).astimezone(UTC)
    trigger = Trigger(on, ALMATY, begun_at)
    plain, still = (
        count(
            counting(n, "hour", start=Start.MOMENT, hours=hours),
            forum.calendar,
            trigger,
        ).closes_at
        for hours in (Hours.ELAPSED, Hours.WORKING_DAYS_ONLY)
    )
    assert plain <= still
