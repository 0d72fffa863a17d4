"""Calls: part of the transaction that gives others work, and never more than that."""

import pytest

from remedytrack.services.planning import plan_reminders
from remedytrack.storage.engine import open_engine
from remedytrack.storage.migrate import upgrade
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Call
from tests.distributed.conftest import Shared
from tests.services.office import ENVELOPE, Office


def test_queued_mails_call_for_their_delivery_once(
    shared: Shared, office: Office
) -> None:
    office.at("2025-12-02T09:00")
    assert plan_reminders(office.registry, ENVELOPE, office.now) == 1
    assert shared.waiting() == [Call.DELIVER]


def test_a_call_is_taken_back_with_the_transaction_that_made_it(
    shared: Shared, store: Store
) -> None:
    def interrupted() -> None:
        with store.writing() as unit:
            unit.call(Call.DELIVER)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert shared.waiting() == []


def test_a_call_that_waits_already_does_not_disturb_the_transaction(
    shared: Shared, store: Store
) -> None:
    for value in ("one", "two"):
        with store.writing() as unit:
            unit.call(Call.TICK)
            unit.settings.put("kept", value)
    assert shared.waiting() == [Call.TICK]
    assert shared.rows("SELECT value FROM setting WHERE key = 'kept'") == [("two",)]


def test_another_release_of_the_library_makes_the_queue_anew_and_loses_no_mail(
    shared: Shared, office: Office
) -> None:
    office.at("2025-12-02T09:00")
    queued = plan_reminders(office.registry, ENVELOPE, office.now)
    engine = open_engine(shared.owner)
    with engine.begin() as connection:
        connection.exec_driver_sql("COMMENT ON SCHEMA procrastinate IS '1.0'")
    engine.dispose()

    upgrade(shared.owner)

    assert shared.waiting() == []
    assert shared.rows("SELECT count(*) FROM mail WHERE state = 'queued'") == [
        (queued,)
    ]


def test_upgrading_twice_keeps_the_queue(shared: Shared, store: Store) -> None:
    with store.writing() as unit:
        unit.call(Call.TICK)
    upgrade(shared.owner)
    assert shared.waiting() == [Call.TICK]
