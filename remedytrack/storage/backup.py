"""A copy of the database as it is at one moment, taken while others go on working."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import insert, select

from remedytrack.storage.engine import Begin, beginning, open_engine, sqlite_file
from remedytrack.storage.errors import BackupRefused
from remedytrack.storage.schema import create_schema
from remedytrack.storage.tables import METADATA


def back_up(url: str, file: Path) -> None:
    """Copy the SQLite database at ``url`` to ``file``: whole and checked, or not.

    The copy is one file, readable for its owner only.

    Raises:
        BackupRefused: ``file`` exists or cannot be written, the database is no SQLite
            file, or the copy does not pass SQLite's own check.
    """
    source = sqlite_file(url)
    if source is None:
        problem = (
            "the database is on a server, which has a tool of its own: "
            "pg_dump --format=custom --file=… and the server's address"
        )
        raise BackupRefused(file, problem)
    _claim(file)
    try:
        _copy(source, file)
    except BaseException as error:
        file.unlink(missing_ok=True)
        if isinstance(error, (sqlite3.Error, OSError)):
            raise BackupRefused(file, str(error)) from error
        raise


def copy_to_rehearse(url: str, file: Path) -> None:
    """Copy the database at ``url``, wherever it is, to the new SQLite file ``file``.

    All of it is of one moment. A copy to try something out on: it cannot go back.

    Raises:
        BackupRefused: see :func:`back_up`.
    """
    if sqlite_file(url) is not None:
        back_up(url, file)
        return
    engine, copy = open_engine(url), open_engine(f"sqlite:///{file}")
    create_schema(copy)
    with (
        beginning(engine, Begin.READING).connect() as there,
        beginning(copy, Begin.WRITING).begin() as here,
    ):
        for table in METADATA.sorted_tables:
            in_order = select(table).order_by(*table.primary_key.columns)
            rows = [dict(row) for row in there.execute(in_order).mappings()]
            if rows:
                here.execute(insert(table), rows)
    engine.dispose()
    copy.dispose()


def _claim(file: Path) -> None:
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise BackupRefused(file, "it exists; choose another name") from error
    except OSError as error:
        raise BackupRefused(file, str(error.strerror)) from error


def _copy(source: Path, file: Path) -> None:
    with (
        closing(sqlite3.connect(source)) as begin,
        closing(sqlite3.connect(file)) as end,
    ):
        begin.backup(end)
        # A copy in WAL would be three files, of which somebody would move one.
        end.execute("PRAGMA journal_mode = DELETE")
        (verdict,) = end.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise BackupRefused(file, f"the copy is damaged ({verdict})")
    with file.open("rb") as written:
        os.fsync(written.fileno())
