"""A case and a dossier as a reader sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.access import Output, Viewer, may_record, may_see
from remedytrack.core.dates import When
from remedytrack.core.law import Texts
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.standing import Deadline, Embargo, Standing
from remedytrack.services.refreshing import standing_of
from remedytrack.services.refusals import NotFound
from remedytrack.services.registry import Registry, seen_by, visible
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import (
    EntryContent,
    Incident,
    IncidentContent,
    Matter,
    Proceeding,
)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry with its words. ``stands`` is false for what has been superseded.

    ``title`` is the event's; acts of people have none here, their kind says it.
    """

    entry: Entry
    content: EntryContent
    title: Texts | None
    recorded_by: str
    initials: str | None
    stands: bool


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """A case beside this one; ``kind`` is ``appeal_of``, or ``has_appeal_of``."""

    ref: str
    title: str
    kind: str
    state: Texts | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A case in a dossier's list."""

    proceeding: Proceeding
    title: str
    workflow: Texts
    state: Texts | None
    next_deadline: Deadline | None
    owner_name: str | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the page of a case shows."""

    proceeding: Proceeding
    title: str
    number: str | None
    definition: Workflow
    standing: Standing
    journal: Sequence[JournalLine]
    linked: Sequence[LinkedCase]
    matter: Matter
    matter_title: str
    members: Mapping[str, str]
    persons: Mapping[str, str]
    owner_name: str | None
    deputy_name: str | None
    authority_name: str | None
    zone: ZoneInfo
    can_record: bool

    @property
    def embargo(self) -> Embargo:
        """Whether the contents may leave the circle."""
        return self.standing.embargo

    def deadline(self, deadline_id: UUID) -> Deadline:
        """Return one of its deadlines; :class:`NotFound` if it has no such one."""
        for deadline in self.standing.deadlines:
            if deadline.id == deadline_id:
                return deadline
        raise NotFound(ref=deadline_id)


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything the page of a dossier shows."""

    matter: Matter
    title: str
    members: Mapping[str, str]
    cases: Sequence[Listed]
    incidents: Sequence[tuple[Incident, IncidentContent, str | None]]
    can_record: bool


def case_view(
    registry: Registry, *, viewer: Viewer, now: datetime, ref: str
) -> CaseView:
    """Return the case called ``ref``, replayed at ``now``.

    Raises :class:`~remedytrack.services.refusals.NotFound` where there is none, or
    none that ``viewer`` may see.
    """
    with registry.store.reading() as unit:
        proceeding = seen_by(unit, viewer, ref)
        standing = standing_of(unit, registry, proceeding, now)
        names = _account_names(unit)
        circle = unit.matters.members(proceeding.matter_id)
        authorities = unit.authorities.names()
        journal = unit.journal.of(proceeding.id)
        lines = _lines(unit, registry, proceeding, journal, names)
        return CaseView(
            proceeding=proceeding,
            title=unit.proceedings.titles([proceeding.id])[proceeding.id],
            number=unit.proceedings.numbers([proceeding.id]).get(proceeding.id),
            definition=registry.definition(proceeding),
            standing=standing,
            journal=lines,
            linked=_linked(unit, registry, viewer, proceeding),
            matter=unit.matters.get(proceeding.matter_id),
            matter_title=unit.matters.title(proceeding.matter_id),
            members={each: names.get(each, each) for each in sorted(circle)},
            persons=unit.people.all_initials(),
            owner_name=names.get(standing.owner or ""),
            deputy_name=names.get(standing.deputy or ""),
            authority_name=authorities.get(proceeding.authority_id)
            if proceeding.authority_id
            else None,
            zone=registry.zone(proceeding),
            can_record=may_record(viewer, circle),
        )


def case_of_deadline(registry: Registry, *, viewer: Viewer, deadline_id: UUID) -> str:
    """Return the reference of the case that a mail's link leads to."""
    with registry.store.reading() as unit:
        found = unit.projections.deadline(deadline_id)
        if found is None:
            raise NotFound(ref=deadline_id)
        ref = unit.proceedings.get(found[0]).ref
        return seen_by(unit, viewer, ref).ref


def dossier(registry: Registry, *, viewer: Viewer, matter_ref: str) -> DossierView:
    """Return the dossier called ``matter_ref`` with what ``viewer`` may see of it."""
    with registry.store.reading() as unit:
        matter = unit.matters.by_ref(matter_ref)
        if matter is None:
            raise NotFound(ref=matter_ref)
        circle = unit.matters.members(matter.id)
        if not may_see_dossier(viewer, circle):
            raise NotFound(ref=matter_ref)
        return _dossier(unit, registry, viewer, matter, circle)


