"""An installation on PostgreSQL, made by the migrations; a role for each process."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from psycopg import sql
from sqlalchemy import make_url

from remedytrack.lawbook import Lawbook
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.grants import Process, grant
from remedytrack.storage.migrate import upgrade
from remedytrack.storage.queue import Calls
from remedytrack.storage.unit import Store
from tests.postgres import Server
from tests.services.desk import law
from tests.services.office import APPEAL, Office, found

__all__ = ["law"]


@dataclass(frozen=True)
class Shared:
    """A database server's database: the owner's address, and each process's."""

    owner: str
    web: str
    scheduler: str

    def rows(self, query: str, address: str | None = None) -> list[tuple[object, ...]]:
        """Return what ``query`` finds, asked by the owner unless said otherwise."""
        engine = open_engine(address or self.owner)
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.exec_driver_sql(query)]
        finally:
            engine.dispose()

    def waiting(self) -> list[str]:
        """Return the calls that wait in the queue."""
        todo = "SELECT task_name FROM procrastinate_jobs WHERE status = 'todo'"
        return sorted(str(name) for (name,) in self.rows(todo))


@pytest.fixture
def shared(postgres: str, postgres_server: Server) -> Iterator[Shared]:
    upgrade(postgres)
    names = {process: f"rt_{process}_{uuid4().hex[:8]}" for process in Process}
    for name in names.values():
        made = "CREATE ROLE {} LOGIN PASSWORD 'only for this test'"
        postgres_server.execute(sql.SQL(made).format(sql.Identifier(name)))
    give_rights(postgres, names)
    yield Shared(
        postgres,
        *(_as(postgres, names[each]) for each in (Process.WEB, Process.SCHEDULER)),
    )
    postgres_server.dropped(postgres)
    for name in names.values():
        postgres_server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def give_rights(url: str, names: dict[Process, str]) -> None:
    """Let each role do what its process does."""
    engine = open_engine(url)
    with engine.begin() as connection:
        for process, name in names.items():
            grant(connection, name, process)
    engine.dispose()


def _as(url: str, role: str) -> str:
    address = make_url(url).set(username=role, password="only for this test")  # noqa: S106
    return address.render_as_string(hide_password=False)


@pytest.fixture
def store(shared: Shared) -> Iterator[Store]:
    """The database as a web process sees it."""
    opened = Store(open_engine(shared.web), Calls())
    yield opened
    opened.close()


@pytest.fixture
def office(store: Store, law: Lawbook) -> Office:
    """An office whose lawyer has an appeal to file by 2 December."""
    registry = Registry(store, law)
    office = Office(registry, found(registry))
    office.at("2025-12-01T12:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    return office
