"""A process that works for some days and says after each commit what it acknowledged.

Run as ``python -m tests.crash.writing DATABASE-FILE NOW SYNCHRONOUS PAPER``. Each line
of the paper is the digest of what everybody could read when a commit had returned.
"""

import hashlib
import os
import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from remedytrack.lawbook import load
from remedytrack.notify.transport import RecordingTransport
from remedytrack.resources import folder
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.unit import Store
from tests.services.office import ALMATY, APPEAL, Office

DAYS = 4
OFTEN = 48
"""Pages of the log after which it is moved into the database; SQLite waits for 1000."""


def digest(database: sqlite3.Connection) -> str:
    """Return a digest of every row of every table."""
    rows = hashlib.sha256()
    names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    for (name,) in database.execute(names).fetchall():
        for row in database.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):  # noqa: S608
            rows.update(repr(row).encode())
    return rows.hexdigest()


def set_up(engine: Engine, synchronous: str) -> None:
    """Tell every connection how much to sync, and to checkpoint often."""

    def tell(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA wal_autocheckpoint = {OFTEN}")
        if synchronous != "FULL":
            connection.execute(f"PRAGMA synchronous = {synchronous}")

    event.listen(engine, "connect", tell)


def work(office: Office) -> None:
    """Look after all cases day by day, and open another one each day."""
    for _ in range(DAYS):
        office.tick(RecordingTransport())
        office.now += timedelta(hours=1)
        today = office.now.astimezone(ALMATY).date()
        office.record(office.open(APPEAL), "ruling_made", f"{today}", penalty="fine")
        office.now += timedelta(hours=23)


def main(file: str, now: str, synchronous: str, paper: str) -> None:
    """Work, and acknowledge."""
    engine = open_engine(f"sqlite:///{file}")
    set_up(engine, synchronous)
    store = Store(engine)
    registry = Registry(store, load(folder("workflows")))
    with store.reading() as unit:
        (matter,) = unit.matters.all()
    line = os.open(paper, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with closing(sqlite3.connect(f"file:{Path(file)}?mode=ro", uri=True)) as observer:

        def acknowledge(_session: Session) -> None:
            os.write(line, digest(observer).encode() + b"\n")

        event.listen(Session, "after_commit", acknowledge)
        work(Office(registry, matter, datetime.fromisoformat(now)))
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
