"""Who is told: recipients with their zone and hour, and who answers for a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: an opaque id, the zone they live in, the hour of their mail."""

    id: str
    zone: ZoneInfo
    hour: int

    def slot_on(self, day: date) -> datetime:
        """Return the moment of their mail on ``day``."""
        return datetime.combine(day, time(self.hour), tzinfo=self.zone)

    def slot_from(self, moment: datetime) -> datetime:
        """Return their first mail at ``moment`` or after it."""
        today = moment.astimezone(self.zone).date()
        slot = self.slot_on(today)
        return slot if slot >= moment else self.slot_on(today + ONE_DAY)


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for a proceeding; the fallback is told where nobody is assigned."""

    owner: Recipient | None
    deputy: Recipient | None
    fallback: tuple[Recipient, ...] = ()

    @property
    def first(self) -> tuple[Recipient, ...]:
        """Who is told first."""
        return (self.owner,) if self.owner else self.fallback

    @property
    def all(self) -> tuple[Recipient, ...]:
        """Owner (or fallback) and deputy, each once."""
        deputies = (self.deputy,) if self.deputy else ()
        return tuple(dict.fromkeys((*self.first, *deputies)))
