"""Which stored deadlines a change of law concerns: by the index, and none too few."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remedytrack.core.lawchanges import Run
from remedytrack.core.workflow.standing import Deadline
from remedytrack.storage.unit import Store, Unit
from tests.storage.queries import plans_of, reads_all_of
from tests.storage.samples import (
    NOW,
    a_computation,
    a_deadline,
    a_standing,
    an_entry,
    stored_proceeding,
)

FIRST = date(2025, 1, 1)


def looked_at(first: date, last: date) -> Deadline:
    """Return a deadline whose count looked at the days from ``first`` to ``last``."""
    computation = replace(a_computation(), consulted=(first, last))
    return replace(a_deadline(an_entry()), computation=computation)


def stored(unit: Unit, *deadlines: Deadline) -> None:
    proceeding = stored_proceeding(unit)
    unit.proceedings.store_standing(proceeding.id, a_standing(*deadlines), NOW)


def test_nothing_is_looked_for_row_by_row(store: Store) -> None:
    """Neither days, nor rules, nor profiles, nor zones, nor what has no date."""
    with store.writing() as unit:
        stored(unit, looked_at(FIRST, date(2025, 3, 1)))
    run = Run("kz", date(2025, 2, 1), date(2025, 2, 3))
    with store.reading() as unit:
        plans = plans_of(unit, lambda: unit.concerned.by_days(run))
        plans += plans_of(unit, lambda: unit.concerned.by_limits(["a@1", "b@1"]))
        plans += plans_of(unit, lambda: unit.concerned.by_profiles(["a@1"]))
        plans += plans_of(unit, lambda: unit.concerned.by_other_tzdata("2026a"))
        plans += plans_of(unit, unit.concerned.unsettled)

    assert len(plans) == 6
    assert all("ix_deadline_" in plan for plan in plans), plans
    assert not any(reads_all_of("deadline", plan) for plan in plans), plans
    assert "ix_deadline_calendar_consulted_span_consulted_to" in plans[1]
    assert "ix_deadline_unsettled" in plans[-1]


def test_another_calendar_concerns_nobody_here(store: Store) -> None:
    with store.writing() as unit:
        stored(unit, looked_at(FIRST, date(2025, 3, 1)))
        run = Run("geneva", date(2025, 2, 1), date(2025, 2, 1))
        assert unit.concerned.by_days(run) == []


DAYS = st.integers(0, 700).map(lambda n: FIRST + timedelta(days=n))
INTERVALS = st.tuples(DAYS, st.integers(0, 400)).map(
    lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
)


@pytest.fixture
def unit(store: Store) -> Iterator[Unit]:
    with store.writing() as unit:
        yield unit


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(intervals=st.lists(INTERVALS, max_size=8), run=INTERVALS)
def test_every_count_that_saw_a_changed_day_is_found_and_no_other(
    unit: Unit, intervals: list[tuple[date, date]], run: tuple[date, date]
) -> None:
    deadlines = [looked_at(*each) for each in intervals]
    unit.proceedings.clear_projections()
    for known in unit.proceedings.all()[:1]:
        unit.proceedings.store_standing(known.id, a_standing(*deadlines), NOW)
    if not unit.proceedings.all():
        stored(unit, *deadlines)

    found = unit.concerned.by_days(Run("kz", *run))

    expected = {
        deadline.id
        for deadline, (first, last) in zip(deadlines, intervals, strict=True)
        if first <= run[1] and last >= run[0]
    }
    assert sorted(d.id for _, d in found) == sorted(expected)
