"""Opening a database: what each connection must be told before it can be trusted.

SQLite runs in WAL with ``synchronous=FULL`` (an acknowledged write survives a power
cut) and foreign keys on. The driver begins nothing by itself: a transaction begins
as its engine was told to, writers immediately, so that two never both read and then
fight over the upgrade.

PostgreSQL's writers follow one another too: each takes the installation's lock as it
begins. So what a writer reads stays true until it has written, whatever the number of
processes and machines: the head of the audit log, the revision of a proceeding, the
order of the journal. Serializable isolation would find the same conflicts, but late,
and have every service begin again. Claiming a mail and marking it is one statement
that decides by itself; it waits for nobody.
"""

import json
import sqlite3
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

from remedytrack.storage.errors import UnusableDatabase

BUSY_TIMEOUT_MS: Final = 10_000
_BEGIN = "remedytrack_begin"

QUEUE_SCHEMA: Final = "procrastinate"
SEARCH_PATH: Final = f'"$user",public,{QUEUE_SCHEMA}'
"""Where statements find their tables: our own first, the queue's in its own schema."""

_SERVER_SETTINGS: Final = {
    "lock_timeout": BUSY_TIMEOUT_MS,
    "statement_timeout": 60_000,
}


class Begin(StrEnum):
    """How a transaction begins.

    ``WRITING`` is alone; ``CLAIMING`` writes beside others on PostgreSQL, with single
    statements that decide by themselves; ``READING`` sees one state of the database;
    with ``STATEMENT`` each statement stands for itself.
    """

    READING = "reading"
    WRITING = "writing"
    CLAIMING = "claiming"
    STATEMENT = "statement"
    MIGRATING = "migrating"


_ALONE = ("PRAGMA query_only = OFF", "BEGIN IMMEDIATE")
# The number is of no meaning: it must only be the same in every version. A writer that
# is stopped, or cut off, loses the lock after half a minute, and what it has not
# committed; otherwise it would keep the others waiting for ever.
_LOCK = (
    "SELECT set_config('idle_in_transaction_session_timeout', '30s', true), "
    "pg_advisory_xact_lock(7310868742214)"
)

_OPENING: Final[dict[str, dict[Begin, tuple[str, ...]]]] = {
    "sqlite": {
        # query_only makes a reading unit unable to write, whatever it is asked to do.
        Begin.READING: ("PRAGMA query_only = ON", "BEGIN"),
        Begin.WRITING: _ALONE,
        Begin.CLAIMING: _ALONE,
        Begin.STATEMENT: ("PRAGMA query_only = OFF",),
        # Rebuilding a table drops it for a moment; the check comes at the end instead.
        Begin.MIGRATING: ("PRAGMA foreign_keys = OFF", *_ALONE),
    },
    "postgresql": {
        Begin.WRITING: (_LOCK,),
        Begin.MIGRATING: ("SET LOCAL statement_timeout = 0", _LOCK),
    },
}

# Set on the connection, without asking the server.
_ISOLATION: Final[dict[Begin, dict[str, Any]]] = {
    Begin.READING: {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    Begin.STATEMENT: {"isolation_level": "AUTOCOMMIT"},
}

# An error message shows the statement and never its values: they may be names.
_COMMON: Final[dict[str, Any]] = {
    "json_serializer": partial(json.dumps, ensure_ascii=False),
    "hide_parameters": True,
}


def open_engine(url: str) -> Engine:
    """Return an engine for the database at ``url``; it connects when first used.

    A new SQLite file is made readable for its owner only. ``sqlite://`` is a database
    in memory with a single connection: for tests, and for one unit at a time.

    Args:
        url: ``sqlite:////absolute/file``, ``sqlite://`` or
            ``postgresql://user@host/database``.

    Raises:
        UnusableDatabase: the folder of an SQLite file is missing or not writable.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return _open_server(address)
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if _is_in_memory(address):
        options["poolclass"] = StaticPool
    else:
        _make_private_file(Path(address.database or ""))
    engine = create_engine(address, **_COMMON, **options)
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def sqlite_file(url: str) -> Path | None:
    """Return the file that ``url`` names; ``None`` for a server, or for memory."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or _is_in_memory(address):
        return None
    return Path(address.database or "")


def beginning(engine: Engine, begin: Begin) -> Engine:
    """Return ``engine``, over the same connections, beginning as ``begin`` says."""
    isolation = {} if engine.dialect.name == "sqlite" else _ISOLATION.get(begin, {})
    return engine.execution_options(**{_BEGIN: begin}, **isolation)


def _open_server(address: URL) -> Engine:
    told = [f"-c {name}={value}" for name, value in _SERVER_SETTINGS.items()]
    told.append(f"-c search_path={SEARCH_PATH}")
    own = address.query.get("options", ())
    # What the address says comes last, and wins.
    options = " ".join([*told, *([own] if isinstance(own, str) else own)])
    engine = create_engine(
        address,
        **_COMMON,
        pool_pre_ping=True,
        connect_args={"options": options, "fallback_application_name": "remedytrack"},
    )
    event.listen(engine, "begin", _begin)
    return engine


def _is_in_memory(address: URL) -> bool:
    return address.database in {None, "", ":memory:"}


def _make_private_file(path: Path) -> None:
    try:
        path.touch(mode=0o600)
    except OSError as error:
        problem = f"{error.strerror}; create its folder, or choose another address"
        raise UnusableDatabase(path, problem) from error


def _prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    begin: Begin = connection.get_execution_options().get(_BEGIN, Begin.WRITING)
    for statement in _OPENING[connection.dialect.name].get(begin, ()):
        connection.exec_driver_sql(statement)
