"""The scheduler's role on the server: all of its work, and no right on the content."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.exc import ProgrammingError

from remedytrack.core.evening import NOTHING_TO_CHECK, Sheet
from remedytrack.notify.transport import RecordingTransport
from remedytrack.scheduler.tick import Works, tick
from remedytrack.services.duties import DUTIES, queue_duties
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


def test_it_finds_missed_checks_and_waiting_cases_without_the_content(
    works: Works, office: Office
) -> None:
    with office.registry.store.writing() as unit:
        unit.settings.put(DUTIES, "on")
    mailed = [
        queue_duties(works.registry, ENVELOPE, office.at(day).now)
        for day in ("2025-12-03T09:00", "2026-06-10T09:00")
    ]
    assert sum(mailed) > 0


def test_it_signs_a_day_with_nothing_on_it(works: Works, office: Office) -> None:
    sheet = Sheet(date(2025, 12, 1), office.now, "Asia/Almaty")
    with works.registry.store.writing() as unit:
        assert unit.evening_sheets.sign(sheet, NOTHING_TO_CHECK, office.now).number == 1


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
