"""What happened in a proceeding: its facts, and the silences that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.workflow.definition import Move, Workflow
from remedytrack.core.workflow.journal import Basis, Fact, FieldValue
from remedytrack.core.workflow.standing import Anomaly, Passage, Silence


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that counts: entered by a person, or derived where ``fact`` is None.

    ``first_id`` is the id of the first version, which no correction changes.
    """

    id: UUID
    first_id: UUID
    kind: str
    when: When
    fields: Mapping[str, FieldValue]
    person: str | None
    fact: Fact | None
    known_at: datetime

    @property
    def seen(self) -> bool:
        """Whether a document of it was seen, not only a report."""
        return self.fact is not None and self.fact.entry.basis is Basis.DOCUMENT


def from_fact(fact: Fact) -> Happening:
    """Return the fact as it stands."""
    entry = fact.entry
    return Happening(
        id=entry.id,
        first_id=fact.first.id,
        kind=entry.kind,
        when=entry.occurred,
        fields=entry.fields,
        person=entry.person,
        fact=fact,
        known_at=entry.recorded_at,
    )


def from_silence(silence: Silence) -> Happening:
    """Return the silence as the event that it is in law."""
    return Happening(
        id=silence.id,
        first_id=silence.id,
        kind=silence.kind,
        when=silence.occurred,
        fields={},
        person=None,
        fact=None,
        known_at=silence.known_at,
    )


def in_order(definition: Workflow, happenings: Iterable[Happening]) -> list[Happening]:
    """Sort by legal date, then by the order in which the definition names the events.

    An uncertain date stands where it ends: what a source reports as "not later than"
    comes after everything known to be earlier. The order of recording plays no part.
    """
    position = {kind: index for index, kind in enumerate(definition.events)}

    def key(happening: Happening) -> tuple[date, int, time, str]:
        when = happening.when
        day = when.latest or when.earliest or date.max
        clock = when.clock or time.max
        return day, position.get(happening.kind, 0), clock, str(happening.first_id)

    return sorted(happenings, key=key)


@dataclass(frozen=True, slots=True)
class Course:
    """The states that the tracks went through."""

    states: Mapping[str, str]
    passages: tuple[Passage, ...]
    anomalies: tuple[Anomaly, ...]


def course_of(definition: Workflow, happenings: Sequence[Happening]) -> Course:
    """Walk the tracks through ``happenings``; what does not fit is an anomaly."""
    states = {name: track.initial for name, track in definition.tracks.items()}
    passages: list[Passage] = []
    anomalies: list[Anomaly] = []
    for happening in happenings:
        for track, move in definition.events[happening.kind].moves.items():
            target = target_of(move, states[track], happening.fields)
            if target is None:
                anomalies.append(
                    Anomaly(happening.id, happening.kind, track, states[track])
                )
            elif target != states[track]:
                states[track] = target
                passages.append(Passage(track, target, happening.when, happening.id))
    return Course(states, tuple(passages), tuple(anomalies))


def target_of(move: Move, state: str, fields: Mapping[str, FieldValue]) -> str | None:
    """Return where ``move`` leads from ``state``; ``None`` if it does not fit.

    A move by a field that was left empty stays where it is: the outcome is unknown.
    """
    if move.from_states is not None and state not in move.from_states:
        return None
    if move.to_by is not None:
        return str(fields.get(move.to_by, state))
    return move.to or state


def allowed_next(definition: Workflow, states: Mapping[str, str]) -> tuple[str, ...]:
    """Return the events that fit the present states, in the definition's order."""
    return tuple(
        kind
        for kind, event in definition.events.items()
        if not event.derived
        and all(
            move.from_states is None or states[track] in move.from_states
            for track, move in event.moves.items()
        )
    )
