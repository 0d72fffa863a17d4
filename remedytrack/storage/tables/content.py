"""Content plane: names, titles and narrative. Scheduler and mailer never read it.

It refers to the schedule plane and never the other way round, so it can be sealed,
erased or kept in a database of its own.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Text
from sqlmodel import Field

from remedytrack.storage.tables.base import Row, json_column


class ContentMatterRow(Row, table=True):
    """The title of a matter."""

    __tablename__ = "content_matter"

    matter_id: UUID = Field(primary_key=True, foreign_key="matter.id")
    title: str


class ContentProceedingRow(Row, table=True):
    """The title of a proceeding, and the number the authority gave it."""

    __tablename__ = "content_proceeding"

    proceeding_id: UUID = Field(primary_key=True, foreign_key="proceeding.id")
    title: str
    number: str | None = None


class ContentEntryRow(Row, table=True):
    """The words that belong to a journal entry."""

    __tablename__ = "content_entry"

    entry_id: UUID = Field(primary_key=True, foreign_key="entry.id")
    note: str | None = Field(default=None, sa_column=Column(Text))
    source_document: str | None = None
    source_place: str | None = None
    texts: dict[str, Any] = Field(sa_column=json_column())


class ContentIncidentRow(Row, table=True):
    """The words that belong to an incident."""

    __tablename__ = "content_incident"

    incident_id: UUID = Field(primary_key=True, foreign_key="incident.id")
    title: str
    note: str | None = Field(default=None, sa_column=Column(Text))
    source_document: str | None = None
    source_place: str | None = None


class ContentAuthorityRow(Row, table=True):
    """The names of an authority."""

    __tablename__ = "content_authority"

    authority_id: UUID = Field(primary_key=True, foreign_key="authority.id")
    name: str
    aliases: list[str] = Field(sa_column=json_column())


class ContentPersonRow(Row, table=True):
    """A person's initials; the full name is stored nowhere."""

    __tablename__ = "content_person"

    id: str = Field(primary_key=True)
    initials: str
