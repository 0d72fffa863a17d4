"""Reminders: what someone is owed, planned once and tied to a mail."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Dialect, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.outbox import REMINDER_UNMAILED, ReminderRow
from remedytrack.storage.values import Reminder


class Reminders(Repository):
    """What is owed to whom."""

    def plan(self, reminder: Reminder) -> bool:
        """Store the reminder unless one with its key exists; say whether it is new."""
        insert = _insert_for(self._session.get_bind().dialect)
        statement = (
            insert(ReminderRow)
            .values(_columns(reminder))
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(col(ReminderRow.id))
        )
        return self._session.exec(statement).first() is not None

    def unmailed(self, now: datetime) -> list[Reminder]:
        """Return what is due by ``now`` and in no mail yet, longest due first."""
        due = select(ReminderRow).where(
            text(REMINDER_UNMAILED), col(ReminderRow.due_at) <= now
        )
        rows = self._all(due.order_by(col(ReminderRow.due_at), col(ReminderRow.id)))
        return [_reminder(row) for row in rows]

    def next_due_at(self, now: datetime) -> datetime | None:
        """Return when the next planned reminder that is in no mail yet falls due."""
        waiting = select(ReminderRow.due_at).where(
            text(REMINDER_UNMAILED), col(ReminderRow.due_at) > now
        )
        return self._first(waiting.order_by(col(ReminderRow.due_at)).limit(1))

    def detach(self, mail_id: UUID) -> None:
        """Let the reminders of a withdrawn mail wait for another one."""
        these = col(ReminderRow.mail_id) == mail_id
        self._change(update(ReminderRow).where(these).values(mail_id=None))

    def of_deadline(self, deadline_id: UUID) -> list[Reminder]:
        """Return every reminder of a deadline, cancelled ones too."""
        return self._where(col(ReminderRow.deadline_id) == deadline_id)

    def of_proceeding(self, proceeding_id: UUID) -> list[Reminder]:
        """Return every reminder of a proceeding, cancelled ones too."""
        return self._where(col(ReminderRow.proceeding_id) == proceeding_id)

    def of_mail(self, mail_id: UUID) -> list[Reminder]:
        """Return the reminders that a mail carries."""
        return self._where(col(ReminderRow.mail_id) == mail_id)

    def attach(self, reminder_ids: Collection[UUID], mail_id: UUID) -> None:
        """Record that the mail carries these reminders."""
        these = col(ReminderRow.id).in_(reminder_ids)
        self._change(update(ReminderRow).where(these).values(mail_id=mail_id))

    def cancel(self, reminder_ids: Collection[UUID], at: datetime) -> None:
        """Record that these are no longer owed; an earlier cancellation stands."""
        these = col(ReminderRow.id).in_(reminder_ids)
        still_owed = col(ReminderRow.cancelled_at).is_(None)
        self._change(
            update(ReminderRow).where(these, still_owed).values(cancelled_at=at)
        )

    def _where(self, condition: ColumnElement[bool]) -> list[Reminder]:
        ordered = (
            select(ReminderRow)
            .where(condition)
            .order_by(col(ReminderRow.due_at), col(ReminderRow.id))
        )
        return [_reminder(row) for row in self._all(ordered)]


def _insert_for(dialect: Dialect) -> type[postgresql.Insert] | type[sqlite.Insert]:
    return postgresql.Insert if dialect.name == "postgresql" else sqlite.Insert


def _columns(reminder: Reminder) -> dict[str, object]:
    return {name: getattr(reminder, name) for name in ReminderRow.model_fields}


def _reminder(row: ReminderRow) -> Reminder:
    return Reminder(**row.model_dump())
