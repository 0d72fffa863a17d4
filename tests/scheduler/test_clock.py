"""The wall clock is set, stands still or lies; the next due check comes all the same.

APScheduler is real here, and so is its waiting: only the ``datetime`` that it and our
own clock ask is replaced. The short form runs at a fraction of the pace; the long one
at the pace itself, in minutes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

import pytest
from apscheduler.schedulers import base
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from remedytrack import clock as clocks
from remedytrack.clock import SystemClock
from remedytrack.scheduler.embedded import beside_the_site
from remedytrack.scheduler.guard import USUAL_PACE, Pace
from tests.services.office import Office

HOUR = timedelta(hours=1)
TEN_YEARS = timedelta(days=3653)
A_MINUTE = 60.0
FASTER = 30
QUICK = Pace(*(seconds / FASTER for seconds in (30.0, 40.0, 5.0)))


@dataclass
class Wall:
    """The host's wall clock, as somebody sets it: moved, or stopped."""

    offset: timedelta = timedelta(0)
    stopped_at: datetime | None = None

    def move(self, by: timedelta) -> None:
        self.offset += by

    def stop(self) -> None:
        self.stopped_at = self.read()

    def read(self, zone: tzinfo | None = UTC) -> datetime:
        if self.stopped_at is not None:
            return self.stopped_at.astimezone(zone)
        return datetime.now(zone) + self.offset  # noqa: TID251 - the host's own

    def as_datetime(self) -> type[datetime]:
        """Return a ``datetime`` whose ``now`` asks this clock."""
        read = self.read

        class Asked(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return read(tz)

        return Asked


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """Let APScheduler and our own clock ask a wall clock that the test sets."""
    wall = Wall()
    asked = wall.as_datetime()
    monkeypatch.setattr(base, "datetime", asked)
    monkeypatch.setattr(clocks, "datetime", asked)
    return wall


@dataclass
class Watched:
    """The host's clock, noting by elapsed time when somebody asked for the moment."""

    asked: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        self.asked.append(self.monotonic())
        return SystemClock().now()

    def monotonic(self) -> float:
        return SystemClock().monotonic()

    def longest_silence(self, since: float) -> float:
        """Return the longest time without a due check, in seconds."""
        moments = [since, *(at for at in self.asked if at > since), self.monotonic()]
        return max(later - earlier for earlier, later in pairwise(moments))


SET: dict[str, Callable[[Wall], None]] = {
    "-1 h": lambda wall: wall.move(-HOUR),
    "-1 d": lambda wall: wall.move(-24 * HOUR),
    "+1 h": lambda wall: wall.move(HOUR),
    "+10 y": lambda wall: wall.move(TEN_YEARS),
    "frozen": Wall.stop,
}


@pytest.mark.parametrize("how", SET)
@pytest.mark.parametrize(
    ("pace", "faster"),
    [
        pytest.param(QUICK, FASTER, id="quick"),
        pytest.param(USUAL_PACE, 1, id="usual", marks=pytest.mark.minutes),
    ],
)
def test_the_next_due_check_comes_within_a_minute(
    office: Office, wall: Wall, how: str, pace: Pace, faster: int
) -> None:
    clock = Watched()
    scheduler = beside_the_site(office.works(), clock, pace)
    scheduler.start()
    try:
        time.sleep(1.2 * pace.tick)
        ticked = len(clock.asked)
        began = clock.monotonic()
        SET[how](wall)
        time.sleep(1.25 * A_MINUTE / faster)
        silence = clock.longest_silence(began) * faster
    finally:
        scheduler.shutdown(wait=True)
    print(f"clock {how}: the longest silence was {silence:.1f} s of 60")  # noqa: T201
    assert ticked > 1
    assert silence <= A_MINUTE


def test_without_the_guard_the_scheduler_stands_still(wall: Wall) -> None:
    """Else the test above would prove nothing."""
    ran: list[float] = []
    scheduler = BackgroundScheduler(timezone=UTC)
    trigger = IntervalTrigger(seconds=QUICK.tick, timezone=UTC)
    scheduler.add_job(lambda: ran.append(1), trigger)
    scheduler.start()
    try:
        time.sleep(1.5 * QUICK.tick)
        before = len(ran)
        wall.move(-HOUR)
        time.sleep(1.5 * A_MINUTE / FASTER)
    finally:
        scheduler.shutdown(wait=True)
    assert before == 1
    assert len(ran) == before


def test_ten_years_are_one_run_and_not_ten_million(office: Office, wall: Wall) -> None:
    scheduler = beside_the_site(office.works(), SystemClock())
    scheduler.start(paused=True)
    try:
        (job,) = scheduler.get_jobs()
        assert len(job._get_run_times(wall.read() + TEN_YEARS)) == 1
    finally:
        scheduler.shutdown(wait=True)


def test_sleep_of_the_machine_is_time_that_passed() -> None:
    """CLOCK_MONOTONIC of Linux stops in a sleep, which would look like a jump."""
    since_boot = getattr(time, "CLOCK_BOOTTIME", None)
    told = time.monotonic() if since_boot is None else time.clock_gettime(since_boot)  # noqa: TID251
    assert SystemClock().monotonic() == pytest.approx(told, abs=1)
