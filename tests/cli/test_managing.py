"""Setting an installation up, keeping it, and what is refused on the way."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from remedytrack.cli.installation import opened
from remedytrack.services.owing import FALLBACK
from tests.cli.conftest import Run


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_init_makes_a_private_folder_keys_and_a_database(run: Run, var: Path) -> None:
    run("init")

    assert mode(var) == 0o700
    assert mode(var / "keys") == 0o600
    assert mode(var / "remedytrack.db") == 0o600


@pytest.mark.usefixtures("ready")
def test_init_twice_keeps_everything(run: Run, var: Path) -> None:
    keys = (var / "keys").read_bytes()

    said = run("init").stdout

    assert "Keys kept" in said
    assert "Database is up to date" in said
    assert (var / "keys").read_bytes() == keys
    with opened(os.environ) as installation, installation.store.reading() as unit:
        assert [each.email for each in unit.accounts.all()] == ["l@example.org"]


def test_a_damaged_file_of_keys_is_not_replaced(run: Run, var: Path) -> None:
    var.mkdir()
    (var / "keys").write_text("{}")

    assert "restore the file from a backup" in run("init", code=1).stderr
    assert (var / "keys").read_text() == "{}"


def test_the_revision_is_told_before_and_after_an_upgrade(run: Run, var: Path) -> None:
    assert "database: none" in run("db", "current").stdout
    assert not var.exists()

    run("init")

    database, program = run("db", "current").stdout.splitlines()
    assert database.split()[1] == program.split()[1]
    assert "up to date" in run("db", "upgrade").stdout


@pytest.mark.parametrize(
    "command",
    [
        ["docket"],
        ["why", "RT-2222-2222"],
        ["tick"],
        ["rebuild"],
        ["report", "replies"],
        ["user", "add", "a@example.org", "--name", "A.", "--role", "auditor"],
        ["serve", "--port", "8999"],
    ],
)
def test_without_a_database_it_says_how_to_make_one(
    run: Run, var: Path, command: list[str]
) -> None:
    assert "Make one with “remedytrack init”" in run(*command, code=1).stderr
    assert not var.exists()


def test_a_database_of_another_version_is_not_touched(run: Run, var: Path) -> None:
    run("init")
    with closing(sqlite3.connect(var / "remedytrack.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'older'")
        database.commit()

    said = run("docket", code=1).stderr
    assert "is at revision older" in said
    assert "remedytrack db upgrade" in said


def test_a_coordinator_is_told_where_nobody_is_assigned(run: Run) -> None:
    run("init")
    added = run("user", "add", "k@example.org", "--name", "K.", "--role", "coordinator")

    assert "Password, shown only now:" in added.stdout
    with opened(os.environ) as installation, installation.store.reading() as unit:
        (account,) = unit.accounts.with_role("coordinator")
        assert unit.settings.get(FALLBACK) == account.id
        recipient = unit.people.recipient(account.id)
        assert recipient is not None
        assert (recipient.address, recipient.zone) == ("k@example.org", "Asia/Almaty")


def test_an_auditor_gets_no_mail(run: Run) -> None:
    run("init")
    run("user", "add", "d@example.org", "--name", "D.", "--role", "auditor")

    with opened(os.environ) as installation, installation.store.reading() as unit:
        assert unit.people.recipients() == []
        assert not unit.settings.get(FALLBACK)


def test_a_password_may_come_from_a_pipe_and_is_not_printed(run: Run) -> None:
    run("init")
    who = ["user", "add", "l@example.org", "--name", "L.", "--role", "lawyer"]

    short = run(*who, "--password-stdin", typing="short\n", code=2)
    assert "at least 12 characters" in short.stderr

    added = run(*who, "--password-stdin", typing="correct horse battery\n")
    assert "correct horse" not in added.output
    assert "Password" not in added.output


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["l@example.org", "--name", "L.", "--role", "lawyer"], "already", 1),
        (["nobody", "--name", "N.", "--role", "lawyer"], "is not an address", 2),
        (["n@example.org", "--name", "N.", "--role", "king"], "'king' is not one", 2),
        (
            ["n@example.org", "--name", "N.", "--role", "lawyer", "--zone", "Mars"],
            "no time zone “Mars”",
            2,
        ),
    ],
)
@pytest.mark.usefixtures("ready")
def test_what_makes_no_account(
    run: Run, arguments: list[str], said: str, code: int
) -> None:
    assert said in run("user", "add", *arguments, code=code).stderr
    with opened(os.environ) as installation, installation.store.reading() as unit:
        assert len(unit.accounts.all()) == 1


def test_a_backup_is_whole_private_and_never_overwrites(
    run: Run, tmp_path: Path, ruling: str
) -> None:
    copy = tmp_path / "copy.db"

    assert "written and checked" in run("backup", copy).stdout
    assert "backup: not known" not in run("report", "evening").stdout

    assert mode(copy) == 0o600
    assert list(tmp_path.glob("copy.db-*")) == []
    with closing(sqlite3.connect(copy)) as database:
        refs = database.execute("SELECT ref FROM proceeding").fetchall()
    assert (ruling,) in refs
    before = copy.read_bytes()
    assert "it exists" in run("backup", copy, code=1).stderr
    assert copy.read_bytes() == before


def test_a_damaged_database_leaves_no_backup_behind(
    run: Run, var: Path, tmp_path: Path
) -> None:
    var.mkdir()
    (var / "remedytrack.db").write_bytes(b"no database at all" * 100)
    copy = tmp_path / "copy.db"

    assert "No backup was made" in run("backup", copy, code=1).stderr
    assert not copy.exists()


def test_a_folder_that_cannot_be_written_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("REMEDYTRACK_VAR", str(tmp_path / "file" / "var"))

    assert "cannot be made" in run("init", code=1).stderr


def test_a_damaged_database_is_called_that(run: Run, var: Path) -> None:
    run("init")
    (var / "remedytrack.db").write_bytes(b"no database at all" * 100)

    said = run("docket", code=1).stderr
    assert "file is not a database" in said
    assert "restore a backup" in said


def test_a_database_without_its_driver_names_the_package(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMEDYTRACK_DATABASE_URL", "postgresql+pg8000://x@localhost/y")

    assert "“pg8000” is not installed" in run("docket", code=1).stderr


def test_without_its_keys_nobody_is_let_in(run: Run, var: Path) -> None:
    run("init")
    (var / "keys").unlink()
    who = ["a@example.org", "--name", "A.", "--role", "auditor"]

    assert "restore the file from a backup" in run("user", "add", *who, code=1).stderr


def test_debugging_shows_where_an_error_came_from(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMEDYTRACK_DEBUG", "1")

    with pytest.raises(AssertionError):
        run("docket", code=2)
    assert type(run("docket", code=1).exception).__name__ == "NotInitialised"
