"""A round of sending: one line for many mails, and no mail at another's expense."""

import ssl
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DatabaseError

from remedytrack.notify.address import Security
from remedytrack.notify.connection import MAILS_A_LINE
from remedytrack.notify.transport import (
    DeliveryFailed,
    OutgoingMail,
    Phase,
    RecordingTransport,
)
from remedytrack.services.sending import LEASE_MARGIN, LONGEST_ROUND
from remedytrack.storage.values import MailState
from tests.smtp.outbox import MORNING, PEOPLE, SENDER, Outbox, address_of, towards
from tests.smtp.server import Act, Fault, Faulty, Plan, Stage

MAIL = OutgoingMail(
    message_id="<k7q4mxp2@sender.invalid>",
    sender=SENDER,
    recipient=address_of("lawyer"),
    subject="Reminder",
    body="RT-7Q4K-2MXP\n",
    date=MORNING,
)
MANY = MAILS_A_LINE + 20
NOBODY = Fault(Stage.RCPT, "550 5.1.1 nobody of this name")


def always(fault: Fault, *, to: str = "") -> Plan:
    """Return the plan of a server that always fails so, or only to one reader."""

    def plan(stage: Stage, recipient: str) -> Fault | None:
        met = stage is fault.stage and to in {"", recipient}
        return fault if met else None

    return plan


def numbered(how_many: int) -> list[str]:
    return [f"reader{number:03}" for number in range(how_many)]


@pytest.mark.parametrize("encryption", Security)
def test_one_line_serves_a_round(
    encryption: Security,
    outbox: Outbox,
    certificate: ssl.SSLContext,
    data_folder: Path,
) -> None:
    outbox.queue(*PEOPLE)
    with Faulty(encryption=encryption, tls=certificate) as server:
        outbox.round(towards(server.url, data_folder))
    assert outbox.states() == [MailState.SENT] * len(PEOPLE)
    assert server.conversations == 1
    assert server.heard.count(b"AUTH ") == 1
    assert server.heard.endswith(b"QUIT\r\n")


def test_a_round_with_nothing_to_send_calls_nobody(
    outbox: Outbox, data_folder: Path
) -> None:
    with Faulty() as server:
        outbox.round(towards(server.url, data_folder))
        assert server.conversations == 0


def test_a_line_is_left_after_a_hundred_mails(
    outbox: Outbox, data_folder: Path
) -> None:
    names = numbered(MANY)
    outbox.register(*names)
    outbox.queue(*names)
    with Faulty() as server:
        assert outbox.round(towards(server.url, data_folder)).sent == MANY
    assert server.conversations == 2
    assert len(server.accepted) == MANY


def test_a_refused_mail_is_forgotten_before_the_next_one(
    outbox: Outbox, data_folder: Path
) -> None:
    outbox.queue(*PEOPLE[:2])
    with Faulty(always(NOBODY, to=address_of(PEOPLE[0]))) as server:
        outbox.round(towards(server.url, data_folder))
    assert outbox.states() == [MailState.FAILED, MailState.SENT]
    assert server.conversations == 1
    assert server.heard.lower().count(b"rset\r\n") == 1


@pytest.mark.parametrize("does", [Act.CLOSE, Act.RESET, "421 that was enough"])
def test_a_server_that_takes_one_mail_a_line_gets_a_line_for_each(
    does: Act | str, outbox: Outbox, data_folder: Path
) -> None:
    outbox.queue(*PEOPLE)
    server = Faulty()

    def one_only(stage: Stage, _recipient: str) -> Fault | None:
        enough = len(server.accepted) == server.conversations
        return Fault(stage, does) if stage is Stage.MAIL and enough else None

    server.plan = one_only
    with server:
        assert outbox.round(towards(server.url, data_folder)).deferred == 0
    assert outbox.states() == [MailState.SENT] * len(PEOPLE)
    assert server.conversations == len(PEOPLE)


