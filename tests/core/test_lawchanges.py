"""What changed between two states of the law."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remedytrack.core.lawchanges import (
    ChangedDay,
    ChangedHorizon,
    ChangedVersion,
    Fate,
    LawChange,
    LawState,
    Run,
    difference,
    state_of,
)
from remedytrack.core.timelimits.calendar import Calendar

FIRST = date(2024, 4, 29)
WEEKS = (True,) * 5 + (False,) * 2


def calendar(working: tuple[bool, ...], name: str = "kz") -> Calendar:
    zone = ZoneInfo("Asia/Almaty")
    return Calendar(name, zone, FIRST, working, {}, {}, {}, FIRST)


def law(*calendars: Calendar, tzdata: str = "tzdata 2026a") -> LawState:
    return state_of((), (), calendars, tzdata)


def test_the_same_law_has_not_changed() -> None:
    was = law(calendar(WEEKS * 3))

    assert difference(was, was).is_none
    assert was.fingerprint == law(calendar(WEEKS * 3)).fingerprint


def test_the_moved_day_of_may_2024_is_two_changed_days() -> None:
    """Saturday 4 May became a working day, Wednesday 8 May a day off."""
    before = WEEKS * 3
    after = tuple(
        works if day not in {5, 9} else not works for day, works in enumerate(before)
    )

    change = difference(law(calendar(before)), law(calendar(after)))

    assert change.days == (
        ChangedDay("kz", date(2024, 5, 4), works=True),
        ChangedDay("kz", date(2024, 5, 8), works=False),
    )
    assert change.runs() == (
        Run("kz", date(2024, 5, 4), date(2024, 5, 4)),
        Run("kz", date(2024, 5, 8), date(2024, 5, 8)),
    )


def test_a_calendar_that_grows_concerns_what_stood_on_its_last_day() -> None:
    was, now = calendar(WEEKS * 2), calendar(WEEKS * 3)

    change = difference(law(was), law(now))

    grown = ChangedHorizon("kz", (FIRST, was.last), (FIRST, now.last))
    assert change.horizons == (grown,)
    assert change.runs() == (Run("kz", was.last, now.last),)


def test_a_calendar_that_is_gone_concerns_all_its_days_and_a_new_one_none() -> None:
    here, there = calendar(WEEKS), calendar(WEEKS, "geneva")

    change = difference(law(here), law(there))

    assert change.runs() == (Run("kz", FIRST, here.last),)
    assert [each.calendar for each in change.horizons] == ["geneva", "kz"]


def test_versions_are_added_changed_and_removed() -> None:
    was = LawState(
        tzdata="", calendars={}, limits={"a@1": "x", "b@1": "y"}, profiles={}
    )
    now = LawState(
        tzdata="", calendars={}, limits={"a@1": "z", "a@2": "x"}, profiles={}
    )

    assert difference(was, now).limits == (
        ChangedVersion("a@1", Fate.CHANGED),
        ChangedVersion("a@2", Fate.ADDED),
        ChangedVersion("b@1", Fate.REMOVED),
    )


def test_other_time_zone_data_are_a_change() -> None:
    change = difference(law(tzdata="tzdata 2026a"), law(tzdata="tzdata 2026b"))

    assert change == LawChange(tzdata=("tzdata 2026a", "tzdata 2026b"))


@pytest.mark.parametrize("tzdata", ["tzdata 2026a", "tzdata 2026b"])
def test_a_state_is_the_same_after_it_was_stored(tzdata: str) -> None:
    state = law(calendar(WEEKS), tzdata=tzdata)

    assert LawState.model_validate_json(state.model_dump_json()) == state


@given(st.sets(st.integers(0, 27)))
def test_runs_hold_each_changed_day_once_and_never_touch(flipped: set[int]) -> None:
    before = WEEKS * 4
    after = tuple(works ^ (day in flipped) for day, works in enumerate(before))

    runs = difference(law(calendar(before)), law(calendar(after))).runs()

    days = [
        run.first + timedelta(days=n)
        for run in runs
        for n in range((run.last - run.first).days + 1)
    ]
    assert days == [FIRST + timedelta(days=each) for each in sorted(flipped)]
    assert all(a.last + timedelta(days=1) < b.first for a, b in pairwise(runs))
