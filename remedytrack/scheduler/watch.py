"""The watch: looks each minute whether reminders go out, and tells where they do not.

Every process that serves pages or ticks has one, so a scheduler that died is noticed by
the site, and a mail server that takes nothing by the scheduler.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from remedytrack.clock import Anchor, Clock
from remedytrack.scheduler.pulse import Pulse
from remedytrack.services.alarming import notice
from remedytrack.services.liveness import (
    HEARTBEAT_OLD_AFTER,
    Health,
    health,
    signs,
)
from remedytrack.services.second_channel import (
    Alarm,
    AlarmNotTold,
    SecondChannel,
    Trouble,
)
from remedytrack.storage.unit import Store

LOOK_SECONDS: Final = 60.0

_log = logging.getLogger(__name__)


@dataclass
class _Silence:
    """Since when nothing has changed, by elapsed time: no wall clock can hide it."""

    seen: datetime | None
    since: Anchor

    def hear(self, heartbeat: datetime | None, clock: Clock) -> bool | None:
        """Say whether it lasts too long; ``None`` while nobody can know.

        Only a heartbeat that has just come says no: another process has perhaps been
        listening for longer, and knows better than one that still waits.
        """
        if heartbeat != self.seen:
            self.seen, self.since = heartbeat, Anchor.of(clock)
            return False
        return True if self.since.age(clock) > HEARTBEAT_OLD_AFTER else None


class Watch:
    """Looks at one installation for as long as a process lives.

    Args:
        store: its database.
        clock: its clock; only its elapsed time is relied on.
        channel: by which alarms are told.
    """

    def __init__(self, store: Store, clock: Clock, channel: SecondChannel) -> None:
        self._store, self._clock, self._channel = store, clock, channel
        self._silence: _Silence | None = None
        self._unusable: Anchor | None = None
        self._told: Anchor | None = None

    def pulse(self) -> Pulse:
        """Return the pulse that looks each minute."""
        return Pulse("watch", LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Look once, and tell what is new."""
        try:
            notice(self._store, self._channel, self._seen(), self._clock.now())
        except Exception:  # noqa: BLE001 - a database that fails is what we look for
            _log.exception("The watch failed.", extra={"action": "watch"})
            self._unusable = self._unusable or Anchor.of(self._clock)
        else:
            self._unusable = None
        self._tell_of_the_database()

    def _seen(self) -> dict[Trouble, bool]:
        found = signs(self._store)
        if self._silence is None:
            self._silence = _Silence(found.heartbeat_at, Anchor.of(self._clock))
        silent = self._silence.hear(found.heartbeat_at, self._clock)
        seen = troubles(health(found, self._clock.now()))
        del seen[Trouble.SCHEDULER]
        return seen if silent is None else {**seen, Trouble.SCHEDULER: silent}

    def _tell_of_the_database(self) -> None:
        """Tell it without a record: each process that cannot use it does so once."""
        began, told = self._unusable, self._told
        lasts = began is not None and began.age(self._clock) > HEARTBEAT_OLD_AFTER
        if told is None and began is not None and lasts:
            self._tell(Alarm(Trouble.DATABASE, began.at), then=began)
        elif told is not None and began is None:
            self._tell(Alarm(Trouble.DATABASE, told.at, over=True), then=None)

    def _tell(self, alarm: Alarm, *, then: Anchor | None) -> None:
        try:
            self._channel.tell(alarm, self._clock.now())
        except AlarmNotTold:
            return  # It is logged, and the next look tries again.
        self._told = then


def troubles(found: Health) -> dict[Trouble, bool]:
    """Return, for each trouble that ``found`` speaks of, whether it is there.

    While the clock is held nobody can say how long a mail has been waiting.
    """
    seen = {Trouble.SCHEDULER: not found.scheduler, Trouble.CLOCK: not found.clock}
    return {**seen, Trouble.MAIL: not found.mail} if found.clock else seen
