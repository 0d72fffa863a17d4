"""Checks of conditions: what they ask about exists, and may be asked there."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import assert_never

from remedytrack.core.findings import Check, Finding, Path, nearest
from remedytrack.core.workflow.definition import FieldDefinition, FieldType, Workflow
from remedytrack.core.workflow.guards import (
    AllOf,
    AnyOf,
    Elapsed,
    Expired,
    Fact,
    Guard,
    InState,
    Late,
    Not,
    Occurred,
)
from remedytrack.core.workflow.lint_tracks import unknown_state


class Asker(StrEnum):
    """Whose condition it is: a flag's may ask more than a time limit's."""

    LIMIT = "limit"
    FLAG = "flag"


def guard_findings(
    workflow: Workflow, guard: Guard, path: Path, asker: Asker
) -> Iterator[Finding]:
    """Yield what is wrong with ``guard`` at ``path``, and with all inside it."""
    for at, each in within(guard, path):
        flags_only = isinstance(each, InState | Expired | Late | Elapsed)
        if flags_only and asker is Asker.LIMIT:
            message = "only a flag may ask this; a time limit asks facts and events"
            yield Finding(Check.GUARD_OUT_OF_PLACE, at, message)
        else:
            yield from _question(workflow, each, at)


def within(guard: Guard, path: Path) -> Iterator[tuple[Path, Guard]]:
    """Yield ``guard`` and every condition inside it, each with its path."""
    yield path, guard
    match guard:
        case Not(negated=inner):
            yield from within(inner, (*path, "not"))
        case AllOf(all=several):
            for n, each in enumerate(several):
                yield from within(each, (*path, "all", n))
        case AnyOf(any=several):
            for n, each in enumerate(several):
                yield from within(each, (*path, "any", n))
        case _:
            return


def unknown_event(
    workflow: Workflow, name: str, at: Path, *, groups: bool
) -> Iterator[Finding]:
    """Yield a finding if ``name`` is no event; ``groups`` says if one will do."""
    if name in workflow.events or (groups and name in workflow.groups):
        return
    known = [*workflow.events, *(workflow.groups if groups else ())]
    message = f"there is no event “{name}”{nearest(name, known)}"
    if name in workflow.groups:
        message = f"“{name}” is a group; name one event here"
    yield Finding(Check.UNKNOWN_EVENT, at, message)


def _question(workflow: Workflow, guard: Guard, at: Path) -> Iterator[Finding]:
    match guard:
        case Fact():
            yield from _fact(workflow, guard, at)
        case Occurred(occurred=name):
            yield from unknown_event(workflow, name, (*at, "occurred"), groups=True)
        case Not():
            return
        case AllOf(all=several) | AnyOf(any=several):
            if not several:
                message = "an empty list of conditions; write one, or leave it out"
                yield Finding(Check.EMPTY_GUARD, at, message)
        case _:
            yield from _question_of_flag(workflow, guard, at)


def _question_of_flag(
    workflow: Workflow, guard: InState | Expired | Late | Elapsed, at: Path
) -> Iterator[Finding]:
    match guard:
        case InState():
            yield from _in_state(workflow, guard, (*at, "in_state"))
        case Expired(expired=limit):
            yield from _limit(workflow, limit, (*at, "expired"))
        case Late(late=limit):
            yield from _limit(workflow, limit, (*at, "late"))
        case Elapsed():
            yield from _elapsed(workflow, guard, at)
        case _:
            assert_never(guard)


def _fact(workflow: Workflow, guard: Fact, path: Path) -> Iterator[Finding]:
    kind, _, name = guard.fact.partition(".")
    at = (*path, "fact")
    if kind not in workflow.events:
        yield from unknown_event(workflow, kind, at, groups=False)
        return
    fields = workflow.events[kind].fields
    if name not in fields:
        message = f"the event “{kind}” has no field “{name}”{nearest(name, fields)}"
        yield Finding(Check.UNKNOWN_FIELD, at, message)
    elif fields[name].type is FieldType.TEXT:
        message = (
            f"“{guard.fact}” is free text, which conditions never read; "
            "use a choice, a date, a number or yes_no"
        )
        yield Finding(Check.TEXT_IN_GUARD, at, message)
    else:
        yield from _answer(fields[name], guard, path)


def _answer(field: FieldDefinition, guard: Fact, path: Path) -> Iterator[Finding]:
    """Yield a finding for each value that the field can never have."""
    if guard.before is not None or guard.after is not None:
        if field.type is not FieldType.DATE:
            message = f"before and after compare dates; “{guard.fact}” is {field.type}"
            yield Finding(Check.UNKNOWN_VALUE, path, message)
        return
    asked = guard.within if guard.within is not None else (guard.equals,)
    if not asked:
        message = "an empty list of values; write at least one"
        yield Finding(Check.EMPTY_GUARD, (*path, "in"), message)
    for value in asked:
        if not _can_be(field, value):
            at = (*path, "equals" if guard.within is None else "in")
            message = f"“{guard.fact}” can never be {_written(field, value)}"
            yield Finding(Check.UNKNOWN_VALUE, at, message)


def _can_be(field: FieldDefinition, value: object) -> bool:
    match field.type:
        case FieldType.CHOICE:
            return value in field.choice
        case FieldType.YES_NO:
            return isinstance(value, bool)
        case FieldType.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        case FieldType.DATE | FieldType.DOCUMENT | FieldType.TEXT:
            return False
        case _:
            assert_never(field.type)


def _written(field: FieldDefinition, value: object) -> str:
    match field.type:
        case FieldType.CHOICE:
            return f"“{value}”{nearest(str(value), field.choice)}"
        case FieldType.YES_NO:
            return f"“{value}”; it is true or false"
        case FieldType.NUMBER:
            return f"“{value}”; it is a whole number"
        case FieldType.DATE:
            return f"compared with “{value}”; use before or after"
        case FieldType.DOCUMENT | FieldType.TEXT:
            return f"compared with “{value}”: it is a {field.type}"
        case _:
            assert_never(field.type)


def _in_state(workflow: Workflow, guard: InState, path: Path) -> Iterator[Finding]:
    if not guard.in_state:
        yield Finding(Check.EMPTY_GUARD, path, "name a track and its states")
    for name, states in guard.in_state.items():
        track = workflow.tracks.get(name)
        if track is None:
            message = f"there is no track “{name}”{nearest(name, workflow.tracks)}"
            yield Finding(Check.UNKNOWN_TRACK, (*path, name), message)
            continue
        for n, state in enumerate(states):
            if state not in track.states:
                yield unknown_state(name, track, state, (*path, name, n))


def _limit(workflow: Workflow, limit: str, at: Path) -> Iterator[Finding]:
    # A composite stands in the place of its members.
    composites = workflow.composites
    within_one = {member for each in composites for member in each.members}
    known = {*workflow.limits, *(each.id for each in composites)} - within_one
    if limit not in known:
        near = nearest(limit, known)
        message = f"this workflow has no time limit “{limit}”{near}"
        yield Finding(Check.UNKNOWN_LIMIT, at, message)


def _elapsed(workflow: Workflow, guard: Elapsed, at: Path) -> Iterator[Finding]:
    yield from unknown_event(workflow, guard.since, (*at, "since"), groups=True)
    if guard.elapsed not in workflow.settings:
        near = nearest(guard.elapsed, workflow.settings)
        message = f"there is no setting “{guard.elapsed}”{near}"
        yield Finding(Check.UNKNOWN_SETTING, (*at, "elapsed"), message)
