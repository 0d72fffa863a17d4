"""Clocks: aware, in UTC, and shifted where the demo needs it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from remedytrack.clock import (
    Anchor,
    Clock,
    FixedClock,
    NaiveMoment,
    ShiftedClock,
    SystemClock,
)

DEMO_START = datetime(2025, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Almaty"))
A_MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    "clock", [SystemClock(), ShiftedClock(timedelta(days=-3)), FixedClock(DEMO_START)]
)
def test_every_clock_tells_the_moment_in_utc(clock: Clock) -> None:
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    "clock", [SystemClock(), ShiftedClock(timedelta(days=-3)), FixedClock(DEMO_START)]
)
def test_monotonic_seconds_never_go_back(clock: Clock) -> None:
    assert clock.monotonic() <= clock.monotonic()


def test_the_demo_starts_on_a_monday_at_nine_in_almaty() -> None:
    host = SystemClock().now()
    shifted = ShiftedClock.starting_at(DEMO_START, real_now=host)
    assert DEMO_START <= shifted.now() < DEMO_START + A_MINUTE


def test_demo_time_passes_while_the_program_is_off() -> None:
    first_load = SystemClock().now() - timedelta(days=10)
    shifted = ShiftedClock.starting_at(DEMO_START, real_now=first_load)
    ten_days_on = datetime(2025, 12, 11, 9, 0, tzinfo=ZoneInfo("Asia/Almaty"))
    assert ten_days_on <= shifted.now() < ten_days_on + A_MINUTE


def test_a_fixed_clock_shows_the_same_moment_for_ever() -> None:
    clock = FixedClock(DEMO_START)
    assert clock.now() == clock.now() == datetime(2025, 12, 1, 4, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused_with_a_way_out() -> None:
    naive = datetime(2025, 12, 1, 9, 0)  # noqa: DTZ001
    with pytest.raises(NaiveMoment, match=r"no time zone.*2025-12-01T09:00:00\+00:00"):
        FixedClock(naive)
    with pytest.raises(NaiveMoment):
        ShiftedClock.starting_at(naive, real_now=DEMO_START)


def test_an_anchor_tells_by_how_much_a_clock_was_set() -> None:
    shown = FixedClock(DEMO_START)
    anchor = Anchor(shown.at - 3 * A_MINUTE, shown.monotonic() - 120)
    assert anchor.age(shown) == 2 * A_MINUTE
    assert anchor.expected(shown) == shown.at - A_MINUTE
    assert anchor.divergence(shown) == A_MINUTE
    assert Anchor.of(shown).divergence(shown) == timedelta(0)
