"""Reminders: what someone is owed, planned once and tied to a mail."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy
from sqlalchemy import ColumnElement, Connection, bindparam, exists, or_, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from remedytrack.storage.repository import Repository, in_parts
from remedytrack.storage.tables.outbox import REMINDER_UNMAILED, MailRow, ReminderRow
from remedytrack.storage.values import MailState, Reminder


class Reminders(Repository):
    """What is owed to whom."""

    def plan(self, reminder: Reminder) -> bool:
        """Store the reminder unless one with its key exists; say whether it is new.

        One that was cancelled was never mailed, so it is owed again.
        """
        columns = _columns(reminder)
        if self._insert_if_new(ReminderRow, columns, key="key"):
            return True
        return self._connection.execute(_REVIVE, _given([columns])).rowcount == 1

    def plan_all(self, reminders: Iterable[Reminder]) -> None:
        """Store many reminders at once, each as :meth:`plan` does."""
        rows = [_columns(each) for each in reminders]
        if rows:
            planning = _PLAN[self._connection.dialect.name]
            if self._connection.execute(planning, rows).rowcount < len(rows):
                self._connection.execute(_REVIVE, _given(rows))

    def unmailed(self, now: datetime) -> list[Reminder]:
        """Return what is due by ``now`` and in no mail yet, longest due first."""
        due = select(ReminderRow).where(_UNMAILED, col(ReminderRow.due_at) <= now)
        rows = self._all(due.order_by(col(ReminderRow.due_at), col(ReminderRow.id)))
        return [_reminder(row) for row in rows]

    def still_unmailed(self, reminders: Iterable[Reminder]) -> list[Reminder]:
        """Return those that are in no mail yet even now, as they are now."""
        return [
            _reminder(row)
            for part in in_parts(each.id for each in reminders)
            for row in self._all(
                _BY_DUE.where(_UNMAILED, col(ReminderRow.id).in_(part))
            )
        ]

    def unsent(self, deadline_ids: Iterable[UUID]) -> list[Reminder]:
        """Return what is planned about these deadlines and has not left the house."""
        waiting = exists().where(
            col(MailRow.id) == col(ReminderRow.mail_id),
            col(MailRow.state) == MailState.QUEUED.value,
        )
        here = or_(col(ReminderRow.mail_id).is_(None), waiting)
        owed = col(ReminderRow.cancelled_at).is_(None)
        return [
            _reminder(row)
            for part in in_parts(deadline_ids)
            for row in self._all(
                _BY_DUE.where(col(ReminderRow.deadline_id).in_(part), owed, here)
            )
        ]

    def next_due_at(self, now: datetime) -> datetime | None:
        """Return when the next planned reminder that is in no mail yet falls due."""
        waiting = select(ReminderRow.due_at).where(
            _UNMAILED, col(ReminderRow.due_at) > now
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
        rows = self._run(_IN_MAIL, mail_id=mail_id)
        return [Reminder(**row._asdict()) for row in rows]

    def attach(self, reminder_ids: Collection[UUID], mail_id: UUID) -> None:
        """Record that the mail carries these reminders."""
        for part in in_parts(reminder_ids):
            these = col(ReminderRow.id).in_(part)
            self._change(update(ReminderRow).where(these).values(mail_id=mail_id))

    def cancel(self, reminder_ids: Collection[UUID], at: datetime) -> None:
        """Record that these are no longer owed; an earlier cancellation stands."""
        still_owed = col(ReminderRow.cancelled_at).is_(None)
        for part in in_parts(reminder_ids):
            these = col(ReminderRow.id).in_(part)
            cancelled = update(ReminderRow).where(these, still_owed)
            self._change(cancelled.values(cancelled_at=at))

    @property
    def _connection(self) -> Connection:
        return self._session.connection()

    def _where(self, condition: ColumnElement[bool]) -> list[Reminder]:
        return [_reminder(row) for row in self._all(_BY_DUE.where(condition))]


_TABLE = ReminderRow.__table__  # type: ignore[attr-defined]
_BY_KEY = ["key"]
_PLAN = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(index_elements=_BY_KEY),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(
        index_elements=_BY_KEY
    ),
}
_RENEWED = ("rung", "due_at", "kind", "planned_at")
_REVIVE = (
    update(_TABLE)
    .where(_TABLE.c.key == bindparam("given_key"), _TABLE.c.cancelled_at.is_not(None))
    .values({name: bindparam(f"given_{name}") for name in _RENEWED})
    .values(mail_id=None, cancelled_at=None)
)
_IN_MAIL = (
    sqlalchemy.select(_TABLE)
    .where(_TABLE.c.mail_id == bindparam("mail_id"))
    .order_by(_TABLE.c.due_at, _TABLE.c.id)
)
_UNMAILED = text(REMINDER_UNMAILED)
_BY_DUE = select(ReminderRow).order_by(col(ReminderRow.due_at), col(ReminderRow.id))


def _given(rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    wanted = ("key", *_RENEWED)
    return [{f"given_{name}": row[name] for name in wanted} for row in rows]


def _columns(reminder: Reminder) -> dict[str, object]:
    return {name: getattr(reminder, name) for name in ReminderRow.model_fields}


def _reminder(row: ReminderRow) -> Reminder:
    return Reminder(**row.model_dump())
