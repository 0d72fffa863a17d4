"""Authorities that turn out to be one: merged, counted together, taken apart again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from remedytrack.core.access import Output, Role, Viewer, may_see
from remedytrack.core.timelimits.explain import Sentence
from remedytrack.core.workflow.standing import Embargo
from remedytrack.services.looking import proceedings_for
from remedytrack.services.refusals import NotAllowed, NotFound, Refused
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit


class CannotMerge(Refused):
    """A body is merged into another one that stands on its own, and once."""

    message = Sentence(
        "“%(one)s” cannot be merged into “%(other)s”: both must be bodies of their "
        "own, not the same one and not merged already.",
        {},
    )


class NotMerged(Refused):
    """Only what was merged can be taken apart."""

    message = Sentence("“%(one)s” is not merged into another body.", {})


@dataclass(frozen=True, slots=True)
class Counted:
    """A body with all that counts under it, as far as the viewer may see it.

    ``merged`` are the bodies that were merged into it, by id and own name; ``cases``
    are references with titles, ``incidents`` too.
    """

    id: UUID
    name: str
    aliases: tuple[str, ...]
    calendar: str
    merged: tuple[tuple[UUID, str], ...]
    cases: tuple[tuple[str, str], ...]
    incidents: tuple[tuple[str, str], ...]


def may_merge(viewer: Viewer) -> bool:
    """Say whether the viewer keeps the list of authorities."""
    return viewer.operator or viewer.has(Role.COORDINATOR, Role.ADMINISTRATOR)


def authorities(registry: Registry, *, viewer: Viewer) -> list[Counted]:
    """Return the bodies by name, each with the cases and incidents under it."""
    if not may_merge(viewer):
        raise NotAllowed
    with registry.store.reading() as unit:
        heads, own = unit.authorities.heads(), unit.authorities.own_names()
        calendars = {each.id: each.calendar for each in unit.authorities.all()}
        aliases = unit.authorities.aliases()
        cases, incidents = _cases(unit, viewer), _incidents(unit, viewer)
        found = [
            Counted(
                id=head,
                name=name,
                aliases=aliases[head],
                calendar=calendars[head],
                merged=tuple(
                    (each, own[each])
                    for each in own
                    if each != head and heads[each] == head
                ),
                cases=_under(head, heads, cases),
                incidents=_under(head, heads, incidents),
            )
            for head, name in unit.authorities.known().items()
        ]
    return sorted(found, key=lambda each: each.name)


def find(registry: Registry, *, name: str) -> UUID:
    """Return the body called ``name``, merged or not; an id will do."""
    with registry.store.reading() as unit:
        own = unit.authorities.own_names()
    wanted = name.strip().casefold()
    for each, called in own.items():
        if wanted in {called.casefold(), str(each)}:
            return each
    raise NotFound(ref=name)


def merge(
    registry: Registry, *, actor: Viewer, now: datetime, one: UUID, into: UUID
) -> None:
    """Let the body ``one`` count under ``into``; nothing that is recorded changes."""
    if not may_merge(actor):
        raise NotAllowed
    with registry.store.writing() as unit:
        own, known = unit.authorities.own_names(), unit.authorities.known()
        if not {one, into} <= set(own):
            raise NotFound(ref=one if one not in own else into)
        if one == into or not {one, into} <= set(known):
            raise CannotMerge(one=own[one], other=own[into])
        unit.authorities.merge(one, into)
        subject = {"authority": str(one), "into": str(into)}
        unit.audit.append(now, actor.id, "authority.merge", subject, {})


def unmerge(registry: Registry, *, actor: Viewer, now: datetime, one: UUID) -> None:
    """Let the body ``one`` stand on its own again."""
    if not may_merge(actor):
        raise NotAllowed
    with registry.store.writing() as unit:
        own = unit.authorities.own_names()
        if one not in own:
            raise NotFound(ref=one)
        into = unit.authorities.get(one).merged_into
        if into is None:
            raise NotMerged(one=own[one])
        unit.authorities.merge(one, None)
        subject = {"authority": str(one), "from": str(into)}
        unit.audit.append(now, actor.id, "authority.unmerge", subject, {})


_Before = Sequence[tuple[UUID | None, str, str]]


def _cases(unit: Unit, viewer: Viewer) -> _Before:
    seen = proceedings_for(unit, viewer)
    titles = unit.proceedings.titles([each.id for each in seen])
    return [(each.authority_id, each.ref, titles[each.id]) for each in seen]


def _incidents(unit: Unit, viewer: Viewer) -> _Before:
    circles = {each.id: unit.matters.members(each.id) for each in unit.matters.all()}
    seen = [
        each
        for each in unit.incidents.all()
        if may_see(viewer, circles[each.matter_id], Embargo.NONE, Output.PAGE)
    ]
    words = unit.incidents.contents([each.id for each in seen])
    return [(each.authority_id, each.ref, words[each.id].title) for each in seen]


def _under(
    head: UUID, heads: dict[UUID, UUID], before: _Before
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (ref, title)
        for authority, ref, title in before
        if authority is not None and heads[authority] == head
    )
