"""Looks: when the planner looks at a deadline again. A note of its own, never a fact.

A look too early costs a look; one too late would lose a reminder. So everything that
changes who is told, or when, has the planner look again at once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, bindparam, or_, text, update
from sqlmodel import col, select

from remedytrack.core.watched import Watched
from remedytrack.storage.projections import PENDING
from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.docket import ProceedingRow
from remedytrack.storage.tables.projections import DEADLINE_LOOKED_AT, DeadlineRow

AT_ONCE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A moment before every other: look as soon as possible, whatever the clock says."""

_WATCHED = TypeAdapter(Watched)
_LOOKED_AT = text(DEADLINE_LOOKED_AT)


@dataclass(frozen=True, slots=True)
class Look:
    """A deadline whose turn has come."""

    deadline_id: UUID
    proceeding_id: UUID
    payload: str

    def watched(self) -> Watched:
        """Return the deadline; a damaged one fails here, and not those beside it."""
        return _WATCHED.validate_json(self.payload)


class Looks(Repository):
    """The order in which the planner looks at deadlines, by one partial index."""

    def due(self, now: datetime, limit: int) -> list[Look]:
        """Return at most ``limit`` deadlines to look at by ``now``, longest due first.

        Costs with what it returns, not with what there is.
        """
        due = (
            select(DeadlineRow.id, DeadlineRow.proceeding_id, DeadlineRow.payload)
            .where(_LOOKED_AT, col(DeadlineRow.look_at) <= now)
            .order_by(col(DeadlineRow.look_at), col(DeadlineRow.id))
            .limit(limit)
        )
        return [Look(*row) for row in self._session.exec(due)]

    def next_at(self) -> datetime | None:
        """Return the moment of the next look, past or to come; ``None`` if none is."""
        moments = select(col(DeadlineRow.look_at)).where(_LOOKED_AT)
        first = moments.order_by(col(DeadlineRow.look_at)).limit(1)
        return self._session.exec(first).first()

    def put_off(self, until: Mapping[UUID, datetime]) -> None:
        """Look at each of these deadlines again at its moment."""
        rows = [{"deadline_id": id_, "until": at} for id_, at in until.items()]
        if rows:
            self._session.connection().execute(_PUT_OFF, rows)

    def again(self) -> int:
        """Look at every pending deadline again, now; return how many these are."""
        return self._again()

    def again_of(self, people: Collection[str]) -> int:
        """Look again at what these people own or are deputies of, by user id."""
        theirs = or_(
            col(ProceedingRow.owner).in_(people), col(ProceedingRow.deputy).in_(people)
        )
        cases = select(ProceedingRow.id).where(theirs)
        return self._again(col(DeadlineRow.proceeding_id).in_(cases))

    def again_in(self, matter_id: UUID) -> int:
        """Look again at the deadlines of one matter."""
        of_it = col(ProceedingRow.matter_id) == matter_id
        cases = select(ProceedingRow.id).where(of_it)
        return self._again(col(DeadlineRow.proceeding_id).in_(cases))

    def _again(self, *which: ColumnElement[bool]) -> int:
        pending = col(DeadlineRow.state).in_(PENDING)
        looked = update(DeadlineRow).where(pending, *which).values(look_at=AT_ONCE)
        return self._change(looked)


_TABLE = DeadlineRow.__table__  # type: ignore[attr-defined]
_PUT_OFF = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("deadline_id"))
    .values(look_at=bindparam("until"))
)
