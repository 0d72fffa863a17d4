"""The evening check: what a sheet shows a person, and their signature under it.

A sheet covers what happened since the one before it, so that a missed evening, a
weekend or a late hour is looked at all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from remedytrack.core.access import Viewer
from remedytrack.core.evening import (
    Service,
    Sheet,
    Signed,
    fingerprint,
    person_code,
)
from remedytrack.services.check_refusals import (
    ChangedMeanwhile,
    NothingToSign,
    SignedAlready,
)
from remedytrack.services.evening_looking import Looking
from remedytrack.services.evening_scope import Scope, of_team, scope_of, team_of
from remedytrack.services.liveness import BACKUP, HEARTBEAT
from remedytrack.services.looking import proceedings_for
from remedytrack.services.refusals import NotFound
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import MailState


def evening_sheet(registry: Registry, *, viewer: Viewer, now: datetime) -> Sheet:
    """Return the sheet of today as ``viewer`` may see it."""
    with registry.store.reading() as unit:
        scope = scope_of(unit, registry, team_of(unit, viewer), now)
        return _sheet(unit, registry, viewer, scope)


def sign(registry: Registry, *, actor: Viewer, now: datetime, looked_at: str) -> Signed:
    """Sign today's sheet.

    ``looked_at`` is the :func:`~remedytrack.core.evening.fingerprint` of the sheet
    that the person had before them.

    Raises:
        SignedAlready: somebody of the team was quicker.
        NothingToSign: there is nothing on it.
        ChangedMeanwhile: it says something else by now.
    """
    with registry.store.writing() as unit:
        scope = scope_of(unit, registry, team_of(unit, actor), now)
        if unit.evening_sheets.of_day(scope.team.name, scope.days.day) is not None:
            raise SignedAlready(day=scope.days.day)
        sheet = _sheet(unit, registry, actor, scope)
        if not sheet.asks:
            raise NothingToSign(day=sheet.day)
        if fingerprint(sheet) != looked_at:
            raise ChangedMeanwhile
        signed = unit.evening_sheets.sign(sheet, actor.id, now)
        subject = {"sheet": str(signed.number)}
        unit.audit.append(now, actor.id, "evening.sign", subject, {"hash": signed.hash})
        return signed


def signed_beside(
    registry: Registry, *, viewer: Viewer, now: datetime
) -> tuple[Signed | None, Signed | None]:
    """Return the signed sheet of today, and the one before, of the viewer's team."""
    with registry.store.reading() as unit:
        scope = scope_of(unit, registry, team_of(unit, viewer), now)
        name, day = scope.team.name, scope.days.day
        sheets = unit.evening_sheets
        return sheets.of_day(name, day), sheets.last(name, before=day)


def sheets_of(registry: Registry, *, viewer: Viewer, limit: int = 30) -> list[Signed]:
    """Return the last sheets of the viewer's team all of whose cases they may see."""
    with registry.store.reading() as unit:
        seen = {each.ref for each in proceedings_for(unit, viewer)}
        recent = unit.evening_sheets.recent(team_of(unit, viewer).name, limit)
        return [each for each in recent if _refs(each.sheet) <= seen]


def signed_sheet(registry: Registry, *, viewer: Viewer, number: int) -> Signed:
    """Return a signed sheet; :class:`NotFound` where it tells of a closed circle."""
    with registry.store.reading() as unit:
        signed = unit.evening_sheets.get(number)
        seen = {each.ref for each in proceedings_for(unit, viewer)}
    if signed is None or not _refs(signed.sheet) <= seen:
        raise NotFound(ref=number)
    return signed


def codes(registry: Registry, *, viewer: Viewer) -> Mapping[str, str]:
    """Return who goes by which code, for the page, which stays inside."""
    with registry.store.reading() as unit:
        matters = {each.matter_id for each in proceedings_for(unit, viewer)}
        known = {p for matter in matters for p in unit.matters.members(matter)}
        named = {a.id: a.name for a in unit.accounts.all() if a.id in known}
    return {person_code(id_): name for id_, name in sorted(named.items(), key=_second)}


def service_since(unit: Unit, since: datetime, now: datetime) -> Service:
    """Return how the sending of reminders fared since the last check."""
    counts = unit.day_log.mails_since(since)
    suspended = [each for each in unit.people.recipients() if each.suspended_at]
    return Service(
        ran_at=unit.heartbeats.last(HEARTBEAT),
        sent=counts.get(MailState.SENT, 0),
        waiting=unit.mails.waiting(now),
        failed=counts.get(MailState.FAILED, 0),
        repeated=unit.day_log.repeated_since(since),
        bounced=len(suspended),
        backup_at=unit.heartbeats.last(BACKUP),
    )


def _sheet(unit: Unit, registry: Registry, viewer: Viewer, scope: Scope) -> Sheet:
    seen = of_team(unit, proceedings_for(unit, viewer), scope.team.name)
    found = Looking(unit, registry, scope, seen).sections()
    return Sheet(
        day=scope.days.day,
        made_at=scope.now,
        zone=scope.team.zone.key,
        team=scope.team.name,
        sections={section: tuple(lines) for section, lines in found if lines},
        service=service_since(unit, scope.since, scope.now),
    )


def _refs(sheet: Sheet) -> set[str]:
    return {line.ref for lines in sheet.sections.values() for line in lines}


def _second(pair: tuple[str, str]) -> str:
    return pair[1]
