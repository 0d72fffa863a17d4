"""Bringing a database to the newest schema, and saying where it stands.

The migrations lie in ``migrations/``, in a checkout and in the wheel. An upgrade is
one transaction: it succeeds as a whole, or the database is as it was.
"""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from remedytrack.resources import folder
from remedytrack.storage.engine import Begin, beginning, open_engine
from remedytrack.storage.errors import BrokenMigration


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at ``url`` up to ``revision``; create it if it is empty.

    On PostgreSQL the queue that wakes other processes is made ready too.

    Raises:
        UnusableDatabase: it cannot be opened.
        BrokenMigration: rows would point to nothing; nothing was changed.
    """

    def step(config: Config, connection: Connection) -> None:
        command.upgrade(config, revision)
        if connection.dialect.name == "postgresql":
            # Half a second to import, which only PostgreSQL needs.
            from remedytrack.storage.queue import prepare_queue  # noqa: PLC0415

            prepare_queue(connection)

    _migrate(url, step)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to an older ``revision``; ``base`` empties it.

    Raises:
        UnusableDatabase: it cannot be opened.
        BrokenMigration: rows would point to nothing; nothing was changed.
    """
    _migrate(url, lambda config, _: command.downgrade(config, revision))


def current(url: str) -> str | None:
    """Return the revision of the database at ``url``; ``None`` if it has no schema."""
    engine = open_engine(url)
    try:
        with beginning(engine, Begin.READING).connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def head() -> str:
    """Return the newest revision that this version of the program knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None  # noqa: S101 - a release without migrations is broken
    return newest


def _migrate(url: str, step: Callable[[Config, Connection], None]) -> None:
    engine = open_engine(url)
    config = _config()
    try:
        with beginning(engine, Begin.MIGRATING).begin() as connection:
            config.attributes["connection"] = connection
            step(config, connection)
            _check_references(connection)
    finally:
        engine.dispose()


def _config() -> Config:
    config = Config()
    # Alembic reads "%" in an option as the beginning of a variable.
    scripts = str(folder("migrations")).replace("%", "%%")
    config.set_main_option("script_location", scripts)
    return config


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise BrokenMigration(sorted({str(row[0]) for row in broken}))
