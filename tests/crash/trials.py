"""One disturbed tick, its recovery, and the verdict on both.

A scene is a database just before a tick. What an undisturbed run makes of it is what a
disturbed one must come to as well, however it was disturbed.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.crash.sink import Sink, counting_server
from tests.crash.ticking import Order
from tests.crash.workers import Workers, working

_ROUNDS = 8
"""So many ticks end every recovery; a refused mail waits longer each time."""

_MAILS = "SELECT message_id, state FROM mail"
_REMINDERS = """
    SELECT key, message_id FROM reminder LEFT JOIN mail ON mail.id = mail_id
    WHERE cancelled_at IS NULL
"""
_WAITS_UNTIL = """
    SELECT max(coalesce(lease_until, next_try_at)) FROM mail
    WHERE state IN ('queued', 'sending')
"""


@dataclass(frozen=True)
class Scene:
    """A database as it is when a tick is about to begin.

    Attributes:
        file: the database, in one file.
        refusals: so many recipients the server asks to come back later.
    """

    name: str
    file: Path
    now: datetime
    refusals: int = 0


@dataclass(frozen=True)
class Seen:
    """What a database says about mails.

    Attributes:
        flaws: what SQLite's own check found.
        mails: the state of each by its Message-ID.
        reminders: the Message-ID of each reminder's mail, by the reminder's key.
        waits_until: when the last waiting mail can be had; ``None`` if none waits.
    """

    flaws: list[str]
    mails: dict[str, str]
    reminders: dict[str, str | None]
    waits_until: datetime | None

    def in_state(self, *states: str) -> set[str]:
        """Return the Message-IDs of the mails in these states."""
        return {mail for mail, state in self.mails.items() if state in states}


@dataclass(frozen=True)
class Outcome:
    """What a disturbance did.

    Attributes:
        code: how the disturbed process ended.
        lost: the reminders that reached nobody, or were forgotten.
        repeated: the Message-IDs that arrived again.
        unexplained: those of them that had not arrived before the disturbance, or were
            marked as sent by then.
        flaws: what was wrong with the database, after the disturbance or at the end.
    """

    code: int
    lost: list[str]
    repeated: list[str]
    unexplained: list[str]
    flaws: list[str]

    @property
    def is_right(self) -> bool:
        """Whether nothing is lost or corrupt, and one mail at most came twice."""
        wrong = self.lost or self.unexplained or self.flaws
        return not wrong and len(self.repeated) <= 1


@dataclass(frozen=True)
class Trials:
    """A place to try ticks in: a database, who ticks on it, and a mail server."""

    file: Path
    workers: Workers
    sink: Sink
    port: int

    def order(self, now: datetime, notes: Path | None = None) -> Order:
        return Order(now.isoformat(), self.port, notes=str(notes) if notes else None)

    def set_up(self, scene: Scene) -> None:
        """Make everything as it is at the beginning of the scene."""
        for leftover in self.file.parent.glob(self.file.name + "-*"):
            leftover.unlink()
        shutil.copyfile(scene.file, self.file)
        self.sink.empty(refusals=scene.refusals)

    def warm_up(self, scene: Scene) -> None:
        """Let the parent of all do the scene's work once, to no server."""
        self.set_up(scene)
        self.workers.warm_up(scene.now)

    def undisturbed(self, scene: Scene) -> set[str]:
        """Return the keys of the reminders that arrive when nothing happens."""
        self.set_up(scene)
        assert self.workers.carry_out(self.order(scene.now)) == [0]
        seen, arrived = self._recovered(scene, self._look()), self.sink.arrived()
        assert arrived
        assert set(arrived.values()) == {1}
        return {key for key, mail in seen.reminders.items() if mail in arrived}

    def disturbed(
        self, scene: Scene, expected: set[str], disturb: Callable[[Order], int]
    ) -> Outcome:
        """Disturb the scene's tick, recover, and judge."""
        self.set_up(scene)
        code = disturb(self.order(scene.now))
        early, left = self.sink.arrived(), self._look()
        seen, arrived = self._recovered(scene, left), self.sink.arrived()
        repeated = [mail for mail, times in arrived.items() for _ in range(times - 1)]
        open_then = set(early) - left.in_state("sent")
        return Outcome(
            code,
            lost=sorted(_never_told(expected, seen, arrived)),
            repeated=repeated,
            unexplained=[mail for mail in repeated if mail not in open_then],
            flaws=left.flaws + seen.flaws + _contradictions(scene, seen, arrived),
        )

    def _look(self) -> Seen:
        """Look at a copy: to open the files themselves would mend them."""
        copy = self.file.with_name("copy.db")
        for end in ("", "-wal"):
            left = self.file.with_name(self.file.name + end)
            copied = copy.with_name(copy.name + end)
            copied.unlink(missing_ok=True)
            if left.exists():
                shutil.copyfile(left, copied)
        return look_at(copy)

    def _recovered(self, scene: Scene, seen: Seen) -> Seen:
        """Tick without disturbance, at least once, until no mail waits."""
        now = scene.now
        for _ in range(_ROUNDS):
            now = max(now, seen.waits_until or now) + timedelta(seconds=1)
            self.workers.tick_itself(self.order(now))
            seen = self._look()
            if seen.waits_until is None:
                break
        return seen


@contextmanager
def trying(folder: Path, scenes: list[Scene]) -> Iterator[Trials]:
    """Open a place for trials of these scenes in ``folder``."""
    folder.mkdir(exist_ok=True)
    file, sink = folder / "docket.db", Sink()
    shutil.copyfile(scenes[0].file, file)
    with counting_server(sink) as port, working(file) as workers:
        trials = Trials(file, workers, sink, port)
        for scene in scenes:
            trials.warm_up(scene)
        yield trials


def look_at(file: Path) -> Seen:
    """Return what the database in ``file`` says."""
    with closing(sqlite3.connect(file)) as database:
        checks = [row[0] for row in database.execute("PRAGMA integrity_check")]
        orphans = [str(row) for row in database.execute("PRAGMA foreign_key_check")]
        (waits_until,) = database.execute(_WAITS_UNTIL).fetchone()
        return Seen(
            [each for each in checks if each != "ok"] + orphans,
            dict(database.execute(_MAILS).fetchall()),
            dict(database.execute(_REMINDERS).fetchall()),
            waits_until and datetime.fromisoformat(waits_until + "+00:00"),
        )


def _never_told(expected: set[str], seen: Seen, arrived: Counter[str]) -> set[str]:
    told = {key for key, mail in seen.reminders.items() if mail in arrived}
    return expected - told


def _contradictions(scene: Scene, seen: Seen, arrived: Counter[str]) -> list[str]:
    """What was sent has arrived, what has arrived is known, and nothing waits."""
    sent = seen.in_state("sent") - look_at(scene.file).in_state("sent")
    waiting = seen.in_state("queued", "sending")
    return (
        [f"sent, but never arrived: {mail}" for mail in sent - set(arrived)]
        + [f"arrived, but not sent: {mail}" for mail in set(arrived) - sent]
        + [f"still waiting: {mail}" for mail in waiting]
    )
