"""Whether the service lives: scheduler, mail and clock, for pages, alarms and /health.

Reminders that nobody sends look like quiet days. So the scheduler leaves a heartbeat,
a mail that waits is told, and while a clock is not to be believed nothing is sent until
it is right again or a person has said that it is (`security.md`, 4.2, Scheduler).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from remedytrack.core.access import Role, Viewer
from remedytrack.services.refusals import NotAllowed
from remedytrack.services.registry import Registry
from remedytrack.storage.ids import new_token
from remedytrack.storage.unit import Store, Unit

BACKUP = "backup"
"""The heartbeat of the last backup that was checked."""

HEARTBEAT = "scheduler"
HEARTBEAT_OLD_AFTER = timedelta(minutes=5)
"""Ten missed ticks: by then nobody should believe that reminders are going out."""

WAITING_TOO_LONG = timedelta(hours=1)
"""A mail that waits longer has outlived every passing trouble of a mail server."""

_HOLD, _CONFIRMED = "clock.hold", "clock.confirmed"


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing is planned or sent, because a clock and elapsed time disagree.

    Attributes:
        id: names this hold, so that a confirmation is about this one and no other.
        expected_at: the moment by elapsed time when it was noticed.
        shown_at: what the clock showed then.
    """

    id: str
    expected_at: datetime
    shown_at: datetime

    @classmethod
    def beginning(cls, *, expected_at: datetime, shown_at: datetime) -> Self:
        """Return a new hold."""
        return cls(new_token(), expected_at, shown_at)


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of life in the database.

    Attributes:
        heartbeat_at: when a scheduler last finished a tick, or said that it is held.
        waiting_since: when the mail that waits longest was written.
        hold: the hold that stands.
    """

    heartbeat_at: datetime | None
    waiting_since: datetime | None
    hold: Hold | None


@dataclass(frozen=True, slots=True)
class Health:
    """What works: each is true while nothing is known to be wrong with it."""

    scheduler: bool
    mail: bool
    clock: bool

    @property
    def ok(self) -> bool:
        """Whether all of it works."""
        return self.scheduler and self.mail and self.clock


def signs(store: Store) -> Signs:
    """Return the signs of life as they are now."""
    with store.reading() as unit:
        return Signs(
            unit.heartbeats.last(HEARTBEAT),
            unit.mails.waiting_since(),
            clock_hold(unit),
        )


def health(seen: Signs, now: datetime) -> Health:
    """Return what works at ``now``.

    While the clock is held nobody can say how long a mail has been waiting.
    """
    held = seen.hold is not None
    return Health(
        scheduler=not is_old(seen.heartbeat_at, now),
        mail=held or not waits_too_long(seen.waiting_since, now),
        clock=not held,
    )


def heartbeat_at(registry: Registry) -> datetime | None:
    """Return when the scheduler last finished a tick."""
    with registry.store.reading() as unit:
        return unit.heartbeats.last(HEARTBEAT)


def is_old(heartbeat: datetime | None, now: datetime) -> bool:
    """Say whether the scheduler has been silent for too long.

    A heartbeat from the future is no sign of life either: some clock is wrong, and an
    hour could pass before its silence would show.
    """
    return heartbeat is None or abs(now - heartbeat) > HEARTBEAT_OLD_AFTER


def waits_too_long(waiting_since: datetime | None, now: datetime) -> bool:
    """Say whether a mail written at ``waiting_since`` should long have left."""
    return waiting_since is not None and now - waiting_since > WAITING_TOO_LONG


def clock_hold(unit: Unit) -> Hold | None:
    """Return the hold that stands, if one does."""
    text = unit.settings.get(_HOLD)
    if not text:
        return None
    told = json.loads(text)
    moments = (datetime.fromisoformat(told[name]) for name in ("expected", "shown"))
    return Hold(told["id"], *moments)


def hold_clock(unit: Unit, hold: Hold) -> Hold:
    """Store ``hold``, unless one stands already; return the one that stands."""
    standing = clock_hold(unit)
    if standing is not None:
        return standing
    told = {
        "id": hold.id,
        "expected": hold.expected_at.isoformat(),
        "shown": hold.shown_at.isoformat(),
    }
    unit.settings.put(_HOLD, json.dumps(told))
    unit.audit.append(hold.shown_at, HEARTBEAT, "clock.hold", {"hold": hold.id})
    return hold


def lift_hold(unit: Unit, hold: Hold, now: datetime) -> None:
    """End ``hold``: the clock has come back by itself."""
    if clock_hold(unit) == hold:
        unit.settings.put(_HOLD, "")
        unit.audit.append(now, HEARTBEAT, "clock.back", {"hold": hold.id})


def was_confirmed(unit: Unit, hold: Hold) -> bool:
    """Say whether a person has ended ``hold`` by confirming the clock."""
    return unit.settings.get(_CONFIRMED) == hold.id


def may_confirm(viewer: Viewer) -> bool:
    """Say whether ``viewer`` may say that a clock is right."""
    return viewer.operator or viewer.has(Role.COORDINATOR, Role.ADMINISTRATOR)


def confirm_clock(registry: Registry, *, actor: Viewer, now: datetime) -> Hold | None:
    """End the hold because ``actor`` says that the clock is right; return what it was.

    Mails put off to a moment of the other clock are due again by this one, and where
    the clock was ahead before, every standing is counted anew. ``None`` where nothing
    was held; :class:`NotAllowed` for whoever keeps neither the docket
    nor the installation.
    """
    if not may_confirm(actor):
        raise NotAllowed
    with registry.store.writing() as unit:
        hold = clock_hold(unit)
        if hold is None:
            return None
        unit.settings.put(_HOLD, "")
        unit.settings.put(_CONFIRMED, hold.id)
        freed = unit.mails.call_back(now)
        if hold.shown_at < hold.expected_at:
            unit.proceedings.call_back(now)
            unit.looks.again()
        details = {"mails": freed}
        unit.audit.append(now, actor.id, "clock.confirm", {"hold": hold.id}, details)
    return hold
