"""What all tables share: their metadata, and names for every constraint.

SQLite can change a constraint only by rebuilding the table, and a migration can only
name what has a name.
"""

from typing import Any, ClassVar

from sqlalchemy import JSON, Column, MetaData
from sqlmodel import SQLModel

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel):
    """Base of every row, in the project's own metadata."""

    metadata: ClassVar[MetaData] = METADATA


def json_column() -> Column[Any]:
    """Return a column that holds JSON and is never null."""
    return Column(JSON, nullable=False)
