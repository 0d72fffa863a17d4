"""Beside APScheduler with one stored job for each reminder: add, move, due.

Both on SQLite. What is stored here is a whole case with its deadline, in transactions
of 500, as an import does, and the moment of the next look is a part of it; the other
stores each job as it is given it, which is the only way it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import BaseScheduler

from remedytrack.lawbook import Lawbook
from remedytrack.services.planning import sweep
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store
from tests.bench.report import Measure, Sense, Target
from tests.bench.sweep import (
    ENTERED,
    LONG_AGO,
    NOW,
    TOMORROW,
    an_appeal,
    copied,
    stored,
)
from tests.services.office import Office, found

FIVE_TIMES = Target(Sense.AT_LEAST, 5)
FAR = TOMORROW + timedelta(days=36_500)

TOLD: list[str] = []


def tell(reminder: str) -> None:
    """Be the job: the sending itself is not what is compared."""
    TOLD.append(reminder)


class Still(BaseScheduler):  # type: ignore[misc]
    """APScheduler without a thread: it wakes up when it is told to."""

    def wakeup(self) -> None:
        """Do nothing; the bench calls the processing itself."""

    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT001, FBT002 - theirs
        """Let go of the stores."""
        super().shutdown(wait)


def measure_stored_jobs(
    law: Lawbook, scratch: Path, *, jobs: int, moved: int, due: int
) -> Iterator[Measure]:
    """Add ``jobs``, move ``moved`` of them, and let ``due`` of them come due."""
    theirs = _Theirs(scratch / "jobs.db", due)
    ours = _Ours(law, scratch / "looks.db", jobs)
    for name, number, mine, other in (
        ("add", jobs, ours.add, theirs.add),
        ("move", moved, ours.move, theirs.move),
        ("let come due", due, ours.come_due, theirs.come_due),
    ):
        if mine == ours.come_due:
            ours.make_due(due)
        seconds = _seconds(mine, number)
        yield Measure(
            name=f"{name} {number:,} of {jobs:,} reminders",
            value=seconds / number * 1e6,
            unit="µs each",
            ratio=_seconds(other, number) / seconds,
            beside="APScheduler, one stored job each (it takes so many times longer)",
            target=FIVE_TIMES,
        )
    ours.registry.store.close()
    theirs.scheduler.shutdown()


def _seconds(act: Callable[[int], None], number: int) -> float:
    began = perf_counter()
    act(number)
    return perf_counter() - began


class _Theirs:
    """One job a reminder, far in the future; those that come due are in the past."""

    def __init__(self, file: Path, due: int) -> None:
        self.scheduler: Any = Still(
            jobstores={"default": SQLAlchemyJobStore(f"sqlite:///{file}")},
            executors={"default": DebugExecutor()},
            job_defaults={"misfire_grace_time": None},
        )
        self.scheduler.start()
        for n in range(due):
            self._add(f"due {n}", LONG_AGO)

    def add(self, number: int) -> None:
        """Store one job after the other."""
        for n in range(number):
            self._add(str(n), FAR + timedelta(minutes=n))

    def move(self, number: int) -> None:
        """Give each another moment."""
        for n in range(number):
            at = FAR + timedelta(days=1, minutes=n)
            self.scheduler.reschedule_job(str(n), trigger="date", run_date=at)

    def come_due(self, number: int) -> None:
        """Wake up once."""
        TOLD.clear()
        self.scheduler._process_jobs()
        if len(TOLD) != number:
            raise AssertionError(f"{len(TOLD)} of {number} came due")

    def _add(self, name: str, at: datetime) -> None:
        self.scheduler.add_job(tell, "date", run_date=at, args=[name], id=name)


class _Ours:
    """Deadlines, each with the moment of its next look."""

    def __init__(self, law: Lawbook, file: Path, jobs: int) -> None:
        engine = open_engine(f"sqlite:///{file}")
        create_schema(engine)
        self.registry = Registry(Store(engine), law)
        office = Office(self.registry, found(self.registry), ENTERED)
        self._rows = copied(an_appeal(office), jobs)
        self._ids: list[UUID] = []
        sweep(self.registry, NOW)

    def add(self, number: int) -> None:
        """Store whole cases and deadlines, read from nothing."""
        self._ids += stored(self.registry, islice(self._rows, number))

    def move(self, number: int) -> None:
        """Give each another moment, in one transaction."""
        with self.registry.store.writing() as unit:
            unit.looks.put_off(dict.fromkeys(self._ids[:number], FAR))

    def make_due(self, number: int) -> None:
        """Let so many be due."""
        with self.registry.store.writing() as unit:
            unit.looks.put_off(dict.fromkeys(self._ids[:number], LONG_AGO))

    def come_due(self, number: int) -> None:
        """Look at them, put on record what is owed, and note when to look again."""
        if sweep(self.registry, NOW) != number:
            raise AssertionError(f"not {number} came due")
