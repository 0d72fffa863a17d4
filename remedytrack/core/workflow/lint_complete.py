"""Checks that a procedure is complete: no dead end, nothing forgotten, nothing idle.

A definition that fails one of these can be used, so loading does not refuse it;
``remedytrack workflow check`` does, so that nothing incomplete is published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from remedytrack.core.findings import Check, Finding, Path
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.profile import Direction
from remedytrack.core.workflow.arrows import Arrow, arrows, reached
from remedytrack.core.workflow.definition import EventDefinition, Workflow
from remedytrack.core.workflow.guards import Elapsed, Fact, Guard, Occurred
from remedytrack.core.workflow.lint_guards import within
from remedytrack.core.workflow.lint_limits import named_events

_Ways = Mapping[str, tuple[Arrow, ...]]


def completeness_findings(
    workflow: Workflow, used_elsewhere: Collection[str] = ()
) -> Iterator[Finding]:
    """Yield what is missing from ``workflow``, or idle in it.

    ``used_elsewhere`` are the events that something outside reads: a cascade, a
    remedy, a linked procedure that copies them.
    """
    ways = {track: arrows(workflow, track) for track in workflow.tracks}
    yield from _states(workflow, ways)
    yield from _events(workflow, used_elsewhere)
    for n, limit in enumerate(workflow.time_limits):
        if not limit.void:
            yield from _limit(ways, limit, n)


def _states(workflow: Workflow, ways: _Ways) -> Iterator[Finding]:
    for name, track in workflow.tracks.items():
        for state, definition in track.states.items():
            at = ("tracks", name, "states", state)
            if not definition.final:
                yield from _way_out(state, ways[name], at)
            if not definition.final and definition.no_deadline is None:
                yield from _deadline(workflow, state, ways[name], at)


def _way_out(state: str, along: Collection[Arrow], at: Path) -> Iterator[Finding]:
    if not any(a.source == state != a.target for a in along):
        message = f"no event leads on from “{state}”; add one, or say “final: true”"
        yield Finding(Check.NO_WAY_OUT, at, message)


def _deadline(
    workflow: Workflow, state: str, along: Collection[Arrow], at: Path
) -> Iterator[Finding]:
    limits = (limit for limit in workflow.time_limits if not limit.void)
    if not any(runs_in(limit, state, along) for limit in limits):
        message = (
            f"no time limit runs in “{state}”; add one, or say why there is none: "
            "no_deadline: {en: …, ru: …}"
        )
        yield Finding(Check.NO_DEADLINE, at, message)


def runs_in(limit: TimeLimit, state: str, along: Collection[Arrow]) -> bool:
    """Say whether ``limit`` can be running while its track is in ``state``.

    ``along`` are the arrows of the track. The rule is about this track alone, so that
    a term of another track does not speak for a state that it has nothing to do with.
    The limit runs where an event that starts it can have led here, without one that
    ends it on the way, and one that ends it can still follow. If only its start moves
    this track, it runs in the very state that the start leads to; if only its end
    does, in the states that the end leads out of.
    """
    moving = {arrow.event for arrow in along}
    starts = {limit.on, limit.until_known} & moving
    ends = ends_of(limit) & moving
    if not starts:
        return any(a.event in ends and a.source == state for a in along)
    begun = {a.target for a in along if a.event in starts}
    if not ends:
        return state in begun
    here = state in reached(along, begun, without=ends)
    ahead = reached(along, {state})
    return here and any(a.event in ends and a.source in ahead for a in along)


def ends_of(limit: TimeLimit) -> set[str]:
    """Return the events that end ``limit``: its act, what shows it, its silence."""
    silence = limit.on_expiry.event if limit.on_expiry else None
    named = (limit.satisfied_by, *limit.shown_by, silence)
    return {event for event in named if event is not None}


def _events(workflow: Workflow, used_elsewhere: Collection[str]) -> Iterator[Finding]:
    used = {*_used(workflow), *used_elsewhere}
    for kind, event in workflow.events.items():
        if kind not in used and not _stands_alone(event):
            message = (
                f"“{kind}” changes nothing: no state, time limit, condition or flag; "
                "use it, or say in its “note” why it is recorded"
            )
            yield Finding(Check.UNUSABLE_EVENT, ("events", kind), message)


def _stands_alone(event: EventDefinition) -> bool:
    """Whether it is of use by itself: an appointment, a paper, or said to be."""
    return bool(event.moves or event.planned or event.direction or event.note)


def _used(workflow: Workflow) -> Iterator[str]:
    for limit in workflow.time_limits:
        yield from (name for _, name in named_events(limit))
        if limit.on_expiry is not None:
            yield limit.on_expiry.event
        if limit.applies_if is not None:
            yield from asked(workflow, limit.applies_if)
    for flag in workflow.flags:
        yield from workflow.meant_by(flag.since)
        yield from asked(workflow, flag.when)


def asked(workflow: Workflow, guard: Guard) -> Iterator[str]:
    """Yield every event of ``workflow`` that a condition asks about."""
    for _, each in within(guard, ()):
        match each:
            case Fact():
                yield each.fact.partition(".")[0]
            case Occurred():
                yield from workflow.meant_by(each.occurred)
            case Elapsed():
                yield from workflow.meant_by(each.since)
            case _:
                continue


def _limit(ways: _Ways, limit: TimeLimit, n: int) -> Iterator[Finding]:
    at = ("time_limits", n)
    acts = [act for act in (limit.satisfied_by, *limit.shown_by) if act]
    if not acts and limit.note is None:
        message = (
            f"no event is the act of “{limit.id}”; name it under “satisfied_by”, or "
            "say in its “note” why only a person can tell"
        )
        yield Finding(Check.UNSATISFIABLE, at, message)
    if acts and not any(_can_follow(ways, limit, act) for act in acts):
        message = (
            f"{_either(acts)} cannot come after “{limit.on}”: no state that this "
            "leads to lets it"
        )
        yield Finding(Check.UNSATISFIABLE, (*at, "satisfied_by"), message)
    yield from _citations(limit, at)


def _either(acts: Sequence[str]) -> str:
    return " or ".join(f"“{act}”" for act in acts)


def _citations(limit: TimeLimit, at: Path) -> Iterator[Finding]:
    if not limit.sources:
        message = f"“{limit.id}” does not say where it was read; add “sources”"
        yield Finding(Check.NO_CITATION, at, message)
    for key in _uncited(limit):
        message = f"this part of “{limit.id}” has a paragraph of its own; add “cite”"
        yield Finding(Check.NO_CITATION, (*at, *key), message)


def _uncited(limit: TimeLimit) -> Iterator[Path]:
    yield from (("extend", n) for n, e in enumerate(limit.extend) if e.cite is None)
    if limit.restore is not None and limit.restore.cite is None:
        yield ("restore",)


def _can_follow(ways: _Ways, limit: TimeLimit, act: str) -> bool:
    """Say whether ``act`` can come after the trigger, on every track that both move.

    Of a term that is counted back the act comes first.
    """
    first, then = limit.on, act
    if limit.direction is Direction.BEFORE or limit.lookback:
        first, then = act, limit.on
    return all(_leads(along, first, then) for along in ways.values())


def _leads(along: Collection[Arrow], first: str, then: str) -> bool:
    moving = {arrow.event for arrow in along}
    if not {first, then} <= moving:
        return True
    after = reached(along, {a.target for a in along if a.event == first})
    return any(a.event == then and a.source in after for a in along)
