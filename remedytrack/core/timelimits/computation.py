"""The result of counting: every reading with its steps, integers and codes inside.

Nothing here is a sentence: :mod:`remedytrack.core.timelimits.explain` turns steps into
words when somebody asks "why this day?".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from remedytrack.core.law import LawStatus, Texts
from remedytrack.core.timelimits.profile import RollWay
from remedytrack.core.timelimits.terms import Unit


class StepOp(StrEnum):
    """What a step does."""

    VERSION = "version"
    TRIGGER = "trigger"
    CUTOFF = "cutoff"
    DEEMED = "deemed"
    FIRST_DAY = "first_day"
    COUNT = "count"
    STOP = "stop"
    APPOINTED = "appointed"
    LOOK_BACK = "look_back"
    AT_LEAST = "at_least"
    EXTEND = "extend"
    ROLL = "roll"
    END = "end"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was not counted or not accepted as the last, and why.

    ``kind`` is a :class:`~remedytrack.core.timelimits.calendar.DayKind` value,
    ``weekend`` or ``stop``; ``name``, ``of`` and ``act`` are the calendar's.
    """

    day: date
    kind: str
    name: Texts | None = None
    of: date | None = None
    act: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what went in, what came out, and the paragraph it rests on.

    ``n`` and ``unit`` belong to counting, ``way`` to rolling, ``moment`` to ends,
    ``title`` to the window that a trigger falls into.
    """

    op: StepOp
    before_on: date | None
    after_on: date | None
    n: int | None = None
    unit: Unit | None = None
    way: RollWay | None = None
    cite: str | None = None
    skipped: tuple[Skipped, ...] = ()
    moment_at: datetime | None = None
    code: str | None = None
    title: Texts | None = None


class _EqualByFields:
    """Equal to whatever says the same, worked out already or only when asked."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _EqualByFields):
            return NotImplemented
        # The same count is not worked out in full only to be compared with itself.
        return self is other or _said_by(self) == _said_by(other)

    def __hash__(self) -> int:
        return hash(_said_by(self))


def _said_by(result: _EqualByFields) -> tuple[object, ...]:
    names = (each.name for each in fields(result))  # type: ignore[arg-type]
    return tuple(getattr(result, name) for name in names)


@dataclass(frozen=True, eq=False)
class ReadingResult(_EqualByFields):
    """What one way of counting gives.

    ``closes_at`` is the moment (UTC) at which the last day ends; ``provisional`` says
    that the calendar did not reach far enough to roll.
    """

    reading: str
    title: Texts | None
    due_on: date
    closes_at: datetime
    steps: tuple[Step, ...]
    provisional: bool = False


class Variant(StrEnum):
    """What exactly is doubtful, where one code has several doubts."""

    MIDNIGHT = "midnight"
    AFTER_HOURS = "after_hours"
    DAY_OFF = "day_off"
    CLOCK_CHANGED = "clock_changed"
    HOURS_LEFT_OUT = "hours_left_out"
    STOP_BEGINS = "stop_begins"
    STOP_ENDS = "stop_ends"
    IN_PERSON = "in_person"
    HOUR_UNKNOWN = "hour_unknown"


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """An ambiguity of this case, by its code (`time-limits.md` 5.6).

    ``other_on`` is the day that the other choice would give, ``other_at`` the moment
    (UTC) where the minute matters.
    """

    code: str
    reading: str
    other_on: date | None = None
    other_at: datetime | None = None
    variant: Variant | None = None


@dataclass(frozen=True, eq=False)
class Computation(_EqualByFields):
    """Every reading of one time limit for one trigger.

    ``consulted`` is the first and the last day that the count looked at.
    """

    limit: str
    limit_version: str
    profile_version: str
    calendar: str | None
    calendar_revision_on: date | None
    trigger_on: date
    trigger_at: datetime | None
    zone: str
    readings: tuple[ReadingResult, ...]
    warnings: tuple[Ambiguity, ...]
    status: LawStatus
    cite: str
    consulted: tuple[date, date]

    @property
    def safe(self) -> ReadingResult:
        """The earliest result: what we act on."""
        if len(self.readings) == 1:
            return self.readings[0]
        first = min([reading.due_on for reading in self.readings])
        same_day = [each for each in self.readings if each.due_on == first]
        return same_day[0] if len(same_day) == 1 else min(same_day, key=_end)

    @property
    def arguable(self) -> ReadingResult:
        """The latest result: it defends a late filing, or spares another party."""
        if len(self.readings) == 1:
            return self.readings[0]
        last = max([reading.due_on for reading in self.readings])
        same_day = [each for each in self.readings if each.due_on == last]
        return same_day[0] if len(same_day) == 1 else max(same_day, key=_end)

    @property
    def safe_on(self) -> date:
        """The day of :attr:`safe`."""
        return self.safe.due_on

    @property
    def arguable_on(self) -> date:
        """The day of :attr:`arguable`."""
        return self.arguable.due_on

    @property
    def provisional(self) -> bool:
        """Whether some reading could not be rolled for want of a calendar."""
        return any(reading.provisional for reading in self.readings)


def _end(reading: ReadingResult) -> tuple[datetime, Sequence[str]]:
    return reading.closes_at, reading.reading
