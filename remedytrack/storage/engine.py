"""Opening a database: what each connection must be told before it can be trusted.

SQLite runs in WAL with ``synchronous=FULL`` (an acknowledged write survives a power
cut) and foreign keys on. The driver begins nothing by itself: a transaction begins
as its engine was told to, writers immediately, so that two never both read and then
fight over the upgrade.
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


class Begin(StrEnum):
    """How a transaction begins on SQLite."""

    READING = "reading"
    WRITING = "writing"
    STATEMENT = "statement"
    MIGRATING = "migrating"


# query_only makes a reading unit unable to write, whatever it is asked to do.
_OPENING: Final[dict[Begin, tuple[str, ...]]] = {
    Begin.READING: ("PRAGMA query_only = ON", "BEGIN"),
    Begin.WRITING: ("PRAGMA query_only = OFF", "BEGIN IMMEDIATE"),
    Begin.STATEMENT: ("PRAGMA query_only = OFF",),
    # Rebuilding a table drops it for a moment; the check comes at the end instead.
    Begin.MIGRATING: (
        "PRAGMA query_only = OFF",
        "PRAGMA foreign_keys = OFF",
        "BEGIN IMMEDIATE",
    ),
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
        url: ``sqlite:////absolute/file``, ``sqlite://`` or ``postgresql+…://…``.

    Raises:
        UnusableDatabase: the folder of an SQLite file is missing or not writable.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, **_COMMON, pool_pre_ping=True)
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
    return engine.execution_options(**{_BEGIN: begin})


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
    for statement in _OPENING[begin]:
        connection.exec_driver_sql(statement)
