"""Opening: dossiers and their circle, cases, linked cases, incidents, authorities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from remedytrack.core.access import Viewer, may_open, may_record
from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import standing_facts
from remedytrack.services.following import APPEAL_OF, copied
from remedytrack.services.looking import proceedings_for
from remedytrack.services.persons import name_person
from remedytrack.services.refreshing import refresh
from remedytrack.services.refusals import (
    AlreadyLinked,
    NoAccount,
    NotAllowed,
    NotFound,
    SameCase,
)
from remedytrack.services.registry import Registry, recordable
from remedytrack.services.repeating import refuse_repeated_incident
from remedytrack.storage.ids import new_id, new_reference
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import (
    Authority,
    Incident,
    IncidentContent,
    Matter,
    Proceeding,
)

SAME_EVENT = "same_event"
RELATED = "related"
COMPARED_WITH = "compared_with"
"""The same act in two cases, set side by side; may stand beside another link."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case is opened with; title and number are content."""

    workflow: str
    title: str
    number: str | None = None
    authority_id: UUID | None = None


def open_matter(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    title: str,
    members: Iterable[str] = (),
) -> Matter:
    """Open a dossier; the opener and ``members`` are its circle."""
    with registry.store.writing() as unit:
        return open_matter_in(unit, actor=actor, now=now, title=title, members=members)


def open_matter_in(
    unit: Unit,
    *,
    actor: Viewer,
    now: datetime,
    title: str,
    members: Iterable[str] = (),
) -> Matter:
    """Open a dossier within a unit of work that is open already."""
    if not may_open(actor):
        raise NotAllowed
    matter = Matter(new_id(now), new_reference(), now)
    circle = {*members} | ({actor.id} if not actor.operator else set())
    unit.matters.add(matter, title)
    for member in sorted(circle):
        unit.matters.add_member(matter.id, member, now)
    subject = {"matter": matter.ref}
    unit.audit.append(now, actor.id, "matter.open", subject, {})
    return matter


def add_member(
    registry: Registry, *, actor: Viewer, now: datetime, matter_ref: str, user_id: str
) -> None:
    """Let somebody into the circle of a dossier, by id or by address of sign-in.

    Nobody is offered a list of colleagues: whom one may let in, one knows.
    """
    with registry.store.writing() as unit:
        matter = recordable_matter(unit, actor, matter_ref)
        found = unit.accounts.get(user_id) or unit.accounts.by_email(user_id)
        if found is None or not found.active:
            raise NoAccount(address=user_id)
        unit.matters.add_member(matter.id, found.id, now)
        # From now on they may stand in for somebody.
        unit.looks.again_in(matter.id)
        subject = {"matter": matter.ref, "user": found.id}
        unit.audit.append(now, actor.id, "matter.add_member", subject, {})


def open_proceeding(
    registry: Registry, *, actor: Viewer, now: datetime, matter_ref: str, case: NewCase
) -> Proceeding:
    """Open a case in a dossier."""
    registry.workflow(case.workflow)
    with registry.store.writing() as unit:
        matter = recordable_matter(unit, actor, matter_ref)
        proceeding = open_in(unit, registry, matter.id, case, now)
        subject = {"proceeding": proceeding.ref, "matter": matter.ref}
        unit.audit.append(now, actor.id, "proceeding.open", subject, {})
    return proceeding


def open_linked(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    ref: str,
    case: NewCase,
    kind: str = APPEAL_OF,
) -> Proceeding:
    """Open a case linked to ``ref``, and copy the entries that it takes from there.

    Which events are copied is the definition's word (``from_linked``); what is recorded
    or corrected in the origin later follows by itself.
    """
    with registry.store.writing() as unit:
        origin = recordable(unit, actor, ref)
        linked = open_in(unit, registry, origin.matter_id, case, now)
        unit.proceedings.link(linked.id, origin.id, kind, now)
        copy_facts(unit, registry, origin, linked, now)
        refresh(unit, registry, unit.proceedings.get(linked.id), now)
        subject = {"proceeding": linked.ref, "origin": origin.ref}
        unit.audit.append(now, actor.id, "proceeding.open_linked", subject, {})
        return unit.proceedings.get(linked.id)


def link(
    registry: Registry, *, actor: Viewer, now: datetime, ref: str, to: str, kind: str
) -> None:
    """Record that two cases belong together."""
    with registry.store.writing() as unit:
        one, other = recordable(unit, actor, ref), recordable(unit, actor, to)
        _check_link(unit, one, other, kind)
        unit.proceedings.link(one.id, other.id, kind, now)
        subject = {"proceeding": one.ref, "to": other.ref}
        unit.audit.append(now, actor.id, "proceeding.link", subject, {"kind": kind})


def add_authority(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    name: str,
    calendar: str,
    aliases: Iterable[str] = (),
) -> Authority:
    """Put a body on record, with the calendar it works by and its other names."""
    if not may_open(actor):
        raise NotAllowed
    registry.law.calendar(calendar)
    authority = Authority(new_id(now), calendar)
    with registry.store.writing() as unit:
        unit.authorities.add(authority, name, aliases)
        subject = {"authority": str(authority.id)}
        unit.audit.append(now, actor.id, "authority.add", subject, {})
    return authority


