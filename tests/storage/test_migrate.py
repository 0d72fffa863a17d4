import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from remedytrack.resources import folder
from remedytrack.storage import migrate
from remedytrack.storage.engine import open_engine
from remedytrack.storage.errors import BrokenMigration, UnusableDatabase
from remedytrack.storage.schema import create_schema
from remedytrack.storage.tables import METADATA
from remedytrack.storage.unit import Store
from tests.storage.samples import (
    NOW,
    a_deadline,
    a_flag,
    a_mail,
    a_recipient,
    a_standing,
    an_entry,
    stored_proceeding,
)

REVISIONS = [
    each.revision
    for each in ScriptDirectory(str(folder("migrations"))).walk_revisions()
]


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = open_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def triggers(url: str) -> set[str]:
    query = "SELECT sql FROM sqlite_schema WHERE type = 'trigger'"
    with connected(url) as connection:
        return set(connection.exec_driver_sql(query).scalars())


def differences(url: str) -> list[Any]:
    with connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def fill(url: str) -> str:
    """Store a little of everything; return the projections."""
    store = Store(open_engine(url))
    entry = an_entry()
    with store.writing() as unit:
        proceeding = stored_proceeding(unit)
        unit.journal.append(proceeding.id, entry)
        standing = a_standing(a_deadline(entry), flags=(a_flag(entry),))
        unit.proceedings.store_standing(proceeding.id, standing, NOW)
        unit.people.put_recipient(a_recipient())
        unit.mails.queue(a_mail())
        unit.audit.append(NOW, "somebody", "record_event", {})
        dump = unit.projections.dump()
    store.close()
    return dump


def test_an_empty_database_becomes_what_the_models_say(
    database: str, tmp_path: Path
) -> None:
    assert migrate.current(database) is None
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.head()
    assert differences(database) == []

    from_models = f"sqlite:///{tmp_path / 'models.db'}"
    engine = open_engine(from_models)
    create_schema(engine)
    engine.dispose()
    assert triggers(database) == triggers(from_models)
    assert len(triggers(database)) == 12


def test_upgrading_again_changes_nothing(database: str) -> None:
    migrate.upgrade(database)
    stored = fill(database)
    migrate.upgrade(database)
    store = Store(open_engine(database))
    with store.reading() as unit:
        assert unit.projections.dump() == stored
    store.close()


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_step_goes_down_and_up_again_with_data(
    database: str, revision: str
) -> None:
    migrate.upgrade(database)
    fill(database)
    migrate.downgrade(
        database, f"{revision}-1" if revision != REVISIONS[-1] else "base"
    )
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.head()
    assert differences(database) == []
    if revision == REVISIONS[-1]:
        fill(database)


def test_going_back_to_the_beginning_leaves_no_table(database: str) -> None:
    migrate.upgrade(database)
    fill(database)
    migrate.downgrade(database, "base")
    with connected(database) as connection:
        query = "SELECT name FROM sqlite_schema WHERE type = 'table'"
        left = set(connection.exec_driver_sql(query).scalars())
    assert left <= {"alembic_version", "sqlite_sequence"}
    assert migrate.current(database) is None


def test_the_folder_may_have_any_name(tmp_path: Path) -> None:
    folder_name = tmp_path / "100% Дела"
    folder_name.mkdir()
    url = f"sqlite:///{folder_name / 'docket.db'}"
    migrate.upgrade(url)
    assert migrate.current(url) == migrate.head()


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match="nowhere"):
        migrate.upgrade(f"sqlite:///{tmp_path / 'nowhere' / 'docket.db'}")


def test_a_migration_that_breaks_references_changes_nothing(database: str) -> None:
    migrate.upgrade(database)
    with sqlite3.connect(database.removeprefix("sqlite:///")) as careless:
        careless.execute("INSERT INTO membership VALUES ('nowhere', 'who', '2025')")
    careless.close()
    with pytest.raises(BrokenMigration, match="rows of membership"):
        migrate.downgrade(database, "head")
