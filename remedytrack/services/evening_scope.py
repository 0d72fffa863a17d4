"""Which days and which cases a sheet of the evening check covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.access import Viewer
from remedytrack.core.dates import ONE_DAY, midnight_after
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.services.evening_lines import Days
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding

HOME_ZONE: Final = "Asia/Almaty"
"""Where a day ends for whoever gets no mail, and so has no zone on record."""


@dataclass(frozen=True, slots=True)
class Team:
    """Whose sheet it is, and where their day ends; without teams it has no name."""

    name: str | None
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Scope:
    """A team's sheet of a day: the days it covers, and since which moment."""

    team: Team
    days: Days
    since: datetime
    now: datetime


def team_of(unit: Unit, viewer: Viewer) -> Team:
    """Return the team of a person."""
    recipient = unit.people.recipient(viewer.id)
    if recipient is None:
        return Team(None, ZoneInfo(HOME_ZONE))
    return Team(recipient.team, ZoneInfo(recipient.zone))


def scope_of(unit: Unit, registry: Registry, team: Team, now: datetime) -> Scope:
    """Return what the sheet of a team covers at ``now``."""
    return scope_on(unit, registry, team, now.astimezone(team.zone).date(), now)


def scope_on(
    unit: Unit, registry: Registry, team: Team, day: date, now: datetime
) -> Scope:
    """Return what the sheet of a team for ``day`` covers, looked at at ``now``."""
    calendar = calendar_in(registry, team.zone)
    last = unit.evening_sheets.last(team.name, before=day)
    after_on = last.sheet.day if last else calendar.working_day_until(day - ONE_DAY)
    since = midnight_after(after_on, team.zone)
    if last is not None:
        since = min(since, last.sheet.made_at)
    next_on = calendar.working_day_from(day + ONE_DAY)
    return Scope(team, Days(after_on, day, next_on), since, now)


def calendar_in(registry: Registry, zone: ZoneInfo) -> Calendar:
    """Return the calendar of a zone, or else of the home zone."""
    by_zone = {file.zone: name for name, file in registry.law.calendars.items()}
    return registry.law.calendar(by_zone.get(zone.key) or by_zone[HOME_ZONE])


def of_team(
    unit: Unit, proceedings: Iterable[Proceeding], team: str | None
) -> dict[UUID, Proceeding]:
    """Return, by id, the cases of a team: its people's, and those of nobody."""
    others: set[str | None] = set()
    if team is not None:
        others = {p.id for p in unit.people.recipients() if p.team != team}
    return {each.id: each for each in proceedings if each.owner not in others}
