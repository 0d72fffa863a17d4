"""The ladder of an appeal, week by week: exactly these mails, and no others.

The ruling of Saturday 22 November 2025 was handed over that day: file by Tuesday
2 December. Three days before is a Saturday, so that reminder comes on Friday.
"""

import pytest

from remedytrack.scheduler.tick import next_moment
from remedytrack.services import acting
from tests.services.office import (
    APPEAL,
    COORDINATOR,
    LAWYER,
    Office,
    Postbox,
    recipient,
)


@pytest.fixture
def ref(office: Office) -> str:
    """An appeal entered on 22 November at 18:00, with owner and deputy."""
    office.at("2025-11-22T18:00")
    ref = office.open(APPEAL)
    assigned(office, ref, "lawyer", "deputy")
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.record(ref, "ruling_delivered", "2025-11-22", seen=True)
    return ref


def assigned(
    office: Office, ref: str, owner: str | None, deputy: str | None = None
) -> None:
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner=owner,
        deputy=deputy,
    )


def taken_on(office: Office, ref: str) -> None:
    acting.acknowledge(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref).id,
    )


def told(box: Postbox, ref: str) -> list[str]:
    """Return what was posted as ``day hour to: first line``, without the reference."""
    return [
        f"{p.on:%m-%d} {p.clock} {p.to}: {p.first_line.replace(ref, '*')}"
        for p in sorted(box.posted)
    ]


def test_without_anybody_acting_it_gets_louder(office: Office, ref: str) -> None:
    box = Postbox(office).run_until("2025-12-13T12:00")
    # Sunday's daily mail, 7 days before, the Friday for the Saturday, the eve, the day.
    assert told(box, ref) == [
        "11-23 09:00 lawyer: 9 days: *",
        "11-25 09:00 lawyer: 7 days: *",
        "11-28 09:00 deputy: Not taken on, 4 days left: *",
        "11-28 09:00 lawyer: 4 days: *",
        "12-01 09:00 lawyer: TOMORROW: *",
        "12-02 09:00 deputy: TODAY: *",
        "12-02 09:00 lawyer: TODAY: *",
        "12-03 09:00 lawyer: OVERDUE by 1 day: *",
        "12-04 09:00 lawyer: OVERDUE by 2 days: *",
        "12-05 09:00 lawyer: OVERDUE by 3 days: *",
        "12-06 09:00 lawyer: MISSED: *",
    ]


def test_taking_it_on_stops_the_escalation_and_the_daily_repeats(
    office: Office, ref: str
) -> None:
    box = Postbox(office).run_until("2025-11-26T12:00")
    taken_on(office, ref)
    box.run_until("2025-12-13T12:00")
    # The rungs stay, the deputy hears nothing, and after the day it comes weekly.
    assert told(box, ref) == [
        "11-23 09:00 lawyer: 9 days: *",
        "11-25 09:00 lawyer: 7 days: *",
        "11-28 09:00 lawyer: 4 days: *",
        "12-01 09:00 lawyer: TOMORROW: *",
        "12-02 09:00 lawyer: TODAY: *",
        "12-03 09:00 lawyer: OVERDUE by 1 day: *",
        "12-06 09:00 lawyer: MISSED: *",
    ]


def test_done_means_silence(office: Office, ref: str) -> None:
    box = Postbox(office).run_until("2025-11-26T12:00")
    office.record(ref, "appeal_filed", "2025-11-26", seen=True)
    box.run_until("2025-12-13T12:00")
    # What follows is the court's: three days to forward it, until Monday 1 December.
    assert told(box, ref) == [
        "11-23 09:00 lawyer: 9 days: *",
        "11-25 09:00 lawyer: 7 days: *",
        "11-27 09:00 lawyer: Their term ends in 4 days: *",
        "12-01 09:00 lawyer: Their term ends today: *",
        "12-02 09:00 lawyer: Their term has ended, no answer entered: *",
    ]


def test_where_nobody_is_assigned_the_fallback_is_told(office: Office) -> None:
    office.at("2025-11-22T18:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    box = Postbox(office).run_until("2025-12-03T12:00")
    assert box.days(COORDINATOR) == [
        "2025-11-23",
        "2025-11-25",
        "2025-11-28",
        "2025-12-01",
        "2025-12-02",
        "2025-12-03",
    ]
    assert all(ref in mail.body for mail in box.transport.sent)


@pytest.mark.usefixtures("ref")
def test_a_reminder_is_planned_once_however_often_the_clock_ticks(
    office: Office,
) -> None:
    box = Postbox(office)
    office.at("2025-11-25T09:00")
    assert box.tick().sent.sent == 1
    before = office.everything()
    ticked = box.tick()
    assert (ticked.refreshed, ticked.queued, ticked.sent.sent) == (0, 0, 0)
    assert office.everything() == before


def test_jumping_to_the_next_moment_of_work_misses_nothing(
    office: Office, ref: str
) -> None:
    """A simulation need not tick every hour: the tick says when it has work."""
    box = Postbox(office)
    end = office.now.replace(month=12, day=13)
    box.tick()
    while (moment := next_moment(office.works(), office.now)) and moment < end:
        office.now = moment
        box.tick()
    assert [line[:11] for line in told(box, ref)] == [
        "11-23 09:00",
        "11-25 09:00",
        "11-28 09:00",
        "11-28 09:00",
        "12-01 09:00",
        "12-02 09:00",
        "12-02 09:00",
        "12-03 09:00",
        "12-04 09:00",
        "12-05 09:00",
        "12-06 09:00",
    ]


def test_an_owner_without_a_mailbox_leaves_it_to_the_deputy(
    office: Office, ref: str
) -> None:
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(recipient(LAWYER, active=False))
    box = Postbox(office).run_until("2025-11-26T12:00")
    assert [line[6:] for line in told(box, ref)] == [
        "09:00 deputy: 9 days: *",
        "09:00 deputy: 7 days: *",
    ]


def test_working_days_are_those_of_the_reader(office: Office) -> None:
    """16 December is a day off in Almaty: what falls on it comes the day before."""
    office.at("2025-12-08T08:00")
    ref = office.open(APPEAL)
    assigned(office, ref, "lawyer")
    office.record(ref, "ruling_delivered", "2025-12-07", seen=True)
    assert str(office.deadline(ref).safe_on) == "2025-12-17"
    box = Postbox(office).run_until("2025-12-17T12:00")
    assert told(box, ref) == [
        "12-08 09:00 lawyer: 9 days: *",
        "12-10 09:00 lawyer: 7 days: *",
        "12-12 09:00 lawyer: 5 days: *",
        "12-15 09:00 lawyer: 2 days: *",
        "12-17 09:00 lawyer: TODAY: *",
    ]