def add_person(
    registry: Registry, *, actor: Viewer, now: datetime, ref: str, initials: str
) -> str:
    """Name a person that the case ``ref`` is about, and return the person's id.

    Initials only: :class:`~remedytrack.services.refusals.NotInitials` for more.
    """
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        person = name_person(unit, proceeding.matter_id, initials, now)
        subject = {"proceeding": proceeding.ref, "person": person}
        unit.audit.append(now, actor.id, "person.add", subject, {})
    return person


def record_incident(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    matter_ref: str,
    occurred: When,
    content: IncidentContent,
    authority_id: UUID | None = None,
    authority_knew: bool = False,
    complaint_ref: str | None = None,
    to_investigate: bool = True,
) -> Incident:
    """Record what happened; ``complaint_ref`` is the complaint made about it.

    ``to_investigate`` is false for what nobody had to investigate, such as a
    cancelled talk: it is kept in the dossier and in no list of findings.
    """
    with registry.store.writing() as unit:
        matter = recordable_matter(unit, actor, matter_ref)
        about = recordable(unit, actor, complaint_ref) if complaint_ref else None
        incident = Incident(
            id=new_id(now),
            ref=new_reference(),
            matter_id=matter.id,
            occurred=occurred,
            authority_id=authority_id,
            authority_knew=authority_knew,
            proceeding_id=about.id if about else None,
            to_investigate=to_investigate,
        )
        refuse_repeated_incident(unit, incident, content)
        unit.incidents.add(incident, content)
        subject = {"incident": incident.ref, "matter": matter.ref}
        unit.audit.append(now, actor.id, "incident.record", subject, {})
    return incident


def linkable(
    registry: Registry, *, viewer: Viewer, ref: str, compared: bool = False
) -> list[tuple[Proceeding, str]]:
    """Return the cases that ``ref`` may be linked to, with their titles.

    Those of its own dossier come first. A case that is linked already may still be
    ``compared``.
    """
    with registry.store.reading() as unit:
        this = recordable(unit, viewer, ref)
        linked = _linked_to(unit, this, compared=compared) | {this.id}
        cases = [
            each
            for each in proceedings_for(unit, viewer)
            if each.id not in linked
            and may_record(viewer, unit.matters.members(each.matter_id))
        ]
        titles = unit.proceedings.titles([each.id for each in cases])
    cases.sort(key=lambda each: (each.matter_id != this.matter_id, titles[each.id]))
    return [(each, titles[each.id]) for each in cases]


def _check_link(unit: Unit, one: Proceeding, other: Proceeding, kind: str) -> None:
    if one.id == other.id:
        raise SameCase
    if other.id in _linked_to(unit, one, compared=kind == COMPARED_WITH):
        raise AlreadyLinked


def _linked_to(unit: Unit, one: Proceeding, *, compared: bool) -> set[UUID]:
    """Return the cases compared with ``one``, or those linked with it otherwise."""
    every = unit.proceedings.links(one.id)
    links = [each for each in every if (each.kind == COMPARED_WITH) == compared]
    return {each for link in links for each in (link.from_id, link.to_id)} - {one.id}


def open_in(
    unit: Unit, registry: Registry, matter_id: UUID, case: NewCase, now: datetime
) -> Proceeding:
    """Open a case within a unit of work that is open already."""
    definition = registry.workflow(case.workflow)
    proceeding = Proceeding(
        id=new_id(now),
        ref=new_reference(),
        matter_id=matter_id,
        workflow=definition.workflow,
        workflow_version=definition.version,
        authority_id=case.authority_id,
        opened_at=now,
    )
    unit.proceedings.add(proceeding, case.title, case.number)
    refresh(unit, registry, proceeding, now)
    return unit.proceedings.get(proceeding.id)


def copy_facts(
    unit: Unit,
    registry: Registry,
    origin: Proceeding,
    linked: Proceeding,
    now: datetime,
) -> None:
    """Copy the entries of ``origin`` that the definition of ``linked`` takes over."""
    events = registry.definition(linked).events
    kind = registry.definition(origin).kind
    wanted = {name for name, event in events.items() if event.from_linked is kind}
    facts = standing_facts(unit.journal.of(origin.id))
    entries = [fact.entry for fact in facts if fact.entry.kind in wanted]
    contents = unit.journal.contents([entry.id for entry in entries])
    for entry in entries:
        unit.journal.append(linked.id, copied(entry, now), contents.get(entry.id))


def recordable_matter(unit: Unit, actor: Viewer, matter_ref: str) -> Matter:
    """Return the dossier called ``matter_ref`` if ``actor`` may add to it."""
    matter = unit.matters.by_ref(matter_ref)
    if matter is None or not may_record(actor, unit.matters.members(matter.id)):
        raise NotFound(ref=matter_ref)
    return matter
