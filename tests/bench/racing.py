"""Timing: methods take turns, round after round, in one process.

Every round draws its own questions, the same for every method, so that no method
profits from what it was asked before, and a slow moment of the machine hits all alike.
Seconds are those of the processor unless another clock is given: waiting for a core
that others use is not counted.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import process_time
from typing import Generic, TypeVar

Draw = TypeVar("Draw")
Answers = TypeVar("Answers")
Clock = Callable[[], float]


@dataclass(slots=True)
class Lap(Generic[Answers]):
    """One method's seconds and answers, round by round."""

    seconds: list[float] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)

    @property
    def best(self) -> float:
        """The seconds of the best round."""
        return min(self.seconds)

    def ratio_to(self, other: Lap[Answers]) -> float:
        """Return how many times as long it took as ``other``, in the middle round.

        The best rounds of two methods may have met the machine at other speeds.
        """
        rounds = zip(self.seconds, other.seconds, strict=True)
        return median(mine / theirs for mine, theirs in rounds)

    @property
    def spread(self) -> float:
        """How much longer the middle round took than the best: 0.1 for a tenth."""
        return median(self.seconds) / self.best - 1


def race(
    methods: Mapping[str, Callable[[Draw], Answers]],
    draws: Sequence[Draw],
    *,
    clock: Clock = process_time,
) -> dict[str, Lap[Answers]]:
    """Run every method on every draw, a round for each draw."""
    laps: dict[str, Lap[Answers]] = {name: Lap() for name in methods}
    gc.collect()
    for draw in draws:
        for name, method in methods.items():
            seconds, answers = timed(method, draw, clock)
            laps[name].seconds.append(seconds)
            laps[name].answers.append(answers)
    return laps


def timed(
    method: Callable[[Draw], Answers], draw: Draw, clock: Clock = process_time
) -> tuple[float, Answers]:
    """Return the seconds that ``method`` took, and its answers; no garbage run."""
    gc.disable()
    try:
        began = clock()
        answers = method(draw)
        return clock() - began, answers
    finally:
        gc.enable()
