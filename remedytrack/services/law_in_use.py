"""Which law counts here: the one loaded, and whether the stored dates follow it yet."""

from __future__ import annotations

from datetime import datetime

from remedytrack.core.lawchanges import LawState, state_of
from remedytrack.lawbook.book import Lawbook
from remedytrack.services.registry import Registry
from remedytrack.storage.ids import new_id
from remedytrack.storage.published import PublishedLaw
from remedytrack.storage.unit import Unit
from remedytrack.zones import zones_version

_PROGRAM = "program"
_STATES: dict[int, tuple[Lawbook, LawState, str]] = {}
_MOST_STATES = 8


def law_in_use(law: Lawbook) -> LawState:
    """Return the state of ``law`` with the time zone data that are installed."""
    return _known(law)[0]


def fingerprint_of(law: Lawbook) -> str:
    """Return what tells ``law`` from another that counts otherwise."""
    return _known(law)[1]


def law_has_changed(registry: Registry) -> bool:
    """Say whether the loaded law counts otherwise than the one last published."""
    with registry.store.reading() as unit:
        published = unit.published_laws.fingerprint()
    return published not in {None, fingerprint_of(registry.law)}


def publish_first(registry: Registry, now: datetime) -> None:
    """Where nothing was ever published, take the loaded law as published.

    Nothing can have moved yet, so nobody is told.
    """
    with registry.store.reading() as unit:
        known = unit.published_laws.fingerprint() is not None
    if known:
        return
    with registry.store.writing() as unit:
        if unit.published_laws.fingerprint() is None:
            unit.published_laws.append(_first(unit, registry.law, now))


def _first(unit: Unit, law: Lawbook, now: datetime) -> PublishedLaw:
    return PublishedLaw(
        id=new_id(now),
        at=now,
        by=_PROGRAM,
        state=law_in_use(law),
        result_seq=unit.published_laws.last_result_seq(),
    )


def _known(law: Lawbook) -> tuple[LawState, str]:
    """Work a state out once for each lawbook: it is frozen, and every page asks."""
    held = _STATES.get(id(law))
    if held is None or held[0] is not law:
        calendars = [law.calendar(name) for name in law.calendars]
        profiles = [each for versions in law.profiles.values() for each in versions]
        tzdata = zones_version()
        state = state_of(law.workflows.values(), profiles, calendars, tzdata)
        if len(_STATES) >= _MOST_STATES:
            _STATES.clear()
        held = _STATES[id(law)] = law, state, state.fingerprint
    return held[1], held[2]
