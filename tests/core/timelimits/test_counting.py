"""How terms are counted: first day, month ends, hours, stops, the roll."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from remedytrack.core.dates import DayRange
from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import ReadingResult, StepOp
from remedytrack.core.timelimits.compute import readings_of
from remedytrack.core.timelimits.count import (
    count,
)
from remedytrack.core.timelimits.months import (
    add_months,
)
from remedytrack.core.timelimits.profile import MonthEnd
from remedytrack.core.timelimits.refusals import (
    CalendarMissing,
    CannotCount,
    ClockTimeMissing,
    NoSuchDay,
    StillSuspended,
)
from remedytrack.core.timelimits.stops import (
    union_of,
)
from remedytrack.core.timelimits.work import Trigger
from tests.core.laws import ALMATY, a_calendar, a_limit, a_profile, kz

ROLLS: dict[str, Any] = {
    "roll": {"after": "forward", "before": "none"},
    "roll_applies_to": ["day", "working_day", "week", "month", "year", "hour"],
}


def _count(
    n: int,
    unit: str,
    on: date,
    *,
    at: datetime | None = None,
    stops: tuple[DayRange, ...] = (),
    zone: ZoneInfo = ALMATY,
    limit: dict[str, Any] | None = None,
    **profile: Any,
) -> ReadingResult:
    rule = a_limit(n, unit, **(limit or {}))
    (way,) = readings_of(rule, a_profile(**profile))
    return count(way, kz(), Trigger(on, zone, at), stops)


def _due(n: int, unit: str, on: date, **profile: Any) -> date:
    return _count(n, unit, on, **profile).due_on


def test_the_day_of_the_trigger_is_not_counted() -> None:
    result = _count(10, "day", date(2025, 2, 28))
    assert result.due_on == date(2025, 3, 10)
    first = result.steps[0]
    assert (first.op, first.after_on, first.code) == (
        StepOp.FIRST_DAY,
        date(2025, 3, 1),
        "not_counted",
    )


def test_a_profile_may_count_the_day_of_the_trigger() -> None:
    result = _count(10, "day", date(2025, 2, 28), start="same_day")
    assert result.due_on == date(2025, 3, 9)
    assert (result.steps[0].after_on, result.steps[0].code) == (
        date(2025, 2, 28),
        "counted",
    )


def test_one_day_counted_from_the_day_itself_ends_on_it() -> None:
    on = date(2025, 2, 28)
    assert _due(1, "day", on, start="same_day") == on
    assert _due(1, "working_day", on, start="same_day") == on


def test_a_saturday_is_no_first_working_day() -> None:
    assert _due(1, "working_day", date(2025, 3, 1), start="same_day") == date(
        2025, 3, 3
    )


def test_working_days_leave_out_weekends_holidays_and_days_in_lieu() -> None:
    # Saturday 8 March 2025 is a holiday, Monday 10 March the day off for it.
    assert _due(10, "working_day", date(2025, 2, 28)) == date(2025, 3, 17)


def test_a_working_saturday_counts() -> None:
    # Saturday 4 May 2024 was worked for Wednesday 8 May.
    assert _due(1, "working_day", date(2024, 5, 3)) == date(2024, 5, 4)


def test_a_day_means_a_working_day_where_the_profile_says_so() -> None:
    assert _due(5, "day", date(2025, 3, 3), day_means="working") == date(2025, 3, 11)
    assert _due(5, "day", date(2025, 3, 3), day_means="calendar") == date(2025, 3, 8)


@pytest.mark.parametrize(
    ("month_end", "expected"),
    [
        ("down", date(2025, 2, 28)),
        ("up", date(2025, 3, 1)),
        ("sticky", date(2025, 2, 28)),
    ],
)
def test_a_month_from_31_january_ends_as_the_profile_says(
    month_end: str, expected: date
) -> None:
    result = _count(1, "month", date(2025, 1, 31), month_end=month_end)
    assert result.due_on == expected
    assert result.steps[1].code in {"clipped", "clipped_up"}


def test_a_month_without_that_day_can_be_refused() -> None:
    with pytest.raises(NoSuchDay, match="2025-01-31"):
        _count(1, "month", date(2025, 1, 31), month_end="refuse")
    assert _due(2, "month", date(2025, 1, 31), month_end="refuse") == date(2025, 3, 31)


def test_sticky_keeps_a_last_day_of_the_month_a_last_day() -> None:
    result = _count(1, "month", date(2025, 2, 28), month_end="sticky")
    assert result.due_on == date(2025, 3, 31)
    assert result.steps[1].code is None


def test_months_are_added_at_once_and_not_one_by_one() -> None:
    assert _due(2, "month", date(2025, 1, 31)) == date(2025, 3, 31)


def test_three_months_are_not_ninety_days() -> None:
    assert _due(3, "month", date(2025, 11, 30)) == date(2026, 2, 28)
    assert _due(3, "month", date(2025, 6, 15)) == date(2025, 9, 15)


def test_years_and_weeks() -> None:
    assert _due(5, "year", date(2025, 3, 5)) == date(2030, 3, 5)
    assert _due(1, "year", date(2024, 2, 29)) == date(2025, 2, 28)
    week = _count(2, "week", date(2025, 1, 31))
    assert week.due_on == date(2025, 2, 14)
    assert week.steps[1].code is None


def test_a_month_may_be_anchored_on_the_first_day_counted() -> None:
    on = date(2025, 1, 31)
    assert _due(1, "month", on, month_anchor="first_day") == date(2025, 3, 1)
    assert _due(1, "month", on, month_anchor="first_day", start="same_day") == date(
        2025, 2, 27
    )


def test_a_month_counted_from_the_day_itself_ends_the_day_before() -> None:
    result = _count(1, "month", date(2025, 1, 15), start="same_day")
    assert result.due_on == date(2025, 2, 14)
    assert result.steps[1].code is None


def test_clear_days_after_a_trigger_leave_the_last_day_out() -> None:
    clear = {"count": "clear_days"}
    assert _count(7, "day", date(2025, 1, 1), limit=clear).due_on == date(2025, 1, 9)
    month = _count(1, "month", date(2025, 1, 15), limit=clear)
    assert month.due_on == date(2025, 2, 16)
    assert month.steps[1].code is None


def test_a_profile_may_count_clear_days_for_all_its_terms() -> None:
    assert _due(7, "day", date(2025, 1, 1), count="clear_days") == date(2025, 1, 9)


def _back(n: int, unit: str, on: date, how: str, **profile: Any) -> date:
    limit: dict[str, Any] = {"direction": "before", "count": how}
    return _count(n, unit, on, limit=limit, **profile).due_on


def test_counting_back_the_nth_day_and_clear_days_differ_by_one() -> None:
    saturday = date(2025, 3, 8)
    assert _back(5, "working_day", saturday, "nth_day") == date(2025, 3, 3)
    assert _back(5, "working_day", saturday, "clear_days") == date(2025, 2, 28)
    assert _back(10, "day", saturday, "nth_day") == date(2025, 2, 26)
    assert _back(10, "day", saturday, "clear_days") == date(2025, 2, 25)


def test_counting_back_goes_by_months_and_rolls_the_other_way() -> None:
    rolls = ROLLS | {"roll": {"after": "forward", "before": "backward"}}
    assert _back(1, "month", date(2025, 3, 31), "nth_day") == date(2025, 2, 28)
    assert _back(1, "month", date(2025, 3, 31), "clear_days") == date(2025, 2, 27)
    # Monday 10 March 2025 was off: back over the weekend to Friday.
    assert _back(5, "day", date(2025, 3, 15), "nth_day", **rolls) == date(2025, 3, 7)
    first_day = {"month_anchor": "first_day"}
    assert _back(1, "month", date(2025, 3, 31), "nth_day", **first_day) == date(
        2025, 2, 28
    )


def test_hours_are_not_counted_back() -> None:
    with pytest.raises(ValidationError, match="cannot be counted back"):
        _back(24, "hour", date(2025, 3, 8), "nth_day")


def test_hours_run_through_the_night_almaty_changed_its_clock() -> None:
    # 24:00 of 29 February 2024 in Almaty came an hour later: 24 hours end at 14:00.
    at = datetime(2024, 2, 29, 15, tzinfo=ALMATY)
    for given_in in (at, at.astimezone(UTC)):
        result = _count(24, "hour", at.date(), at=given_in, start="moment")
        assert result.closes_at == datetime(2024, 3, 1, 9, tzinfo=UTC)
        assert result.closes_at.astimezone(ALMATY).hour == 14
        assert result.due_on == date(2024, 3, 1)


def test_the_hour_in_which_a_term_begins_is_not_counted() -> None:
    at = datetime(2025, 2, 28, 15, 20, tzinfo=ALMATY)
    result = _count(3, "hour", at.date(), at=at)
    assert result.closes_at == datetime(2025, 2, 28, 19, tzinfo=ALMATY)


def test_hours_need_a_clock_time() -> None:
    with pytest.raises(ClockTimeMissing, match="2025-02-28T15:00"):
        _count(24, "hour", date(2025, 2, 28), start="moment")


def test_a_roll_of_hours_keeps_the_clock_time() -> None:
    # Three hours before the clocks change in Paris, rolled over the Sunday.
    paris = ZoneInfo("Europe/Paris")
    at = datetime(2025, 3, 28, 15, tzinfo=paris)
    result = _count(24, "hour", at.date(), at=at, zone=paris, start="moment", **ROLLS)
    assert result.due_on == date(2025, 3, 31)
    assert result.closes_at.astimezone(paris).hour == 15


def test_a_term_in_days_may_end_to_the_minute() -> None:
    at = datetime(2025, 2, 28, 15, tzinfo=ALMATY)
    result = _count(10, "day", at.date(), at=at, start="moment", ends="moment")
    assert result.closes_at == datetime(2025, 3, 10, 15, tzinfo=ALMATY)
    unknown = _count(10, "day", at.date(), start="moment", ends="moment")
    assert unknown.closes_at == datetime(2025, 3, 11, tzinfo=ALMATY)


def test_a_last_day_off_moves_to_the_next_working_day_with_the_reasons() -> None:
    result = _count(10, "day", date(2025, 2, 28), **ROLLS)
    assert result.due_on == date(2025, 3, 11)
    roll = next(step for step in result.steps if step.op is StepOp.ROLL)
    assert [(each.day, each.kind) for each in roll.skipped] == [
        (date(2025, 3, 10), "in_lieu")
    ]
    assert roll.skipped[0].of == date(2025, 3, 8)
    assert roll.skipped[0].act is not None


def test_a_roll_applies_only_to_the_units_it_is_written_for() -> None:
    saturday = date(2025, 3, 1)
    rolls = ROLLS | {"roll_applies_to": ["month"]}
    assert _due(1, "day", date(2025, 2, 28), **rolls) == saturday
    assert _due(1, "month", date(2025, 2, 1), **rolls) == date(2025, 3, 3)


def test_a_modified_roll_stays_in_the_month() -> None:
    rolls = ROLLS | {"roll": {"after": "modified", "before": "none"}}
    # Saturday 31 May 2025 rolls back, Saturday 17 May forward.
    assert _due(1, "day", date(2025, 5, 30), **rolls) == date(2025, 5, 30)
    assert _due(1, "day", date(2025, 5, 16), **rolls) == date(2025, 5, 19)


def test_a_roll_beyond_the_calendar_gives_the_day_unrolled_and_provisional() -> None:
    result = _count(3, "year", date(2025, 5, 5), **ROLLS)
    assert (result.due_on, result.provisional) == (date(2028, 5, 5), True)
    assert _count(1, "year", date(2025, 5, 5), **ROLLS).provisional is False


def test_working_days_beyond_the_calendar_are_an_error_that_says_what_to_do() -> None:
    with pytest.raises(CalendarHorizonExceeded, match=r"calendars/kz\.yaml"):
        _count(10, "working_day", date(2027, 12, 29))


def test_working_days_and_rolls_need_a_calendar() -> None:
    (way,) = readings_of(a_limit(3, "working_day"), a_profile())
    with pytest.raises(CalendarMissing, match="calendar"):
        count(way, None, Trigger(date(2025, 2, 28), ALMATY))
    (way,) = readings_of(a_limit(3, "day"), a_profile())
    assert count(way, None, Trigger(date(2025, 2, 28), ALMATY)).due_on == date(
        2025, 3, 3
    )


def _days(first: str, last: str) -> DayRange:
    return DayRange(date.fromisoformat(first), date.fromisoformat(last))


def test_suspended_days_are_left_out_of_a_term_in_days() -> None:
    stop = _days("2025-01-15", "2025-01-20")
    result = _count(10, "day", date(2025, 1, 10), stops=(stop,))
    assert result.due_on == date(2025, 1, 26)
    assert [step.op for step in result.steps] == [
        StepOp.FIRST_DAY,
        StepOp.COUNT,
        StepOp.STOP,
        StepOp.END,
    ]


def test_suspended_working_days_are_left_out_and_weekends_only_once() -> None:
    stop = _days("2025-01-15", "2025-01-20")  # Wednesday to Monday: four working days
    assert _count(5, "working_day", date(2025, 1, 10), stops=(stop,)).due_on == date(
        2025, 1, 23
    )


def test_a_stop_before_the_term_or_after_it_changes_nothing() -> None:
    for stop in (_days("2025-01-01", "2025-01-10"), _days("2025-01-21", "2025-02-01")):
        result = _count(10, "day", date(2025, 1, 10), stops=(stop,))
        assert result.due_on == date(2025, 1, 20)


def test_a_stop_on_the_last_day_moves_it() -> None:
    stop = _days("2025-01-20", "2025-01-20")
    assert _count(10, "day", date(2025, 1, 10), stops=(stop,)).due_on == date(
        2025, 1, 21
    )


def test_suspended_days_are_given_back_to_a_term_in_months() -> None:
    stop = _days("2025-01-15", "2025-01-20")
    result = _count(1, "month", date(2025, 1, 10), stops=(stop,), resume="add_days")
    assert result.due_on == date(2025, 2, 16)
    assert next(s for s in result.steps if s.op is StepOp.STOP).n == 6
    with pytest.raises(CannotCount, match="suspension"):
        _count(1, "month", date(2025, 1, 10), stops=(stop,))
    outside = _days("2025-03-15", "2025-03-20")
    assert _count(1, "month", date(2025, 1, 10), stops=(outside,)).due_on == date(
        2025, 2, 10
    )


def test_a_last_day_that_lies_in_a_stop_moves_behind_it() -> None:
    # Counted in months: given back to 12 February, which lies in the second stop.
    stops = (_days("2025-01-15", "2025-01-16"), _days("2025-02-12", "2025-02-20"))
    result = _count(
        1, "month", date(2025, 1, 10), stops=stops, resume="add_days", **ROLLS
    )
    assert result.due_on == date(2025, 2, 21)


def test_a_term_counted_from_a_suspended_day_begins_behind_the_stop() -> None:
    stop = _days("2025-01-10", "2025-01-12")
    result = _count(1, "day", date(2025, 1, 10), stops=(stop,), start="same_day")
    assert result.due_on == date(2025, 1, 13)


def test_counting_back_leaves_suspended_days_out_too() -> None:
    limit: dict[str, Any] = {"direction": "before", "count": "nth_day"}
    stop = _days("2025-01-15", "2025-01-16")
    result = _count(10, "day", date(2025, 1, 20), stops=(stop,), limit=limit)
    assert result.due_on == date(2025, 1, 8)


@pytest.mark.parametrize("unit", ["day", "working_day", "month"])
def test_a_suspension_that_goes_on_leaves_no_last_day(unit: str) -> None:
    stop = DayRange(date(2025, 1, 15), None)
    with pytest.raises(StillSuspended, match="2025-01-15"):
        _count(10, unit, date(2025, 1, 10), stops=(stop,), resume="add_days")


def test_a_suspension_that_began_after_the_end_does_not_matter() -> None:
    stop = DayRange(date(2025, 1, 21), None)
    assert _count(10, "day", date(2025, 1, 10), stops=(stop,)).due_on == date(
        2025, 1, 20
    )


def test_stops_that_overlap_or_touch_are_one() -> None:
    first, second = _days("2025-01-10", "2025-01-15"), _days("2025-01-12", "2025-01-20")
    touching = _days("2025-01-21", "2025-01-22")
    whole = (_days("2025-01-10", "2025-01-22"),)
    assert union_of([touching, second, first]) == whole
    assert union_of([*whole, first]) == whole


def test_a_stop_without_an_end_swallows_what_follows() -> None:
    running = DayRange(date(2025, 1, 10), None)
    assert union_of([_days("2025-02-01", "2025-02-02"), running]) == (running,)
    assert union_of([running, DayRange(date(2025, 1, 12), None)]) == (running,)
    before = DayRange(None, date(2025, 1, 12))
    assert union_of([before, running]) == (DayRange(None, None),)


stops = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 15)).map(
        lambda pair: DayRange(
            date(2025, 1, 1) + timedelta(days=pair[0]),
            date(2025, 1, 1) + timedelta(days=sum(pair)),
        )
    ),
    max_size=4,
)


@given(stops, st.integers(1, 40))
def test_repeating_or_splitting_a_stop_changes_nothing(
    some: list[DayRange], n: int
) -> None:
    split = [
        DayRange(day, day)
        for stop in some
        if stop.first and stop.last
        for day in (
            stop.first + timedelta(days=i)
            for i in range((stop.last - stop.first).days + 1)
        )
    ]
    on = date(2025, 1, 5)
    whole = _count(n, "day", on, stops=tuple(some)).due_on
    assert _count(n, "day", on, stops=tuple(split + some)).due_on == whole
    suspended = {each.first for each in split}
    counted = [
        day
        for i in range(1, (whole - on).days + 1)
        if (day := on + timedelta(days=i)) not in suspended
    ]
    assert len(counted) == n
    assert counted[-1] == whole


some_day = st.dates(date(2014, 1, 1), date(2026, 1, 1))


@given(some_day, st.integers(1, 20), st.integers(0, 60))
def test_a_later_trigger_never_gives_an_earlier_day(
    on: date, n: int, later: int
) -> None:
    after = on + timedelta(days=later)
    for unit in ("day", "working_day", "month"):
        for month_end in ("down", "up", "sticky"):
            rolls = ROLLS | {"month_end": month_end}
            assert _due(n, unit, on, **rolls) <= _due(n, unit, after, **rolls)


@given(some_day, st.integers(1, 30), st.integers(1, 30))
def test_working_days_add_up(on: date, n: int, m: int) -> None:
    between = _due(n, "working_day", on)
    assert _due(m, "working_day", between) == _due(n + m, "working_day", on)


@given(some_day, st.integers(1, 60))
def test_every_working_day_of_the_term_is_counted_once(on: date, n: int) -> None:
    due = _due(n, "working_day", on)
    assert kz().working_days_between(on, due) == n
    assert kz().is_working(due)


def test_a_roll_back_leaves_the_calendar_at_its_first_day() -> None:
    calendar = a_calendar("2025-01-04", "2025-12-31")  # begins on a Saturday
    limit = a_limit(1, "day", direction="before", count="nth_day")
    rolls = ROLLS | {"roll": {"after": "none", "before": "backward"}}
    (way,) = readings_of(limit, a_profile(**rolls))
    result = count(way, calendar, Trigger(date(2025, 1, 5), ALMATY))
    assert (result.due_on, result.provisional) == (date(2025, 1, 4), True)


def test_adding_months_handles_the_turn_of_the_year_both_ways() -> None:
    assert add_months(date(2025, 12, 31), 2, MonthEnd.DOWN) == date(2026, 2, 28)
    assert add_months(date(2025, 1, 31), -2, MonthEnd.DOWN) == date(2024, 11, 30)
