"""Incidents: what happened, and the complaint about it, if there is one."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select

from remedytrack.core.dates import When
from remedytrack.storage.errors import NotStored
from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.content import ContentIncidentRow
from remedytrack.storage.tables.docket import IncidentRow
from remedytrack.storage.values import Incident, IncidentContent


class Incidents(Repository):
    """What happened; recorded and linked, not a proceeding."""

    def add(self, incident: Incident, content: IncidentContent) -> None:
        """Store a new incident; the words go to the content plane."""
        self._insert(_row(incident), _content_row(incident.id, content))

    def all(self) -> list[Incident]:
        """Return every incident, in order of creation."""
        rows = self._all(select(IncidentRow).order_by(col(IncidentRow.id)))
        return [_incident(row) for row in rows]

    def of_matter(self, matter_id: UUID) -> list[Incident]:
        """Return the incidents of one matter, in order of creation."""
        theirs = select(IncidentRow).where(col(IncidentRow.matter_id) == matter_id)
        rows = self._all(theirs.order_by(col(IncidentRow.id)))
        return [_incident(row) for row in rows]

    def by_ref(self, ref: str) -> Incident | None:
        """Return the incident that people know by ``ref``, if there is one."""
        row = self._first(select(IncidentRow).where(col(IncidentRow.ref) == ref))
        return _incident(row) if row else None

    def contents(self, incident_ids: Iterable[UUID]) -> dict[UUID, IncidentContent]:
        """Return the words of these incidents, from the content plane."""
        wanted = col(ContentIncidentRow.incident_id).in_(list(incident_ids))
        rows = self._all(select(ContentIncidentRow).where(wanted))
        return {row.incident_id: _content(row) for row in rows}

    def complain(self, incident_id: UUID, proceeding_id: UUID) -> None:
        """Record which proceeding is the complaint about the incident.

        Raises:
            NotStored: there is no such incident.
        """
        this = col(IncidentRow.id) == incident_id
        statement = update(IncidentRow).where(this).values(proceeding_id=proceeding_id)
        if self._change(statement) != 1:
            raise NotStored("incident", incident_id)


def _row(incident: Incident) -> IncidentRow:
    return IncidentRow(
        id=incident.id,
        ref=incident.ref,
        matter_id=incident.matter_id,
        occurred=str(incident.occurred),
        earliest=incident.occurred.earliest,
        latest=incident.occurred.latest,
        authority_id=incident.authority_id,
        authority_knew=incident.authority_knew,
        to_investigate=incident.to_investigate,
        proceeding_id=incident.proceeding_id,
    )


def _incident(row: IncidentRow) -> Incident:
    return Incident(
        id=row.id,
        ref=row.ref,
        matter_id=row.matter_id,
        occurred=When.parse(row.occurred),
        authority_id=row.authority_id,
        authority_knew=row.authority_knew,
        proceeding_id=row.proceeding_id,
        to_investigate=row.to_investigate,
    )


def _content_row(incident_id: UUID, content: IncidentContent) -> ContentIncidentRow:
    return ContentIncidentRow(
        incident_id=incident_id,
        title=content.title,
        note=content.note,
        source_document=content.source_document,
        source_place=content.source_place,
    )


def _content(row: ContentIncidentRow) -> IncidentContent:
    return IncidentContent(row.title, row.note, row.source_document, row.source_place)
