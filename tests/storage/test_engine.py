import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from remedytrack.storage.engine import Begin, beginning, open_engine
from remedytrack.storage.errors import UnusableDatabase
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store
from tests.storage.samples import NOW, a_matter


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("busy_timeout", 10_000),
    ],
)
@pytest.mark.parametrize("begin", [Begin.READING, Begin.WRITING, Begin.STATEMENT])
def test_every_connection_to_sqlite_is_safe(
    sqlite_store: Store, begin: Begin, pragma: str, value: object
) -> None:
    with beginning(sqlite_store.engine, begin).connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_only_the_owner_may_read_an_sqlite_file(
    sqlite_store: Store, tmp_path: Path
) -> None:
    with sqlite_store.writing() as unit:
        unit.settings.put("who", "owner")
        files = list(tmp_path.glob("docket.db*"))
        modes = {stat.S_IMODE(file.stat().st_mode) for file in files}
    assert len(files) == 3  # the database, its log, and the index of its log
    assert modes == {0o600}


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "elsewhere" / "docket.db"
    with pytest.raises(UnusableDatabase, match=r"elsewhere/docket\.db.*create its"):
        open_engine(f"sqlite:///{missing}")


def test_a_database_in_memory_serves_for_tests() -> None:
    engine = open_engine("sqlite://")
    create_schema(engine)
    store = Store(engine)
    with store.writing() as unit:
        unit.settings.put("place", "memory")
    with store.reading() as unit:
        assert unit.settings.get("place") == "memory"
    store.close()


def test_a_reading_unit_cannot_write(store: Store) -> None:
    refused = r"readonly|read-only"
    with pytest.raises(DBAPIError, match=refused), store.reading() as unit:
        unit.settings.put("a", "b")


def test_a_unit_that_fails_leaves_nothing(store: Store) -> None:
    def fail_halfway() -> None:
        with store.writing() as unit:
            unit.settings.put("a", "b")
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail_halfway()
    with store.reading() as unit:
        assert unit.settings.get("a") is None


def test_a_reader_sees_one_state_while_somebody_writes(store: Store) -> None:
    with store.reading() as reader:
        assert reader.settings.get("a") is None
        with store.writing() as writer:
            writer.settings.put("a", "b")
        assert reader.settings.get("a") is None
    with store.reading() as reader:
        assert reader.settings.get("a") == "b"


def test_writers_that_read_first_never_lose_a_change(store: Store) -> None:
    def add_one_twenty_times() -> None:
        for _ in range(20):
            with store.writing() as unit:
                number = int(unit.settings.get("number") or 0)
                unit.settings.put("number", str(number + 1))

    threads = [threading.Thread(target=add_one_twenty_times) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as unit:
        assert unit.settings.get("number") == "80"


def test_an_error_does_not_tell_what_was_being_stored(store: Store) -> None:
    matter = a_matter()
    with store.writing() as unit:
        unit.matters.add(matter, "A name")
    with pytest.raises(IntegrityError) as caught, store.writing() as unit:
        unit.matters.add(matter, "A name that must not reach a log")
    assert matter.ref not in str(caught.value)
    assert "must not reach a log" not in str(caught.value)


def test_a_member_of_no_matter_is_refused(store: Store) -> None:
    refused = "(?i)foreign key"
    with pytest.raises(IntegrityError, match=refused), store.writing() as unit:
        unit.matters.add_member(a_matter().id, "somebody", NOW)
