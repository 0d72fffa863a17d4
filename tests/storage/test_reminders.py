from dataclasses import replace
from datetime import timedelta

from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Store
from tests.storage.queries import plans_of, sorts
from tests.storage.samples import (
    NOW,
    a_mail,
    a_recipient,
    a_reminder,
    stored_proceeding,
)


def test_what_is_planned_twice_is_owed_once(store: Store) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        reminder = a_reminder(stored_proceeding(unit).id)
        again = replace(reminder, id=new_id(NOW), due_at=NOW - timedelta(days=1))
        assert unit.reminders.plan(reminder) is True
        assert unit.reminders.plan(again) is False
        assert unit.reminders.unmailed(NOW) == [reminder]


def test_a_moved_date_is_owed_anew(store: Store) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        reminder = a_reminder(stored_proceeding(unit).id)
        moved = replace(reminder, id=new_id(NOW), key="d:2025-12-05:1:lawyer")
        assert unit.reminders.plan(reminder)
        assert unit.reminders.plan(moved)


def test_only_what_is_due_unmailed_and_not_cancelled_is_looked_at(store: Store) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        proceeding = stored_proceeding(unit)
        planned = [
            replace(
                a_reminder(proceeding.id, key=f"rung {hours}"),
                due_at=NOW + timedelta(hours=hours),
            )
            for hours in (1, 0, -1, -2, -3)
        ]
        for reminder in planned:
            unit.reminders.plan(reminder)
        _later, now, earlier, mailed, cancelled = planned
        mail = a_mail()
        unit.mails.queue(mail)
        unit.reminders.attach([mailed.id], mail.id)
        unit.reminders.cancel([cancelled.id], NOW)
        assert unit.reminders.unmailed(NOW) == [earlier, now]
        assert unit.reminders.of_mail(mail.id) == [replace(mailed, mail_id=mail.id)]
        assert len(unit.reminders.of_proceeding(proceeding.id)) == 5


def test_a_cancellation_keeps_its_first_moment(store: Store) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        reminder = a_reminder(stored_proceeding(unit).id)
        unit.reminders.plan(reminder)
        unit.reminders.cancel([reminder.id], NOW)
        unit.reminders.cancel([reminder.id], NOW + timedelta(days=1))
        assert reminder.deadline_id is not None
        [read] = unit.reminders.of_deadline(reminder.deadline_id)
        assert read == replace(reminder, cancelled_at=NOW)


def test_the_sweep_uses_the_partial_index(store: Store) -> None:
    with store.writing() as unit:
        [plan] = plans_of(unit, lambda: unit.reminders.unmailed(NOW))
    assert "ix_reminder_unmailed" in plan
    assert not sorts(plan)


def test_a_mail_finds_its_reminders_by_an_index(store: Store) -> None:
    with store.writing() as unit:
        mail_id = a_mail().id
        [plan] = plans_of(unit, lambda: unit.reminders.of_mail(mail_id))
    assert "ix_reminder_mail_id" in plan


def test_the_next_moment_is_that_of_a_reminder_still_to_come(store: Store) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        proceeding = stored_proceeding(unit)
        for hours in (0, 3, 2):
            due_at = NOW + timedelta(hours=hours)
            reminder = a_reminder(proceeding.id, key=f"rung {hours}")
            unit.reminders.plan(replace(reminder, due_at=due_at))
        assert unit.reminders.next_due_at(NOW) == NOW + timedelta(hours=2)
        assert unit.reminders.next_due_at(NOW + timedelta(hours=3)) is None


def test_reminders_of_a_withdrawn_mail_wait_for_another(store: Store) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        reminder = a_reminder(stored_proceeding(unit).id)
        unit.reminders.plan(reminder)
        mail = a_mail()
        unit.mails.queue(mail)
        unit.reminders.attach([reminder.id], mail.id)
        assert unit.reminders.unmailed(NOW) == []
        unit.reminders.detach(mail.id)
        assert unit.reminders.unmailed(NOW) == [reminder]
