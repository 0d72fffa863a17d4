"""Schedule plane: which law the stored dates were last brought over to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Text
from sqlmodel import Field

from remedytrack.storage.tables.base import Row


class PublishedLawRow(Row, table=True):
    """One publication; triggers refuse to change it.

    ``state`` is the law's working days and hashes as JSON. ``result_seq`` is the last
    result that was there when it ended: later ones may rest on newer law. The unique
    ``supersedes`` refuses two publications in the place of the same one.
    """

    __tablename__ = "published_law"
    # Never reuse a number, so that order is order of publication.
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True)
    id: UUID = Field(unique=True)
    at: datetime
    by: str
    tzdata: str
    fingerprint: str
    state: str = Field(sa_column=Column(Text, nullable=False))
    result_seq: int
    supersedes: UUID | None = Field(
        default=None, foreign_key="published_law.id", unique=True
    )
