"""Presence: from recorded absences to who is away at a moment, and who is back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.recipients import Return
from remedytrack.storage.values import Absence


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether somebody is away; since when, and who stands in, or since when back."""

    away: bool = False
    since_at: datetime | None = None
    stand_in: str | None = None
    back: Return | None = None


def presence_of(absences: Sequence[Absence], zone: ZoneInfo, now: datetime) -> Presence:
    """Return how it stands with one person at ``now``, in their zone.

    Where absences overlap, the one recorded last names who stands in.
    """
    today = now.astimezone(zone).date()
    running = [each for each in absences if _runs(each, today)]
    if running:
        last = max(running, key=lambda each: (each.recorded_at, each.id))
        since = min(_since(each, zone) for each in running)
        return Presence(away=True, since_at=since, stand_in=last.deputy)
    returns = [each for each in _returns(absences, zone) if each.back_on <= today]
    return Presence(back=max(returns, key=lambda each: each.back_on, default=None))


def changes_at(absences: Iterable[Absence], zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the moments at which these absences begin and end."""
    for absence in absences:
        if absence.ended_at is None:
            yield _midnight(absence.from_on, zone)
            yield _midnight(absence.until_on + ONE_DAY, zone)


def _runs(absence: Absence, today: date) -> bool:
    return absence.ended_at is None and absence.from_on <= today <= absence.until_on


def _since(absence: Absence, zone: ZoneInfo) -> datetime:
    return max(_midnight(absence.from_on, zone), absence.recorded_at)


def _returns(absences: Iterable[Absence], zone: ZoneInfo) -> Iterator[Return]:
    for absence in absences:
        back_on = absence.until_on + ONE_DAY
        if absence.ended_at is not None:
            back_on = min(back_on, absence.ended_at.astimezone(zone).date())
        if absence.from_on <= back_on:
            yield Return(absence.from_on, back_on)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