def dossiers(registry: Registry, *, viewer: Viewer) -> list[tuple[Matter, str, int]]:
    """Return the dossiers of ``viewer`` with their titles and numbers of cases."""
    with registry.store.reading() as unit:
        return [
            (matter, unit.matters.title(matter.id), len(_cases(unit, viewer, matter)))
            for matter in unit.matters.all()
            if may_see_dossier(viewer, unit.matters.members(matter.id))
        ]


def may_see_dossier(viewer: Viewer, circle: frozenset[str]) -> bool:
    """Say whether the viewer belongs to the circle; no embargo hides that a file is."""
    return may_see(viewer, circle, Embargo.NONE, Output.PAGE)


def _dossier(
    unit: Unit,
    registry: Registry,
    viewer: Viewer,
    matter: Matter,
    circle: frozenset[str],
) -> DossierView:
    names = _account_names(unit)
    incidents = unit.incidents.of_matter(matter.id)
    words = unit.incidents.contents([each.id for each in incidents])
    bodies = unit.authorities.names()
    return DossierView(
        matter=matter,
        title=unit.matters.title(matter.id),
        members={each: names.get(each, each) for each in sorted(circle)},
        cases=[
            _listed(unit, registry, each, names)
            for each in _cases(unit, viewer, matter)
        ],
        incidents=[
            (each, words[each.id], _named(bodies, each.authority_id))
            for each in sorted(incidents, key=_when)
        ],
        can_record=may_record(viewer, circle),
    )


def _cases(unit: Unit, viewer: Viewer, matter: Matter) -> list[Proceeding]:
    cases = unit.proceedings.of_matter(matter.id)
    return [each for each in cases if visible(unit, viewer, each)]


def _listed(
    unit: Unit, registry: Registry, proceeding: Proceeding, names: Mapping[str, str]
) -> Listed:
    pending = [
        deadline
        for _, deadline in unit.projections.deadlines(
            [proceeding.id], pending_only=True
        )
        if deadline.bound == "us" and deadline.remind_on is not None
    ]
    return Listed(
        proceeding=proceeding,
        title=unit.proceedings.titles([proceeding.id])[proceeding.id],
        workflow=registry.definition(proceeding).title,
        state=_headline(registry, proceeding),
        next_deadline=min(pending, key=lambda d: str(d.remind_on), default=None),
        owner_name=names.get(proceeding.owner or ""),
    )


def _headline(registry: Registry, proceeding: Proceeding) -> Texts | None:
    definition = registry.definition(proceeding)
    states = definition.tracks[definition.headline].states
    state = states.get(proceeding.headline_state)
    return state.title if state else None


def _lines(
    unit: Unit,
    registry: Registry,
    proceeding: Proceeding,
    journal: Sequence[Entry],
    names: Mapping[str, str],
) -> list[JournalLine]:
    events = registry.definition(proceeding).events
    contents = unit.journal.contents([entry.id for entry in journal])
    initials = unit.people.all_initials()
    superseded = {entry.supersedes for entry in journal}
    lines = [
        JournalLine(
            entry=entry,
            content=contents.get(entry.id, EntryContent()),
            title=events[entry.kind].title if entry.kind in events else None,
            recorded_by=names.get(entry.recorded_by, entry.recorded_by),
            initials=initials.get(entry.person or ""),
            stands=entry.id not in superseded and not entry.withdrawn,
        )
        for entry in journal
    ]
    return sorted(lines, key=_by_date)


def _by_date(line: JournalLine) -> tuple[str, datetime]:
    occurred: When = line.entry.occurred
    return str(occurred.latest or occurred.earliest), line.entry.recorded_at


def _linked(
    unit: Unit, registry: Registry, viewer: Viewer, proceeding: Proceeding
) -> list[LinkedCase]:
    linked = []
    for link in unit.proceedings.links(proceeding.id):
        outgoing = link.from_id == proceeding.id
        other = unit.proceedings.get(link.to_id if outgoing else link.from_id)
        if not visible(unit, viewer, other):
            continue
        title = unit.proceedings.titles([other.id])[other.id]
        kind = link.kind if outgoing else f"has_{link.kind}"
        linked.append(LinkedCase(other.ref, title, kind, _headline(registry, other)))
    return linked


def _account_names(unit: Unit) -> dict[str, str]:
    return {account.id: account.name for account in unit.accounts.all()}


def _named(names: Mapping[UUID, str], authority_id: UUID | None) -> str | None:
    return names.get(authority_id) if authority_id else None


def _when(incident: Incident) -> str:
    return str(incident.occurred.latest or incident.occurred.earliest)
