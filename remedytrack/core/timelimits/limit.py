"""Time limits: the rule that within a term of a trigger an act is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from remedytrack.core.law import (
    Definition,
    DottedIdentifier,
    Identifier,
    Rule,
    Texts,
)
from remedytrack.core.timelimits.profile import (
    Backward,
    Cutoff,
    Deemed,
    Direction,
    ExtendFrom,
    Reading,
)
from remedytrack.core.timelimits.terms import (
    CLOCKED,
    ByLetter,
    FixedDate,
    Reasonable,
    Term,
    Windows,
)
from remedytrack.core.workflow.guards import Guard

AnyTerm = Term | FixedDate | Windows | ByLetter | Reasonable
"""Every form in which a law says how long."""

_FORMS: Mapping[str, type[Definition]] = {
    "fixed": FixedDate,
    "window": Windows,
    "by_letter": ByLetter,
    "reasonable": Reasonable,
}


def _form(value: object) -> str:
    """Name the form by the key that only it has; a length is what remains."""
    if not isinstance(value, Mapping):
        same = (name for name, form in _FORMS.items() if isinstance(value, form))
        return next(same, "length")
    return next((name for name in _FORMS if name in value), "length")


WrittenTerm = Annotated[
    Annotated[Term, Tag("length")]
    | Annotated[FixedDate, Tag("fixed")]
    | Annotated[Windows, Tag("window")]
    | Annotated[ByLetter, Tag("by_letter")]
    | Annotated[Reasonable, Tag("reasonable")],
    Discriminator(_form),
]


class BoundParty(StrEnum):
    """Who must act."""

    US = "us"
    AUTHORITY = "authority"
    COURT = "court"
    UN = "un"
    STATE = "state"


class Consequence(StrEnum):
    """What missing the date means."""

    BAR = "bar"
    RESTORABLE = "restorable"
    PRESUMPTION = "presumption"
    TARGET = "target"
    EXPECTATION = "expectation"
    EMBARGO = "embargo"


HARD = frozenset({Consequence.BAR, Consequence.RESTORABLE, Consequence.PRESUMPTION})


class OnExpiry(Definition):
    """The event that the silence itself is, in law."""

    event: Identifier


class Stop(Definition):
    """A suspension: from one event to another, each end in or out of the stop."""

    from_event: Annotated[Identifier, Field(alias="from")]
    from_day: Literal["in", "out"]
    to_event: Annotated[Identifier, Field(alias="to")]
    to_day: Literal["in", "out"]


class Extend(Term):
    """An extension: so much more, from the day it is added to.

    ``requested`` names the event that only asks for it: until ``on`` grants it, or
    ``refused`` ends the hope, the later date is provisional.
    """

    on: Identifier
    starts: Annotated[ExtendFrom, Field(alias="from")]
    requested: Identifier | None = None
    refused: Identifier | None = None
    cite: str | None = None


class Restore(Definition):
    """A missed term may be restored: the late act, what it needs, and its own term.

    ``on`` is the act done late, or the request to restore; ``term`` the time for it,
    from the end of the missed term in the worst case.
    """

    on: Identifier
    ground: Texts
    granted: Identifier | None = None
    refused: Identifier | None = None
    term: Term | None = None
    cite: str | None = None


class TimeLimit(Rule):
    """One version of a rule; versions of one ``id`` share it and differ in ``valid``.

    ``on`` is the trigger, ``until_known`` the earlier event that gives the worst case
    while the trigger is not known, ``select_by`` the event whose date chooses the
    version. ``per: person`` gives every person a clock of their own. ``shown_by``
    names later events that show that the act was done by then, on a day not known: an
    appeal that was decided had been filed. ``lookback`` says that the term is a
    greatest distance: the last day is the last from which counting back reaches the
    trigger. ``limitation`` marks the clock after which nobody can be held to account.
    """

    id: DottedIdentifier
    act: Texts
    bound: BoundParty
    consequence: Consequence
    on: Identifier
    select_by: Identifier
    profile: DottedIdentifier
    term: WrittenTerm
    direction: Direction = Direction.AFTER
    count: Backward | None = None
    lookback: bool = False
    cutoff: Cutoff | None = None
    deemed: Deemed | None = None
    readings: tuple[Reading, ...] = ()
    applies_if: Annotated[Guard | None, Field(alias="if")] = None
    per: Literal["person"] | None = None
    opens: Literal["event", "day_after_trigger"] = "event"
    until_known: Identifier | None = None
    calendar: Identifier | None = None
    satisfied_by: Identifier | None = None
    shown_by: tuple[Identifier, ...] = ()
    on_expiry: OnExpiry | None = None
    stop: tuple[Stop, ...] = ()
    extend: tuple[Extend, ...] = ()
    restore: Restore | None = None
    limitation: bool = False
    void: bool = False

    @model_validator(mode="after")
    def _ours_is_no_silence(self) -> Self:
        if self.on_expiry is not None and self.bound is BoundParty.US:
            msg = "on_expiry.event is the other party's silence; here we are bound"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _nothing_back(self) -> Self:
        if self.direction is Direction.BEFORE and self.extend:
            msg = "a term counted back has no extension"
            raise ValueError(msg)
        return self

    @property
    def is_hard(self) -> bool:
        """Whether it binds us and missing it costs a right, or something of one."""
        return self.bound is BoundParty.US and self.consequence in HARD

    @cached_property
    def by_clock(self) -> bool:
        """Whether the term runs in hours or minutes."""
        return self.term.unit in CLOCKED

    @cached_property
    def version(self) -> str:
        """The name of this version: ``kz.koap.appeal@2015-01-01``."""
        return f"{self.id}@{self.valid.from_on}"


def version_in_force(versions: Sequence[TimeLimit], day: date) -> TimeLimit | None:
    """Return the version in force on ``day``; ``None`` before, after, or if void."""
    for version in versions:
        if version.valid.covers(day):
            return None if version.void else version
    return None
