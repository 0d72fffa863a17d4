"""Schedule plane: what was counted, when, and by which law; never overwritten."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Text
from sqlmodel import Field

from remedytrack.storage.tables.base import Row


class ResultRow(Row, table=True):
    """One count of one deadline with its trace; triggers refuse to change it.

    The unique ``supersedes`` refuses a fork: two results cannot follow the same one.
    """

    __tablename__ = "result"
    # Never reuse a number, so that order is order of counting.
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True)
    id: UUID = Field(unique=True)
    proceeding_id: UUID = Field(foreign_key="proceeding.id", index=True)
    # A projection's id, so no foreign key: a rebuild drops the deadline for a moment.
    deadline_id: UUID = Field(index=True)
    limit_version: str | None = None
    profile_version: str | None = None
    calendar: str | None = None
    calendar_revision_on: date | None = None
    tzdata: str
    safe_on: date | None = None
    arguable_on: date | None = None
    trace: str = Field(sa_column=Column(Text, nullable=False))
    computed_at: datetime
    cause: str | None = None
    supersedes: UUID | None = Field(default=None, foreign_key="result.id", unique=True)
