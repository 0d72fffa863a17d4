"""What PostgreSQL must do of itself where SQLite's single writer did it."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import IntegrityError, OperationalError

from remedytrack.core.audit import first_break
from remedytrack.storage.engine import open_engine
from remedytrack.storage.unit import Store, Unit
from tests.storage.samples import (
    MINUTE,
    NOW,
    a_mail,
    a_recipient,
    an_entry,
    stored_proceeding,
)

LEASE = NOW + 2 * MINUTE
WRITERS = 4
EACH = 15


@pytest.fixture
def store(postgres_store: Store) -> Store:
    return postgres_store


@pytest.fixture
def impatient(emptied_postgres: str) -> Iterator[Store]:
    """A store that waits a tenth of a second for a lock."""
    url = make_url(emptied_postgres).update_query_dict(
        {"options": "-c lock_timeout=100"}
    )
    opened = Store(open_engine(url.render_as_string(hide_password=False)))
    yield opened
    opened.close()


def at_once(act: Callable[[], None]) -> None:
    """Let several threads do the same, each as often."""
    failed: list[BaseException] = []

    def often() -> None:
        try:
            for _ in range(EACH):
                act()
        except BaseException as error:  # noqa: BLE001 - shown by the assertion
            failed.append(error)

    threads = [threading.Thread(target=often) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_bare_address_means_psycopg(store: Store, emptied_postgres: str) -> None:
    assert emptied_postgres.startswith("postgresql://")
    assert store.engine.driver == "psycopg"


def test_many_writers_make_one_chain(store: Store) -> None:
    def write() -> None:
        with store.writing() as unit:
            unit.audit.append(NOW, "somebody", "act", {})

    at_once(write)
    with store.reading() as unit:
        entries = unit.audit.entries()
    assert [each.seq for each in entries] == list(range(1, WRITERS * EACH + 1))
    assert first_break(entries) is None


def test_the_journal_is_numbered_in_the_order_of_its_commits(store: Store) -> None:
    """What was read up to a number never gets an earlier one afterwards."""
    with store.writing() as unit:
        case = stored_proceeding(unit)
    seen: list[list[str]] = []

    def write() -> None:
        with store.writing() as unit:
            unit.journal.append(case.id, an_entry())
        with store.reading() as unit:
            seen.append([str(each.id) for each in unit.journal.of(case.id)])

    at_once(write)
    longest = max(seen, key=len)
    assert len(longest) == WRITERS * EACH
    assert all(longest[: len(each)] == each for each in seen)


def test_a_writer_that_waits_too_long_says_that_the_database_is_in_use(
    store: Store, impatient: Store
) -> None:
    with store.writing() as writer:
        writer.settings.put("busy", "yes")
        with (
            pytest.raises(OperationalError, match="lock timeout"),
            impatient.writing() as unit,
        ):
            unit.settings.get("busy")


def test_a_claim_waits_for_no_writer(store: Store, impatient: Store) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        unit.mails.queue(a_mail())
    with store.writing() as writer:
        writer.settings.put("busy", "yes")
        with impatient.claiming() as unit:
            mail = unit.mails.claim(NOW, LEASE)
        assert mail is not None
        with impatient.claiming() as unit:
            assert unit.mails.mark_sent(mail, NOW)


def test_a_mail_that_is_being_claimed_is_passed_over(store: Store) -> None:
    with store.writing() as unit:
        unit.people.put_recipient(a_recipient())
        for number in range(2):
            unit.mails.queue(a_mail(f"<{number}@mail.invalid>"))
    with store.claiming() as one, store.claiming() as other:
        first, second = one.mails.claim(NOW, LEASE), other.mails.claim(NOW, LEASE)
        assert first is not None
        assert second is not None
        assert first.id != second.id
        with store.claiming() as third:
            assert third.mails.claim(NOW, LEASE) is None


def test_a_connection_that_the_server_ended_is_replaced(
    store: Store, impatient: Store
) -> None:
    with store.engine.begin() as connection:
        ended = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with impatient.engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({ended})")
    with store.reading() as unit:
        assert unit.settings.get("a") is None


def test_a_writer_that_stands_still_loses_its_lock_and_a_reader_may_think(
    store: Store,
) -> None:
    shown = "SHOW idle_in_transaction_session_timeout"

    def patience(unit: Unit) -> str:
        connection = unit.settings._session.connection()
        return str(connection.exec_driver_sql(shown).scalar_one())

    with store.writing() as unit:
        assert patience(unit) == "30s"
    with store.reading() as unit:
        assert patience(unit) == "0"


@pytest.mark.parametrize("table", ["entry", "audit", "result", "published_law"])
def test_nobody_empties_what_only_grows(store: Store, table: str) -> None:
    with (
        pytest.raises(IntegrityError, match=r"append|publish again"),
        store.engine.begin() as connection,
    ):
        connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")


def test_an_insert_that_would_replace_a_line_is_refused(store: Store) -> None:
    with store.writing() as unit:
        unit.audit.append(NOW, "somebody", "act", {})
    with (
        pytest.raises(IntegrityError, match="The audit log is append-only"),
        store.engine.begin() as connection,
    ):
        connection.exec_driver_sql(
            "INSERT INTO audit SELECT * FROM audit "
            "ON CONFLICT (seq) DO UPDATE SET actor = 'somebody else'"
        )
