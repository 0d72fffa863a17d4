"""Absences: who cannot be reached on which days, and who stands in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select

from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.outbox import AbsenceRow
from remedytrack.storage.values import Absence


class Absences(Repository):
    """Days on which people are away; a row is ended, never removed."""

    def add(self, absence: Absence) -> None:
        """Store a new absence."""
        columns = {name: getattr(absence, name) for name in AbsenceRow.model_fields}
        self._insert(AbsenceRow(**columns))

    def get(self, absence_id: UUID) -> Absence | None:
        """Return the absence with this id, if there is one."""
        row = self._first(select(AbsenceRow).where(col(AbsenceRow.id) == absence_id))
        return Absence(**row.model_dump()) if row else None

    def all(self, recipient_id: str | None = None) -> list[Absence]:
        """Return every absence, of one recipient or of all, the earliest first."""
        ordered = select(AbsenceRow).order_by(
            col(AbsenceRow.from_on), col(AbsenceRow.id)
        )
        if recipient_id is not None:
            ordered = ordered.where(col(AbsenceRow.recipient_id) == recipient_id)
        return [Absence(**row.model_dump()) for row in self._all(ordered)]

    def end(self, absence_id: UUID, at: datetime) -> bool:
        """Record that it ended at ``at``; ``False`` if it was ended before."""
        this = col(AbsenceRow.id) == absence_id
        running = col(AbsenceRow.ended_at).is_(None)
        ended = update(AbsenceRow).where(this, running).values(ended_at=at)
        return self._change(ended) == 1
