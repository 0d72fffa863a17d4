"""A proceeding that nobody has: events put down one by one, to see what follows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from pydantic import ValidationError

from remedytrack.core.dates import When
from remedytrack.core.findings import Finding
from remedytrack.core.workflow.cascades import LegalOrder
from remedytrack.core.workflow.definition import FieldType, Workflow
from remedytrack.core.workflow.examples import (
    EVENING,
    Example,
    ExampleEvent,
    ExamplesFile,
    Expected,
    ExpectedDeadline,
    journal_of,
    moment_of,
)
from remedytrack.core.workflow.lint_examples import example_findings
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, Standing

_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
BEGINNING = datetime(1900, 1, 1, tzinfo=None)  # noqa: DTZ001 - local to no forum yet
"""The moment of a simulation without events; the first event moves it on."""

_END_OF_DAY = time(23, 59)
_UNCHECKED = "To be checked by hand: what is expected is what the program gave."


class EventRefused(ValueError):
    """What was typed cannot be an event of this procedure."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """The events so far, and the local moment at which they are looked at.

    ``now`` follows the last event until somebody moves it on.
    """

    definition: Workflow
    now: datetime = BEGINNING
    events: tuple[ExampleEvent, ...] = ()

    def with_event(self, written: Mapping[str, object]) -> Simulation:
        """Return the simulation after one more event.

        ``written`` are the keys of an event of an example, its fields as text. Raises
        :class:`EventRefused` if they are none of this procedure.
        """
        try:
            line = ExampleEvent.model_validate_json(json.dumps(self._typed(written)))
        except ValidationError as error:
            said = (str(each["msg"]) for each in error.errors())
            raise EventRefused("; ".join(said)) from error
        last = When.parse(line.on).latest
        evening = datetime.combine(last, EVENING) if last else self.now
        after = replace(self, events=(*self.events, line), now=max(self.now, evening))
        problems = [found.message for found in after.findings()]
        if problems:
            raise EventRefused("; ".join(problems))
        return after

    def at(self, when: When) -> Simulation:
        """Return the simulation looked at on another day: at its end, or its hour."""
        if when.day is None:
            raise EventRefused(f"“{when}” is no single day")
        return replace(self, now=datetime.combine(when.day, when.clock or _END_OF_DAY))

    def findings(self) -> list[Finding]:
        """Return what the checks of an example find in the events."""
        written = ExamplesFile(
            workflow=self.definition.workflow,
            examples=(self.example(Expected(states={})),),
        )
        return list(example_findings(written, self.definition))

    def standing(self, law: LegalOrder) -> Standing:
        """Return where it stands now."""
        zone = law.calendar(self.definition.calendar).zone
        example = self.example(Expected(states={}))
        journal = journal_of(example, self.definition, zone)
        return replay(self.definition, journal, law, moment_of(example, zone))

    def example(self, expect: Expected) -> Example:
        """Return the events as an example that expects ``expect``."""
        return Example(
            id="simulated",
            title="Simulated",
            source="not yet: name the rows and paragraphs that the dates follow from",
            now=self.now,
            events=self.events,
            expect=expect,
            note=_UNCHECKED,
        )

    def _typed(self, written: Mapping[str, object]) -> dict[str, object]:
        """Return ``written`` with its fields as the event's definition has them."""
        event = self.definition.events.get(str(written.get("event")))
        fields = written.get("fields")
        if event is None or not isinstance(fields, Mapping):
            return dict(written)
        kinds = {name: field.type for name, field in event.fields.items()}
        typed = {name: _value(kinds.get(name), text) for name, text in fields.items()}
        return {**written, "fields": typed}


def _value(kind: FieldType | None, text: str) -> str | int | bool:
    if kind is FieldType.YES_NO:
        return _YES_NO.get(text, text)
    if kind is FieldType.NUMBER and text.removeprefix("-").isdecimal():
        return int(text)
    return text


def expected_of(standing: Standing) -> Expected:
    """Return what stands as what an example expects: to be checked by a person."""
    return Expected(
        states=dict(standing.states),
        deadlines=tuple(_expected_deadline(each) for each in standing.deadlines),
        silences=tuple(silence.kind for silence in standing.silences),
        flags=tuple(flag.id for flag in standing.flags),
        anomalies=tuple(dict.fromkeys(each.kind for each in standing.anomalies)),
    )


def _expected_deadline(deadline: Deadline) -> ExpectedDeadline:
    days = {
        "safe": deadline.safe_on,
        "arguable": deadline.arguable_on,
        "opens": deadline.opens_on,
    }
    written = {key: day.isoformat() for key, day in days.items() if day is not None}
    return ExpectedDeadline(
        limit=deadline.limit,
        person=deadline.person,
        trigger=f"{deadline.trigger_when}",
        state=deadline.state,
        no_date=deadline.no_date,
        **written,
    )
