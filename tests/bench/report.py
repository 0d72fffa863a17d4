"""What was measured, as a table to read and as JSON to compare."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from os import cpu_count
from pathlib import Path

_CPU_FACTS = Path("/proc/cpuinfo")


class Sense(StrEnum):
    """On which side of its target a ratio or a value must lie."""

    AT_MOST = "≤"
    AT_LEAST = "≥"


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on the ratio, or on the value of a measure without one."""

    sense: Sense
    bound: float

    def holds_for(self, found: float) -> bool:
        """Say whether ``found`` keeps to it."""
        if self.sense is Sense.AT_MOST:
            return found <= self.bound
        return found >= self.bound

    def __str__(self) -> str:
        return f"{self.sense} {self.bound:,g}"


@dataclass(frozen=True, slots=True)
class Measure:
    """One line: the best round in ``unit``, and how much longer the middle one took.

    ``ratio`` is to what ``beside`` names, in the middle round; ``target`` bounds it, or
    the value where there is no ratio. ``note`` says what a reader must know.
    """

    name: str
    value: float
    unit: str
    spread: float | None = None
    ratio: float | None = None
    beside: str = ""
    target: Target | None = None
    note: str = ""

    @property
    def held(self) -> bool | None:
        """Whether the target was kept; ``None`` without one."""
        found = self.value if self.ratio is None else self.ratio
        return None if self.target is None else self.target.holds_for(found)


def machine() -> str:
    """Return cores, processor and Python version in a line."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{cpu_count()} cores, {_processor()}, {python}"


def stored(measures: Sequence[Measure], on: date) -> str:
    """Return the run as JSON."""
    lines = [asdict(each) | {"held": each.held} for each in measures]
    run = {"machine": machine(), "measured_on": on.isoformat(), "measures": lines}
    return json.dumps(run, ensure_ascii=False, indent=1)


def table(measures: Sequence[Measure], on: date) -> Iterator[str]:
    """Yield the run as a table in Markdown, the machine and the day above it."""
    yield f"{machine()}; {on}"
    yield ""
    rows = [HEADER, *map(_cells, measures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    ruled = ["-" * width for width in widths]
    for row in (rows[0], ruled, *rows[1:]):
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"| {' | '.join(padded)} |"


HEADER = ("measure", "value", "spread", "ratio", "beside", "target", "held", "note")
_HELD = {True: "yes", False: "NO", None: ""}


def _cells(each: Measure) -> tuple[str, ...]:
    return (
        each.name,
        f"{_rounded(each.value)} {each.unit}",
        "" if each.spread is None else f"+{each.spread:.0%}",
        "" if each.ratio is None else f"{_rounded(each.ratio)} ×",
        each.beside,
        str(each.target or ""),
        _HELD[each.held],
        each.note,
    )


def _rounded(number: float) -> str:
    """Return three digits that mean something: 0.123, 12.3, 1,230."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:#.3g}"


def _processor() -> str:
    try:
        facts = _CPU_FACTS.read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    named = (line.partition(":")[2] for line in facts if line.startswith("model name"))
    return " ".join(next(named, platform.machine()).split())
