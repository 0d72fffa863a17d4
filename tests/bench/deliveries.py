"""Mails through the outbox to a local sink, beside ``smtplib`` on one connection.

Ours claims each mail, checks that what it says still holds, builds it, sends it, and
has the disk acknowledge that it is sent before it looks at the next one. Bare
``smtplib`` sends the same bytes, built beforehand, to the same sink over one
connection, and remembers nothing.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from remedytrack.lawbook import Lawbook
from remedytrack.notify.address import parse_mail_url
from remedytrack.notify.outgoing import OutgoingMail, build
from remedytrack.notify.transport import Transport, transport_for
from remedytrack.services.lettering import Envelope
from remedytrack.services.registry import Registry
from remedytrack.services.sending import send_mails
from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store, Unit
from tests.bench.racing import race
from tests.bench.report import Measure, Sense, Target
from tests.bench.sink import sink
from tests.bench.terms import Different
from tests.storage.samples import (
    NOW,
    a_deadline,
    a_mail,
    a_recipient,
    a_reminder,
    a_standing,
    an_entry,
    stored_proceeding,
)

BODY = (
    "1 day: RT-AAAA-2222\n"
    "File by: Tuesday 2 December 2025 (until 24:00, Almaty, UTC+5)\n"
    "Open the entry, check the starting date, confirm:\n"
    "https://docket.example.org/i/4c9275f3-c0f0-5c2c-ac23-f04e8e1ff4f6\n"
    "Only your action ends this reminder, looking does not.\n"
)
ENVELOPE = Envelope("docket@example.org", "https://docket.example.org")
HALF = Target(Sense.AT_LEAST, 0.5)


@dataclass(frozen=True, slots=True)
class Batch:
    """The same mails thrice: in an outbox, to be built, and as bytes on the wire."""

    registry: Registry
    written: tuple[OutgoingMail, ...]
    ready: tuple[bytes, ...]


def measure_deliveries(scratch: Path, *, mails: int, rounds: int) -> Iterator[Measure]:
    """Send so many mails in each round, both ways in turn."""
    batches = [_batch(scratch / f"deliveries{n}.db", mails) for n in range(rounds)]
    with sink() as port:
        url = f"smtp://127.0.0.1:{port}?starttls=no"
        transport = transport_for(parse_mail_url(url), data_folder=scratch)
        ways: dict[str, Callable[[Batch], int]] = {
            "ours": partial(_through_the_outbox, transport),
            "bare": partial(_ready, port),
            "built": partial(_built, port),
        }
        laps = race(ways, batches, clock=perf_counter)
    for batch in batches:
        batch.registry.store.close()
    if any(set(lap.answers) != {mails} for lap in laps.values()):
        raise Different("not every mail was sent")
    bare, built = laps["bare"], laps["built"]
    yield Measure(
        name=f"{mails:,} mails delivered from the outbox",
        value=mails / laps["ours"].best,
        unit="mails/s",
        spread=laps["ours"].spread,
        ratio=bare.ratio_to(laps["ours"]),
        beside="bare smtplib, ready bytes",
        target=HALF,
        note="each is put down on the disk before the next one leaves",
    )
    yield Measure(
        name=f"{mails:,} mails delivered by bare smtplib",
        value=mails / bare.best,
        unit="mails/s",
        spread=bare.spread,
    )
    yield Measure(
        name=f"{mails:,} mails built and delivered by smtplib",
        value=mails / built.best,
        unit="mails/s",
        spread=built.spread,
        ratio=bare.ratio_to(built),
        beside="bare smtplib, ready bytes",
    )


def _through_the_outbox(transport: Transport, batch: Batch) -> int:
    return send_mails(batch.registry, ENVELOPE, transport, lambda: NOW).sent


def _ready(port: int, batch: Batch) -> int:
    readers = (mail.recipient for mail in batch.written)
    return _by_bare_smtplib(port, zip(readers, batch.ready, strict=True))


def _built(port: int, batch: Batch) -> int:
    mails = ((mail.recipient, build(mail).as_bytes()) for mail in batch.written)
    return _by_bare_smtplib(port, mails)


def _by_bare_smtplib(port: int, mails: Iterable[tuple[str, bytes]]) -> int:
    sent = 0
    with smtplib.SMTP("127.0.0.1", port, local_hostname="bench.invalid") as line:
        for reader, message in mails:
            line.sendmail(ENVELOPE.sender, [reader], message)
            sent += 1
    return sent


def _batch(file: Path, mails: int) -> Batch:
    """Store so many mails about an open deadline, each to a reader of its own."""
    engine = open_engine(f"sqlite:///{file}")
    create_schema(engine)
    store = Store(engine)
    with store.writing() as unit:
        written = tuple(_queued(unit, mails))
    ready = tuple(build(mail).as_bytes() for mail in written)
    return Batch(Registry(store, Lawbook({}, {}, {}, {})), written, ready)


def _queued(unit: Unit, mails: int) -> Iterator[OutgoingMail]:
    proceeding, deadline = stored_proceeding(unit), a_deadline(an_entry())
    unit.proceedings.store_standing(proceeding.id, a_standing(deadline), NOW)
    for number in range(mails):
        reader = a_recipient(f"reader{number}")
        unit.people.put_recipient(reader)
        mail = replace(
            a_mail(f"<{number}.k7q4mxp2@example.org>"),
            recipient_id=reader.id,
            body=BODY,
            next_try_at=NOW - timedelta(seconds=1),
        )
        unit.mails.queue(mail)
        reminder = replace(
            a_reminder(proceeding.id, f"bench:{number}"),
            deadline_id=deadline.id,
            recipient_id=reader.id,
            remind_on=deadline.remind_on,
            mail_id=mail.id,
        )
        unit.reminders.plan(reminder)
        yield OutgoingMail(
            message_id=mail.message_id,
            sender=ENVELOPE.sender,
            recipient=reader.address,
            subject=mail.subject,
            body=mail.body,
            date=mail.created_at,
        )
