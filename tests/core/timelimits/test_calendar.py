"""A forum's calendar: prefix tables over dated facts, never beyond their ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from tests.core.laws import a_calendar, kz

JUNE = a_calendar("2025-06-01", "2025-06-30")


def test_kazakhstan_knows_its_holidays_its_days_in_lieu_and_its_moved_days() -> None:
    assert not kz().is_working(date(2025, 3, 10))  # for Saturday 8 March
    assert kz().is_working(date(2024, 5, 4))  # a Saturday, worked for 8 May
    assert not kz().is_working(date(2024, 5, 8))
    assert not kz().is_working(date(2025, 10, 27))  # for Saturday 25 October


def test_a_calendar_is_as_it_was_known_on_a_day() -> None:
    # The day in lieu of 17 June 2024 was taken away on 7 June 2024.
    moved = date(2024, 6, 17)
    assert not kz(date(2024, 6, 6)).is_working(moved)
    assert kz(date(2024, 6, 7)).is_working(moved)
    assert kz().is_working(moved)
    assert kz(date(2024, 6, 6)).revision <= date(2024, 6, 6)
    assert kz(date(2024, 6, 6)).revision < kz().revision


def test_a_calendar_without_facts_has_its_first_day_as_revision() -> None:
    assert JUNE.revision == date(2025, 6, 1)


@pytest.mark.parametrize("day", [date(2025, 5, 31), date(2025, 7, 1)])
def test_a_day_outside_is_an_error_and_no_silent_working_day(day: date) -> None:
    assert not JUNE.holds(day)
    with pytest.raises(CalendarHorizonExceeded, match=str(day)) as exceeded:
        JUNE.is_working(day)
    assert (exceeded.value.calendar, exceeded.value.day) == ("test", day)


def test_working_days_stop_at_both_ends() -> None:
    assert JUNE.add_working_days(date(2025, 6, 27), 1) == date(2025, 6, 30)
    assert JUNE.add_working_days(date(2025, 6, 3), -1) == date(2025, 6, 2)
    with pytest.raises(CalendarHorizonExceeded, match="beyond"):
        JUNE.add_working_days(date(2025, 6, 30), 1)
    with pytest.raises(CalendarHorizonExceeded):
        JUNE.add_working_days(date(2025, 6, 2), -1)


def test_days_off_are_listed_within_the_calendar() -> None:
    whole = JUNE.days_off(date(2025, 1, 1), date(2025, 6, 9))
    assert whole == (
        date(2025, 6, 1),
        date(2025, 6, 7),
        date(2025, 6, 8),
    )
    assert JUNE.days_off(date(2025, 7, 1), date(2025, 7, 31)) == ()


@given(st.dates(date(2014, 1, 1), date(2026, 12, 1)), st.integers(1, 200))
def test_the_tables_agree_with_walking_day_by_day(day: date, n: int) -> None:
    calendar, walked, left = kz(), day, n
    while left:
        walked += timedelta(days=1)
        left -= calendar.is_working(walked)
    assert calendar.add_working_days(day, n) == walked
    assert calendar.working_days_between(day, walked) == n


@given(st.dates(date(2014, 1, 1), date(2026, 12, 1)))
def test_rolling_twice_is_rolling_once(day: date) -> None:
    later, earlier = kz().working_day_from(day), kz().working_day_until(day)
    assert earlier <= day <= later
    assert kz().working_day_from(later) == later
    assert kz().working_day_until(earlier) == earlier
