"""Schedule plane: who gets mail, what they are owed, and the mails themselves."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field

from remedytrack.storage.tables.base import Row, json_column

# Literals, not parameters: a partial index serves only a query that repeats them.
# An index on the due time alone is slower than none once most mails are sent.
MAIL_UNSENT = "state IN ('queued', 'sending')"
REMINDER_MAILED = "mail_id IS NOT NULL"
REMINDER_UNMAILED = "mail_id IS NULL AND cancelled_at IS NULL"


class RecipientRow(Row, table=True):
    """Who gets mail; separate from the account, which mailing never reads."""

    __tablename__ = "recipient"

    id: str = Field(primary_key=True)
    address: str
    language: str
    zone: str
    hour: int
    active: bool
    team: str | None = None
    privacy: str
    always_daily: bool
    on_duty: bool
    deputy: str | None = None
    suspended_at: datetime | None = None
    suspended_because: str | None = None


class AbsenceRow(Row, table=True):
    """Days on which somebody cannot be reached; a row is ended, never removed."""

    __tablename__ = "absence"

    id: UUID = Field(primary_key=True)
    recipient_id: str = Field(foreign_key="recipient.id", index=True)
    from_on: date
    until_on: date
    deputy: str | None = None
    recorded_at: datetime
    recorded_by: str
    ended_at: datetime | None = None


class OpenPgpKeyRow(Row, table=True):
    """The public key that a person's mails are encrypted to."""

    __tablename__ = "openpgp_key"

    recipient_id: str = Field(primary_key=True, foreign_key="recipient.id")
    fingerprint: str
    armoured: str = Field(sa_column=Column(Text, nullable=False))
    added_at: datetime
    confirmed_at: datetime | None = None


class FeedRow(Row, table=True):
    """A calendar feed: only the hash of its secret address is kept."""

    __tablename__ = "feed"

    secret_hash: str = Field(primary_key=True)
    recipient_id: str = Field(foreign_key="recipient.id", index=True)
    created_at: datetime
    revoked_at: datetime | None = None


class LadderSettingRow(Row, table=True):
    """The rungs that a team or a person wants in the place of the file's."""

    __tablename__ = "ladder_setting"

    scope: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    consequence: str = Field(primary_key=True)
    days_before: list[Any] = Field(sa_column=json_column())
    hours_before: list[Any] = Field(sa_column=json_column())
    set_at: datetime
    set_by: str


class MailRow(Row, table=True):
    """One mail, claimed with a lease."""

    __tablename__ = "mail"
    __table_args__ = (
        Index(
            "ix_mail_unsent",
            "next_try_at",
            "id",
            sqlite_where=text(MAIL_UNSENT),
            postgresql_where=text(MAIL_UNSENT),
        ),
    )

    id: UUID = Field(primary_key=True)
    message_id: str = Field(unique=True)
    recipient_id: str = Field(foreign_key="recipient.id", index=True)
    sort: str
    state: str
    subject: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    # What goes out instead where the key is unusable: never a richer clear text.
    strict_body: str | None = Field(default=None, sa_column=Column(Text))
    language: str
    created_at: datetime
    due_at: datetime
    lease_until: datetime | None = None
    attempts: int
    next_try_at: datetime
    sent_at: datetime | None = None
    last_error: str | None = None
    possibly_repeated: bool


class ReminderRow(Row, table=True):
    """What someone is owed, planned once however often a tick looks."""

    __tablename__ = "reminder"
    __table_args__ = (
        Index(
            "ix_reminder_unmailed",
            "due_at",
            "id",
            sqlite_where=text(REMINDER_UNMAILED),
            postgresql_where=text(REMINDER_UNMAILED),
        ),
        # A full index would draw the sweep, which asks for mail_id IS NULL.
        Index(
            "ix_reminder_mail_id",
            "mail_id",
            sqlite_where=text(REMINDER_MAILED),
            postgresql_where=text(REMINDER_MAILED),
        ),
    )

    id: UUID = Field(primary_key=True)
    key: str = Field(unique=True)
    # A projection's id, so no foreign key: a rebuild drops the deadline for a moment.
    deadline_id: UUID | None = Field(default=None, index=True)
    proceeding_id: UUID = Field(foreign_key="proceeding.id", index=True)
    recipient_id: str = Field(foreign_key="recipient.id")
    rung: str
    remind_on: date | None = None
    due_at: datetime
    kind: str
    planned_at: datetime
    mail_id: UUID | None = Field(default=None, foreign_key="mail.id")
    cancelled_at: datetime | None = None
