"""Every fault of a mail server, on every kind of line: the right end of each mail."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from remedytrack.notify.address import Security
from remedytrack.services.sending import PAUSES
from remedytrack.storage.values import MailState
from tests.figures import Say
from tests.smtp.faults import BEYOND, FAULTS, Known, Taken
from tests.smtp.outbox import BODY, Outbox, address_of, towards
from tests.smtp.server import Act, Fault, Faulty, Stage

EVERY = FAULTS | BEYOND
TIMEOUT = 0.4
LONG = "so many lines of text that no buffer of the system holds them\n" * 65_000
"""A server can leave inside the body only if the body is not over at once."""


@dataclass
class Once:
    """The plan of a server that fails once, in its first conversation."""

    fault: Fault
    server: Faulty = field(init=False)
    done: bool = False

    def __call__(self, stage: Stage, _recipient: str) -> Fault | None:
        if stage is not self.fault.stage or self.server.conversations > 1:
            return None
        if self.done and stage is not Stage.EHLO:
            return None
        self.done = True
        return self.fault


def failing_once(
    fault: Fault, encryption: Security, certificate: ssl.SSLContext
) -> Faulty:
    plan = Once(fault)
    plan.server = Faulty(plan, encryption, certificate)
    return plan.server


def test_the_figure_counts_22_faults(say: Say) -> None:
    assert len(FAULTS) == 22
    say(
        f"smtp faults: {len(FAULTS)} by name on {len(Security)} kinds of line, and "
        f"{len(BEYOND)} more; where one of them ends wrong, a test has failed"
    )


CASES = [
    *((name, each) for name in FAULTS for each in Security),
    *((name, Security.NONE) for name in BEYOND),
    *(
        pytest.param(name, each, marks=pytest.mark.minutes)
        for name in BEYOND
        for each in (Security.STARTTLS, Security.IMPLICIT_TLS)
    ),
]


@pytest.mark.parametrize(("name", "encryption"), CASES)
def test_each_fault_leaves_the_mail_in_the_right_state(
    name: str,
    encryption: Security,
    outbox: Outbox,
    certificate: ssl.SSLContext,
    data_folder: Path,
) -> None:
    known = EVERY[name]
    body = LONG if known.fault.stage is Stage.BODY else BODY
    (mail,) = outbox.queue("lawyer", body=body)
    (behind,) = outbox.queue("deputy")
    waits = known.fault.does in {Act.STALL, Act.DRIP}
    with failing_once(known.fault, encryption, certificate) as server:
        transport = towards(server.url, data_folder, TIMEOUT if waits else 5)
        outbox.round(transport)
        _check_first_try(known, outbox)
        outbox.wait(minutes=1)
        outbox.round(towards(server.url, data_folder))
        # One that was never tried in the first round, or put off with the first.
        assert outbox.row(behind).state is MailState.SENT
        assert len(server.arrived(address_of("deputy"))) == 1
        copies = server.arrived(address_of("lawyer"))
    row = outbox.row(mail)
    kept = int(known.fault.keeps)
    match known.taken:
        case Taken.NEVER:
            assert (row.state, row.attempts, copies) == (MailState.FAILED, 1, [])
        case Taken.SENT:
            assert (row.state, row.attempts, len(copies)) == (MailState.SENT, 1, 1)
        case _:
            assert (row.state, row.attempts) == (MailState.SENT, 2)
            assert len(copies) == 1 + kept
    assert len(set(copies)) <= 1, "a repeat is the same mail, its Message-ID too"
    assert all(f"Message-ID: {mail.message_id}".encode() in copy for copy in copies)


def _check_first_try(known: Known, outbox: Outbox) -> None:
    row, behind = outbox.rows()
    told = f"{known.phase}: "
    match known.taken:
        case Taken.SENT:
            assert (row.state, row.last_error) == (MailState.SENT, None)
            assert behind.state is MailState.SENT
            return
        case Taken.NEVER:
            assert (row.state, row.attempts) == (MailState.FAILED, 1)
            assert behind.state is MailState.SENT
        case Taken.OUT_OF_REACH:
            assert (row.state, row.attempts) == (MailState.QUEUED, 1)
            assert (behind.state, behind.attempts) == (MailState.QUEUED, 1)
            assert behind.last_error == row.last_error
        case Taken.NOT_YET | Taken.UNKNOWN:
            assert (row.state, row.attempts) == (MailState.QUEUED, 1)
            assert (behind.state, behind.attempts) == (MailState.SENT, 1)
        case Taken.BROKEN_OFF | Taken.UNKNOWN_AND_OVER:
            assert (row.state, row.attempts) == (MailState.QUEUED, 1)
            assert (behind.state, behind.attempts) == (MailState.QUEUED, 0)
    assert str(row.last_error).startswith(told)
    assert row.possibly_repeated is (
        known.taken in {Taken.UNKNOWN, Taken.UNKNOWN_AND_OVER}
    )
    assert not behind.possibly_repeated
    if row.state is MailState.QUEUED:
        assert row.next_try_at == outbox.now + PAUSES[0]
