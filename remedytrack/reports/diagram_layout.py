"""Where everything of a track's picture stands: boxes in a column, lanes beside it.

All lengths are in the units of the picture, at first as many pixels. There are no
measures of fonts: a line is broken where a wide alphabet would fill the box.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

BOX_WIDTH = 330
MARGIN = 12
PADDING = 12
GAP = 18
LANE = 11
_DESCENT = 4


class Sort(StrEnum):
    """What a line of text says."""

    MARK = "mark"
    TITLE = "title"
    TERM = "term"
    TARGET = "target"
    STAY = "stay"
    EVENT = "event"


_HEIGHT = {
    Sort.MARK: 15,
    Sort.TITLE: 19,
    Sort.TERM: 16,
    Sort.TARGET: 18,
    Sort.STAY: 18,
    Sort.EVENT: 16,
}
_CHARACTERS = {
    Sort.MARK: 40,
    Sort.TITLE: 33,
    Sort.TERM: 38,
    Sort.TARGET: 33,
    Sort.STAY: 35,
    Sort.EVENT: 39,
}


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a state can lead, and the events that lead there."""

    target: str
    title: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A state as it is drawn; ``state`` is ``None`` for what fits any state."""

    state: str | None
    title: str
    marks: tuple[str, ...] = ()
    final: bool = False
    present: bool = False
    terms: tuple[str, ...] = ()
    exits: tuple[Exit, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a box: its sort, its baseline; ``first`` of its paragraph."""

    sort: Sort
    text: str
    y: float
    first: bool = True


@dataclass(slots=True)
class Placed:
    """A box in its place; ``ports`` are the heights at which its exits leave it."""

    box: Box
    top: float
    lines: list[Line] = field(default_factory=list)
    ports: list[tuple[float, str]] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    bottom: float = 0.0

    @property
    def entry(self) -> float:
        """The height at which arrows arrive."""
        return self.top + PADDING + _HEIGHT[Sort.TITLE] / 2 - 2


@dataclass(frozen=True, slots=True)
class Lane:
    """All ways into ``target``, as one vertical line; ``n`` counts from the boxes."""

    target: str
    top: float
    bottom: float
    n: int


def placed(boxes: Sequence[Box]) -> list[Placed]:
    """Return the boxes one below the other."""
    column: list[Placed] = []
    top = float(MARGIN)
    for box in boxes:
        each = Placed(box, top)
        _filled(each)
        column.append(each)
        top = each.bottom + GAP
    return column


def lanes(column: Sequence[Placed]) -> list[Lane]:
    """Return a lane for each state that arrows lead to, the shortest nearest."""
    entries = {each.box.state: each.entry for each in column}
    spans: dict[str, list[float]] = {}
    for each in column:
        for height, target in each.ports:
            if target != each.box.state:
                spans.setdefault(target, [entries[target]]).append(height)
    found: list[Lane] = []
    for target, heights in sorted(spans.items(), key=lambda s: max(s[1]) - min(s[1])):
        top, bottom = min(heights), max(heights)
        taken = {lane.n for lane in found if lane.top <= bottom and top <= lane.bottom}
        n = next(n for n in range(len(found) + 1) if n not in taken)
        found.append(Lane(target, top, bottom, n))
    return found


def _filled(each: Placed) -> None:
    """Set the lines of a box one below the other, from its top."""
    box, y = each.box, each.top + PADDING
    if box.marks:
        y = _set(each, Sort.MARK, " \N{MIDDLE DOT} ".join(box.marks), y)
    y = _set(each, Sort.TITLE, box.title, y)
    for sentence in box.terms:
        y = _set(each, Sort.TERM, sentence, y)
    for leaving in box.exits:
        each.rules.append(y + PADDING / 2)
        y = _exit(each, leaving, y + PADDING * 5 / 6)
    each.bottom = y + PADDING


def _exit(each: Placed, leaving: Exit, y: float) -> float:
    sort = Sort.STAY if leaving.target == each.box.state else Sort.TARGET
    each.ports.append((y + _HEIGHT[sort] / 2, leaving.target))
    y = _set(each, sort, leaving.title, y)
    for event in leaving.events:
        y = _set(each, Sort.EVENT, event, y)
    return y


def _set(each: Placed, sort: Sort, text: str, y: float) -> float:
    """Break ``text`` into lines below ``y``; return where they end."""
    for n, part in enumerate(textwrap.wrap(text, _CHARACTERS[sort])):
        y += _HEIGHT[sort]
        each.lines.append(Line(sort, part, y - _DESCENT, first=n == 0))
    return y
