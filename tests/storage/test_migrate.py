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


TRIGGERS = {
    "sqlite": "SELECT sql FROM sqlite_schema WHERE type = 'trigger'",
    "postgresql": "SELECT pg_get_triggerdef(t.oid) || prosrc FROM pg_trigger t "
    "JOIN pg_proc p ON p.oid = tgfoid JOIN pg_class c ON c.oid = tgrelid "
    "WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace",
}
TABLES = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
    "postgresql": "SELECT relname FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') "
    "UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def told(url: str, queries: dict[str, str]) -> set[str]:
    """Return what the query for this database says."""
    with connected(url) as connection:
        query = queries[connection.dialect.name]
        return set(connection.exec_driver_sql(query).scalars())


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """Say whether it is of our schema: the queue has one of its own."""
    return kind != "table" or not str(name).startswith("procrastinate_")


def differences(url: str) -> list[Any]:
    with connected(url) as connection:
        opts = {"compare_type": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=opts)
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
    no_schema: str, database: str
) -> None:
    assert migrate.current(no_schema) is None
    migrate.upgrade(no_schema)
    assert migrate.current(no_schema) == migrate.head()
    assert differences(no_schema) == []
    assert told(no_schema, TRIGGERS) == told(database, TRIGGERS)
    assert len(told(no_schema, TRIGGERS)) == 15


def test_upgrading_again_changes_nothing(no_schema: str) -> None:
    migrate.upgrade(no_schema)
    stored = fill(no_schema)
    migrate.upgrade(no_schema)
    store = Store(open_engine(no_schema))
    with store.reading() as unit:
        assert unit.projections.dump() == stored
    store.close()


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_step_goes_down_and_up_again_with_data(
    no_schema: str, revision: str
) -> None:
    migrate.upgrade(no_schema)
    fill(no_schema)
    migrate.downgrade(
        no_schema, f"{revision}-1" if revision != REVISIONS[-1] else "base"
    )
    migrate.upgrade(no_schema)
    assert migrate.current(no_schema) == migrate.head()
    assert differences(no_schema) == []
    if revision == REVISIONS[-1]:
        fill(no_schema)


def test_going_back_to_the_beginning_leaves_no_table(no_schema: str) -> None:
    migrate.upgrade(no_schema)
    fill(no_schema)
    migrate.downgrade(no_schema, "base")
    assert told(no_schema, TABLES) <= {"alembic_version", "sqlite_sequence"}
    assert migrate.current(no_schema) is None


def test_the_folder_may_have_any_name(tmp_path: Path) -> None:
    folder_name = tmp_path / "100% Дела"
    folder_name.mkdir()
    url = f"sqlite:///{folder_name / 'docket.db'}"
    migrate.upgrade(url)
    assert migrate.current(url) == migrate.head()


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match="nowhere"):
        migrate.upgrade(f"sqlite:///{tmp_path / 'nowhere' / 'docket.db'}")


def test_a_migration_that_breaks_references_in_sqlite_changes_nothing(
    sqlite_file: str,
) -> None:
    migrate.upgrade(sqlite_file)
    with sqlite3.connect(sqlite_file.removeprefix("sqlite:///")) as careless:
        careless.execute("INSERT INTO membership VALUES ('nowhere', 'who', '2025')")
    careless.close()
    with pytest.raises(BrokenMigration, match="rows of membership"):
        migrate.downgrade(sqlite_file, "head")
