"""Removing a database file: for the demo, which starts over."""

import sqlite3
from contextlib import closing
from pathlib import Path

from remedytrack.storage.errors import UnusableDatabase


def remove_database(file: Path) -> None:
    """Remove the SQLite database ``file``, unless another process has it open.

    Raises:
        UnusableDatabase: somebody uses it, or it cannot be removed; it is as it was.
    """
    try:
        _require_unused(file)
        for suffix in ("-wal", "-shm", ""):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
    except sqlite3.Error as error:
        problem = "another process uses it; stop that first"
        raise UnusableDatabase(file, problem) from error
    except OSError as error:
        raise UnusableDatabase(file, str(error.strerror)) from error


def _require_unused(file: Path) -> None:
    """Leave WAL, which SQLite allows to the only connection there is."""
    with closing(sqlite3.connect(file, timeout=1)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
