"""Counting profiles: how a code of law counts.

"Ten days" is the time limit's word; what a day is, which day is the first and what
happens on a Sunday is the profile's.
"""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Literal

from remedytrack.core.law import Definition, DottedIdentifier, Identifier, Rule, Texts
from remedytrack.core.timelimits.terms import Term, Unit


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
