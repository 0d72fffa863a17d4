"""What goes wrong around a tick, and what it must not take down with it."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from remedytrack.lawbook import Lawbook
from remedytrack.notify.transport import (
    DeliveryFailed,
    OutgoingMail,
    Phase,
    RecordingTransport,
)
from remedytrack.scheduler.tick import tick
from remedytrack.services import acting
from remedytrack.services.coordination import coordination
from remedytrack.services.liveness import heartbeat_at, is_old
from remedytrack.services.registry import Registry
from remedytrack.services.sending import PAUSES
from remedytrack.storage.engine import Begin, beginning, open_engine
from remedytrack.storage.values import Mail, MailState
from tests.services.office import (
    APPEAL,
    COORDINATOR,
    LAWYER,
    LETTER,
    MAILED,
    Office,
    Postbox,
    recipient,
)

MINUTE = timedelta(minutes=1)


def busy() -> DeliveryFailed:
    return DeliveryFailed(Phase.RCPT, 451, "try again later")


def last_day(office: Office, owner: str = "lawyer") -> str:
    """Return an appeal whose last day is today, at the hour of the daily mail."""
    office.at("2025-11-29T12:00")
    ref = office.open(APPEAL)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner=owner,
        deputy=None,
    )
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.at("2025-12-02T09:00")
    return ref


def only_mail(office: Office) -> Mail:
    with office.registry.store.reading() as unit:
        (mail,) = unit.mails.recent(10)
    return mail


def test_a_busy_server_is_asked_again_after_the_pauses(office: Office) -> None:
    last_day(office)
    transport = RecordingTransport(*[busy()] * 6)
    tried: list[timedelta] = []
    start = office.now
    for _ in range(13 * 60):
        if office.tick(transport).sent.deferred:
            tried.append(office.now - start)
        if transport.sent:
            break
        with office.registry.store.reading() as unit:
            office.now = unit.mails.next_try_at(office.now) or office.now + MINUTE
    waited = [after - before for before, after in pairwise(tried)]
    assert waited == [*PAUSES][:5]
    assert office.now - start == sum(PAUSES, PAUSES[-1])
    mail = only_mail(office)
    assert transport.sent[0].message_id == mail.message_id
    assert (mail.state, mail.attempts) == (MailState.SENT, 7)
    assert not mail.possibly_repeated
    assert mail.last_error is None


def test_every_try_carries_the_same_message_id(office: Office) -> None:
    last_day(office)
    seen: list[str] = []

    class Doubtful(RecordingTransport):
        def send(self, mail: OutgoingMail) -> None:
            seen.append(mail.message_id)
            super().send(mail)

    lost = DeliveryFailed(Phase.AFTER_DATA, None, "closed", ambiguous=True)
    transport = Doubtful(lost, busy())
    for minutes in (0, 1, 6):
        office.now += timedelta(minutes=minutes)
        office.tick(transport)
    assert len(seen) == 3
    assert len(set(seen)) == 1
    mail = only_mail(office)
    assert mail.state is MailState.SENT
    assert mail.possibly_repeated, "the first try may have arrived"


def test_a_refused_address_is_given_up_visibly(office: Office) -> None:
    last_day(office)
    refused = DeliveryFailed(Phase.RCPT, 550, "no such mailbox", permanent=True)
    office.tick(RecordingTransport(refused))
    with office.registry.store.reading() as unit:
        (mail,) = [m for m in unit.mails.recent(10) if m.recipient_id == LAWYER.id]
    assert mail.state is MailState.FAILED
    assert "no such mailbox" in str(mail.last_error)
    office.now += timedelta(days=1)
    page = coordination(office.registry, viewer=COORDINATOR, now=office.now)
    assert [told.mail.id for told in page.failed] == [mail.id]
    assert page.failed[0].recipient_name == "Lawyer"


def test_an_unexpected_error_holds_up_nobody_else(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    last_day(office, "lawyer")
    last_day(office, "deputy")

    class Broken(RecordingTransport):
        def send(self, mail: OutgoingMail) -> None:
            if mail.recipient.startswith("lawyer"):
                raise RuntimeError(mail.recipient)
            super().send(mail)

    transport = Broken()
    with caplog.at_level(logging.ERROR):
        sent = office.tick(transport).sent
    assert (sent.sent, sent.deferred) == (1, 1)
    assert [mail.recipient for mail in transport.sent] == ["deputy@example.org"]
    assert "unexpected" in caplog.text
    page = coordination(office.registry, viewer=COORDINATOR, now=office.now)
    waiting = [t.mail for t in page.told if t.mail.state is MailState.QUEUED]
    assert waiting[0].possibly_repeated
    assert "lawyer" not in str(waiting[0].last_error)


def test_a_case_that_cannot_be_replayed_does_not_silence_the_others(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """Its procedure was taken out of the lawbook."""
    office.at("2025-11-29T12:00")
    poisoned = office.open(LETTER)
    office.record(poisoned, "letter_sent", "2025-10-02", type="al")
    ref = last_day(office)
    without = without_workflow(office.registry, LETTER)
    with office.registry.store.writing() as unit:
        # A recipient in a zone that has no calendar asks for the case's own.
        away = replace(recipient(COORDINATOR), zone="America/New_York")
        unit.people.put_recipient(away)
    office = Office(without, office.matter, office.now)
    office.at("2025-12-02T09:00")
    box = Postbox(office)
    with caplog.at_level(logging.ERROR):
        box.tick()
    (mail,) = box.mails_to(LAWYER)
    assert ref in mail.body
    assert "case could not be refreshed" in caplog.text
    assert "reminders of a deadline could not be planned" in caplog.text
    assert heartbeat_at(office.registry) == office.now


def without_workflow(registry: Registry, name: str) -> Registry:
    law = registry.law
    workflows = {key: each for key, each in law.workflows.items() if key != name}
    poorer = Lawbook(workflows, law.profiles, law.calendars, law.ladders)
    return Registry(registry.store, poorer)


def test_a_mail_that_cannot_be_written_does_not_silence_the_others(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    last_day(office, "lawyer")
    last_day(office, "deputy")
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(replace(recipient(LAWYER), language="??"))
    box = Postbox(office)
    with caplog.at_level(logging.ERROR):
        box.tick()
    assert [mail.recipient for mail in box.transport.sent] == ["deputy@example.org"]
    assert "could not be put into words" in caplog.text
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(recipient(LAWYER))
    box.tick()
    assert len(box.mails_to(LAWYER)) == 1, "nothing was lost"


def test_a_reminder_waits_while_nobody_can_be_reached(office: Office) -> None:
    last_day(office)
    office.tick()
    with office.registry.store.writing() as unit:
        for viewer in MAILED:
            unit.people.put_recipient(recipient(viewer, active=False))
    box = Postbox(office)
    box.tick()
    assert only_mail(office).state is MailState.WITHDRAWN
    assert box.transport.sent == []
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(recipient(LAWYER))
    box.tick()
    assert len(box.mails_to(LAWYER)) == 1


def test_every_tick_leaves_a_heartbeat(office: Office) -> None:
    assert heartbeat_at(office.registry) is None
    assert is_old(None, office.now)
    office.tick()
    assert heartbeat_at(office.registry) == office.now
    assert not is_old(office.now, office.now + timedelta(minutes=5))
    page = coordination(
        office.registry, viewer=COORDINATOR, now=office.now + timedelta(minutes=6)
    )
    assert page.heartbeat_is_old


def test_without_a_mail_server_reminders_are_planned_and_wait(office: Office) -> None:
    last_day(office)
    assert office.tick().queued == 1
    assert only_mail(office).state is MailState.QUEUED
    box = Postbox(office)
    box.tick()
    assert len(box.mails_to(LAWYER)) == 1


def test_a_tick_waits_for_another_writer(office: Office, database: str) -> None:
    last_day(office)
    other = open_engine(database)
    writer = beginning(other, Begin.WRITING).connect()
    writer.exec_driver_sql("SELECT 1")
    release = threading.Timer(0.5, writer.close)
    release.start()
    box = Postbox(office)
    box.tick()
    release.join()
    other.dispose()
    assert len(box.mails_to(LAWYER)) == 1


def test_two_ticks_at_once_send_each_mail_once(office: Office) -> None:
    for owner in ("lawyer", "deputy", "coordinator"):
        last_day(office, owner)
    transport = RecordingTransport()
    works, now = office.works(transport), office.now
    rivals = [threading.Thread(target=tick, args=(works, now)) for _ in range(3)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    sent = sorted(mail.recipient for mail in transport.sent)
    assert sent == sorted(f"{viewer.id}@example.org" for viewer in MAILED)
