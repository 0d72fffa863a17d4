"""The office, a real mail server, and processes that tick for it and may die."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from remedytrack.core.access import Role, Viewer
from remedytrack.services import acting, opening
from remedytrack.services.sending import LEASE_MARGIN
from remedytrack.storage.values import Account, Mail
from tests.crash.ticking import Order
from tests.notify.smtp_server import Letterbox, honest_server
from tests.services.desk import Founded, database, founded, law, office
from tests.services.office import APPEAL, LAWYER, Office, address, recipient

__all__ = ["database", "founded", "law", "office"]

ROOT = Path(__file__).parents[2]
AFTER_THE_LEASE = LEASE_MARGIN + timedelta(seconds=6)
"""The processes' mail server has a time-out of five seconds."""


@dataclass
class Post:
    """An office that ticks in processes of their own, and the mails that arrive."""

    office: Office
    letterbox: Letterbox
    port: int
    processes: subprocess.Popen[str]

    def tick(
        self,
        *,
        rivals: int = 1,
        dies_before_send: int | None = None,
        dies_after_send: int | None = None,
        dies_after_ms: int | None = None,
    ) -> list[int]:
        """Tick at the office's moment; return the exit codes, -9 for the killed."""
        order = Order(
            self.office.now.isoformat(),
            self.port,
            rivals,
            dies_before_send,
            dies_after_send,
            dies_after_ms,
        )
        assert self.processes.stdin is not None
        assert self.processes.stdout is not None
        self.processes.stdin.write(order.written() + "\n")
        self.processes.stdin.flush()
        codes: list[int] = json.loads(self.processes.stdout.readline())
        return codes

    def wait_for_the_lease(self) -> None:
        """Let so much time pass that a dead process holds no mail any more."""
        self.office.now += AFTER_THE_LEASE

    def arrived(self) -> Counter[str]:
        """Return how often each Message-ID has arrived."""
        ids = Counter[str]()
        for envelope in self.letterbox.mails:
            assert isinstance(envelope.content, bytes)
            ids[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return ids

    def recipients(self) -> set[str]:
        return {mail.rcpt_tos[0] for mail in self.letterbox.mails}

    def stored(self) -> list[Mail]:
        with self.office.registry.store.reading() as unit:
            return unit.mails.recent(100)

    def last_day_of(self, people: int) -> list[str]:
        """Give so many people an appeal each, on whose last day it is nine o'clock."""
        self.office.at("2025-12-01T12:00")
        owners = [Viewer(f"member{n}", frozenset({Role.LAWYER})) for n in range(people)]
        for owner in owners:
            self._hire(owner)
            ref = self.office.open(APPEAL)
            acting.assign(
                self.office.registry,
                actor=LAWYER,
                now=self.office.now,
                ref=ref,
                owner=owner.id,
                deputy=None,
            )
            self.office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
        self.office.at("2025-12-02T09:00")
        return [address(owner) for owner in owners]

    def _hire(self, person: Viewer) -> None:
        with self.office.registry.store.writing() as unit:
            roles = frozenset({Role.LAWYER.value})
            mail = address(person)
            account = Account(person.id, mail, person.id, active=True, roles=roles)
            unit.accounts.add(account, "no password")
            unit.people.put_recipient(recipient(person))
        opening.add_member(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            matter_ref=self.office.matter.ref,
            user_id=person.id,
        )


@pytest.fixture(scope="session")
def processes(founded: Founded) -> Iterator[subprocess.Popen[str]]:
    """The parent of all that tick: it has read the law, so that its forks need not."""
    address_of_it = f"sqlite:///{founded.file}"
    command = [sys.executable, "-m", "tests.crash.ticking", address_of_it]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        yield parent
        parent.communicate()


@pytest.fixture
def post(office: Office, processes: subprocess.Popen[str]) -> Iterator[Post]:
    letterbox = Letterbox()
    with honest_server(letterbox) as port:
        yield Post(office, letterbox, port, processes)
