"""Results: appended, superseded, never changed; and what a deadline rests on."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from remedytrack.core.workflow.standing import Deadline
from remedytrack.storage.ids import new_id
from remedytrack.storage.tables.projections import DeadlineRow
from remedytrack.storage.unit import Store, Unit
from remedytrack.storage.values import Result
from tests.storage.samples import (
    NOW,
    a_computation,
    a_deadline,
    a_standing,
    an_entry,
    stored_proceeding,
    without_date,
)


def a_result(proceeding_id: UUID, deadline_id: UUID) -> Result:
    return Result(
        id=new_id(NOW),
        proceeding_id=proceeding_id,
        deadline_id=deadline_id,
        limit_version="kz.koap.appeal@2015-01-01",
        profile_version="kz.koap@2015-01-01",
        calendar="kz",
        calendar_revision_on=date(2025, 1, 1),
        tzdata="tzdata 2026f",
        safe_on=date(2025, 12, 2),
        arguable_on=date(2025, 12, 8),
        trace='{"safe":null}',
        computed_at=NOW,
    )


def test_the_newest_result_is_the_one_that_nothing_supersedes(store: Store) -> None:
    deadline, other = new_id(NOW), new_id(NOW)
    with store.writing() as unit:
        case = stored_proceeding(unit)
        first, beside = a_result(case.id, deadline), a_result(case.id, other)
        then = replace(
            a_result(case.id, deadline),
            trace="{}",
            computed_at=NOW + timedelta(days=1),
            cause="rebuild",
            supersedes=first.id,
        )
        for each in (first, beside, then):
            unit.results.append(each)
    with store.reading() as unit:
        assert unit.results.current(case.id) == {deadline: then, other: beside}
        assert unit.results.of_deadline(deadline) == [first, then]
        assert unit.results.deadlines() == sorted([deadline, other])


def test_two_results_cannot_follow_the_same_one(store: Store) -> None:
    with store.writing() as unit:
        case = stored_proceeding(unit)
        first = a_result(case.id, new_id(NOW))
        unit.results.append(first)
        unit.results.append(
            replace(first, id=new_id(NOW), supersedes=first.id, trace="{}")
        )
    fork = replace(first, id=new_id(NOW), supersedes=first.id)
    with pytest.raises(IntegrityError), store.writing() as unit:
        unit.results.append(fork)


@pytest.mark.parametrize(
    "statement", ["UPDATE result SET safe_on = '2025-12-31'", "DELETE FROM result"]
)
def test_a_result_is_never_changed(store: Store, statement: str) -> None:
    _is_refused(store, statement)


def test_a_result_is_never_replaced_on_sqlite(sqlite_store: Store) -> None:
    _is_refused(sqlite_store, "INSERT OR REPLACE INTO result SELECT * FROM result")


def _is_refused(store: Store, statement: str) -> None:
    with store.writing() as unit:
        case = stored_proceeding(unit)
        unit.results.append(a_result(case.id, new_id(NOW)))
    with (
        pytest.raises(IntegrityError, match="append one that supersedes"),
        store.engine.begin() as connection,
    ):
        connection.execute(text(statement))


def stored(unit: Unit, deadline: Deadline, result: Result | None = None) -> DeadlineRow:
    case = unit.proceedings.all()[0]
    results = {deadline.id: result} if result else {}
    unit.proceedings.store_standing(case.id, a_standing(deadline), NOW, results=results)
    row = unit.settings._session.get_one(DeadlineRow, deadline.id)
    unit.settings._session.expunge(row)
    return row


def test_a_deadline_says_what_it_was_counted_by(store: Store) -> None:
    deadline = a_deadline(an_entry())
    with store.writing() as unit:
        case = stored_proceeding(unit)
        result = a_result(case.id, deadline.id)
        unit.results.append(result)
        row = stored(unit, deadline, result)
        assert unit.results.shown(deadline.id) == result.id
        assert unit.results.shown(new_id(NOW)) is None
    assert (row.result_id, row.tzdata) == (result.id, "tzdata 2026f")
    assert (row.limit_version, row.calendar) == ("2015-01-01", "kz")
    assert row.consulted_from == date(2025, 11, 22)
    assert row.consulted_to == date(2025, 12, 2)
    assert row.consulted_span == 16  # eleven days


def test_both_counts_of_an_uncertain_trigger_were_looked_at(store: Store) -> None:
    later = replace(a_computation(), consulted=(date(2025, 11, 25), date(2025, 12, 7)))
    deadline = replace(a_deadline(an_entry()), arguable_computation=later)
    with store.writing() as unit:
        stored_proceeding(unit)
        row = stored(unit, deadline)
    assert (row.consulted_from, row.consulted_to, row.consulted_span) == (
        date(2025, 11, 22),
        date(2025, 12, 7),
        16,
    )


def test_a_deadline_without_a_count_names_no_law(store: Store) -> None:
    with store.writing() as unit:
        stored_proceeding(unit)
        row = stored(unit, without_date(a_deadline(an_entry())))
    assert (row.limit_version, row.consulted_span, row.result_id) == (None, None, None)


@pytest.mark.parametrize(
    ("days", "span"), [(1, 1), (2, 2), (3, 4), (4, 4), (5, 8), (64, 64), (65, 128)]
)
def test_the_span_is_the_next_power_of_two(store: Store, days: int, span: int) -> None:
    first = date(2025, 11, 22)
    looked = (first, first + timedelta(days=days - 1))
    counted = replace(a_computation(), consulted=looked)
    deadline = replace(a_deadline(an_entry()), computation=counted)
    with store.writing() as unit:
        stored_proceeding(unit)
        assert stored(unit, deadline).consulted_span == span


def test_who_looked_at_a_day_is_one_range_of_an_index_for_each_span(
    sqlite_store: Store,
) -> None:
    """Proportional to the hits: no other row of the table is read (SQLite's words)."""
    looked = text(
        "EXPLAIN QUERY PLAN SELECT id FROM deadline WHERE calendar = 'kz' "
        "AND consulted_span = 16 AND consulted_from <= '2025-03-08' "
        "AND consulted_to BETWEEN '2025-03-08' AND '2025-03-23'"
    )
    with sqlite_store.engine.connect() as connection:
        [plan] = connection.execute(looked)
    assert str(plan[3]).startswith("SEARCH deadline USING INDEX ix_deadline_calendar")
    assert "consulted_span=? AND consulted_to>? AND consulted_to<?" in plan[3]
