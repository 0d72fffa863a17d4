"""Checks of tracks: their states exist, and every one can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from remedytrack.core.findings import Check, Finding, Path, nearest
from remedytrack.core.workflow.definition import (
    EventDefinition,
    FieldType,
    Move,
    Track,
    Workflow,
)


def track_findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield what is wrong with the tracks and with the moves of events between them."""
    if not workflow.tracks:
        message = "a workflow needs a track; the first one is the headline"
        yield Finding(Check.NO_TRACK, ("tracks",), message)
    for name, track in workflow.tracks.items():
        yield from _track(workflow, name, track)
    for kind, event in workflow.events.items():
        for name, move in event.moves.items():
            at = ("events", kind, "moves", name)
            if name in workflow.tracks:
                yield from _move(event, move, name, workflow.tracks[name], at)
            else:
                near = nearest(name, workflow.tracks)
                message = f"there is no track “{name}”{near}"
                yield Finding(Check.UNKNOWN_TRACK, at, message)


def _track(workflow: Workflow, name: str, track: Track) -> Iterator[Finding]:
    at = ("tracks", name)
    if not track.states:
        message = f"the track “{name}” has no states"
        yield Finding(Check.NO_TRACK, (*at, "states"), message)
        return
    if track.initial not in track.states:
        yield unknown_state(name, track, track.initial, (*at, "initial"))
        return
    reached = _reached(workflow, name, track)
    for state in track.states:
        if state not in reached:
            message = f"no event leads the track “{name}” to “{state}”"
            yield Finding(Check.UNREACHABLE_STATE, (*at, "states", state), message)


def _reached(workflow: Workflow, name: str, track: Track) -> set[str]:
    moves = [
        (event, event.moves[name])
        for event in workflow.events.values()
        if name in event.moves
    ]
    reached: set[str] = set()
    arrived = {track.initial}
    while arrived - reached:
        reached |= arrived
        arrived = {
            target
            for event, move in moves
            if move.from_states is None or reached & set(move.from_states)
            for target in targets(event, move)
        }
    return reached


def targets(event: EventDefinition, move: Move) -> set[str]:
    """Return every state that ``move`` can lead to."""
    found = {move.to} if move.to else set()
    if move.to_by is not None and move.to_by in event.fields:
        found |= set(event.fields[move.to_by].choice)
    return found


def _move(
    event: EventDefinition, move: Move, name: str, track: Track, at: Path
) -> Iterator[Finding]:
    for n, state in enumerate(move.from_states or ()):
        if state not in track.states:
            yield unknown_state(name, track, state, (*at, "from", n))
    if (move.to is None) == (move.to_by is None):
        message = "a move says exactly one of “to” (a state) and “to_by” (a field)"
        yield Finding(Check.UNCLEAR_MOVE, at, message)
    if move.to is not None and move.to not in track.states:
        yield unknown_state(name, track, move.to, (*at, "to"))
    if move.to_by is not None:
        yield from _move_by_field(event, move.to_by, name, track, (*at, "to_by"))


def _move_by_field(
    event: EventDefinition, field: str, name: str, track: Track, at: Path
) -> Iterator[Finding]:
    definition = event.fields.get(field)
    if definition is None or definition.type is not FieldType.CHOICE:
        message = f"“{field}” is no choice field of this event"
        yield Finding(Check.UNCLEAR_MOVE, at, message)
        return
    for value in definition.choice:
        if value not in track.states:
            yield unknown_state(name, track, value, at)


def unknown_state(name: str, track: Track, state: str, at: Path) -> Finding:
    """Return the finding that the track ``name`` has no ``state``."""
    near = nearest(state, track.states)
    message = f"the track “{name}” has no state “{state}”{near}"
    return Finding(Check.UNKNOWN_STATE, at, message)
