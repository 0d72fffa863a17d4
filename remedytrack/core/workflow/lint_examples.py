"""Checks of worked examples: what they name exists, and they expect something."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import assert_never

from remedytrack.core.dates import NotADate, When
from remedytrack.core.findings import Check, Finding, Path, nearest
from remedytrack.core.workflow.definition import (
    FieldDefinition,
    FieldType,
    Workflow,
)
from remedytrack.core.workflow.examples import (
    Example,
    ExampleEvent,
    ExamplesFile,
    Expected,
    ExpectedDeadline,
)
from remedytrack.core.workflow.journal import day_in
from remedytrack.core.workflow.lint_guards import unknown_event
from remedytrack.core.workflow.lint_tracks import unknown_state

NONE = "none"
"""How an example says that a deadline has no such day."""


def example_findings(
    file: ExamplesFile, workflow: Workflow, cascades: Collection[str] = ()
) -> Iterator[Finding]:
    """Yield what is wrong with the examples of ``workflow``, before any is run.

    ``cascades`` are the ids of the proposals that its events can lead to.
    """
    limits = [*workflow.limits, *(each.id for each in workflow.composites), *cascades]
    seen: set[str] = set()
    for n, example in enumerate(file.examples):
        at: Path = ("examples", n)
        if example.id in seen:
            message = f"the example “{example.id}” is written twice"
            yield Finding(Check.DEFINED_TWICE, (*at, "id"), message)
        seen.add(example.id)
        yield from _events(workflow, example, (*at, "events"))
        yield from _expected(workflow, example.expect, limits, (*at, "expect"))


def _events(workflow: Workflow, example: Example, at: Path) -> Iterator[Finding]:
    for n, line in enumerate(example.events):
        yield from unknown_event(workflow, line.event, (*at, n, "event"), groups=False)
        if line.event in workflow.events:
            yield from _event(workflow, line, (*at, n))
        if line.recorded is not None and line.recorded > example.now:
            message = f"recorded after the example's own moment, {example.now}"
            yield Finding(Check.BAD_EXAMPLE, (*at, n, "recorded"), message)


def _event(workflow: Workflow, line: ExampleEvent, at: Path) -> Iterator[Finding]:
    event = workflow.events[line.event]
    if event.derived:
        message = (
            f"“{line.event}” is a silence: it follows by itself; expect it under "
            "“silences”"
        )
        yield Finding(Check.BAD_EXAMPLE, (*at, "event"), message)
    for name, value in line.fields.items():
        here = (*at, "fields", name)
        if name not in event.fields:
            near = nearest(name, event.fields)
            message = f"the event “{line.event}” has no field “{name}”{near}"
            yield Finding(Check.UNKNOWN_FIELD, here, message)
        elif wanted := _misfit(event.fields[name], value):
            message = f"“{value}” does not fit the field “{name}”: {wanted}"
            yield Finding(Check.UNKNOWN_VALUE, here, message)
    if event.person == "required" and line.person is None:
        message = f"“{line.event}” is about a person; add “person: a”"
        yield Finding(Check.NO_PERSON, at, message)


def _misfit(field: FieldDefinition, value: str | int | bool) -> str | None:  # noqa: FBT001 - a field's value
    """Return what the field wants instead of ``value``; ``None`` where it fits."""
    match field.type:
        case FieldType.CHOICE:
            fits, wanted = value in field.choice, f"one of {', '.join(field.choice)}"
        case FieldType.DATE:
            fits, wanted = day_in(str(value)) is not None, "a day such as 2025-02-28"
        case FieldType.NUMBER:
            fits = isinstance(value, int) and not isinstance(value, bool)
            wanted = "a whole number, without quotes"
        case FieldType.YES_NO:
            fits, wanted = isinstance(value, bool), "true or false"
        case FieldType.TEXT | FieldType.DOCUMENT:
            fits, wanted = isinstance(value, str), "text, in quotes"
        case _:
            assert_never(field.type)
    return None if fits else wanted


def _expected(
    workflow: Workflow, expect: Expected, limits: Collection[str], at: Path
) -> Iterator[Finding]:
    if not expect.model_fields_set:
        message = "nothing is expected, so nothing would be compared"
        yield Finding(Check.BAD_EXAMPLE, at, message)
    yield from _states(workflow, expect, (*at, "states"))
    for n, line in enumerate(expect.deadlines):
        yield from _deadline(line, limits, (*at, "deadlines", n))
    yield from _unknown(expect.not_deadlines, limits, (*at, "not_deadlines"))
    flags = [flag.id for flag in workflow.flags]
    yield from _unknown(expect.flags or (), flags, (*at, "flags"))
    yield from _unknown(expect.not_flags, flags, (*at, "not_flags"))
    silences = [name for name, event in workflow.events.items() if event.derived]
    yield from _unknown(expect.silences or (), silences, (*at, "silences"))
    yield from _unknown(expect.anomalies, workflow.events, (*at, "anomalies"))


def _states(workflow: Workflow, expect: Expected, at: Path) -> Iterator[Finding]:
    yield from _unknown(expect.states, workflow.tracks, at, keys=True)
    for name, state in expect.states.items():
        track = workflow.tracks.get(name)
        if track is not None and state not in track.states:
            yield unknown_state(name, track, state, (*at, name))


def _deadline(
    line: ExpectedDeadline, limits: Collection[str], at: Path
) -> Iterator[Finding]:
    if line.limit not in limits:
        near = nearest(line.limit, limits)
        message = f"this workflow has no time limit “{line.limit}”{near}"
        yield Finding(Check.UNKNOWN_LIMIT, (*at, "limit"), message)
    for key in ("safe", "arguable", "opens", "remind"):
        written = getattr(line, key)
        if written is not None and not _is_a_day(written):
            message = f"“{written}” is no day; write 2025-02-28, or “{NONE}”"
            yield Finding(Check.BAD_EXAMPLE, (*at, key), message)


def _is_a_day(written: str) -> bool:
    if written == NONE:
        return True
    try:
        return When.parse(written).day is not None
    except NotADate:
        return False


def _unknown(
    named: Iterable[str], known: Iterable[str], at: Path, *, keys: bool = False
) -> Iterator[Finding]:
    """Yield a finding for each of ``named`` that is not known here."""
    known = list(known)
    for n, name in enumerate(named):
        if name not in known:
            message = f"this workflow has no “{name}” to expect here"
            step = name if keys else n
            path = (*at, step)
            yield Finding(Check.UNKNOWN_NAME, path, message + nearest(name, known))
