"""What a source says about when: read, written, compared."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remedytrack.core.dates import DayRange, NotADate, When, midnight_after

ALMATY = ZoneInfo("Asia/Almaty")

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
pairs = st.tuples(days, days).map(sorted)
bounds = st.one_of(
    days.map(lambda day: DayRange(day, day)),
    pairs.map(lambda two: DayRange(two[0], two[1])),
    days.map(lambda day: DayRange(None, day)),
    days.map(lambda day: DayRange(day, None)),
)
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def _in_order(ranges: list[DayRange]) -> tuple[DayRange, ...]:
    return tuple(sorted(ranges, key=lambda each: each.first or date.min))


whens = st.one_of(
    st.builds(
        When,
        st.lists(bounds, min_size=1, max_size=3).map(_in_order),
        approximate=st.booleans(),
    ),
    st.builds(
        lambda day, clock, about: When((DayRange(day, day),), clock, about),
        days,
        clocks,
        st.booleans(),
    ),
)


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2025-02-28", date(2025, 2, 28), date(2025, 2, 28)),
        ("2025-02-28T15:00", date(2025, 2, 28), date(2025, 2, 28)),
        ("2025-02-28T00:00", date(2025, 2, 28), date(2025, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("2025-02-19/2025-02-21", date(2025, 2, 19), date(2025, 2, 21)),
        ("2025-11-20/2025-11", date(2025, 11, 20), date(2025, 11, 30)),
        ("../2021-07-15", None, date(2021, 7, 15)),
        ("2025-01-01/..", date(2025, 1, 1), None),
        ("2025-02-27|2025-03-11", date(2025, 2, 27), date(2025, 3, 11)),
        ("../2020-01-01|2021-01-01/..", None, None),
        ("2025-03~", date(2025, 3, 1), date(2025, 3, 31)),
    ],
)
def test_a_notation_bounds_the_day(
    written: str, earliest: date | None, latest: date | None
) -> None:
    when = When.parse(written)
    assert (when.earliest, when.latest) == (earliest, latest)


@pytest.mark.parametrize(
    "written",
    [
        "2025-02-28",
        "2025-02-28T15:00~",
        "2025-02",
        "2017~",
        "2025-02-19/2025-02-21",
        "2025-02-01/2025-03-31",
        "../2021-07-15",
        "2025-01-01/..",
        "2025-02-27|2025-03-11",
    ],
)
def test_a_notation_is_written_as_it_was_read(written: str) -> None:
    assert str(When.parse(written)) == written


@given(whens)
def test_whatever_is_written_reads_the_same(when: When) -> None:
    assert When.parse(str(when)) == when


@given(whens)
def test_the_first_possible_day_is_never_after_the_last(when: When) -> None:
    if when.earliest is not None and when.latest is not None:
        assert when.earliest <= when.latest


@given(whens, days)
def test_nothing_is_surely_by_a_day_and_surely_after_it(when: When, day: date) -> None:
    assert not (when.surely_by(day) and when.surely_after(day))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "~",
        "yesterday",
        "2025-02-30",
        "2025-13",
        "2025-02-28T25:00",
        "28.02.2025",
        "../..",
        "2025-02-21/2025-02-19",
        "2025-02-19T10:00/2025-02-20",
        "2025-02-19/2025-02-20T10:00",
        "2025-02-27T10:00|2025-03-11",
        "2025-02-27|",
        "2025-01-01/2025-02-01/2025-03-01",
        "0205-02-28",
        "2205",
    ],
)
def test_what_is_no_date_is_refused_with_the_text_and_the_notations(
    written: str,
) -> None:
    with pytest.raises(NotADate, match="2025-02-28T15:00") as refused:
        When.parse(written)
    assert refused.value.text == written
    assert f"“{written}”" in str(refused.value)


def test_alternatives_are_put_in_order() -> None:
    assert When.parse("2025-03-11|2025-02-27") == When.parse("2025-02-27 | 2025-03-11")


def test_one_known_day_is_exact_and_a_bounded_one_is_not() -> None:
    assert When.parse("2025-02-28").is_exact
    assert not When.parse("2025-02").is_exact
    assert not When.not_later_than(date(2025, 2, 28)).is_exact


def test_about_a_day_is_no_known_day_and_settles_nothing() -> None:
    about = When.parse("2025-02-28~")
    assert about.day is None
    assert not about.surely_by(date(2025, 12, 31))
    assert not about.surely_after(date(2020, 1, 1))


def test_about_three_in_the_afternoon_is_a_known_day_without_a_known_minute() -> None:
    about = When.parse("2025-02-28T15:00~")
    assert about.day == date(2025, 2, 28)
    assert about.surely_by(date(2025, 2, 28))
    assert about.moment(ALMATY) is None


def test_a_local_time_becomes_a_moment_in_utc() -> None:
    when = When.on(date(2025, 2, 28), time(15))
    assert when.moment(ALMATY) == datetime(2025, 2, 28, 10, tzinfo=UTC)
    assert when.without_clock().moment(ALMATY) is None


def test_an_hour_that_came_twice_is_taken_as_its_first_occurrence() -> None:
    # Almaty went from UTC+6 to UTC+5 at the end of 29 February 2024.
    twice = When.parse("2024-02-29T23:30")
    assert twice.moment(ALMATY) == datetime(2024, 2, 29, 17, 30, tzinfo=UTC)


def test_the_last_day_ends_when_the_next_begins_there() -> None:
    ended = midnight_after(date(2025, 11, 24), ZoneInfo("Europe/Zurich"))
    assert ended == datetime(2025, 11, 24, 23, tzinfo=UTC)
    assert ended.astimezone(ALMATY) == datetime(2025, 11, 25, 4, tzinfo=ALMATY)


def test_surely_needs_a_bound_on_the_right_side() -> None:
    not_later = When.parse("../2021-07-15")
    assert not_later.surely_by(date(2021, 7, 15))
    assert not not_later.surely_by(date(2021, 7, 14))
    assert not not_later.surely_after(date(2000, 1, 1))
    assert not When.parse("2021-07-15/..").surely_by(date(2190, 1, 1))
