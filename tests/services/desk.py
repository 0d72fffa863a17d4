"""Fixtures of the office; the scheduler's and the crash tests use them too.

The office is founded once, and each test finds it as it was then: its database is
restored, while the engine keeps the statements that it has compiled. It is an SQLite
file unless ``dialect`` says otherwise: ``both_dialects`` in its place runs each test on
PostgreSQL too, and ``ON_SQLITE`` keeps a test from that.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from remedytrack.lawbook import Lawbook, load
from remedytrack.resources import folder
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine, sqlite_file
from remedytrack.storage.schema import create_schema
from remedytrack.storage.tables import METADATA
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Matter
from tests.postgres import Snapshot
from tests.services.office import Office, found

ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Founded:
    """The office on its first day; ``restore`` brings that day back."""

    url: str
    registry: Registry
    matter: Matter
    restore: Callable[[], None]

    @property
    def file(self) -> Path:
        """The SQLite file that it is in."""
        file = sqlite_file(self.url)
        assert file is not None
        return file

    def written(self) -> list[list[object]]:
        """Return everything that the database holds."""
        with self.registry.store.engine.connect() as connection:
            return [
                [tuple(row) for row in connection.execute(in_order)]
                for table in METADATA.sorted_tables
                for in_order in [select(table).order_by(*table.primary_key.columns)]
            ]


@pytest.fixture(scope="session")
def law() -> Lawbook:
    """The law as shipped, read once."""
    return load(folder("workflows"))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"], name="dialect")
def both_dialects(request: pytest.FixtureRequest) -> str:
    """Which database the office is in: one after the other."""
    return str(request.param)


@pytest.fixture(scope="session")
def founded(
    dialect: str,
    law: Lawbook,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Founded]:
    if dialect == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.copied(request.getfixturevalue("postgres_template"))
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('office') / 'docket.db'}"
        create_schema(open_engine(url))
    registry = Registry(Store(open_engine(url)), law)
    matter = found(registry)
    with _kept(url) as restore:
        yield Founded(url, registry, matter, restore)
    registry.store.close()


@contextmanager
def _kept(url: str) -> Iterator[Callable[[], None]]:
    """Keep what is in the database; give what brings it back."""
    file = sqlite_file(url)
    if file is None:
        with closing(Snapshot(url)) as snapshot:
            yield snapshot.restore
        return
    with closing(sqlite3.connect(":memory:")) as copy:
        with closing(sqlite3.connect(file)) as database:
            database.backup(copy)

        def restore() -> None:
            with closing(sqlite3.connect(file)) as database:
                copy.backup(database)

        yield restore


@pytest.fixture
def database(founded: Founded) -> str:
    """The address of the office's database."""
    return founded.url


@pytest.fixture
def office(founded: Founded) -> Office:
    founded.restore()
    return Office(founded.registry, founded.matter)


def unguarded(connection: Connection, table: str) -> None:
    """Let ``connection`` change a table that only grows: nothing refuses, or refers.

    On SQLite until the database is restored, on PostgreSQL for its transaction.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return
    connection.exec_driver_sql(f"DROP TRIGGER {table}_never_changes")
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
