"""Persons: whom a case is about, by initials and by nothing else."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.services.refusals import AlreadyNamed, NotInitials
from remedytrack.services.registry import Registry, seen_by
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit

_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,4}(?: [2-9])?")
"""Single letters with dots; a number tells two people of the same initials apart."""

_SPACE_BETWEEN = re.compile(r"(?<=\.)\s+(?=\D)")


def initials_of(typed: str) -> str:
    """Return ``G.S.`` for ``g. s.``; :class:`NotInitials` for anything longer."""
    tidy = _SPACE_BETWEEN.sub("", typed.strip()).upper()
    if not _INITIALS.fullmatch(tidy):
        raise NotInitials(text=typed.strip())
    return tidy


def name_person(unit: Unit, matter_id: UUID, typed: str, now: datetime) -> str:
    """Store a new person of a dossier and return the person's id.

    Raises :class:`AlreadyNamed` where somebody of these initials is in the dossier.
    """
    initials = initials_of(typed)
    if initials in named_in(unit, matter_id).values():
        raise AlreadyNamed(initials=initials)
    person = str(new_id(now))
    unit.people.put_person(person, initials)
    return person


def named_in(unit: Unit, matter_id: UUID) -> dict[str, str]:
    """Return the initials of everybody that an entry of the dossier concerns, by id."""
    cases = unit.proceedings.of_matter(matter_id)
    persons = {
        entry.person: None
        for case in cases
        for entry in unit.journal.of(case.id)
        if entry.person
    }
    initials = unit.people.initials(persons)
    return {each: initials.get(each, each) for each in persons}


def persons_beside(registry: Registry, *, viewer: Viewer, ref: str) -> dict[str, str]:
    """Return the persons named in the dossier of the case ``ref``, by id."""
    with registry.store.reading() as unit:
        return named_in(unit, seen_by(unit, viewer, ref).matter_id)
