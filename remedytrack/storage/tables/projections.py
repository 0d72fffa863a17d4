"""Schedule plane: what a replay said, stored for lists and for the scheduler.

Everything here can be dropped and rebuilt, so nothing refers to it by a foreign key.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field

from remedytrack.storage.tables.base import Row

# A literal, not parameters: a partial index serves only a query that repeats it.
DEADLINE_UNSETTLED = (
    "(consulted_to IS NULL OR (remind_on < safe_on "
    "AND state NOT IN ('satisfied', 'waived', 'lifted')))"
)

# Few again: what is over has nothing to look at. An index on the moment alone would
# be slower than none.
DEADLINE_LOOKED_AT = "look_at IS NOT NULL"


class DeadlineRow(Row, table=True):
    """A deadline: columns to search by, and the whole value as JSON text.

    The days from ``consulted_from`` to ``consulted_to`` are those that its count
    looked at; ``consulted_span`` is the smallest power of two of days that holds them.
    So those that looked at a day D and have span s are one range of an index: the ones
    with ``consulted_to`` from D to D + s - 1, of which at most about half began
    after D.

    ``look_at`` is the planner's own note: the first moment at which somebody may be
    owed a reminder about it. Too early costs a look, never a mail.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        Index(None, "calendar", "consulted_span", "consulted_to", "consulted_from"),
        # Few. The days looked at say nothing of them: they have no date, or are
        # reminded on an earlier one that no second person has checked.
        Index(
            "ix_deadline_unsettled",
            "limit_id",
            sqlite_where=text(DEADLINE_UNSETTLED),
            postgresql_where=text(DEADLINE_UNSETTLED),
        ),
        Index(
            "ix_deadline_look_at",
            "look_at",
            "id",
            sqlite_where=text(DEADLINE_LOOKED_AT),
            postgresql_where=text(DEADLINE_LOOKED_AT),
        ),
    )

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
    look_at: datetime | None = None
    provisional: bool
    limit_version: str | None = Field(default=None, index=True)
    profile_version: str | None = Field(default=None, index=True)
    calendar: str | None = None
    calendar_revision_on: date | None = None
    tzdata: str | None = Field(default=None, index=True)
    consulted_from: date | None = None
    consulted_to: date | None = None
    consulted_span: int | None = None
    # The stored result; no foreign key, like everything about projections.
    result_id: UUID | None = None
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
