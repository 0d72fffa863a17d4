"""Schedule plane: what a replay said, stored for lists and for the scheduler.

Everything here can be dropped and rebuilt, so nothing refers to it by a foreign key.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Text
from sqlmodel import Field

from remedytrack.storage.tables.base import Row


class DeadlineRow(Row, table=True):
    """A deadline: columns to search by, and the whole value as JSON text."""

    __tablename__ = "deadline"

    id: UUID = Field(primary_key=True)
    proceeding_id: UUID = Field(foreign_key="proceeding.id", index=True)
    limit_id: str
    bound: str
    consequence: str
    state: str
    safe_on: date | None = None
    arguable_on: date | None = None
    remind_on: date | None = None
    closes_at: datetime | None = None
    late_at: datetime | None = None
    provisional: bool
    payload: str = Field(sa_column=Column(Text, nullable=False))


class FlagRow(Row, table=True):
    """A finding; ``position`` keeps the order of the replay."""

    __tablename__ = "flag"

    proceeding_id: UUID = Field(primary_key=True, foreign_key="proceeding.id")
    position: int = Field(primary_key=True)
    flag_id: str
    grade: str | None = None
    payload: str = Field(sa_column=Column(Text, nullable=False))


class StateRow(Row, table=True):
    """The state of one track; the headline track has position 0."""

    __tablename__ = "state"

    proceeding_id: UUID = Field(primary_key=True, foreign_key="proceeding.id")
    track: str = Field(primary_key=True)
    position: int
    state: str
