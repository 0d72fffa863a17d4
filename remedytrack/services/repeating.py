"""The same thing sent twice: a double click, or the back button and send again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from remedytrack.core.workflow.journal import Entry
from remedytrack.services.refusals import JustRecorded
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import EntryContent, Incident, IncidentContent

JUST_NOW = timedelta(minutes=10)


def refuse_repeated_entry(
    unit: Unit, proceeding_id: UUID, entry: Entry, content: EntryContent
) -> None:
    """Raise :class:`JustRecorded` where somebody recorded the very same just now."""
    recent = [
        each
        for each in unit.journal.of(proceeding_id)
        if each.recorded_by == entry.recorded_by
        and entry.recorded_at - each.recorded_at < JUST_NOW
        and replace(each, id=entry.id, recorded_at=entry.recorded_at) == entry
    ]
    contents = unit.journal.contents([each.id for each in recent])
    if any(contents.get(each.id, EntryContent()) == content for each in recent):
        raise JustRecorded


def refuse_repeated_incident(
    unit: Unit, incident: Incident, content: IncidentContent
) -> None:
    """Raise :class:`JustRecorded` where the dossier has the very same incident."""
    known = unit.incidents.of_matter(incident.matter_id)
    contents = unit.incidents.contents([each.id for each in known])
    for each in known:
        same = replace(each, id=incident.id, ref=incident.ref) == incident
        if same and contents.get(each.id) == content:
            raise JustRecorded
