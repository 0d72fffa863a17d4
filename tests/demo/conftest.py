"""The demo, loaded once for all tests; who changes something works on a copy."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from remedytrack.core.access import Role, Viewer
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.standing import Deadline
from remedytrack.demo.dataset import Dataset, bundled
from remedytrack.demo.loader import Loaded, load
from remedytrack.lawbook import Lawbook
from remedytrack.lawbook import load as load_law
from remedytrack.notify.transport import RecordingTransport
from remedytrack.resources import folder
from remedytrack.scheduler.tick import Works
from remedytrack.services.lettering import Envelope
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Proceeding, Reminder

ENVELOPE = Envelope("reminder@demo.invalid", "http://127.0.0.1:8000")


@dataclass(frozen=True)
class Demo:
    """A loaded demo, asked by the keys of its data files."""

    works: Works
    loaded: Loaded
    post: RecordingTransport

    @property
    def registry(self) -> Registry:
        return self.works.registry

    def viewer(self, key: str) -> Viewer:
        user = next(u for u in bundled().people.users if u.key == key)
        return Viewer(self.loaded.users[key], frozenset[Role](user.roles))

    def case(self, key: str) -> Proceeding:
        with self.registry.store.reading() as unit:
            found = unit.proceedings.by_ref(self.loaded.refs[key])
        assert found is not None
        return found

    def deadline(self, key: str, limit: str) -> Deadline:
        with self.registry.store.reading() as unit:
            pairs = unit.projections.deadlines([self.case(key).id])
        [found] = [deadline for _, deadline in pairs if deadline.limit == limit]
        return found

    def journal(self, key: str) -> list[Entry]:
        with self.registry.store.reading() as unit:
            return unit.journal.of(self.case(key).id)

    def reminders(self, deadline: Deadline) -> list[Reminder]:
        with self.registry.store.reading() as unit:
            return unit.reminders.of_deadline(deadline.id)

    def states(self, key: str) -> dict[str, str]:
        with self.registry.store.reading() as unit:
            return unit.projections.states(self.case(key).id)


@pytest.fixture(scope="session")
def law() -> Lawbook:
    return load_law(folder("workflows"))


@pytest.fixture(scope="session")
def data() -> Dataset:
    return bundled()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "remedytrack.db"


@pytest.fixture(scope="session")
def demo(demo_file: Path, law: Lawbook, data: Dataset) -> Iterator[Demo]:
    """The demo as it stands on 1 December 2025, 09:00. Not to be changed."""
    store = Store(open_engine(f"sqlite:///{demo_file}"))
    create_schema(store.engine)
    post = RecordingTransport()
    works = Works(Registry(store, law), ENVELOPE, post)
    yield Demo(works, load(works, data, hashing=_not_hashed), post)
    store.close()


@pytest.fixture
def copy(demo: Demo, demo_file: Path, tmp_path: Path, law: Lawbook) -> Iterator[Demo]:
    """A copy of the demo for a test that changes something; its post is empty."""
    file = tmp_path / "copy.db"
    source, target = sqlite3.connect(demo_file), sqlite3.connect(file)
    source.backup(target)
    source.close()
    target.close()
    store = Store(open_engine(f"sqlite:///{file}"))
    post = RecordingTransport()
    works = Works(Registry(store, law), ENVELOPE, post)
    yield Demo(works, demo.loaded, post)
    store.close()


def _not_hashed(_password: str) -> str:
    return "no password is checked here"
