"""Random runs of bad luck, and a ledger of its own that knows what really happened.

The ledger is kept by the server. It knows nothing of phases, errors or rows: only which
mail was taken, which was refused for good, and where the other side cannot know.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from remedytrack.notify.address import Security
from remedytrack.storage.values import Mail, MailState
from tests.smtp.outbox import MORNING, PEOPLE, Outbox, address_of, towards
from tests.smtp.server import Act, Fault, Faulty, Stage

MIDNIGHT = MORNING + timedelta(hours=15)
"""In the readers' zone; what was written for the day before is not sent any more."""

MOST_FAULTS = 6
STALLING_TIMEOUT = 1.5
ONE_IN = 60
"""So many sequences have one that stalls: it costs real time."""

POOL: dict[Stage, tuple[str | Act, ...]] = {
    Stage.GREETING: ("421 busy", "554 not you", "eh", Act.CLOSE, Act.RESET),
    # The second one hides STARTTLS and the sign-in.
    Stage.EHLO: ("550 go away", "250 hello", Act.CLOSE, Act.RESET),
    Stage.STARTTLS: ("454 not now", "502 what?", Act.CLOSE, Act.RESET),
    Stage.AUTH: ("535 wrong", "454 later", "334 a", Act.CLOSE),
    Stage.MAIL: ("451 later", "550 not from you", "421 bye", "eh", Act.CLOSE),
    Stage.RSET: ("500 what?", "421 bye", Act.CLOSE),
    Stage.RCPT: (
        "450 later",
        "550 nobody",
        "553 never",
        "530 sign in",
        "503 first things first",
        "421 bye",
        "eh",
        Act.CLOSE,
        Act.RESET,
    ),
    Stage.DATA: ("451 later", "554 no", "250 ok", "421 bye", Act.CLOSE),
    Stage.BODY: (Act.CLOSE, Act.RESET),
    Stage.DOT: (
        "451 later",
        "452 full",
        "554 spam",
        "421 bye",
        "eh",
        "354 more",
        Act.CLOSE,
        Act.RESET,
    ),
    Stage.QUIT: ("500 what?", Act.CLOSE, Act.RESET),
}
CHANCES = {Stage.GREETING: 0.07, Stage.EHLO: 0.07, Stage.QUIT: 1.0, Stage.DOT: 0.45}
"""How likely a stage goes wrong; the others: one in five."""

_ABOUT_A_MAIL = {Stage.RCPT, Stage.DATA, Stage.DOT}
_ABOUT_US = ("503", "530")


@dataclass
class Ledger:
    """What the server knows of each recipient's mail.

    Attributes:
        refused: for good, so that nobody should ever ask again.
        asked_again: those that somebody did ask about again.
        in_doubt: how often its end was kept from the sender.
        kept: how often the server had it all the same.
        perhaps_in_doubt: those that broke off inside the body, where the sender may
            have been through with it or not.
    """

    refused: set[str] = field(default_factory=set)
    asked_again: set[str] = field(default_factory=set)
    in_doubt: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    perhaps_in_doubt: set[str] = field(default_factory=set)

    def note(self, fault: Fault, recipient: str) -> None:
        """Put down what the fault means for this recipient's mail."""
        if fault.stage is Stage.BODY:
            self.perhaps_in_doubt.add(recipient)
        if fault.stage not in _ABOUT_A_MAIL:
            return
        answer = fault.does if isinstance(fault.does, str) else ""
        if answer.startswith("5") and not answer.startswith(_ABOUT_US):
            self.refused.add(recipient)
        elif fault.stage is Stage.DOT and not answer.startswith("4"):
            self.in_doubt[recipient] += 1
            self.kept[recipient] += fault.keeps


@dataclass
class Luck:
    """The plan of a server that fails now and then, at most so many times."""

    chance: Random
    faults_left: int
    stalls: bool = False
    ledger: Ledger = field(default_factory=Ledger)
    played: list[Fault] = field(default_factory=list)

    def __call__(self, stage: Stage, recipient: str) -> Fault | None:
        if stage is Stage.RCPT and recipient in self.ledger.refused:
            self.ledger.asked_again.add(recipient)
        if not self.faults_left or self.chance.random() > CHANCES.get(stage, 0.2):
            return None
        self.faults_left -= 1
        fault = self._drawn(stage)
        self.played.append(fault)
        self.ledger.note(fault, recipient)
        return fault

    def _drawn(self, stage: Stage) -> Fault:
        if self.stalls:
            self.stalls = False
            return Fault(stage, Act.STALL, keeps=self._tossed(stage, Act.STALL))
        does = self.chance.choice(POOL[stage])
        return Fault(stage, does, keeps=self._tossed(stage, does))

    def _tossed(self, stage: Stage, does: str | Act) -> bool:
        """A server that says no has no mail; one that says nothing may."""
        decided = isinstance(does, str) and does[0] in "45"
        return stage is Stage.DOT and not decided and self.chance.random() < 0.5


def play(seed: int, outbox: Outbox, server: Faulty, data_folder: Path) -> Luck:
    """Play one sequence to its end and hold the outbox against the ledger."""
    chance = Random(seed)  # noqa: S311 - a repeatable sequence
    stalls = seed % ONE_IN == 0
    luck = Luck(chance, chance.randint(1, MOST_FAULTS), stalls)
    server.plan, server.accepted = luck, []
    people = PEOPLE[: chance.randint(1, len(PEOPLE))]
    mails = outbox.queue(*people)
    transport = towards(server.url, data_folder, STALLING_TIMEOUT if stalls else 60)
    while waiting := [row for row in outbox.rows() if row.state is MailState.QUEUED]:
        outbox.now = max(outbox.now, min(row.next_try_at for row in waiting))
        assert outbox.now < MIDNIGHT, "it never ends"
        outbox.round(transport)
    for person, mail in zip(people, mails, strict=True):
        copies = server.arrived(address_of(person))
        _check(luck.ledger, address_of(person), outbox.row(mail), copies)
    return luck


def _check(ledger: Ledger, recipient: str, row: Mail, copies: list[bytes]) -> None:
    refused = recipient in ledger.refused
    doubts, kept = ledger.in_doubt[recipient], ledger.kept[recipient]
    assert row.state is (MailState.FAILED if refused else MailState.SENT)
    assert recipient not in ledger.asked_again
    # Never lost; and repeated only where the sender could not know.
    assert len(copies) == kept + (not refused)
    assert len(set(copies)) <= 1
    assert all(
        copy.count(f"\r\nMessage-ID: {row.message_id}".encode()) == 1 for copy in copies
    )
    if recipient not in ledger.perhaps_in_doubt:
        assert row.possibly_repeated is (doubts > 0)
    assert row.possibly_repeated >= (doubts > 0)
    assert (row.sent_at is None) is refused
    assert row.lease_until is None


def encryption_of(seed: int) -> Security:
    """Return how a sequence's line is encrypted: each way is as frequent."""
    return tuple(Security)[seed % len(Security)]
