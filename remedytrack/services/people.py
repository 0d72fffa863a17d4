"""People: everybody who gets mail, as those see them who keep the sending of mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from remedytrack.core.access import Viewer
from remedytrack.core.ladder import Scope
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.services.keys import KeyState, state_of
from remedytrack.services.mail_health import may_see_health
from remedytrack.services.refusals import NotAllowed
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Absence, LadderSetting, Recipient


@dataclass(frozen=True, slots=True)
class Mailed:
    """Somebody who gets mail; absences are those that run or are to come."""

    recipient: Recipient
    name: str
    absences: Sequence[Absence]
    key: KeyState | None


@dataclass(frozen=True, slots=True)
class People:
    """Everybody, by name, and what each team has chosen, by class."""

    everybody: Sequence[Mailed]
    teams: Mapping[str, Mapping[Consequence, LadderSetting]]


def people(registry: Registry, *, viewer: Viewer, now: datetime) -> People:
    """Return everybody who gets mail; :class:`NotAllowed` for whoever keeps nothing."""
    if not may_see_health(viewer):
        raise NotAllowed
    with registry.store.reading() as unit:
        names = {each.id: each.name for each in unit.accounts.all()}
        everybody = [
            _mailed(unit, each, names.get(each.id, each.id), now)
            for each in unit.people.recipients()
            if each.active
        ]
        settings = unit.ladder_settings.all()
    teams = sorted({each.recipient.team for each in everybody if each.recipient.team})
    by_name = sorted(everybody, key=lambda each: each.name.casefold())
    return People(by_name, {team: _of(settings, team) for team in teams})


def names(registry: Registry) -> Mapping[str, str]:
    """Return the names of those who get mail by id, in order: they can stand in."""
    with registry.store.reading() as unit:
        named = {each.id: each.name for each in unit.accounts.all()}
        ids = [each.id for each in unit.people.recipients() if each.active]
    told = ((named.get(id_, id_), id_) for id_ in ids)
    return {id_: name for name, id_ in sorted(told, key=lambda e: e[0].casefold())}


def _mailed(unit: Unit, recipient: Recipient, name: str, now: datetime) -> Mailed:
    today = now.date()
    running = [
        each
        for each in unit.absences.all(recipient.id)
        if each.ended_at is None and each.until_on >= today
    ]
    key = unit.keys.of(recipient.id)
    return Mailed(recipient, name, running, state_of(key, now) if key else None)


def _of(
    settings: Sequence[LadderSetting], team: str
) -> Mapping[Consequence, LadderSetting]:
    return {
        each.consequence: each
        for each in settings
        if (each.scope, each.subject) == (Scope.TEAM, team)
    }
