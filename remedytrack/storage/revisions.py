"""Noticing that somebody else changed a proceeding since this unit read it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from remedytrack.storage.errors import NotStored, StaleProceeding
from remedytrack.storage.tables.docket import ProceedingRow


class Revisions:
    """The revision at which each proceeding was first seen in a unit of work.

    It is compared when a standing is stored. SQLite's writers follow one another, so
    there it only matters for what a page showed earlier; PostgreSQL's run beside
    each other.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._seen: dict[UUID, int] = {}

    def note(self, proceeding_id: UUID, rev: int | None = None) -> None:
        """Remember ``rev``, or the revision in the database, unless one is known."""
        if proceeding_id in self._seen:
            return
        if rev is None:
            rev = self._stored(proceeding_id)
        self._seen[proceeding_id] = rev

    def advance(
        self,
        proceeding_id: UUID,
        changes: dict[str, Any],
        *,
        at: datetime,
        seen_rev: int | None = None,
    ) -> None:
        """Write ``changes`` to the proceeding if nobody else has since it was seen.

        Raises:
            NotStored: there is no such proceeding.
            StaleProceeding: somebody has.
        """
        self.note(proceeding_id)
        expected = self._seen[proceeding_id] if seen_rev is None else seen_rev
        statement = (
            update(ProceedingRow)
            .where(
                col(ProceedingRow.id) == proceeding_id,
                col(ProceedingRow.rev) == expected,
            )
            .values(rev=expected + 1, refreshed_at=at, **changes)
            .execution_options(synchronize_session=False)
        )
        if self._session.exec(statement).rowcount != 1:
            raise StaleProceeding(proceeding_id)
        self._seen[proceeding_id] = expected + 1

    def _stored(self, proceeding_id: UUID) -> int:
        of_it = select(ProceedingRow.rev).where(col(ProceedingRow.id) == proceeding_id)
        rev = self._session.exec(of_it).one_or_none()
        if rev is None:
            raise NotStored("proceeding", proceeding_id)
        return rev