def test_a_line_that_was_idle_too_long_is_opened_anew(data_folder: Path) -> None:
    with Faulty() as server:
        transport = towards(server.url, data_folder, timeout=0.5)
        with transport.session() as post:
            post.send(MAIL)
            time.sleep(0.8)
            post.send(MAIL)
    assert server.conversations == 2
    assert len(server.accepted) == 2


def test_each_mail_has_a_time_of_its_own(data_folder: Path) -> None:
    """All of them together take longer than one may."""

    def slowly(stage: Stage, _recipient: str) -> None:
        time.sleep(0.15 * (stage is Stage.RCPT))

    with Faulty(slowly) as server:
        transport = towards(server.url, data_folder, timeout=0.6)
        with transport.session() as post:
            for _ in range(6):
                post.send(MAIL)
    assert server.conversations == 1
    assert len(server.accepted) == 6


def test_a_second_answer_to_one_mail_confuses_no_other(
    outbox: Outbox, data_folder: Path
) -> None:
    """Every answer after it would be taken for that to the next word."""
    outbox.queue(*PEOPLE)
    first = address_of(PEOPLE[0])
    twice = Fault(Stage.DOT, "250 ok\r\n250 and once more", keeps=True)
    with Faulty(always(twice, to=first)) as server:
        outbox.round(towards(server.url, data_folder))
        outbox.wait(minutes=1)
        outbox.round(towards(server.url, data_folder))
    assert outbox.states() == [MailState.SENT] * len(PEOPLE)
    assert [len(server.arrived(address_of(name))) for name in PEOPLE] == [1] * 4


def test_bounces_are_asked_to_bring_the_headers_only(data_folder: Path) -> None:
    with Faulty(offers=("DSN",)) as server:
        towards(server.url, data_folder).send(MAIL)
    assert b"FROM:<docket@sender.invalid> RET=HDRS\r\n" in server.heard
    with Faulty() as server:
        towards(server.url, data_folder).send(MAIL)
    assert b"FROM:<docket@sender.invalid>\r\n" in server.heard


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Stage.GREETING, "421 too busy"),
        Fault(Stage.GREETING, Act.CLOSE),
        Fault(Stage.GREETING, Act.STALL),
        Fault(Stage.AUTH, "535 wrong password"),
    ],
)
def test_a_server_out_of_reach_is_asked_once_a_round(
    fault: Fault, outbox: Outbox, data_folder: Path
) -> None:
    outbox.queue(*PEOPLE)
    with Faulty(always(fault)) as server:
        sent = outbox.round(towards(server.url, data_folder, timeout=0.4))
        assert (sent.deferred, server.conversations) == (len(PEOPLE), 1)
        outbox.wait(seconds=30)
        outbox.round(towards(server.url, data_folder, timeout=0.4))
        assert server.conversations == 1, "all of them still wait"
        outbox.wait(seconds=30)
        outbox.round(towards(server.url, data_folder, timeout=0.4))
        assert server.conversations == 2
        # Back again, it gets all of them within five minutes.
        server.plan = lambda _stage, _recipient: None
        outbox.wait(minutes=5)
        outbox.round(towards(server.url, data_folder))
    assert outbox.states() == [MailState.SENT] * len(PEOPLE)


@pytest.mark.parametrize(
    "fault",
    [
        NOBODY,
        Fault(Stage.RCPT, "450 later"),
        Fault(Stage.RCPT, Act.CLOSE),
        Fault(Stage.DOT, "554 spam"),
        Fault(Stage.DOT, Act.CLOSE),
    ],
)
def test_a_hundred_undeliverable_mails_do_not_starve_the_rest(
    fault: Fault, outbox: Outbox, data_folder: Path
) -> None:
    hopeless = numbered(100)
    outbox.register(*hopeless)
    outbox.queue(*hopeless)
    (mail,) = outbox.queue("lawyer")

    def plan(stage: Stage, recipient: str) -> Fault | None:
        met = stage is fault.stage and recipient.startswith("reader")
        return fault if met else None

    with Faulty(plan) as server:
        outbox.round(towards(server.url, data_folder))
        assert len(server.accepted) == 1
    assert outbox.row(mail).state is MailState.SENT


