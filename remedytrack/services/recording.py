"""Recording facts: an event, its correction, its withdrawal.

The journal is append-only. A correction is a new entry that supersedes the old one,
and copies in linked proceedings are superseded in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.dates import When
from remedytrack.core.workflow.definition import EventDefinition, Workflow
from remedytrack.core.workflow.journal import Basis, Entry, standing_facts
from remedytrack.services.beginning import refuse_before_beginning
from remedytrack.services.consents import refuse_without_consent
from remedytrack.services.fields import sorted_out
from remedytrack.services.following import Following
from remedytrack.services.persons import name_person
from remedytrack.services.refreshing import Shift, announce
from remedytrack.services.refusals import (
    AlreadyCorrected,
    CopiedEntry,
    DerivedEvent,
    EventInTheFuture,
    MissingPerson,
    NotFound,
    ReasonMissing,
    UnknownEvent,
)
from remedytrack.services.registry import Registry, recordable
from remedytrack.services.repeating import refuse_repeated_entry
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import EntryContent, Proceeding


@dataclass(frozen=True, slots=True)
class Report:
    """A fact as somebody reports it.

    ``fields`` are typed texts by name; ``person`` is an opaque person id, ``initials``
    name somebody new. ``basis`` is ``document`` only where a document has been seen.
    ``begins_earlier`` confirms that the case began before the entry that opened it.
    """

    kind: str
    occurred: When
    fields: Mapping[str, str]
    person: str | None = None
    initials: str | None = None
    basis: Basis = Basis.REPORTED
    content: EntryContent = field(default_factory=EntryContent)
    begins_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """The new entry, and every deadline that moved because of it, linked cases too."""

    entry_id: UUID
    shifts: tuple[Shift, ...]


def record_event(
    registry: Registry, *, actor: Viewer, now: datetime, ref: str, report: Report
) -> Recorded:
    """Append an event to the journal of the proceeding ``ref``.

    A :class:`~remedytrack.services.refusals.Refused` says that nothing has changed.
    """
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        recorded = record_in(
            unit, registry, proceeding, actor=actor, now=now, report=report
        )
        _audit(
            unit, proceeding, recorded.entry_id, "event.record", actor=actor, now=now
        )
    return recorded


def record_in(
    unit: Unit,
    registry: Registry,
    proceeding: Proceeding,
    *,
    actor: Viewer,
    now: datetime,
    report: Report,
) -> Recorded:
    """Append an event within a unit of work that is open already."""
    report = _with_person(unit, proceeding, report, now)
    entry, content = _entry(registry, proceeding, report, actor=actor, now=now)
    if not report.begins_earlier:
        refuse_before_beginning(unit, registry, proceeding, entry)
    refuse_without_consent(unit, registry, proceeding, entry)
    refuse_repeated_entry(unit, proceeding.id, entry, content)
    shifts = Following(unit, registry, actor.id, now).entered(
        proceeding, entry, content
    )
    announce(unit, shifts, entry.id, now)
    return Recorded(entry.id, shifts)


def correct_event(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    ref: str,
    entry_id: UUID,
    report: Report,
) -> Recorded:
    """Supersede an entry by what ``report`` says; the old one stays readable."""
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        old = _correctable(unit, proceeding, entry_id)
        named = _with_person(unit, proceeding, report, now)
        same_kind = replace(named, kind=old.kind)
        entry, content = _entry(registry, proceeding, same_kind, actor=actor, now=now)
        if not report.begins_earlier:
            refuse_before_beginning(unit, registry, proceeding, entry, corrects=old)
        if entry.person != old.person:
            refuse_without_consent(unit, registry, proceeding, entry)
        correction = replace(entry, supersedes=old.id)
        shifts = Following(unit, registry, actor.id, now).superseded(
            proceeding, correction, content
        )
        announce(unit, shifts, correction.id, now)
        _audit(unit, proceeding, correction.id, "event.correct", actor=actor, now=now)
    return Recorded(correction.id, shifts)


def withdraw_event(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    ref: str,
    entry_id: UUID,
    reason: str,
) -> Recorded:
    """Supersede an entry by nothing: it should not have been recorded."""
    if not reason.strip():
        raise ReasonMissing
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        old = _correctable(unit, proceeding, entry_id)
        withdrawal = replace(
            old,
            id=new_id(now),
            supersedes=old.id,
            withdrawn=True,
            recorded_at=now,
            recorded_by=actor.id,
        )
        content = EntryContent(note=reason.strip())
        shifts = Following(unit, registry, actor.id, now).superseded(
            proceeding, withdrawal, content
        )
        announce(unit, shifts, withdrawal.id, now)
        _audit(unit, proceeding, withdrawal.id, "event.withdraw", actor=actor, now=now)
    return Recorded(withdrawal.id, shifts)


def _audit(
    unit: Unit,
    proceeding: Proceeding,
    entry_id: UUID,
    action: str,
    *,
    actor: Viewer,
    now: datetime,
) -> None:
    subject = {"proceeding": proceeding.ref, "entry": str(entry_id)}
    unit.audit.append(now, actor.id, action, subject, {})


def _with_person(
    unit: Unit, proceeding: Proceeding, report: Report, now: datetime
) -> Report:
    if report.initials is None:
        return report
    person = name_person(unit, proceeding.matter_id, report.initials, now)
    return replace(report, person=person)


def _entry(
    registry: Registry,
    proceeding: Proceeding,
    report: Report,
    *,
    actor: Viewer,
    now: datetime,
) -> tuple[Entry, EntryContent]:
    definition = registry.definition(proceeding)
    event = _event(definition, report.kind)
    if event.person == "required" and report.person is None:
        raise MissingPerson
    _check_future(event, report, registry.today(proceeding, now))
    fields, texts = sorted_out(event, report.fields)
    entry = Entry(
        id=new_id(now),
        kind=report.kind,
        occurred=report.occurred,
        recorded_at=now,
        recorded_by=actor.id,
        fields=fields,
        person=report.person,
        basis=report.basis,
    )
    return entry, replace(report.content, texts={**report.content.texts, **texts})


def _event(definition: Workflow, kind: str) -> EventDefinition:
    event = definition.events.get(kind)
    if event is None:
        known = ", ".join(k for k, e in definition.events.items() if not e.derived)
        raise UnknownEvent(kind=kind, known=known)
    if event.derived:
        raise DerivedEvent(kind=event.title)
    return event


def _check_future(event: EventDefinition, report: Report, today: date) -> None:
    earliest = report.occurred.earliest
    if not event.planned and earliest is not None and earliest > today:
        raise EventInTheFuture(day=earliest, kind=event.title)


def _correctable(unit: Unit, proceeding: Proceeding, entry_id: UUID) -> Entry:
    journal = {entry.id: entry for entry in unit.journal.of(proceeding.id)}
    if entry_id not in journal:
        raise NotFound(ref=entry_id)
    standing = {fact.entry.id for fact in standing_facts(journal.values())}
    if entry_id not in standing:
        raise AlreadyCorrected
    entry = journal[entry_id]
    if entry.origin is not None:
        raise CopiedEntry(ref=_origin_ref(unit, proceeding))
    return entry


def _origin_ref(unit: Unit, proceeding: Proceeding) -> str:
    linked = unit.proceedings.links(proceeding.id)
    others = [x for each in linked for x in (each.from_id, each.to_id)]
    other = next((x for x in others if x != proceeding.id), proceeding.id)
    return unit.proceedings.get(other).ref
