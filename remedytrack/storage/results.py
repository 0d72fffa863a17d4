"""The results: every count with its trace, appended and never changed."""

from dataclasses import asdict, fields
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.projections import DeadlineRow
from remedytrack.storage.tables.results import ResultRow
from remedytrack.storage.values import Result


class Results(Repository):
    """What was counted for each deadline, in the order of counting."""

    def append(self, result: Result) -> None:
        """Add ``result``; the one it supersedes stays as it is."""
        self._insert(ResultRow(**asdict(result)))

    def current(self, proceeding_id: UUID) -> dict[UUID, Result]:
        """Return the newest result of each deadline that the proceeding ever had."""
        later = aliased(ResultRow)
        superseded = select(later.id).where(col(later.supersedes) == col(ResultRow.id))
        newest = select(ResultRow).where(
            col(ResultRow.proceeding_id) == proceeding_id, ~superseded.exists()
        )
        rows = self._all(newest.order_by(col(ResultRow.seq)))
        return {row.deadline_id: _result(row) for row in rows}

    def of_deadline(self, deadline_id: UUID) -> list[Result]:
        """Return the results of one deadline, the oldest first."""
        theirs = select(ResultRow).where(col(ResultRow.deadline_id) == deadline_id)
        return [_result(row) for row in self._all(theirs.order_by(col(ResultRow.seq)))]

    def deadlines(self) -> list[UUID]:
        """Return the ids of all deadlines that have results."""
        ids = select(ResultRow.deadline_id).distinct()
        return list(self._all(ids.order_by(col(ResultRow.deadline_id))))

    def shown(self, deadline_id: UUID) -> UUID | None:
        """Return the result that the deadline says it rests on, if both are there."""
        this = col(DeadlineRow.id) == deadline_id
        row = self._first(select(DeadlineRow).where(this))
        return row.result_id if row else None


def _result(row: ResultRow) -> Result:
    return Result(**{each.name: getattr(row, each.name) for each in fields(Result)})
