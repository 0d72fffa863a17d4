"""Which stored deadlines a change of law may concern: found by an index, never a scan.

Deadlines that are over are found too: a date of theirs that moves may move another.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, text
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from remedytrack.core.lawchanges import Run
from remedytrack.core.workflow.standing import OF_NO_RULE, Deadline
from remedytrack.storage.projections import _owned_deadline as deadline_of_row
from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.docket import ProceedingRow
from remedytrack.storage.tables.projections import DEADLINE_UNSETTLED, DeadlineRow
from remedytrack.storage.tables.results import ResultRow

_NO_ENTRY = ("tick", "rebuild", "law")
"""Causes of results that no person's entry had a part in."""

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Superseded:
    """A result that another one took the place of since a publication."""

    proceeding_id: UUID
    deadline_id: UUID
    safe_on: date | None
    arguable_on: date | None


class Concerned(Repository):
    """Deadlines and proceedings by the law that their dates rest on."""

    def by_days(self, run: Run) -> list[tuple[UUID, Deadline]]:
        """Return deadlines whose count looked at a day of ``run``, by proceeding."""
        spans = self._spans(run.calendar)
        if not spans:
            return []
        looked = or_(*(_met(run, span) for span in spans))
        return self._deadlines(select(DeadlineRow).where(looked))

    def by_limits(self, versions: Collection[str]) -> list[tuple[UUID, Deadline]]:
        """Return deadlines counted by any of these versions of rules."""
        return self._among(col(DeadlineRow.limit_version), versions)

    def by_profiles(self, versions: Collection[str]) -> list[tuple[UUID, Deadline]]:
        """Return deadlines counted by any of these versions of counting profiles."""
        return self._among(col(DeadlineRow.profile_version), versions)

    def by_other_tzdata(self, tzdata: str) -> list[tuple[UUID, Deadline]]:
        """Return deadlines counted with other time zone data than ``tzdata``."""
        version = col(DeadlineRow.tzdata)
        # Two ranges of the index; “is not” would read every row.
        other = or_(version < tzdata, version > tzdata)
        return self._deadlines(select(DeadlineRow).where(other))

    def unsettled(self) -> list[tuple[UUID, Deadline]]:
        """Return deadlines that no days looked at can find.

        Those of a rule that have no date: new law may give them one. And those that
        are reminded on an earlier date, until a second person has checked the later.
        """
        rows = select(DeadlineRow).where(
            text(DEADLINE_UNSETTLED),
            col(DeadlineRow.limit_id).not_in(OF_NO_RULE),
        )
        return self._deadlines(rows)

    def proceedings_of(self, workflows: Collection[str]) -> list[UUID]:
        """Return the ids of all proceedings of these procedures."""
        theirs = select(ProceedingRow.id).where(
            col(ProceedingRow.workflow).in_(list(workflows))
        )
        return list(self._all(theirs))

    def superseded_since(self, result_seq: int) -> list[Superseded]:
        """Return what was superseded after result ``result_seq`` by no entry's cause.

        Of each deadline the oldest: the result that stood when that number was given,
        or that an entry left behind since.
        """
        old, new = aliased(ResultRow), aliased(ResultRow)
        moved = or_(
            col(old.safe_on).is_distinct_from(col(new.safe_on)),
            col(old.arguable_on).is_distinct_from(col(new.arguable_on)),
        )
        rows = self._all(
            select(old)
            .join(new, col(new.supersedes) == col(old.id))
            .where(col(new.seq) > result_seq, col(new.cause).in_(_NO_ENTRY), moved)
            .order_by(col(new.seq).desc())
        )
        return list({row.deadline_id: _superseded(row) for row in rows}.values())

    def _spans(self, calendar: str) -> list[int]:
        """Return every span up to the longest that a count with ``calendar`` has."""
        longest = select(func.max(col(DeadlineRow.consulted_span))).where(
            col(DeadlineRow.calendar) == calendar
        )
        found = self._first(longest) or 0
        return [2**power for power in range(found.bit_length())]

    def _among(
        self, column: Mapped[str | None], versions: Collection[str]
    ) -> list[tuple[UUID, Deadline]]:
        return [
            found
            for part in _parts(versions)
            for found in self._deadlines(select(DeadlineRow).where(column.in_(part)))
        ]

    def _deadlines(
        self, statement: SelectOfScalar[DeadlineRow]
    ) -> list[tuple[UUID, Deadline]]:
        return [deadline_of_row(row) for row in self._all(statement)]


def _superseded(row: ResultRow) -> Superseded:
    return Superseded(row.proceeding_id, row.deadline_id, row.safe_on, row.arguable_on)


def _met(run: Run, span: int) -> ColumnElement[bool]:
    """Say which counts of at most ``span`` days looked at a day of ``run``."""
    return and_(
        col(DeadlineRow.calendar) == run.calendar,
        col(DeadlineRow.consulted_span) == span,
        col(DeadlineRow.consulted_to) >= run.first,
        col(DeadlineRow.consulted_to) <= run.last + timedelta(days=span - 1),
        col(DeadlineRow.consulted_from) <= run.last,
    )


def _parts(names: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(names)
    for start in range(0, len(ordered), _LONGEST):
        yield ordered[start : start + _LONGEST]
