"""/health for anybody, warnings on every page, and a clock that a person confirms."""

from datetime import timedelta

import pytest

from remedytrack.services.liveness import HEARTBEAT, Hold, hold_clock, signs
from remedytrack.storage.unit import Store
from tests.web.visiting import NOW, Visitor

ALL_WELL = {"ok": True, "scheduler": True, "mail": True, "clock": True}


@pytest.fixture
def held(store: Store) -> Hold:
    """The clock shows ten o'clock of today; by elapsed time it is yesterday."""
    hold = Hold.beginning(expected_at=NOW - timedelta(days=1), shown_at=NOW)
    with store.writing() as unit:
        return hold_clock(unit, hold)


def test_anybody_may_ask_whether_it_works(visitor: Visitor) -> None:
    answer = visitor.get("/health")
    assert (answer.status_code, answer.json) == (200, ALL_WELL)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_silent_scheduler_is_unwell(visitor: Visitor, store: Store) -> None:
    with store.writing() as unit:
        unit.heartbeats.beat(HEARTBEAT, NOW - timedelta(minutes=6))
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert answer.json == {**ALL_WELL, "ok": False, "scheduler": False}


@pytest.mark.usefixtures("held")
def test_a_held_clock_is_unwell(visitor: Visitor) -> None:
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert answer.json == {**ALL_WELL, "ok": False, "clock": False}


def test_a_database_that_fails_is_an_answer_too(visitor: Visitor, store: Store) -> None:
    with store.writing() as unit:
        session = unit.settings._session
        session.connection().exec_driver_sql("ALTER TABLE heartbeat RENAME TO away")
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert answer.json == dict.fromkeys(ALL_WELL, False)


@pytest.mark.usefixtures("held")
def test_a_held_clock_stands_above_every_page(
    lawyer: Visitor, coordinator: Visitor, auditor: Visitor, administrator: Visitor
) -> None:
    words = "Reminders are held: the clock of the server showed"
    for reader in (lawyer, coordinator, auditor, administrator):
        assert words in reader.get("/").get_data(as_text=True)
    link = 'href="/clock"'
    assert link in coordinator.get("/coordination").get_data(as_text=True)
    assert link in administrator.get("/").get_data(as_text=True)
    assert link not in lawyer.get("/").get_data(as_text=True)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_a_person_confirms_the_clock(
    request: pytest.FixtureRequest, store: Store, who: str
) -> None:
    person: Visitor = request.getfixturevalue(who)
    page = person.get("/clock").get_data(as_text=True)
    assert "The clock is right" in page
    assert person.post("/clock/confirm", on="/clock").status_code == 303
    assert signs(store).hold is None
    after = person.get("/clock").get_data(as_text=True)
    assert "Nothing is held" in after
    assert "Reminders are held" not in after
    with store.reading() as unit:
        assert unit.audit.entries()[-1].action == "clock.confirm"
        assert unit.audit.entries()[-1].actor == who


def test_a_confirmation_comes_too_late_without_harm(
    coordinator: Visitor, store: Store
) -> None:
    before = len(_audit(store))
    assert coordinator.post("/clock/confirm", on="/clock").status_code == 303
    assert len(_audit(store)) == before


@pytest.mark.usefixtures("held")
def test_a_link_elsewhere_confirms_nothing(coordinator: Visitor, store: Store) -> None:
    refused = coordinator.client.post("/clock/confirm", base_url="http://localhost")
    assert refused.status_code == 400
    assert signs(store).hold is not None


def _audit(store: Store) -> list[object]:
    with store.reading() as unit:
        return list(unit.audit.entries())
