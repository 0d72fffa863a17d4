"""Fixtures of the office; the scheduler's and the crash tests use them too.

The office is founded once, and each test finds it as it was then: its database file is
restored, while the engine keeps the statements that it has compiled.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from remedytrack.lawbook import Lawbook, load
from remedytrack.resources import folder
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Matter
from tests.services.office import Office, found


@dataclass(frozen=True)
class Founded:
    """The office on its first day."""

    file: Path
    registry: Registry
    matter: Matter
    copy: sqlite3.Connection

    def restore(self) -> None:
        with sqlite3.connect(self.file) as database:
            self.copy.backup(database)
        database.close()


@pytest.fixture(scope="session")
def law() -> Lawbook:
    """The law as shipped, read once."""
    return load(folder("workflows"))


@pytest.fixture(scope="session")
def founded(
    law: Lawbook, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Founded]:
    file = tmp_path_factory.mktemp("office") / "docket.db"
    engine = open_engine(f"sqlite:///{file}")
    create_schema(engine)
    store = Store(engine)
    registry = Registry(store, law)
    matter = found(registry)
    copy = sqlite3.connect(":memory:")
    with sqlite3.connect(file) as database:
        database.backup(copy)
    database.close()
    yield Founded(file, registry, matter, copy)
    copy.close()
    store.close()


@pytest.fixture
def database(founded: Founded) -> str:
    """The address of the office's database."""
    return f"sqlite:///{founded.file}"


@pytest.fixture
def office(founded: Founded) -> Office:
    founded.restore()
    return Office(founded.registry, founded.matter)
