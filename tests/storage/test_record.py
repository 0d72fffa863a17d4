from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from remedytrack.core.audit import first_break
from remedytrack.storage.unit import Store
from tests.storage.samples import LAWYER, NOW


def test_every_entry_is_bound_to_the_one_before(store: Store) -> None:
    with store.writing() as unit:
        unit.audit.append(NOW, LAWYER, "open_matter", {"matter": "m"})
    with store.writing() as unit:
        details = {"deadlines": [{"id": "d", "before": None, "after": "2025-12-05"}]}
        unit.audit.append(NOW, LAWYER, "record_event", {"proceeding": "п"}, details)
        unit.audit.append(NOW, "scheduler", "tick", {}, {"planned": 2})
    with store.reading() as unit:
        entries = unit.audit.entries()
        later = unit.audit.entries(since_seq=2)
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert entries[1].details == details
    assert first_break(entries) is None
    assert later == entries[2:]
    assert first_break(later, after=entries[1]) is None


def test_a_unit_that_fails_leaves_no_gap_in_the_log(store: Store) -> None:
    def fail_halfway() -> None:
        with store.writing() as unit:
            unit.audit.append(NOW, LAWYER, "record_event", {})
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail_halfway()
    with store.writing() as unit:
        entry = unit.audit.append(NOW, LAWYER, "record_event", {})
    assert entry.seq == 1


SAME_PLACE_IN_THE_CHAIN = (
    "INSERT OR REPLACE INTO audit SELECT seq + 1, at, actor, action, subject, "
    "details, previous_hash, hash FROM audit WHERE seq = 2"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'somebody else'",
        "DELETE FROM audit WHERE seq = 2",
    ],
)
def test_nobody_changes_the_log(store: Store, statement: str) -> None:
    _is_refused(store, statement)


@pytest.mark.parametrize(
    "statement",
    ["INSERT OR REPLACE INTO audit SELECT * FROM audit", SAME_PLACE_IN_THE_CHAIN],
)
def test_nobody_replaces_a_line_of_the_log_on_sqlite(
    sqlite_store: Store, statement: str
) -> None:
    _is_refused(sqlite_store, statement)


def _is_refused(store: Store, statement: str) -> None:
    with store.writing() as unit:
        unit.audit.append(NOW, LAWYER, "a", {})
        unit.audit.append(NOW, LAWYER, "b", {})
    refusal = "The audit log is append-only: write a further entry instead"
    with (
        pytest.raises(IntegrityError, match=refusal),
        store.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    with store.reading() as unit:
        assert first_break(unit.audit.entries()) is None
        assert len(unit.audit.entries()) == 2


def test_two_entries_cannot_follow_the_same_one(store: Store) -> None:
    with store.writing() as unit:
        unit.audit.append(NOW, LAWYER, "a", {})
    with pytest.raises(IntegrityError), store.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO audit SELECT 2, at, actor, action, subject, details, "
            "previous_hash, hash FROM audit"
        )


def test_a_heartbeat_is_the_last_one(store: Store) -> None:
    with store.writing() as unit:
        assert unit.heartbeats.last("scheduler") is None
        unit.heartbeats.beat("scheduler", NOW)
        unit.heartbeats.beat("scheduler", NOW + timedelta(seconds=30))
        assert unit.heartbeats.last("scheduler") == NOW + timedelta(seconds=30)


def test_a_setting_is_kept(store: Store) -> None:
    with store.writing() as unit:
        unit.settings.put("demo.offset_seconds", "-30844800")
    with store.writing() as unit:
        assert unit.settings.get("demo.offset_seconds") == "-30844800"
        unit.settings.put("demo.offset_seconds", "0")
        assert unit.settings.get("demo.offset_seconds") == "0"
        assert unit.settings.get("other") is None


def test_of_those_who_saw_the_same_value_one_changes_it(store: Store) -> None:
    with store.writing() as unit:
        assert unit.settings.exchange("alarm", None, "first")
        assert not unit.settings.exchange("alarm", None, "second")
        assert unit.settings.exchange("alarm", "first", "third")
        assert not unit.settings.exchange("alarm", "first", "fourth")
    with store.reading() as unit:
        assert unit.settings.get("alarm") == "third"
