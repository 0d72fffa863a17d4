"""Many schedulers, one outbox: each reminder arrives, and is put down by one of them.

While they work some are killed, and others are stopped until their claims have run out.
A mail may come again only where its sender was kept from marking it until its lease was
over: killed, asleep, or in line for the database, as behind one that fell asleep in the
middle of a write. The repeat has the same Message-ID and the same words.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from remedytrack.lawbook import Lawbook
from tests.figures import Say
from tests.rivals.outbox import READERS, Outbox
from tests.rivals.rival import Calling
from tests.rivals.sink import Sink, serving
from tests.rivals.struggle import Act, Fought, struggling
from tests.rivals.tempo import Tempo
from tests.rivals.verdict import UNEXPLAINED, Verdict
from tests.services.desk import law
from tests.storage.samples import NOW

__all__ = ["law"]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("rivals")]


@dataclass(frozen=True)
class Contest:
    """How many reminders wait, who sends them, and what is done to whom.

    Attributes:
        unmailed: so many of the reminders are in no mail yet.
        times: so many times faster than ours does their clock run.
        timeout: of the mail server, in our seconds.
        patience: in seconds.
    """

    reminders: int
    unmailed: int
    rivals: int
    kills: int
    stops: int
    times: float
    timeout: float
    patience: float

    @property
    def mails(self) -> int:
        """So many mails: each reader's other reminders share one."""
        return self.reminders - self.unmailed + min(self.unmailed, READERS)


SHORT = Contest(
    reminders=200,
    unmailed=40,
    rivals=4,
    kills=5,
    stops=2,
    times=40,
    timeout=1.5,
    patience=240,
)
LONG = Contest(
    reminders=100_000,
    unmailed=1_000,
    rivals=8,
    kills=100,
    stops=20,
    times=10,
    timeout=4,
    patience=5_000,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> Outbox:
    if request.param == "postgresql":
        return Outbox(request.getfixturevalue("durable_postgres"))
    return Outbox(f"sqlite:///{tmp_path / 'docket.db'}")


def test_nothing_is_lost_between_rivals_who_are_killed_and_stopped(
    outbox: Outbox, law: Lawbook, say: Say
) -> None:
    judge(SHORT, outbox, law, say)


@pytest.mark.minutes
def test_nothing_of_a_hundred_thousand_is_lost(
    outbox: Outbox, law: Lawbook, say: Say
) -> None:
    judge(LONG, outbox, law, say)


def judge(contest: Contest, outbox: Outbox, law: Lawbook, say: Say) -> None:
    """Hold the contest and print its figures; whatever must not be is a failure."""
    mailed = contest.reminders - contest.unmailed
    outbox.fill(law, mails=mailed, unmailed=contest.unmailed)
    sink = Sink()
    tempo = Tempo.beginning(NOW, times=contest.times, timeout=contest.timeout)
    with serving(sink) as port:
        calling = Calling(outbox.url, port, contest.rivals, tempo)
        with struggling(outbox, sink, calling) as struggle:
            fought = struggle.fight(
                contest.mails, contest.kills, contest.stops, contest.patience
            )
    verdict = Verdict(outbox.ledger(), sink.accepted, fought.blows, tempo.lease)
    say(figures(contest, outbox, fought, verdict))
    outbox.close()
    assert verdict.lost == []
    assert verdict.contradictions == []
    assert outbox.flaws() == []
    assert verdict.repeats[UNEXPLAINED] == 0
    assert len(verdict.ledger.reminders) == contest.reminders
    assert len(verdict.arrived) == contest.mails


def figures(contest: Contest, outbox: Outbox, fought: Fought, verdict: Verdict) -> str:
    acts = Counter(blow.act for blow in fought.blows)
    why = ", ".join(f"{n} {what}" for what, n in sorted(verdict.repeats.items()))
    return (
        f"Rivals on {outbox.dialect}: {contest.rivals} processes, "
        f"{contest.reminders:,} reminders in {contest.mails:,} mails, "
        f"{acts[Act.KILL]} processes killed, {acts[Act.STOP]} stopped, "
        f"{len(fought.ended)} ended by themselves, {fought.seconds:.0f} s: "
        f"{len(verdict.lost)} reminders lost, {verdict.repeats.total()} mails repeated "
        f"(their sender: {why or 'never'}), {verdict.taken_over} claims ran out, "
        f"{verdict.fenced} senders woke up too late to mark"
    )