def test_a_server_that_falls_silent_costs_one_time_out_a_round(
    outbox: Outbox, data_folder: Path
) -> None:
    """Which mail it fell silent over goes behind the others."""
    outbox.queue(*PEOPLE)
    silent = always(Fault(Stage.RCPT, Act.STALL), to=address_of(PEOPLE[0]))
    with Faulty(silent) as server:
        transport = towards(server.url, data_folder, timeout=0.4)
        assert outbox.round(transport).deferred == 1
        assert outbox.round(transport).sent == len(PEOPLE) - 1
        assert server.conversations == 2


def test_a_row_that_cannot_be_read_stops_nobody(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.queue(*PEOPLE)
    with outbox.store.writing() as unit:
        lawyer = unit.people.recipient("lawyer")
        assert lawyer is not None
        unit.people.put_recipient(replace(lawyer, zone="Nowhere/Land"))
    transport = RecordingTransport()
    sent = outbox.round(transport)
    assert (sent.sent, sent.deferred) == (len(PEOPLE) - 1, 1)
    row = outbox.rows()[0]
    assert (row.state, row.possibly_repeated) == (MailState.QUEUED, False)
    assert "unexpected error" in str(row.last_error)
    assert "unexpected way" in caplog.text


def test_what_has_left_is_put_down_though_the_next_one_cannot_be_claimed(
    outbox: Outbox,
) -> None:
    first, _ = outbox.queue("lawyer", "deputy")
    broken = """CREATE TRIGGER broken BEFORE UPDATE OF attempts ON mail
        WHEN new.recipient_id = 'deputy' BEGIN SELECT RAISE(ABORT, 'broken'); END"""
    with outbox.store.engine.begin() as connection:
        connection.execute(text(broken))
    transport = RecordingTransport()
    try:
        with pytest.raises(DatabaseError, match="broken"):
            outbox.round(transport)
    finally:
        with outbox.store.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER broken"))
    assert len(transport.sent) == 1
    assert outbox.row(first).state is MailState.SENT


def test_whoever_slept_through_its_lease_sends_nothing(outbox: Outbox) -> None:
    """Somebody else may have claimed the mail meanwhile."""
    outbox.queue("lawyer")
    transport = RecordingTransport()

    def sleep(_connection: Connection) -> None:
        outbox.wait(seconds=transport.timeout_seconds)
        outbox.now += LEASE_MARGIN

    event.listen(outbox.store.engine, "commit", sleep)
    try:
        outbox.round(transport)
    finally:
        event.remove(outbox.store.engine, "commit", sleep)
    assert transport.sent == []
    (row,) = outbox.rows()
    assert (row.state, row.attempts) == (MailState.QUEUED, 1)
    assert "stood still" in str(row.last_error)


def test_a_round_ends_so_that_the_tick_can_go_on(outbox: Outbox) -> None:
    outbox.queue(*PEOPLE)

    class Slow(RecordingTransport):
        def send(self, mail: OutgoingMail) -> None:
            super().send(mail)
            outbox.now += LONGEST_ROUND / 2

    transport = Slow()
    outbox.round(transport)
    assert len(transport.sent) == 3
    outbox.round(transport)
    assert outbox.states() == [MailState.SENT] * len(PEOPLE)


def test_a_refusal_that_comes_after_somebody_else_has_sent_it_changes_nothing(
    outbox: Outbox,
) -> None:
    """The first sender was stopped in the middle, and its claim ran out."""
    (mail,) = outbox.queue("lawyer")
    second = RecordingTransport()

    class Late(RecordingTransport):
        def send(self, mail: OutgoingMail) -> None:
            outbox.wait(minutes=5)
            outbox.round(second)
            super().send(mail)

    refused = DeliveryFailed(Phase.RCPT, 550, "5.1.1 nobody", permanent=True)
    assert outbox.round(Late(refused)).failed == 0
    assert len(second.sent) == 1
    assert outbox.row(mail).state is MailState.SENT
    with outbox.store.reading() as unit:
        reader = unit.people.recipient("lawyer")
    assert reader is not None
    assert reader.gets_mail
