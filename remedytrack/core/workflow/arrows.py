"""The moves of a track as arrows between its states, each by an event."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.lint_tracks import targets


@dataclass(frozen=True, slots=True)
class Arrow:
    """``event`` leads from one state to another, or leaves it where it is."""

    event: str
    source: str
    target: str


def arrows(workflow: Workflow, track: str) -> tuple[Arrow, ...]:
    """Return every arrow of ``track``, in the order of the events in the file."""
    states = workflow.tracks[track].states
    return tuple(
        Arrow(kind, source, target)
        for kind, event in workflow.events.items()
        if (move := event.moves.get(track)) is not None
        for source in (states if move.from_states is None else move.from_states)
        for target in states
        if target in targets(event, move)
    )


def reached(
    along: Iterable[Arrow], start: Collection[str], *, without: Collection[str] = ()
) -> frozenset[str]:
    """Return ``start`` and every state that follows, not by the events ``without``."""
    usable = [arrow for arrow in along if arrow.event not in without]
    found, fresh = frozenset[str](), frozenset(start)
    while fresh:
        found |= fresh
        fresh = frozenset(a.target for a in usable if a.source in found) - found
    return found
