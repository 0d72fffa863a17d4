"""Counting profiles: how a code of law counts.

"Ten days" is the time limit's word; what a day is, which day is the first and what
happens on a Sunday is the profile's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from remedytrack.core.law import Definition, DottedIdentifier, Identifier, Rule, Texts


class Unit(StrEnum):
    """What a term is counted in. What a ``day`` means is the profile's choice.

    A ``date`` is not counted: the term ends on a day that the law or a letter names.
    """

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DATE = "date"


CLOCKED = frozenset({Unit.MINUTE, Unit.HOUR})
"""Units counted by the clock; all others are counted by the calendar."""


class Start(StrEnum):
    """Whether the day of the trigger is counted, or the clock runs from the moment."""

    NEXT_DAY = "next_day"
    SAME_DAY = "same_day"
    MOMENT = "moment"


class DayMeans(StrEnum):
    """What a bare “day” (сутки) is (W07)."""

    CALENDAR = "calendar"
    WORKING = "working"


class MonthEnd(StrEnum):
    """Where a month term ends if the month has no such day (W01, W02)."""

    DOWN = "down"
    UP = "up"
    STICKY = "sticky"
    REFUSE = "refuse"


class MonthAnchor(StrEnum):
    """Which day's number a month term keeps (W05)."""

    EVENT_DAY = "event_day"
    FIRST_DAY = "first_day"


class RollWay(StrEnum):
    """Where a last day moves that is not a working day.

    ``modified`` goes forward unless that leaves the month, then back;
    ``modified_backward`` the other way round.
    """

    FORWARD = "forward"
    BACKWARD = "backward"
    MODIFIED = "modified"
    MODIFIED_BACKWARD = "modified_backward"
    NONE = "none"


class Ends(StrEnum):
    """At what hour the last day ends (W14)."""

    MIDNIGHT = "24:00"
    OFFICE_CLOSE = "office_close"
    MOMENT = "moment"


class Hours(StrEnum):
    """Whether a term in hours runs through nights off, or only on working days."""

    ELAPSED = "elapsed"
    WORKING_DAYS_ONLY = "working_days_only"


class ServiceRoll(StrEnum):
    """Whether a term is rolled before the days of delivery are added, or only once."""

    BETWEEN = "between"
    ONCE = "once"


class ServiceWhen(StrEnum):
    """Whether the days of deemed receipt stand before the term or after it (W06)."""

    BEFORE = "before"
    AFTER = "after"


class Resume(StrEnum):
    """What a suspension does to a term in months or years (W13)."""

    ADD_DAYS = "add_days"
    REFUSE = "refuse"


class Backward(StrEnum):
    """What “n days before” means: the n-th day back, or n clear days between (W03)."""

    NTH_DAY = "nth_day"
    CLEAR_DAYS = "clear_days"


class Direction(StrEnum):
    """Whether the term runs from its trigger or ends before it."""

    AFTER = "after"
    BEFORE = "before"


class Roll(Definition):
    """The roll of terms that run forward, and of terms counted back."""

    after: RollWay
    before: RollWay


class Term(Definition):
    """A length: so many of a unit."""

    n: int
    unit: Unit


MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-[0-3][0-9]$")]
"""A day of every year, “11-30”; “02-29” is the last day of February."""


class FixedDate(Definition):
    """A day of the year that the law names: the next one after the trigger."""

    fixed: MonthDay
    unit: ClassVar[Unit] = Unit.DATE
    n: ClassVar[int] = 0


class WindowPart(Definition):
    """What falls between two days of the year goes to one session, with its last day.

    ``until`` is the first such day of the year on or after the day ``to``.
    """

    id: Identifier
    title: Texts
    from_day: Annotated[MonthDay, Field(alias="from")]
    to_day: Annotated[MonthDay, Field(alias="to")]
    until: MonthDay


class Windows(Definition):
    """Windows of the year, one session each; the trigger's day chooses."""

    window: tuple[WindowPart, ...]
    unit: ClassVar[Unit] = Unit.DATE
    n: ClassVar[int] = 0


class SetDay(Definition):
    """A last day that a letter names."""

    set_on: date
    unit: ClassVar[Unit] = Unit.DATE
    n: ClassVar[int] = 0


class ByLetter(Definition):
    """A term that a letter sets: so many of ``unit``, or with none, a last day.

    ``by_letter`` names the field of the trigger that holds the number or the day.
    """

    by_letter: Identifier
    unit: Unit = Unit.DATE
    n: ClassVar[int] = 0


class Reasonable(Definition):
    """“Within a reasonable time”: no number, so no date; when we ask is our choice."""

    reasonable: Literal[True]
    ask_after: Term
    unit: ClassVar[Unit] = Unit.DATE
    n: ClassVar[int] = 0


Length = Term | FixedDate | Windows | SetDay
"""What can be counted once nothing is open."""


class ExtendFrom(StrEnum):
    """What an extension is added to."""

    RAW_DUE = "raw_due"
    ROLLED_DUE = "rolled_due"
    DECISION = "decision"


class Cutoff(Definition):
    """An hour from which a working day's trigger counts as the next calendar day."""

    time: time


class Deemed(Definition):
    """Deemed receipt: days before the term, or after its end.

    ``roll`` matters after the end only: whether the term is rolled before the days are
    added (`time-limits.md` 5.2: it changes every third date).
    """

    n: int
    when: ServiceWhen
    unit: Literal[Unit.DAY, Unit.WORKING_DAY] = Unit.DAY
    roll: ServiceRoll = ServiceRoll.BETWEEN


class CountingValues(Definition):
    """The choices of a way of counting; a reading names only those that differ."""

    start: Start | None = None
    day_means: DayMeans | None = None
    month_end: MonthEnd | None = None
    month_anchor: MonthAnchor | None = None
    roll: Roll | None = None
    roll_applies_to: tuple[Unit, ...] | None = None
    ends: Ends | None = None
    resume: Resume | None = None
    count: Backward | None = None
    term: Term | None = None
    hours: Hours | None = None
    min_working_days: int | None = None
    cutoff: Cutoff | None = None
    deemed: Deemed | None = None
    ends_in_person: Literal[Ends.OFFICE_CLOSE] | None = None


_NOT_ALWAYS = frozenset(
    {"hours", "min_working_days", "cutoff", "deemed", "ends_in_person"}
)
"""Choices that most laws do not make; leaving them out leaves nothing open."""


class Reading(CountingValues):
    """One legally arguable way to count, and where it finds its words."""

    id: Identifier
    title: Texts | None = None
    cite: str | None = None


class StepCites(Definition):
    """The paragraph that each step of a computation rests on."""

    start: str | None = None
    day_means: str | None = None
    month_end: str | None = None
    roll: str | None = None
    ends: str | None = None
    stop: str | None = None
    cutoff: str | None = None
    deemed: str | None = None
    min_working_days: str | None = None
    extend: str | None = None
    ends_in_person: str | None = None


class CountingProfile(Rule, CountingValues):
    """How a code counts, with its citation, its validity and its readings."""

    id: DottedIdentifier
    title: Texts
    step_cites: StepCites = StepCites()
    readings: tuple[Reading, ...] = ()


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
