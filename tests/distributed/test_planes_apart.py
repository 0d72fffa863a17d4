"""The scheduler's role on the server: all of its work, and no right on the content."""

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import ProgrammingError

from remedytrack.notify.transport import RecordingTransport
from remedytrack.scheduler.tick import Works, tick
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.grants import Process, rights
from remedytrack.storage.queue import Calls
from remedytrack.storage.tables import METADATA
from remedytrack.storage.unit import Store
from tests.distributed.conftest import Shared
from tests.services.office import ENVELOPE, Office

CLOSED = [
    name
    for name in METADATA.tables
    if name.startswith("content_") or name in {"account", "role", "account_role"}
]


@pytest.fixture
def works(shared: Shared, office: Office) -> Iterator[Works]:
    """What a tick of the scheduler's own role works with."""
    store = Store(open_engine(shared.scheduler), Calls())
    registry = Registry(store, office.registry.law)
    yield Works(registry, ENVELOPE, RecordingTransport())
    store.close()


def test_the_scheduler_does_all_its_work_without_the_content(
    works: Works, office: Office
) -> None:
    office.at("2025-12-02T09:00")
    assert tick(works, office.now).sent.sent > 0
    office.at("2025-12-03T09:00")
    assert tick(works, office.now).sent.sent > 0


def test_it_can_read_no_name_and_no_account(shared: Shared) -> None:
    for table in CLOSED:
        refused = f"permission denied for table {table}"
        with pytest.raises(ProgrammingError, match=refused):
            shared.rows(f'TABLE "{table}"', shared.scheduler)


def test_no_process_can_rewrite_what_is_on_record(shared: Shared) -> None:
    for table in ("entry", "audit", "result", "published_law", "evening_sheet"):
        for address in (shared.web, shared.scheduler):
            with pytest.raises(ProgrammingError, match="permission denied"):
                shared.rows(f"TRUNCATE {table}", address)


def test_no_process_owns_a_table(shared: Shared) -> None:
    for address in (shared.web, shared.scheduler):
        with pytest.raises(ProgrammingError, match="must be owner"):
            shared.rows("ALTER TABLE entry DISABLE TRIGGER ALL", address)


def test_every_table_has_been_thought_of() -> None:
    assert set(rights(Process.WEB)) == set(METADATA.tables)
    assert set(rights(Process.SCHEDULER)) == set(METADATA.tables) - set(CLOSED)
