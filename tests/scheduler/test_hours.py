"""Terms in hours: a detention is nobody's business for tomorrow's daily mail."""

import pytest

from remedytrack.core.timelimits.limit import Consequence
from remedytrack.lawbook import Lawbook
from remedytrack.services import acting
from remedytrack.services.registry import Registry
from tests.services.office import CASE, DEPUTY, LAWYER, Office, Postbox, almaty

DAY = "kz.koap.detention24"


@pytest.fixture
def watchful(office: Office) -> Office:
    """An office whose ladder for others' terms counts hours too: 6, 3 and 1 before."""
    law = office.registry.law
    expected = law.ladders[Consequence.EXPECTATION]
    hourly = expected.model_copy(update={"hours_before": (6, 3, 1)})
    ladders = {**law.ladders, Consequence.EXPECTATION: hourly}
    changed = Lawbook(law.workflows, law.profiles, law.calendars, ladders)
    office.registry = Registry(office.registry.store, changed)
    return office


def detained(office: Office, at: str, arrest_possible: str) -> str:
    ref = office.open(CASE)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy="deputy",
    )
    office.record(ref, "detained", at, arrest_possible=arrest_possible, seen=True)
    return ref


def test_a_detention_is_told_to_both_at_once(office: Office) -> None:
    office.at("2025-12-01T15:10")
    ref = detained(office, "2025-12-01T15:00", "no")
    box = Postbox(office)
    box.tick()
    for viewer in (LAWYER, DEPUTY):
        (mail,) = box.mails_to(viewer)
        assert mail.body.startswith(f"NOW, hours are running: {ref}")
        assert "18:00" in mail.body
    box.tick()
    assert len(box.transport.sent) == 2


def test_the_hours_are_counted_down(watchful: Office) -> None:
    office = watchful.at("2025-12-01T15:10")
    ref = detained(office, "2025-12-01T15:00", "yes")
    assert office.deadline(ref, DAY).closes_at == almaty("2025-12-02T15:00")
    box = Postbox(office, hours=tuple(range(9, 16)))
    box.run_until("2025-12-03T12:00")
    assert [f"{p.on:%m-%d} {p.clock}" for p in box.posted if p.to == "deputy"] == [
        "12-01 15:10",
        "12-02 09:00",
        "12-02 12:00",
        "12-02 14:00",
    ]
    # That the term has passed is the owner's to follow up: at once, and the day after.
    assert [f"{p.on:%m-%d} {p.clock}" for p in box.posted if p.to == "lawyer"] == [
        "12-01 15:10",
        "12-02 09:00",
        "12-02 12:00",
        "12-02 14:00",
        "12-02 15:00",
        "12-03 09:00",
    ]


def test_a_release_ends_the_countdown(watchful: Office) -> None:
    office = watchful.at("2025-12-01T15:10")
    ref = detained(office, "2025-12-01T15:00", "yes")
    box = Postbox(office, hours=tuple(range(9, 16)))
    box.run_until("2025-12-02T10:30")
    office.record(ref, "detention_ended", "2025-12-02T10:00", how="released")
    box.run_until("2025-12-03T12:00")
    assert box.days(LAWYER) == ["2025-12-01", "2025-12-02"]


def test_after_a_standstill_only_the_last_call_comes(watchful: Office) -> None:
    office = watchful.at("2025-12-01T15:10")
    detained(office, "2025-12-01T15:00", "yes")
    office.at("2025-12-02T14:20")
    box = Postbox(office)
    box.tick()
    assert len(box.mails_to(LAWYER)) == 1
    assert len(box.mails_to(DEPUTY)) == 1


def test_an_hour_that_nobody_knows_is_taken_as_the_first_of_the_day(
    office: Office,
) -> None:
    office.at("2025-12-01T15:10")
    ref = detained(office, "2025-12-01", "yes")
    deadline = office.deadline(ref, DAY)
    assert deadline.closes_at == almaty("2025-12-02T00:00")
    assert deadline.late_at == almaty("2025-12-03T00:00")
    box = Postbox(office)
    box.tick()
    assert len(box.mails_to(LAWYER)) == 1
