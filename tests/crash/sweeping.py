"""A sweep: many strikes at many scenes, two at a time, and what came of them."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.crash.ticking import Order
from tests.crash.tracing import Strike, calls_in, has_struck, traced
from tests.crash.trials import Outcome, Scene, Trials, trying

SIDES = 2
"""So many trials go on at once."""

DISK_CALLS = {
    "fdatasync",
    "fsync",
    "ftruncate",
    "openat",
    "pread64",
    "pwrite64",
    "unlink",
}
"""What a full or broken disk can fail at; a lock is none of it."""

Call = tuple[Scene, str, int]
"""A system call of a scene's tick: its name, and the how manyeth of that name."""

Point = tuple[Scene, Strike]


@dataclass
class Tally:
    """What a sweep has seen.

    Attributes:
        struck: at how many points something happened.
        missed: how many points were never reached; a process is not quite the same
            every time.
        repeats_at: at which system calls a mail came twice afterwards.
        wrong: the points whose outcome was not right, in words.
    """

    struck: int = 0
    missed: int = 0
    repeats_at: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    corrupt: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, point: Point, outcome: Outcome, *, happened: bool) -> None:
        scene, strike = point
        self.struck += happened
        self.missed += not happened
        self.repeats_at[strike.call] += len(outcome.repeated)
        self.lost += len(outcome.lost)
        self.corrupt += bool(outcome.flaws)
        if not outcome.is_right:
            self.wrong.append(f"{scene.name}, {strike}: {outcome}")

    def __str__(self) -> str:
        at = ", ".join(f"{call} {n}" for call, n in (+self.repeats_at).most_common())
        return (
            f"{self.struck:,} points struck ({self.missed} never reached): "
            f"{self.lost} lost, {self.corrupt} corrupt, "
            f"{self.repeats_at.total()} repeated (at {at or 'none'})"
        )


class Sweep:
    """The trials of some scenes, on two sides at once.

    Args:
        folder: where each side works.
        scenes: what is tried.
    """

    def __init__(self, folder: Path, scenes: Sequence[Scene]) -> None:
        self._folder, self._scenes = folder, list(scenes)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        folders = [self._folder / str(number) for number in range(SIDES)]
        places = [trying(each, self._scenes) for each in folders]
        with ThreadPoolExecutor(SIDES) as pool:
            self._sides = list(pool.map(self._open.enter_context, places))
        first = self._sides[0]
        self._expected = {each.name: first.undisturbed(each) for each in self._scenes}
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def calls(self) -> list[Call]:
        """Return every system call of every scene's tick."""
        found = []
        for scene in self._scenes:
            for name, numbers in self._listed(scene).items():
                found += [(scene, name, number) for number in numbers]
        return found

    def strike(self, points: Sequence[Point]) -> Tally:
        """Strike once at each point, and recover each time."""
        tally = Tally()
        shares = [points[number::SIDES] for number in range(SIDES)]
        with ThreadPoolExecutor(SIDES) as pool:
            for struck_points in pool.map(self._work, self._sides, shares):
                for point, outcome, happened in struck_points:
                    tally.add(point, outcome, happened=happened)
        return tally

    def _work(
        self, trials: Trials, points: Sequence[Point]
    ) -> list[tuple[Point, Outcome, bool]]:
        return [(point, *self._struck(trials, point)) for point in points]

    def _struck(self, trials: Trials, point: Point) -> tuple[Outcome, bool]:
        scene, strike = point
        log = trials.file.with_name("calls")

        def disturb(order: Order) -> int:
            pid = trials.workers.begin(order)
            with traced(pid, log, *strike.arguments):
                return trials.workers.go_on()

        outcome = trials.disturbed(scene, self._expected[scene.name], disturb)
        return outcome, has_struck(log)

    def _listed(self, scene: Scene) -> dict[str, range]:
        trials, log = self._sides[0], self._folder / "calls"
        trials.set_up(scene)
        pid = trials.workers.begin(trials.order(scene.now))
        with traced(pid, log):
            assert trials.workers.go_on() == 0
        return calls_in(log)


def kills(calls: Sequence[Call]) -> list[Point]:
    """Return a kill at each of these system calls."""
    return [(scene, Strike(name, str(nth))) for scene, name, nth in calls]


def disk_errors(calls: Sequence[Call]) -> list[Point]:
    """Return every failure of the disk at these: full or broken, once or for good."""
    return [
        (scene, Strike(name, f"{nth}{for_good}", f"error={error}"))
        for scene, name, nth in calls
        if name in DISK_CALLS
        for error in ("ENOSPC", "EIO")
        for for_good in ("", "+")
    ]


def evenly(points: Sequence[Point], number: int) -> list[Point]:
    """Choose so many, none twice: the same share of each call of each scene."""
    assert len(points) >= number
    return [points[place * len(points) // number] for place in range(number)]
