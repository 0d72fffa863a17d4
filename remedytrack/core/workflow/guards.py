"""Conditions as data: a closed vocabulary, never an expression string.

A guard reads structured facts only. Flags may ask three things more: the state of a
track, a time limit that has expired, and how long ago something happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Discriminator, Field, Tag, model_validator

from remedytrack.core.law import Definition, DottedIdentifier, Identifier

FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
FactValue = str | int | bool


class Fact(Definition):
    """``{fact: event.field, equals: value}``: the latest such event has this value.

    ``in`` takes several values; ``before`` and ``after`` compare dates.
    """

    fact: FactName
    equals: FactValue | None = None
    within: Annotated[tuple[FactValue, ...] | None, Field(alias="in")] = None
    before: date | None = None
    after: date | None = None

    @model_validator(mode="after")
    def _one_question(self) -> Fact:
        questions = (self.equals, self.within, self.before, self.after)
        if sum(question is not None for question in questions) != 1:
            msg = "a fact asks exactly one of equals, in, before, after"
            raise ValueError(msg)
        return self


class Occurred(Definition):
    """``{occurred: event}``: it is in the journal; a group asks for any of it."""

    occurred: Identifier


class InState(Definition):
    """``{in_state: {track: [state, …]}}``: the track stands in one of these states."""

    in_state: Mapping[Identifier, tuple[Identifier, ...]]


class Expired(Definition):
    """``{expired: limit}``: its latest reading has passed and nothing was done."""

    expired: DottedIdentifier


class Late(Definition):
    """``{late: limit}``: it expired, or was surely done after its latest reading."""

    late: DottedIdentifier


class Elapsed(Definition):
    """``{elapsed: setting, since: event}``: the setting's term has surely passed."""

    elapsed: Identifier
    since: Identifier


class Not(Definition):
    """``{not: guard}``."""

    negated: Annotated[Guard, Field(alias="not")]


class AllOf(Definition):
    """``{all: [guard, …]}``."""

    all: tuple[Guard, ...]


class AnyOf(Definition):
    """``{any: [guard, …]}``."""

    any: tuple[Guard, ...]


_TAGS: Mapping[type[Definition], str] = {
    Fact: "fact",
    Occurred: "occurred",
    InState: "in_state",
    Expired: "expired",
    Late: "late",
    Elapsed: "elapsed",
    Not: "not",
    AllOf: "all",
    AnyOf: "any",
}


def _which(value: object) -> str | None:
    if isinstance(value, Mapping):
        return next((tag for tag in _TAGS.values() if tag in value), None)
    return next((tag for kind, tag in _TAGS.items() if isinstance(value, kind)), None)


Guard = Annotated[
    Annotated[Fact, Tag("fact")]
    | Annotated[Occurred, Tag("occurred")]
    | Annotated[InState, Tag("in_state")]
    | Annotated[Expired, Tag("expired")]
    | Annotated[Late, Tag("late")]
    | Annotated[Elapsed, Tag("elapsed")]
    | Annotated[Not, Tag("not")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")],
    Discriminator(_which),
]

for _recursive in (Not, AllOf, AnyOf):
    _recursive.model_rebuild()
