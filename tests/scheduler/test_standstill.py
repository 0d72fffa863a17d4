"""After three weeks of standstill: one mail a person, which says that it is late."""

from collections import Counter
from datetime import timedelta

import pytest

from remedytrack.scheduler.guard import Guard
from remedytrack.scheduler.tick import tick
from remedytrack.services.coordination import coordination
from remedytrack.services.liveness import signs
from tests.scheduler.hands import Hands
from tests.scheduler.test_digest import appeal
from tests.scheduler.test_hours import detained
from tests.services.office import (
    ALMATY,
    COORDINATOR,
    DEPUTY,
    LAWYER,
    Office,
    Postbox,
    address,
)

BEGAN, ENDED = "2025-11-03T12:00", "2025-11-24T09:30"
DURING = [f"2025-11-{day:02}" for day in (*range(3, 13), *range(14, 20))]
"""Rulings whose worst case ends during the standstill, today, and after it."""


@pytest.fixture
def after(office: Office) -> Office:
    """The scheduler stood still for three weeks, and people went on working."""
    office.at(BEGAN).tick()
    refs = []
    for made_on in DURING:
        office.at(f"{made_on}T12:00")
        refs.append(appeal(office, made_on, deputy="deputy"))
    # A date that moved towards us in the third week, and should have been told at once.
    office.at("2025-11-20T12:00")
    trigger = office.deadline(refs[-1]).trigger_id
    office.correct(refs[-1], trigger, "2025-11-14", penalty="fine")
    return office.at(ENDED)


def test_each_person_gets_one_mail_that_says_it_is_late(after: Office) -> None:
    box = Postbox(after)
    box.tick()
    for _ in range(3):
        after.now += timedelta(minutes=1)
        box.tick()
    got = Counter(mail.recipient for mail in box.transport.sent)
    print(f"three weeks down, {len(DURING)} cases: {dict(got)}")  # noqa: T201
    assert got == {address(LAWYER): 1, address(DEPUTY): 1}
    (lawyer,) = box.mails_to(LAWYER)
    assert lawyer.body.startswith("LATE NOTICE")
    assert "moved EARLIER" in lawyer.body
    (deputy,) = box.mails_to(DEPUTY)
    assert "LATE NOTICE" in deputy.body


def test_what_is_overdue_is_marked_as_overdue(after: Office) -> None:
    box = Postbox(after)
    box.tick()
    (mail,) = box.mails_to(LAWYER)
    page = coordination(after.registry, viewer=COORDINATOR, now=after.now)
    about = {ref for told in page.told for ref in told.refs}
    overdue = [ref for ref in about if ended(after, ref)]
    lines = {line[:12]: line for line in mail.body.splitlines()}
    assert len(overdue) == 10
    for ref in overdue:
        assert "OVERDUE, was due" in lines[ref]


def ended(office: Office, ref: str) -> bool:
    last_day = office.deadline(ref).remind_on
    return last_day is not None and last_day < office.now.astimezone(ALMATY).date()


def test_hours_that_run_now_do_not_wait_in_it(after: Office) -> None:
    after.at("2025-11-24T09:00")
    detained(after, "2025-11-24T08:30", "yes")
    after.at(ENDED)
    box = Postbox(after)
    box.tick()
    for viewer in (LAWYER, DEPUTY):
        first = sorted(mail.body.split(",")[0] for mail in box.mails_to(viewer))
        assert len(first) == 2
        assert any(body.startswith("NOW") for body in first)


def test_a_start_after_downtime_is_no_jump(after: Office) -> None:
    """The process is new, and so is its clock: it catches up and holds nothing."""
    box = Postbox(after)
    hands = Hands(after.now)
    works = after.works(box.transport)
    Guard(after.registry.store, hands).run(lambda now, moment: tick(works, now, moment))
    assert signs(after.registry.store).hold is None
    assert len(box.transport.sent) == 2
