"""The program with its database on a server: every command that is about a database."""

from pathlib import Path

import pytest

from remedytrack.storage.engine import open_engine
from remedytrack.storage.migrate import head
from remedytrack.storage.unit import Store
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def address(postgres: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database, which the program is told."""
    monkeypatch.setenv("REMEDYTRACK_DATABASE_URL", postgres)
    return postgres


def test_an_installation_begins_on_an_empty_database(run: Run) -> None:
    assert "database: none" in run("db", "current").output
    assert "There is no docket in the database server yet" in run("tick", code=1).stderr
    assert f"Database made: the database server ({head()})" in run("init").output
    assert f"database: {head()}" in run("db", "current").output
    assert "Database is up to date" in run("db", "upgrade").output


def test_a_rehearsal_works_on_a_copy(run: Run, address: str) -> None:
    run("init")
    run("user", "add", "l@example.org", "--name", "L.", "--role", "lawyer")

    said = run("tick", "--dry-run").output

    assert "A tick would have" in said
    store = Store(open_engine(address))
    with store.reading() as unit:
        assert unit.published_laws.fingerprint() is None
        (lawyer,) = unit.accounts.all()
    store.close()
    assert lawyer.email == "l@example.org"


def test_a_backup_is_the_work_of_the_servers_own_tool(run: Run, tmp_path: Path) -> None:
    run("init")

    assert "pg_dump" in run("backup", tmp_path / "copy", code=1).stderr
    assert not (tmp_path / "copy").exists()


def test_a_server_that_is_not_there_is_named_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "postgresql://somebody:secret@127.0.0.1:1/docket"
    monkeypatch.setenv("REMEDYTRACK_DATABASE_URL", nowhere)

    said = run("db", "upgrade", code=1).stderr

    assert "127.0.0.1" in said
    assert "REMEDYTRACK_DATABASE_URL" in said
    assert "secret" not in said
