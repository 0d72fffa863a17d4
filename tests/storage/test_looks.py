"""When the planner looks: only at what is due, by one index, and again when asked."""

from dataclasses import replace
from datetime import timedelta

from remedytrack.core.workflow.standing import DeadlineState
from remedytrack.storage.looks import AT_ONCE
from remedytrack.storage.unit import Store, Unit
from tests.storage.queries import plans_of, reads_all_of
from tests.storage.samples import (
    NOW,
    a_deadline,
    a_recipient,
    a_reminder,
    a_standing,
    an_entry,
    stored_proceeding,
)

HOUR = timedelta(hours=1)


def stored(unit: Unit, *states: DeadlineState, owner: str | None = None) -> None:
    """Store a case with a deadline in each of these states, at NOW."""
    case = stored_proceeding(unit)
    deadlines = tuple(a_deadline(an_entry(), state) for state in states)
    standing = replace(a_standing(*deadlines), owner=owner)
    unit.proceedings.store_standing(case.id, standing, NOW)


def test_what_is_stored_is_looked_at_once_and_what_is_over_is_not(store: Store) -> None:
    with store.writing() as unit:
        stored(unit, DeadlineState.OPEN, DeadlineState.SATISFIED)
        assert unit.looks.due(NOW - HOUR, 10) == []
        (look,) = unit.looks.due(NOW, 10)
        assert look.watched().state is DeadlineState.OPEN
        unit.looks.put_off({look.deadline_id: NOW + HOUR})
        assert unit.looks.due(NOW, 10) == []
        assert unit.looks.next_at() == NOW + HOUR


def test_a_batch_takes_the_longest_due_first(store: Store) -> None:
    with store.writing() as unit:
        stored(unit, *[DeadlineState.OPEN] * 3)
        *_, last = unit.looks.due(NOW, 10)
        unit.looks.put_off({last.deadline_id: NOW - HOUR})
        assert unit.looks.due(NOW, 1) == [last]
        assert len(unit.looks.due(NOW, 2)) == 2


def test_what_concerns_somebody_is_looked_at_again(store: Store) -> None:
    with store.writing() as unit:
        stored(unit, DeadlineState.OPEN, DeadlineState.WAIVED, owner="lawyer")
        (look,) = unit.looks.due(NOW, 10)
        later = {look.deadline_id: NOW + HOUR}
        unit.looks.put_off(later)
        assert unit.looks.again_of({"deputy"}) == 0
        assert unit.looks.again_of({"lawyer", "deputy"}) == 1
        assert unit.looks.next_at() == AT_ONCE
        unit.looks.put_off(later)
        assert unit.looks.again() == 1
        unit.looks.put_off(later)
        matter = unit.proceedings.get(look.proceeding_id).matter_id
        assert unit.looks.again_in(matter) == 1


def test_what_is_due_is_found_by_the_index_that_holds_little(store: Store) -> None:
    with store.writing() as unit:
        stored(unit, DeadlineState.OPEN)
        for plan in plans_of(unit, lambda: unit.looks.due(NOW, 500)):
            assert "ix_deadline_look_at" in plan
            assert not reads_all_of("deadline", plan)
        for plan in plans_of(unit, unit.looks.next_at):
            assert "ix_deadline_look_at" in plan
            assert not reads_all_of("deadline", plan)


def test_what_was_cancelled_is_owed_again_when_it_is_planned_again(
    store: Store,
) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        reminder = a_reminder(stored_proceeding(unit).id)
        unit.reminders.plan_all([reminder])
        unit.reminders.cancel([reminder.id], NOW)
        assert unit.reminders.unmailed(NOW) == []
        unit.reminders.plan_all([reminder])
        assert unit.reminders.unmailed(NOW) == [reminder]
        unit.reminders.cancel([reminder.id], NOW)
        assert unit.reminders.plan(reminder) is True
        assert unit.reminders.plan(reminder) is False
