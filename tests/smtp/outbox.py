"""An outbox with mails to nobody in particular, and rounds that send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from remedytrack.lawbook import Lawbook
from remedytrack.notify.address import parse_mail_url
from remedytrack.notify.transport import Transport, transport_for
from remedytrack.services.lettering import Envelope
from remedytrack.services.registry import Registry
from remedytrack.services.sending import Sent, send_mails
from remedytrack.storage.engine import open_engine
from remedytrack.storage.ids import new_id
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Mail, MailState, Recipient

MORNING = datetime(2025, 12, 1, 4, 0, tzinfo=UTC)
SENDER = "RemedyTrack <docket@sender.invalid>"
PEOPLE = ("lawyer", "deputy", "coordinator", "fallback")
MARK = "RT-7Q4K-2MXP"
"""Stands in every mail's body, so its absence shows that none was given away."""

BODY = f"1 day: {MARK}\nFile by: Tuesday 2 December 2025 (until 24:00, Almaty)\n"


@dataclass
class Outbox:
    """A database with nothing but an outbox; its time stands still between rounds."""

    store: Store
    now: datetime = MORNING
    sender: str = SENDER
    _queued: list[Mail] = field(default_factory=list)

    @classmethod
    def made(cls, url: str = "sqlite://") -> Outbox:
        """Make one: in memory, because no power is cut here."""
        engine = open_engine(url)
        create_schema(engine)
        return cls(Store(engine))

    def empty(self) -> Outbox:
        """Forget all mails and refusals, and let it be morning again."""
        with self.store.engine.begin() as connection:
            connection.execute(text("DELETE FROM mail"))
        self.register(*PEOPLE)
        return Outbox(self.store)

    def register(self, *names: str, address: str = "") -> None:
        """Put these people on record."""
        with self.store.writing() as unit:
            for name in names:
                to = address or address_of(name)
                unit.people.put_recipient(Recipient(name, to, "en", "Asia/Almaty"))

    def queue(
        self, *names: str, body: str = BODY, subject: str = "Reminder"
    ) -> list[Mail]:
        """Queue a mail to each of these people, in this order."""
        first = len(self._queued)
        with self.store.writing() as unit:
            for number, name in enumerate(names, start=first):
                mail = mail_to(name, number, self.now, subject, body)
                unit.mails.queue(mail)
                self._queued.append(mail)
        return self._queued[first:]

    def round(self, transport: Transport) -> Sent:
        """Send what is due now."""
        registry = Registry(self.store, Lawbook({}, {}, {}, {}))
        envelope = Envelope(self.sender, "https://docket.invalid")
        return send_mails(registry, envelope, transport, lambda: self.now)

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def row(self, mail: Mail) -> Mail:
        """Return the mail as it is stored now."""
        return next(row for row in self.rows() if row.id == mail.id)

    def rows(self) -> list[Mail]:
        """Return all mails as they are stored now, as they were queued."""
        with self.store.reading() as unit:
            rows = {row.id: row for row in unit.mails.recent(1000)}
        return [rows[mail.id] for mail in self._queued]

    def states(self) -> list[MailState]:
        """Return the state of each mail, as they were queued."""
        return [row.state for row in self.rows()]


def address_of(name: str) -> str:
    """Return where the mails of ``name`` go."""
    return f"{name}@reader.invalid"


def towards(url: str, folder: Path, timeout: float = 5) -> Transport:
    """Return the transport of a mail URL, with a time-out of our own."""
    asks = "&" if "?" in url else "?"
    address = parse_mail_url(f"{url}{asks}timeout={timeout}")
    return transport_for(address, data_folder=folder)


def mail_to(
    name: str, number: int, now: datetime, subject: str = "Reminder", body: str = BODY
) -> Mail:
    """Return a mail to be queued, in the order of its number."""
    queued_at = now + timedelta(microseconds=number)
    return Mail(
        id=new_id(now),
        message_id=f"<{name}.{number}@sender.invalid>",
        recipient_id=name,
        sort="digest",
        subject=subject,
        body=body,
        language="en",
        created_at=now,
        due_at=now,
        # In the order of queueing; `now` is later by less than a moment can show.
        next_try_at=queued_at - timedelta(seconds=1),
    )
