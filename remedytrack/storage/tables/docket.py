"""Schedule plane: matters, proceedings, journals, links and incidents.

Opaque ids, kinds, dates and structured fields only. Nothing here names or describes
anybody: the words are in :mod:`remedytrack.storage.tables.content`.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from remedytrack.storage.tables.base import Row, json_column


class MatterRow(Row, table=True):
    """The folder; its members are its circle."""

    __tablename__ = "matter"

    id: UUID = Field(primary_key=True)
    ref: str = Field(unique=True)
    created_at: datetime


class MembershipRow(Row, table=True):
    """A user within the circle of a matter."""

    __tablename__ = "membership"

    matter_id: UUID = Field(primary_key=True, foreign_key="matter.id")
    user_id: str = Field(primary_key=True, index=True)
    since_at: datetime


class AuthorityRow(Row, table=True):
    """A body and the calendar it works by.

    ``merged_into`` is the body that it turned out to be; taken back, it is empty again.
    """

    __tablename__ = "authority"

    id: UUID = Field(primary_key=True)
    calendar: str
    merged_into: UUID | None = None


class ProceedingRow(Row, table=True):
    """One workflow instance, and the part of its standing that lists need."""

    __tablename__ = "proceeding"

    id: UUID = Field(primary_key=True)
    ref: str = Field(unique=True)
    matter_id: UUID = Field(foreign_key="matter.id", index=True)
    workflow: str
    workflow_version: int
    authority_id: UUID | None = Field(default=None, foreign_key="authority.id")
    opened_at: datetime
    embargo: str
    owner: str | None = Field(default=None, index=True)
    deputy: str | None = Field(default=None, index=True)
    headline_state: str
    changes_at: datetime | None = Field(default=None, index=True)
    rev: int
    refreshed_at: datetime | None = None


class EntryRow(Row, table=True):
    """One line of a journal; triggers refuse to change or delete it."""

    __tablename__ = "entry"
    # Never reuse a number, so that order is order of recording.
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True)
    id: UUID = Field(unique=True)
    proceeding_id: UUID = Field(foreign_key="proceeding.id", index=True)
    kind: str
    occurred: str
    earliest: date | None = None
    latest: date | None = None
    fields: dict[str, Any] = Field(sa_column=json_column())
    person: str | None = None
    basis: str
    supersedes: UUID | None = Field(default=None, foreign_key="entry.id")
    withdrawn: bool
    origin: UUID | None = Field(default=None, foreign_key="entry.id", index=True)
    recorded_at: datetime
    recorded_by: str


class LinkRow(Row, table=True):
    """A relation between two proceedings."""

    __tablename__ = "link"

    from_proceeding: UUID = Field(primary_key=True, foreign_key="proceeding.id")
    to_proceeding: UUID = Field(
        primary_key=True, foreign_key="proceeding.id", index=True
    )
    kind: str = Field(primary_key=True)
    created_at: datetime


class IncidentRow(Row, table=True):
    """What happened, and the complaint about it, if there is one."""

    __tablename__ = "incident"

    id: UUID = Field(primary_key=True)
    ref: str = Field(unique=True)
    matter_id: UUID = Field(foreign_key="matter.id", index=True)
    occurred: str
    earliest: date | None = None
    latest: date | None = None
    authority_id: UUID | None = Field(default=None, foreign_key="authority.id")
    authority_knew: bool
    to_investigate: bool
    proceeding_id: UUID | None = Field(default=None, foreign_key="proceeding.id")
