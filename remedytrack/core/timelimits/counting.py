"""One way of counting with no choice left open, and every way that a rule allows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, Self

from pydantic import model_validator

from remedytrack.core.law import Definition, Texts
from remedytrack.core.timelimits.profile import (
    Backward,
    CountingProfile,
    CountingValues,
    Cutoff,
    DayMeans,
    Deemed,
    Direction,
    Ends,
    Hours,
    MonthAnchor,
    MonthEnd,
    Reading,
    Resume,
    Roll,
    RollWay,
    Start,
    StepCites,
)
from remedytrack.core.timelimits.terms import CLOCKED, Length, Unit

_NOT_ALWAYS = frozenset(
    {"hours", "min_working_days", "cutoff", "deemed", "ends_in_person"}
)
"""Choices that most laws do not make; leaving them out leaves nothing open."""


class ChoiceLeftOpen(ValueError):
    """A rule does not say how to count; nothing is ever guessed."""

    def __init__(self, rule: str, choice: str) -> None:
        super().__init__(
            f"{rule}: nothing says `{choice}`. Add it to the profile, or to each of "
            "its readings."
        )


class Counting(Definition):
    """One way of counting with no choice left open."""

    reading: str
    title: Texts | None
    start: Start
    day_means: DayMeans
    month_end: MonthEnd
    month_anchor: MonthAnchor
    roll: Roll
    roll_applies_to: tuple[Unit, ...]
    ends: Ends
    resume: Resume
    count: Backward
    term: Length
    direction: Direction
    hours: Hours = Hours.ELAPSED
    min_working_days: int | None = None
    cutoff: Cutoff | None = None
    deemed: Deemed | None = None
    ends_in_person: Literal[Ends.OFFICE_CLOSE] | None = None
    lookback: bool = False
    step_cites: StepCites = StepCites()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        clocked, back = self.term.unit in CLOCKED, self.direction is Direction.BEFORE
        msg = None
        if back and self.term.unit is Unit.DATE:
            msg = "a term to a named day cannot be counted back"
        elif back and self.lookback:
            msg = "a look back is counted forward, from what is looked back to"
        elif clocked and back:
            msg = "a term in hours or minutes cannot be counted back"
        elif clocked and (self.cutoff or self.deemed):
            msg = "a term in hours runs from the moment; it has no cutoff or deemed day"
        elif back and self.min_working_days:
            msg = "a term counted back has no least number of working days"
        if msg is not None:
            raise ValueError(msg)
        return self

    def but(self, **changes: object) -> Self:
        """Return the same way of counting, save for ``changes``.

        A plain ``model_copy`` would take along what was worked out from the old values.
        """
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_construct(**(values | changes))

    @cached_property
    def is_plain(self) -> bool:
        """Whether nothing stands before or after the count itself."""
        before_or_after = (self.cutoff, self.deemed, self.min_working_days)
        return not self.lookback and all(each is None for each in before_or_after)

    @cached_property
    def unit(self) -> Unit:
        """The unit really counted: a ``day`` that means a working day is one."""
        means_working = self.day_means is DayMeans.WORKING
        if self.term.unit is Unit.DAY and means_working:
            return Unit.WORKING_DAY
        return self.term.unit

    @cached_property
    def roll_way(self) -> RollWay:
        """The roll that applies to this term in its direction."""
        if self.term.unit not in self.roll_applies_to:
            return RollWay.NONE
        forward = self.direction is Direction.AFTER
        return self.roll.after if forward else self.roll.before


def ways_of_counting(
    rule: str,
    profile: CountingProfile,
    *,
    term: Length,
    direction: Direction,
    count: Backward | None = None,
    lookback: bool = False,
    cutoff: Cutoff | None = None,
    deemed: Deemed | None = None,
    readings: tuple[Reading, ...] = (),
) -> tuple[Counting, ...]:
    """Return every reading of a term under ``profile``, each complete.

    The readings of the profile and those of the time limit multiply. Raises
    :class:`ChoiceLeftOpen` naming ``rule`` where neither says how to count.
    """
    own = {"term": term, "cutoff": cutoff, "deemed": deemed}
    base = _chosen(profile) | {k: v for k, v in own.items() if v is not None}
    base["lookback"] = lookback
    if count is not None:
        base["count"] = count
    elif direction is Direction.AFTER:
        base.setdefault("count", Backward.NTH_DAY)
    pairs = [(p, r) for p in profile.readings or (None,) for r in readings or (None,)]
    return tuple(_complete(rule, profile, base, direction, pair) for pair in pairs)


def _complete(
    rule: str,
    profile: CountingProfile,
    base: Mapping[str, object],
    direction: Direction,
    pair: tuple[Reading | None, Reading | None],
) -> Counting:
    given = [reading for reading in pair if reading is not None]
    values = dict(base)
    for reading in given:
        values |= _chosen(reading)
    for choice in CountingValues.model_fields:
        if choice not in values and choice not in _NOT_ALWAYS:
            raise ChoiceLeftOpen(rule, choice)
    return Counting.model_validate(
        values
        | {
            "reading": "+".join(reading.id for reading in given) or "only",
            "title": next((r.title for r in given if r.title), None),
            "direction": direction,
            "step_cites": profile.step_cites,
        }
    )


def _chosen(values: CountingValues) -> dict[str, object]:
    chosen = {name: getattr(values, name) for name in CountingValues.model_fields}
    return {name: value for name, value in chosen.items() if value is not None}
