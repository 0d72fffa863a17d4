"""Cuts of the power during a recorded piece of work, and what is left of it."""

import random
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.crash.disk import CALLS, Disk, File, Step, Sync, Write, steps_in
from tests.crash.tracing import STRACE
from tests.crash.trials import Scene
from tests.crash.workers import ROOT
from tests.crash.writing import digest

DATABASE = "docket.db"
_GARBAGE = 32_768
"""So many bytes of shared memory, which means nothing after a cut."""


@dataclass(frozen=True)
class Recording:
    """A piece of work, as the disk saw it.

    Attributes:
        before: the database when it began; all of it is safe.
        steps: what was done to files; a write to the paper is an acknowledgement.
        states: the digests of what was acknowledged, in order, from the beginning on.
    """

    folder: Path
    before: bytes
    steps: list[Step]
    paper: Path
    states: list[str]

    def __str__(self) -> str:
        syncs = sum(isinstance(step, Sync) for step in self.steps)
        writes = sum(isinstance(step, Write) for step in self.steps)
        return f"{len(self.states) - 1} commits, {writes} writes, {syncs} syncs"


@dataclass
class Losses:
    """What cuts have left.

    Attributes:
        images: so many were looked at.
        lost: so many lacked a commit that had been acknowledged.
        corrupt: so many SQLite found damaged, or held half a commit.
        unsure: so many had lost a write that nobody had acknowledged, or had part of
            one; without them there is nothing to see.
    """

    images: int = 0
    lost: int = 0
    corrupt: int = 0
    unsure: int = 0

    def __str__(self) -> str:
        return (
            f"{self.images:,} images: {self.lost} lost an acknowledged write, "
            f"{self.corrupt} corrupt ({self.unsure:,} with unsynced writes)"
        )


def recorded(scene: Scene, folder: Path, *, synchronous: str) -> Recording:
    """Let a process of its own work on the scene, and record it."""
    folder = folder / synchronous
    data = folder / "data"
    data.mkdir(parents=True)
    file, paper, log = data / DATABASE, folder / "paper", folder / "log"
    file.write_bytes(scene.file.read_bytes())
    with closing(sqlite3.connect(scene.file)) as database:
        first = digest(database)
    assert STRACE is not None
    strace = [
        STRACE,
        "-f",
        "--seccomp-bpf",
        "-y",
        "-xx",
        "-s",
        "1000000",
        "-o",
        str(log),
    ]
    writing = [sys.executable, "-m", "tests.crash.writing", str(file)]
    words = [scene.now.isoformat(), synchronous, str(paper)]
    command = [*strace, "-e", f"trace={CALLS}", *writing, *words]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own module
    states = [first, *paper.read_text().split()]
    return Recording(data, scene.file.read_bytes(), list(steps_in(log)), paper, states)


def cut(recording: Recording, images: int, *, seed: int) -> Losses:
    """Cut the power so many times, at moments spread over the whole work."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    disk = Disk(recording.folder, {DATABASE: File(recording.before)})
    relevant = [s for s in recording.steps if _matters(recording, s)]
    losses, acknowledged = Losses(), 0
    with tempfile.TemporaryDirectory() as place:
        for number, step in enumerate(relevant, 1):
            if step.file == recording.paper:
                acknowledged += 1
            disk.do(step)
            while losses.images < images * number // len(relevant):
                image = disk.after_a_cut(chance)
                losses.images += 1
                losses.unsure += any(each.since for each in disk.files.values())
                _judge(
                    losses, _left(image, Path(place), chance), recording, acknowledged
                )
    return losses


def _matters(recording: Recording, step: Step) -> bool:
    """Whether it is of the database; the index of the log is made anew after a cut."""
    if isinstance(step, Write) and step.file == recording.paper:
        return True
    of_us = recording.folder in {step.file, step.file.parent}
    return of_us and not step.file.name.endswith("-shm")


def _left(image: dict[str, bytes], place: Path, chance: random.Random) -> str | None:
    """Return the digest of what SQLite makes of an image; ``None`` if it is damaged."""
    for leftover in place.iterdir():
        leftover.unlink()
    for name, content in image.items():
        (place / name).write_bytes(content)
    if chance.random() < 0.5:
        (place / f"{DATABASE}-shm").write_bytes(chance.randbytes(_GARBAGE))
    with closing(sqlite3.connect(place / DATABASE)) as database:
        try:
            (verdict,) = database.execute("PRAGMA integrity_check").fetchone()
            return digest(database) if verdict == "ok" else None
        except sqlite3.DatabaseError:
            return None


def _judge(
    losses: Losses, left: str | None, recording: Recording, acknowledged: int
) -> None:
    """A state later than the last acknowledged is right: it was not lost either."""
    if left not in recording.states:
        losses.corrupt += 1
    elif left not in recording.states[acknowledged:]:
        losses.lost += 1
