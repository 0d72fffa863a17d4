"""The office, a real mail server, and processes that tick for it and may die."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from remedytrack.services.sending import LEASE_MARGIN
from remedytrack.storage.values import Mail
from tests.crash import scenes
from tests.crash.scenes import Stage
from tests.crash.sink import Sink, counting_server
from tests.crash.ticking import TIMEOUT_SECONDS, Order
from tests.crash.tracing import can_trace
from tests.crash.workers import Workers, working
from tests.services.desk import Founded, database, founded, law, office
from tests.services.office import FOUNDED, Office

__all__ = ["database", "founded", "law", "office"]

TRACING = "tracing"
"""The fixture of every test that needs strace."""

AFTER_THE_LEASE = LEASE_MARGIN + timedelta(seconds=TIMEOUT_SECONDS + 1)


@dataclass
class Post:
    """An office that ticks in processes of their own, and the mails that arrive."""

    office: Office
    sink: Sink
    port: int
    workers: Workers

    def tick(
        self,
        *,
        rivals: int = 1,
        dies_at: str | None = None,
        nth: int | None = None,
        dies_after_ms: int | None = None,
        notes: Path | None = None,
    ) -> list[int]:
        """Tick at the office's moment; return the exit codes, -9 for the killed."""
        return self.workers.carry_out(
            Order(
                self.office.now.isoformat(),
                self.port,
                rivals,
                dies_at,
                nth,
                dies_after_ms,
                notes=str(notes) if notes else None,
            )
        )

    def wait_for_the_lease(self) -> None:
        """Let so much time pass that a dead process holds no mail any more."""
        self.office.now += AFTER_THE_LEASE

    def arrived(self) -> Counter[str]:
        """Return how often each Message-ID has arrived."""
        return self.sink.arrived()

    def recipients(self) -> set[str]:
        return {mail.recipient for mail in self.sink.mails}

    def stored(self) -> list[Mail]:
        with self.office.registry.store.reading() as unit:
            return unit.mails.recent(100)

    def last_day_of(self, people: int) -> list[str]:
        """Give so many people an appeal each, on whose last day it is nine o'clock."""
        scenes.last_day(self.office, people)
        return [f"member{number}@example.org" for number in range(people)]


@pytest.fixture(scope="session")
def workers(founded: Founded) -> Iterator[Workers]:
    """The parent of all that tick: it has read the law, so that its forks need not."""
    with working(founded.file) as workers:
        workers.warm_up(FOUNDED)
        yield workers


@pytest.fixture
def post(workers: Workers, office: Office) -> Iterator[Post]:
    sink = Sink()
    with counting_server(sink) as port:
        yield Post(office, sink, port, workers)


@pytest.fixture(scope="session")
def stage(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(founded, tmp_path_factory.mktemp("scenes"))


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Without strace, leave out what needs it; the closing summary says so loudly."""
    if can_trace():
        return
    blind = [each for each in items if TRACING in getattr(each, "fixturenames", ())]
    items[:] = [each for each in items if each not in blind]
    config.hook.pytest_deselected(items=blind)


@pytest.fixture(scope="session", name=TRACING)
def _tracing() -> None:
    """What a test asks for that cannot do without strace."""
    assert can_trace()
