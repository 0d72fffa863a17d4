"""Rivals at work, while some of them are killed and others are stopped for too long."""

import json
import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from time import sleep

from tests.rivals.outbox import Outbox
from tests.rivals.rival import Birth, Calling
from tests.rivals.sink import Sink
from tests.rivals.tempo import stamp

ROOT = Path(__file__).parents[2]
_LOOK_SECONDS = 0.002
_ASK_SECONDS = 0.2
_LONGER_THAN_A_LEASE = 1.3
_LAST_BLOW = 0.9
"""By when, as a share of the mails, the last of them is killed or stopped."""


class Act(StrEnum):
    """What is done to a scheduler."""

    KILL = "killed"
    STOP = "stopped"


@dataclass(frozen=True)
class Blow:
    """What was done to whom; seconds since the epoch, for ever where it was killed."""

    who: str
    act: Act
    begins: float
    ends: float = float("inf")

    def meets(self, begins: float, ends: float) -> bool:
        """Whether it has something to do with this time."""
        return self.begins <= ends and begins <= self.ends


@dataclass(frozen=True)
class Fought:
    """How it went: the blows, who ended by themselves, and the seconds it took."""

    blows: list[Blow]
    ended: list[Birth]
    seconds: float


def _repeatable() -> random.Random:
    return random.Random(5)  # noqa: S311 - whose turn it is, the same each time


@dataclass
class Struggle:
    """One run.

    Args:
        outbox: what the rivals send from.
        sink: what they send to.
        calling: what they were called to.
        nurse: who starts them.
    """

    outbox: Outbox
    sink: Sink
    calling: Calling
    nurse: subprocess.Popen[bytes]
    _choose: random.Random = field(default_factory=_repeatable)
    _awake: dict[str, int] = field(default_factory=dict)
    _asleep: dict[str, tuple[int, Blow]] = field(default_factory=dict)
    _blows: list[Blow] = field(default_factory=list)
    _ended: list[Birth] = field(default_factory=list)
    _unheard: bytes = b""

    def fight(self, mails: int, kills: int, stops: int, patience: float) -> Fought:
        """Let them work until all is sent, and deal the blows evenly over the mails.

        Args:
            mails: so many will arrive.
            kills: so many schedulers are killed at once.
            stops: so many are stopped for longer than their lease, and go on.
            patience: in seconds, before it counts as a failure.
        """
        acts = [Act.KILL] * kills + [Act.STOP] * stops
        self._choose.shuffle(acts)
        every = mails * _LAST_BLOW / (len(acts) + 1)
        began, asked = stamp(), 0.0
        while True:
            self._hear()
            self._wake()
            if acts and len(self.sink.accepted) >= every * (len(self._blows) + 1):
                self._strike(acts)
            now = stamp()
            if now - asked > _ASK_SECONDS and not acts and not self._asleep:
                if not self.outbox.unfinished():
                    return Fought(self._blows, self._ended, now - began)
                asked = now
            assert now - began < patience, "not everything is sent"
            sleep(_LOOK_SECONDS)

    def _strike(self, acts: list[Act]) -> None:
        """Do the next thing to somebody who is awake, at any moment of their work."""
        if not self._awake:
            return
        who = self._choose.choice(sorted(self._awake))
        pid, act = self._awake.pop(who), acts.pop()
        sleep(self._choose.uniform(0, 0.01))
        blow = Blow(who, act, stamp())
        self._blows.append(blow)
        os.kill(pid, signal.SIGKILL if act is Act.KILL else signal.SIGSTOP)
        if act is Act.STOP:
            self._asleep[who] = pid, blow

    def _wake(self) -> None:
        enough = self.calling.tempo.lease_seconds * _LONGER_THAN_A_LEASE
        for who, (pid, blow) in list(self._asleep.items()):
            if stamp() - blow.begins > enough:
                os.kill(pid, signal.SIGCONT)
                over = replace(blow, ends=stamp())
                self._blows[self._blows.index(blow)] = over
                self._awake[who] = self._asleep.pop(who)[0]

    def _hear(self) -> None:
        """Hear of those who were born."""
        assert self.nurse.stdout is not None
        while select.select([self.nurse.stdout], [], [], 0)[0]:
            heard = os.read(self.nurse.stdout.fileno(), 1 << 16)
            assert heard, "the nurse is gone"
            *lines, self._unheard = (self._unheard + heard).split(b"\n")
            for line in lines:
                self._welcome(Birth(**json.loads(line)))

    def _welcome(self, born: Birth) -> None:
        self._awake[born.who] = born.pid
        if born.instead is not None and born.code != -signal.SIGKILL:
            self._awake.pop(born.instead, None)
            self._ended.append(born)


@contextmanager
def struggling(outbox: Outbox, sink: Sink, calling: Calling) -> Iterator[Struggle]:
    """Start the rivals, and end them all."""
    with subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "tests.rivals.rival", calling.written()],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as nurse:
        yield Struggle(outbox, sink, calling, nurse)
        nurse.communicate()
    sink.wait_for_quiet()
