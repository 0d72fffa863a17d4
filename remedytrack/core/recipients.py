"""Who is told: recipients with their zone and hour, and who answers for a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY


@dataclass(frozen=True, slots=True)
class Return:
    """Somebody was away from ``from_on`` and is here again since ``back_on``."""

    from_on: date
    back_on: date


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: an opaque id, the zone they live in, the hour of their mail.

    ``since_at`` is when they began to stand in for somebody: what had come before is
    due to them then. ``back`` says that they have been away.
    """

    id: str
    zone: ZoneInfo
    hour: int
    since_at: datetime | None = field(default=None, compare=False)
    back: Return | None = field(default=None, compare=False)

    def day_of(self, moment: datetime) -> date:
        """Return the day that it is for them at ``moment``."""
        return _day_of(moment, self.zone)

    def slot_on(self, day: date) -> datetime:
        """Return the moment of their mail on ``day``."""
        return _moment(day, self.hour, self.zone)

    def midnight_of(self, day: date) -> datetime:
        """Return the moment at which ``day`` begins for them."""
        return _moment(day, 0, self.zone)

    def slot_from(self, moment: datetime) -> datetime:
        """Return their first mail at ``moment`` or after it."""
        today = self.day_of(moment)
        slot = self.slot_on(today)
        return slot if slot >= moment else self.slot_on(today + ONE_DAY)

    def from_then(self, moment: datetime) -> datetime:
        """Return ``moment``, or when they began to stand in if that was later."""
        return moment if self.since_at is None else max(moment, self.since_at)


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for a proceeding; the fallback is told where nobody is assigned.

    ``owner`` and ``deputy`` are whoever can be reached in their place. ``on_duty`` are
    told of terms in hours, whoever answers for the case. ``fallback_behind``: there is
    no deputy behind the owner who can be reached, so the fallback takes their part.
    """

    owner: Recipient | None
    deputy: Recipient | None
    fallback: tuple[Recipient, ...] = ()
    on_duty: tuple[Recipient, ...] = ()
    fallback_behind: bool = False

    @property
    def first(self) -> tuple[Recipient, ...]:
        """Who is told first."""
        return (self.owner,) if self.owner else self.fallback

    @property
    def second(self) -> tuple[Recipient, ...]:
        """Who is told if those do not act."""
        behind = self.fallback if self.fallback_behind else ()
        deputies = (self.deputy,) if self.deputy else behind
        return tuple(each for each in deputies if each not in self.first)

    @property
    def all(self) -> tuple[Recipient, ...]:
        """Owner (or fallback) and deputy, each once."""
        return _once((*self.first, *self.second))

    @property
    def at_any_hour(self) -> tuple[Recipient, ...]:
        """Everybody who is told at once where hours are running, each once."""
        return _once((*self.all, *self.on_duty))


@lru_cache(maxsize=256)
def _day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Whoever plans asks for the same moment and few zones, thousands of times."""
    return moment.astimezone(zone).date()


@lru_cache(maxsize=4096)
def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """In UTC, where moments are compared without asking a zone for its rules."""
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def _once(people: Iterable[Recipient]) -> tuple[Recipient, ...]:
    return tuple(dict.fromkeys(people))
