"""The register of papers: what went out and what came in, from the journal alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.core.workflow.definition import EventDefinition
from remedytrack.core.workflow.journal import Basis, Entry, Fact


class Direction(StrEnum):
    """Which way a paper went."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register.

    ``proven`` says that a document was seen, or a receipt or document is named;
    ``asked`` that the event is to be proven at all.
    """

    entry: Entry
    direction: Direction
    asked: bool
    proven: bool

    @property
    def paper_no(self) -> int | None:
        """Our own number of the paper, which ties its steps together."""
        number = self.entry.fields.get("paper_no")
        return number if isinstance(number, int) else None

    @property
    def channel(self) -> str | None:
        """How it went, where the event asks for it."""
        channel = self.entry.fields.get("channel")
        return str(channel) if channel is not None else None


def direction_of(event: EventDefinition, *, papered: bool) -> Direction | None:
    """Return which way the paper of ``event`` goes; ``None`` where there is none.

    An event may say it. Otherwise what we do with proof goes out; what others do comes
    in where it is to be proven or a document of it is named (``papered``).
    """
    if event.direction is not None:
        return Direction(event.direction)
    if event.by == BoundParty.US:
        return Direction.OUT if event.proof else None
    return Direction.IN if event.proof or papered else None


def register(
    events: Mapping[str, EventDefinition],
    facts: Iterable[Fact],
    papered: Collection[UUID],
) -> list[Line]:
    """Return the papers of a case, newest first.

    ``papered`` holds the entries of which a document or a receipt is named: their words
    lie in the content plane.
    """
    lines = []
    for fact in facts:
        entry, event = fact.entry, events.get(fact.entry.kind)
        if event is None:
            continue
        named = entry.id in papered
        direction = direction_of(event, papered=named)
        if direction is not None:
            proven = named or entry.basis is Basis.DOCUMENT
            lines.append(Line(entry, direction, event.proof is not None, proven))
    return sorted(lines, key=newest, reverse=True)


def newest(line: Line) -> tuple[date, str]:
    """Return what sorts lines by day, and those of one day by their record."""
    when = line.entry.occurred
    day = when.latest or when.earliest or date.min
    return day, line.entry.recorded_at.isoformat()


def last_steps(lines: Iterable[Line]) -> Mapping[int, Line]:
    """Return where each numbered paper stands: its latest step."""
    steps: dict[int, Line] = {}
    for line in sorted(lines, key=newest):
        if line.paper_no is not None:
            steps[line.paper_no] = line
    return steps
