"""The guard between a carrier and the tick: by monotonic time, and by a sound clock.

APScheduler and procrastinate wake us by the wall clock. Set back an hour it would have
them sleep for an hour; the guard wakes them within the minute. And while the wall clock
contradicts elapsed time, the guard holds: nothing is planned or sent by a clock that
may be years away, until it is back or a person says that it is right.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from remedytrack.clock import Anchor, Clock
from remedytrack.scheduler.pulse import Pulse
from remedytrack.services.liveness import (
    HEARTBEAT,
    Hold,
    clock_hold,
    hold_clock,
    lift_hold,
    was_confirmed,
)
from remedytrack.services.sending import Moment
from remedytrack.storage.unit import Store, Unit

HELD_BEYOND = timedelta(hours=1)
"""A clock that differs by more from elapsed time is not believed."""

BACK_WITHIN = timedelta(minutes=30)
"""It is believed again when it is this near; at the same limit it would flutter."""

ANCHOR_LASTS = timedelta(days=1)
"""Pauses of a virtual machine, a minute each, must not add up to a jump."""

Work = Callable[[datetime, Moment], object]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a scheduler looks for what is due, in seconds of elapsed time.

    Attributes:
        tick: from one tick to the next, as the carrier is asked.
        overdue: after so long without one, the carrier was not woken.
        look: how often the guard sees to that.
    """

    tick: float = 30.0
    overdue: float = 40.0
    look: float = 5.0


USUAL_PACE = Pace()


class Guard:
    """One for each process that ticks: it remembers what the clock showed before.

    Args:
        store: where a hold is kept, so that every page and process knows of it.
        clock: the one that the work goes by.
        pace: when a tick is overdue.
    """

    def __init__(self, store: Store, clock: Clock, pace: Pace = USUAL_PACE) -> None:
        self._store, self._clock, self._pace = store, clock, pace
        self._anchor = Anchor.of(clock)
        self._hold: Hold | None = None
        self._found_hold = False
        self._checked = False
        self._lock = Lock()
        self._working = 0
        self._asked = self._heard = 0
        self._last = clock.monotonic()

    def run(self, work: Work) -> None:
        """Do ``work`` at the present moment, unless the clock is not to be believed.

        A failure is logged, and the next call tries again. ``work`` gets the moment,
        and :meth:`moment` for while it goes on.
        """
        with self._at_work():
            try:
                if self.believes():
                    work(self.moment(), self.moment)
            except Exception:  # noqa: BLE001 - a scheduler must outlive a bad tick
                _log.exception(
                    "The tick failed; no heartbeat.", extra={"action": "tick"}
                )

    def believes(self) -> bool:
        """Say whether the clock is to be believed now; begin or end a hold.

        While it is not, this leaves the heartbeat: the scheduler lives and waits.
        """
        with self._lock, self._store.writing() as unit:
            self._hear(unit)
            if self._hold is None and self._differs_by(HELD_BEYOND):
                self._begin_hold(unit)
            elif self._hold and not self._found_hold:
                self._end_hold_if_back(unit)
            if self._hold is not None:
                unit.heartbeats.beat(HEARTBEAT, self._clock.now())
                return False
            if self._anchor.age(self._clock) > ANCHOR_LASTS:
                self._anchor = Anchor.of(self._clock)
            return True

    def moment(self) -> datetime:
        """Return the present moment; by elapsed time where the clock has just jumped.

        So a mail that is under way gets no lease that ends in ten years.
        """
        self._asked += 1
        if self._differs_by(HELD_BEYOND):
            return self._anchor.expected(self._clock)
        return self._clock.now()

    def waking(self, wake: Callable[[], None]) -> Pulse:
        """Return the pulse that calls ``wake`` when the carrier has missed a tick.

        While a tick goes on, it leaves the heartbeat for it: many mails take long.
        """

        def look() -> None:
            silent = self._clock.monotonic() - self._last
            if silent <= self._pace.overdue:
                return
            if not self._working:
                wake()
            elif self._asked != self._heard:
                self._beat()
            else:
                return
            self._last, self._heard = self._clock.monotonic(), self._asked

        return Pulse("guard", self._pace.look, look)

    def _beat(self) -> None:
        now = self._clock.now()
        with self._store.writing() as unit:
            unit.heartbeats.beat(HEARTBEAT, now)

    def _differs_by(self, more_than: timedelta) -> bool:
        return abs(self._anchor.divergence(self._clock)) > more_than

    def _hear(self, unit: Unit) -> None:
        """Hear what others have made of our hold; at first, of one that stands.

        A process that starts during a hold has seen no jump and cannot know better.
        """
        standing, ours = clock_hold(unit), self._hold
        if ours is not None and standing != ours:
            if was_confirmed(unit, ours):
                self._anchor = Anchor.of(self._clock)
            self._hold = None
        if not self._checked and standing is not None:
            self._hold, self._found_hold = standing, True
            _log.error("The clock is not confirmed yet: nothing is planned or sent.")
        self._checked = True

    def _begin_hold(self, unit: Unit) -> None:
        expected = self._anchor.expected(self._clock)
        begun = Hold.beginning(expected_at=expected, shown_at=self._clock.now())
        self._hold, self._found_hold = hold_clock(unit, begun), False
        _log.error(
            "The clock shows %s, by elapsed time it is %s: nothing is planned or sent.",
            begun.shown_at.isoformat(),
            expected.isoformat(),
            extra={"action": "clock.hold"},
        )

    def _end_hold_if_back(self, unit: Unit) -> None:
        if self._hold is not None and not self._differs_by(BACK_WITHIN):
            lift_hold(unit, self._hold, self._clock.now())
            self._hold = None
            _log.warning("The clock is back.", extra={"action": "clock.back"})

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        with self._lock:
            self._working += 1
        try:
            yield
        finally:
            with self._lock:
                self._working -= 1
                self._last = self._clock.monotonic()
