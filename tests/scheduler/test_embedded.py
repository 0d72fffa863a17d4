"""APScheduler around the tick: how it is set, and that it really ticks."""

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler

from remedytrack.clock import FixedClock
from remedytrack.notify.transport import RecordingTransport
from remedytrack.scheduler.embedded import (
    SomeSecondsOn,
    beside_the_site,
    on_its_own,
)
from remedytrack.scheduler.guard import Guard
from remedytrack.scheduler.tick import tick
from remedytrack.services.liveness import heartbeat_at
from tests.services.desk import ON_SQLITE
from tests.services.office import Office


@dataclass
class Watched:
    """A clock that says when it was asked."""

    at: datetime
    asked: threading.Event = field(default_factory=threading.Event)

    def now(self) -> datetime:
        self.asked.set()
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


@pytest.mark.parametrize("build", [beside_the_site, on_its_own])
def test_the_job_is_late_rather_than_lost_and_never_doubled(
    office: Office, build: type[BaseScheduler]
) -> None:
    scheduler = build(office.works(), FixedClock(office.now))
    (job,) = scheduler.get_jobs()
    assert isinstance(job.trigger, SomeSecondsOn)
    assert job.trigger.interval == timedelta(seconds=30)
    assert ZoneInfo(str(scheduler.timezone)) == ZoneInfo("UTC")
    assert job.misfire_grace_time is None
    assert job.coalesce is True
    assert job.max_instances == 1


def test_it_ticks_as_soon_as_it_starts(office: Office) -> None:
    clock = Watched(office.now)
    scheduler: BackgroundScheduler = beside_the_site(office.works(), clock)
    scheduler.start()
    try:
        assert clock.asked.wait(timeout=5)
    finally:
        scheduler.shutdown(wait=True)
    assert heartbeat_at(office.registry) == office.now


@ON_SQLITE
def test_a_bad_tick_is_logged_and_leaves_no_heartbeat(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with office.registry.store.writing() as unit:
        unit.settings._session.connection().exec_driver_sql("DROP TABLE mail")
    with caplog.at_level(logging.ERROR):
        works = office.works(RecordingTransport())
        guard = Guard(office.registry.store, FixedClock(office.now))
        guard.run(lambda now, moment: tick(works, now, moment))
    assert "The tick failed" in caplog.text
    assert heartbeat_at(office.registry) is None
