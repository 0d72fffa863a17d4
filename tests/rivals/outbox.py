"""An outbox full of reminders, and a journal of who claimed and marked which mail.

The journal is kept by triggers, so each line is committed with the change that it
speaks of, or not at all, and no process can forget it.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, event, insert

from remedytrack.lawbook import Lawbook
from remedytrack.scheduler.tick import Works, tick
from remedytrack.services.duties import DUTIES
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.ids import new_id
from remedytrack.storage.migrate import upgrade
from remedytrack.storage.tables import METADATA
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Mail, Reminder
from tests.rivals.tempo import stamp
from tests.services.office import ENVELOPE
from tests.storage.samples import (
    NOW,
    a_deadline,
    a_mail,
    a_recipient,
    a_reminder,
    a_standing,
    an_entry,
    stored_proceeding,
)

READERS = 20
_MUCH_LATER = NOW + timedelta(days=365)
_BODY = "1 day: RT-AAAA-2222\nFile by: Tuesday 2 December 2025 (until 24:00, Almaty)\n"

_COLUMNS = """(
    seq INTEGER PRIMARY KEY, message_id TEXT, attempts INTEGER, was TEXT, became TEXT,
    who TEXT, at DOUBLE PRECISION, lease_was TEXT, lease_is TEXT)
"""
_JOURNAL = {
    "sqlite": """
        CREATE TRIGGER handling AFTER UPDATE ON mail BEGIN
            INSERT INTO handled VALUES (
                NULL, NEW.message_id, NEW.attempts, OLD.state, NEW.state,
                who(), at(), OLD.lease_until, NEW.lease_until);
        END
    """,
    "postgresql": """
        CREATE SEQUENCE handling;
        CREATE FUNCTION handle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO handled VALUES (
                nextval('handling'), NEW.message_id, NEW.attempts, OLD.state, NEW.state,
                current_setting('application_name'),
                extract(epoch FROM clock_timestamp()),
                OLD.lease_until AT TIME ZONE 'UTC', NEW.lease_until AT TIME ZONE 'UTC');
            RETURN NULL;
        END $$;
        CREATE TRIGGER handling AFTER UPDATE ON mail
            FOR EACH ROW EXECUTE FUNCTION handle()
    """,
}
_UNFINISHED = """
    SELECT EXISTS (SELECT 1 FROM mail WHERE state IN ('queued', 'sending'))
        OR EXISTS (SELECT 1 FROM reminder
            WHERE mail_id IS NULL AND cancelled_at IS NULL)
"""
_MAILS = "SELECT message_id, state, possibly_repeated FROM mail"
_REMINDERS = """
    SELECT reminder.key, mail.message_id
    FROM reminder LEFT JOIN mail ON mail.id = reminder.mail_id
"""
_HANDLED = """
    SELECT seq, message_id, attempts, was, became, who, at, lease_was, lease_is
    FROM handled ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class Handled:
    """What a process did to a mail.

    Attributes:
        attempts: the fencing token that it had.
        who: the process.
        at: seconds since the epoch.
    """

    seq: int
    message_id: str
    attempts: int
    was: str
    became: str
    who: str
    at: float
    lease_was: datetime | None
    lease_is: datetime | None


@dataclass(frozen=True)
class Ledger:
    """What the database says in the end.

    Attributes:
        states: of each mail, by Message-ID.
        flagged: the Message-IDs of the mails that are called possibly repeated.
        reminders: the Message-ID of each reminder's mail, by the reminder's key.
        handled: the journal, in order.
    """

    states: dict[str, str]
    flagged: set[str]
    reminders: dict[str, str | None]
    handled: list[Handled]


class Outbox:
    """A database that the rivals share.

    Args:
        url: of an empty database.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = open_engine(url)

    @property
    def dialect(self) -> str:
        """The database's kind."""
        return self._engine.dialect.name

    def fill(self, law: Lawbook, *, mails: int, unmailed: int) -> None:
        """Make the schema, and let so much be due.

        Args:
            law: what the processes go by.
            mails: such as wait to be sent; each carries one reminder.
            unmailed: reminders that wait to be put into mails.
        """
        upgrade(self.url)
        store = Store(self._engine)
        with store.writing() as unit:
            unit.settings.put(DUTIES, "off")
            for number in range(READERS):
                unit.people.put_recipient(a_recipient(f"reader{number}"))
        # The first tick would look at every deadline.
        tick(Works(Registry(store, law), ENVELOPE, None), NOW)
        with store.writing() as unit:
            proceeding, deadline = stored_proceeding(unit), a_deadline(an_entry())
            unit.proceedings.store_standing(proceeding.id, a_standing(deadline), NOW)
            unit.looks.put_off({deadline.id: _MUCH_LATER})
        owed = replace(
            a_reminder(proceeding.id),
            deadline_id=deadline.id,
            remind_on=deadline.remind_on,
        )
        self._write(owed, mails, unmailed)
        with self._engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE TABLE handled {_COLUMNS}")
            connection.exec_driver_sql(_JOURNAL[self.dialect])

    def unfinished(self) -> bool:
        """Whether anything waits to be mailed, or to be sent."""
        return bool(self._rows(_UNFINISHED)[0][0])

    def ledger(self) -> Ledger:
        """Return what is on record."""
        mails = self._rows(_MAILS)
        return Ledger(
            {str(message_id): str(state) for message_id, state, _ in mails},
            {str(message_id) for message_id, _, flagged in mails if flagged},
            {str(key): message_id for key, message_id in self._rows(_REMINDERS)},
            [_handled(row) for row in self._rows(_HANDLED)],
        )

    def flaws(self) -> list[str]:
        """Return what SQLite's own checks find; a server has none to ask."""
        if self.dialect != "sqlite":
            return []
        checks = self._rows("PRAGMA integrity_check")
        orphans = self._rows("PRAGMA foreign_key_check")
        return [str(row) for row in [*checks, *orphans] if row != ("ok",)]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _write(self, owed: Reminder, mails: int, unmailed: int) -> None:
        tables = METADATA.tables
        written = list(_mails(mails))
        reminders = [
            *_reminders(owed, "mailed", (mail.id for mail in written)),
            *_reminders(owed, "unmailed", (None for _ in range(unmailed))),
        ]
        with self._engine.begin() as connection:
            for table, values in (("mail", written), ("reminder", reminders)):
                rows = [asdict(each) for each in values]
                if rows:
                    connection.execute(insert(tables[table]), rows)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]


def naming(engine: Engine, who: str) -> None:
    """Tell the journal on SQLite who is at work; a server knows by itself."""

    @event.listens_for(engine, "connect")
    def tell(connection: sqlite3.Connection, _record: object) -> None:
        connection.create_function("who", 0, lambda: who)
        connection.create_function("at", 0, stamp)


def _mails(number: int) -> Iterator[Mail]:
    for count in range(number):
        yield replace(
            a_mail(f"<{count}.k7q4mxp2@example.org>"),
            recipient_id=f"reader{count % READERS}",
            body=_BODY,
            next_try_at=NOW,
        )


def _reminders(
    owed: Reminder, name: str, mail_ids: Iterator[UUID | None]
) -> Iterator[Reminder]:
    for number, mail_id in enumerate(mail_ids):
        yield replace(
            owed,
            id=new_id(NOW),
            key=f"{name}:{number}",
            recipient_id=f"reader{number % READERS}",
            kind="digest",
            mail_id=mail_id,
        )


def _handled(row: tuple[Any, ...]) -> Handled:
    return Handled(*row[:-2], *map(_moment, row[-2:]))


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None
