"""Workflow definitions: tracks, states, events, time limits, flags of a procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from remedytrack.core.law import Definition, DottedIdentifier, Identifier, Texts
from remedytrack.core.timelimits.limit import BoundParty, TimeLimit
from remedytrack.core.timelimits.terms import Term
from remedytrack.core.workflow.guards import Guard


class Kind(StrEnum):
    """What sort of proceeding a workflow describes."""

    COMPLAINT = "complaint"
    ADMINISTRATIVE_CASE = "administrative_case"
    APPEAL = "appeal"
    COMMUNICATION = "communication"
    APPLICATION = "application"
    MONITORING = "monitoring"
    CRIMINAL_CASE = "criminal_case"
    CIVIL_CASE = "civil_case"


class Grade(StrEnum):
    """How sure the finding is that nobody investigated."""

    N3 = "N3"
    N2 = "N2"
    N1 = "N1"
    N0 = "N0"


class State(Definition):
    """A state of a track; ``no_deadline`` says why no term runs in one that goes on."""

    title: Texts
    final: bool = False
    no_deadline: Texts | None = None


class Track(Definition):
    """A region of the workflow with states of its own; the first is the headline."""

    initial: Identifier
    states: Mapping[Identifier, State]


class Move(Definition):
    """What an event does to a track: from any of ``from`` (all, if absent) to ``to``.

    ``to_by`` takes the state from a choice field of the event.
    """

    from_states: Annotated[tuple[Identifier, ...] | None, Field(alias="from")] = None
    to: Identifier | None = None
    to_by: Identifier | None = None


class FieldType(StrEnum):
    """What a field of an event holds. ``text`` lies in the content plane, unread."""

    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes_no"
    DOCUMENT = "document"
    TEXT = "text"


class FieldDefinition(Definition):
    """One field of an event. ``choice`` maps each value to its words on the screen."""

    type: FieldType
    title: Texts
    choice: Mapping[Identifier, Texts] = {}
    required: bool = False


class ConsentNeed(Definition):
    """A consent without which an act of ours is not recorded (un.md section 11).

    ``for_what`` is a purpose of ``consent_given``; ``unless`` lists the grounds of
    ``consent_not_needed`` that the law of the body lets stand in its place; ``when``
    names a yes-or-no field of the event: asked for only where it says yes.
    """

    for_what: Annotated[Identifier, Field(alias="for")]
    unless: tuple[Identifier, ...] = ()
    when: Identifier | None = None


class EventDefinition(Definition):
    """A dated fact that may be entered in the journal.

    ``planned`` events may lie in the future; ``derived`` ones are the replay's own
    (silence) and cannot be entered; ``from_linked`` names the kind of linked
    proceeding that the event is copied from. ``direction`` says that it is a paper that
    goes out or comes in (:mod:`remedytrack.core.practice.register`).
    """

    title: Texts
    by: BoundParty | Literal["other"] = "other"
    fields: Mapping[Identifier, FieldDefinition] = {}
    moves: Mapping[Identifier, Move] = {}
    planned: bool = False
    derived: bool = False
    proof: Literal["required", "asked"] | None = None
    person: Literal["required", "asked"] | None = None
    from_linked: Kind | None = None
    direction: Literal["in", "out"] | None = None
    needs_consent: tuple[ConsentNeed, ...] = ()
    note: str | None = None


class Setting(Term):
    """A length that the team sets for itself: no law, and it says so."""

    title: Texts


class FlagDefinition(Definition):
    """A finding: when ``when`` holds. Its age counts from the event ``since``."""

    id: Identifier
    title: Texts
    when: Guard
    since: Identifier
    grade: Grade | None = None
    against_us: bool = False


class Missing(StrEnum):
    """What a composite makes of a member that has no date (W15)."""

    IGNORE = "ignore"
    PROVISIONAL = "provisional"


class Composite(Definition):
    """Several time limits as one: what ends first of them, or last.

    Its members are not shown on their own: the date that counts is the composite's.
    """

    id: DottedIdentifier
    act: Texts
    earliest_of: tuple[DottedIdentifier, ...] | None = None
    latest_of: tuple[DottedIdentifier, ...] | None = None
    missing: Missing

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.earliest_of is None) == (self.latest_of is None):
            msg = "a composite has either `earliest_of` or `latest_of`"
            raise ValueError(msg)
        return self

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of its time limits."""
        return self.earliest_of or self.latest_of or ()


WorkflowVersion = Annotated[int, Field(ge=1)]
Reference = Annotated[str, StringConstraints(min_length=1)]


class Workflow(Definition):
    """A procedure as data."""

    workflow: DottedIdentifier
    version: WorkflowVersion
    kind: Kind
    title: Texts
    calendar: Identifier
    tracks: Mapping[Identifier, Track]
    events: Mapping[Identifier, EventDefinition]
    groups: Mapping[Identifier, tuple[Identifier, ...]] = {}
    settings: Mapping[Identifier, Setting] = {}
    time_limits: tuple[TimeLimit, ...] = ()
    composites: tuple[Composite, ...] = ()
    flags: tuple[FlagDefinition, ...] = ()
    sources: tuple[Reference, ...] = ()
    note: str | None = None

    @cached_property
    def limits(self) -> Mapping[str, Sequence[TimeLimit]]:
        """The versions of each time limit, by id, in order of validity."""
        versions: dict[str, list[TimeLimit]] = {}
        for limit in sorted(self.time_limits, key=lambda each: each.valid.from_on):
            versions.setdefault(limit.id, []).append(limit)
        return versions

    @property
    def headline(self) -> str:
        """The name of the track that the lists show."""
        return next(iter(self.tracks))

    def shown_as(self, limit_id: str) -> str:
        """Return the composite that a time limit is shown in, or the limit itself."""
        within = (each.id for each in self.composites if limit_id in each.members)
        return next(within, limit_id)

    def meant_by(self, name: str) -> frozenset[str]:
        """Return the events that ``name`` stands for: a group's, or itself."""
        return frozenset(self.groups.get(name, (name,)))
