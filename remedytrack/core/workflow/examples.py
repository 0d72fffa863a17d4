"""Worked examples of a procedure: what happened, and what must follow from it.

An example is written by whoever knows the law, from the law; the program is what is
tested by it. Times without a zone are local times of the procedure's forum.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Annotated
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, NaiveDatetime

from remedytrack.core.dates import When, at_clock
from remedytrack.core.law import Definition, DottedIdentifier, Identifier
from remedytrack.core.workflow.definition import EventDefinition, FieldType, Workflow
from remedytrack.core.workflow.journal import Basis, Entry, FieldValue, day_in
from remedytrack.core.workflow.standing import DeadlineState, NoDate

EVENING = time(18)
"""When a fact was recorded, where an example does not say: on its last day."""

_NAMESPACE = UUID("5c6d38f2-9d0b-5d0e-8a1f-3f0c7b9b2a54")
_UNREAD = {FieldType.TEXT, FieldType.DOCUMENT}


def _is_a_date(text: str) -> str:
    When.parse(text)
    return text


WrittenWhen = Annotated[str, AfterValidator(_is_a_date)]
"""A date as :class:`~remedytrack.core.dates.When` reads it; checked, kept as text."""


class ExampleEvent(Definition):
    """One line of the journal; ``recorded`` at 18:00 of its last day if left out."""

    event: Identifier
    on: WrittenWhen
    person: Identifier | None = None
    fields: Mapping[Identifier, str | int | bool] = {}
    basis: Basis = Basis.DOCUMENT
    recorded: NaiveDatetime | None = None


class ExpectedDeadline(Definition):
    """A deadline that must be there; a key that is left out is not compared.

    ``safe`` and ``arguable`` may carry a clock time, for terms in hours; ``none``
    says that there is no such day. ``trigger`` is the event, or its date.
    """

    limit: DottedIdentifier
    person: Identifier | None = None
    trigger: str | None = None
    safe: str | None = None
    arguable: str | None = None
    opens: str | None = None
    remind: str | None = None
    state: DeadlineState | None = None
    no_date: NoDate | None = None


class Expected(Definition):
    """What must follow. What is not named is not compared.

    ``silences`` and ``flags`` are exactly these, where they are given; ``anomalies``
    are the events that may come where the definition does not expect them.
    """

    states: Mapping[Identifier, Identifier] = {}
    deadlines: tuple[ExpectedDeadline, ...] = ()
    not_deadlines: tuple[DottedIdentifier, ...] = ()
    silences: tuple[Identifier, ...] | None = None
    flags: tuple[Identifier, ...] | None = None
    not_flags: tuple[Identifier, ...] = ()
    anomalies: tuple[Identifier, ...] = ()


class Example(Definition):
    """A journal, a moment, and what stands then."""

    id: Identifier
    title: str
    source: str
    now: NaiveDatetime
    events: tuple[ExampleEvent, ...]
    expect: Expected
    note: str | None = None


class ExamplesFile(Definition):
    """A file of ``examples/``: the examples of one procedure."""

    workflow: DottedIdentifier
    examples: tuple[Example, ...]
    note: str | None = None


def moment_of(example: Example, zone: ZoneInfo) -> datetime:
    """Return the moment of the example in UTC."""
    return example.now.replace(tzinfo=zone).astimezone(UTC)


def journal_of(example: Example, definition: Workflow, zone: ZoneInfo) -> list[Entry]:
    """Return the events of ``example`` as the journal of a proceeding."""
    now = moment_of(example, zone)
    return [
        Entry(
            id=uuid5(_NAMESPACE, f"{definition.workflow}/{example.id}/{n}"),
            kind=line.event,
            occurred=When.parse(line.on),
            recorded_at=_recorded_at(line, zone, now),
            recorded_by="example",
            fields=_fields(definition.events[line.event], line.fields),
            person=line.person,
            basis=line.basis,
        )
        for n, line in enumerate(example.events)
    ]


def _recorded_at(line: ExampleEvent, zone: ZoneInfo, now: datetime) -> datetime:
    if line.recorded is not None:
        return line.recorded.replace(tzinfo=zone).astimezone(UTC)
    last = When.parse(line.on).latest
    if last is None:
        return now
    evening = at_clock(last, EVENING, zone)
    # A hearing still to come was known when the example looks at the case.
    return min(evening, now)


def _fields(
    event: EventDefinition, written: Mapping[str, str | int | bool]
) -> dict[str, FieldValue]:
    """Return the fields that a journal keeps; free text lies elsewhere, unread."""
    kept: dict[str, FieldValue] = {}
    for name, value in written.items():
        kind = event.fields[name].type
        if kind not in _UNREAD:
            day = day_in(str(value)) if kind is FieldType.DATE else None
            kept[name] = value if day is None else day
    return kept
