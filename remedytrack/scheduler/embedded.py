"""APScheduler around the tick, for one machine: one job, in memory, in UTC.

APScheduler only wakes us. What is due is decided by the tick, and who sends is decided
by the claim in the database, so a lost or doubled wake-up loses and doubles nothing.
"""

from __future__ import annotations

import logging
from datetime import UTC
from typing import TypeVar

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from remedytrack.clock import Clock, SystemClock
from remedytrack.scheduler.tick import Works, tick

TICK_SECONDS = 30

Scheduler = TypeVar("Scheduler", bound=BaseScheduler)

_log = logging.getLogger(__name__)


def beside_the_site(works: Works, clock: Clock) -> BackgroundScheduler:
    """Return a scheduler that ticks in a thread of the serving process."""
    return _prepared(BackgroundScheduler(timezone=UTC), works, clock)


def on_its_own(works: Works, clock: Clock) -> BlockingScheduler:
    """Return a scheduler that is the whole process: ``remedytrack scheduler``."""
    return _prepared(BlockingScheduler(timezone=UTC), works, clock)


def tick_once(works: Works, clock: Clock) -> None:
    """Tick now; a failure is logged, and the next tick tries again."""
    try:
        tick(works, clock.now(), clock.now)
    except Exception:  # noqa: BLE001 - the scheduler must outlive a bad tick
        _log.exception("The tick failed; no heartbeat.", extra={"action": "tick"})


def _prepared(scheduler: Scheduler, works: Works, clock: Clock) -> Scheduler:
    scheduler.add_job(
        tick_once,
        IntervalTrigger(seconds=TICK_SECONDS, timezone=UTC),
        args=(works, clock),
        id="tick",
        # A late run is still run, several missed ones are one, never two at a time.
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
        next_run_time=SystemClock().now(),
    )
    return scheduler
