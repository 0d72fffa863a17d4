"""Schedule plane: the signed sheets of the evening check."""

from datetime import date, datetime

from sqlalchemy import Column, Text
from sqlmodel import Field

from remedytrack.storage.tables.base import Row


class EveningSheetRow(Row, table=True):
    """One signed sheet, bound to the one before it; triggers refuse to change it.

    The unique ``previous_hash`` refuses a fork, as in the audit log.
    """

    __tablename__ = "evening_sheet"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: date = Field(index=True)
    team: str | None = None
    content: str = Field(sa_column=Column(Text, nullable=False))
    signed_by: str
    signed_at: datetime
    previous_hash: str = Field(unique=True)
    hash: str
