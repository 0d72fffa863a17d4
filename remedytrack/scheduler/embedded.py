"""APScheduler around the tick, for one machine: one job, in memory, in UTC.

APScheduler only wakes us. What is due is decided by the tick, and who sends is decided
by the claim in the database, so a lost or doubled wake-up loses and doubles nothing.
It goes by the wall clock, so the guard stands beside it (`engines.md` 2.1).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from apscheduler.events import EVENT_SCHEDULER_SHUTDOWN, EVENT_SCHEDULER_START
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger

from remedytrack.clock import Clock, SystemClock
from remedytrack.scheduler.guard import USUAL_PACE, Guard, Pace
from remedytrack.scheduler.tick import Works, tick

Scheduler = TypeVar("Scheduler", bound=BaseScheduler)

_TICK = "tick"


class SomeSecondsOn(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fires so many seconds after it was asked, however far the clock has jumped.

    The interval of APScheduler counts every firing between two moments one by one:
    after ten years that is ten million, all at once in memory.

    Args:
        seconds: between a firing and the next.
    """

    def __init__(self, seconds: float) -> None:
        self.interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """Return the moment of the next firing after ``now``."""
        return now + self.interval


def beside_the_site(
    works: Works, clock: Clock, pace: Pace = USUAL_PACE
) -> BackgroundScheduler:
    """Return a scheduler that ticks in a thread of the serving process."""
    return _prepared(BackgroundScheduler(timezone=UTC), works, clock, pace)


def on_its_own(
    works: Works, clock: Clock, pace: Pace = USUAL_PACE
) -> BlockingScheduler:
    """Return a scheduler that is the whole process: ``remedytrack scheduler``."""
    return _prepared(BlockingScheduler(timezone=UTC), works, clock, pace)


def _prepared(
    scheduler: Scheduler, works: Works, clock: Clock, pace: Pace
) -> Scheduler:
    guard = Guard(works.registry.store, clock, pace)
    scheduler.add_job(
        lambda: guard.run(lambda now, moment: tick(works, now, moment)),
        SomeSecondsOn(pace.tick),
        id=_TICK,
        # A late run is still run, several missed ones are one, never two at a time.
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
        next_run_time=SystemClock().now(),
    )

    def wake() -> None:
        if scheduler.running:
            scheduler.modify_job(_TICK, next_run_time=SystemClock().now())

    waking = guard.waking(wake)
    scheduler.add_listener(lambda _event: waking.start(), EVENT_SCHEDULER_START)
    scheduler.add_listener(lambda _event: waking.stop(), EVENT_SCHEDULER_SHUTDOWN)
    return scheduler
