"""Where a proceeding stands: what a replay returns and the projections store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.law import LawStatus, Texts
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.definition import Grade
from remedytrack.core.workflow.journal import Alone

BY_HAND = "by_hand"
APPOINTMENT = "appointment"
EVIDENCE = "evidence"

OF_NO_RULE = frozenset({BY_HAND, APPOINTMENT, EVIDENCE})
"""What stands in the place of a time limit's id where no rule was counted."""


class DeadlineState(StrEnum):
    """Where a deadline stands at a moment.

    ``overdue`` is ours after the safe date, ``missed`` ours after the arguable one,
    ``late`` another party's after its latest reading. ``confidential``, ``liftable``
    and ``lifted`` belong to an embargo; a liftable one still closes until a person
    records that the letter is public.
    """

    OPEN = "open"
    OVERDUE = "overdue"
    MISSED = "missed"
    LATE = "late"
    SATISFIED = "satisfied"
    WAIVED = "waived"
    CONFIDENTIAL = "confidential"
    LIFTABLE = "liftable"
    LIFTED = "lifted"

    @property
    def is_pending(self) -> bool:
        """Whether somebody still has to do or to watch something."""
        return self not in _ENDED


_ENDED = frozenset(
    {DeadlineState.SATISFIED, DeadlineState.WAIVED, DeadlineState.LIFTED}
)


class Timeliness(StrEnum):
    """Whether what was done was done in time; missing facts give ``unknown``."""

    IN_TIME = "in_time"
    LATE = "late"
    UNKNOWN = "unknown"


class NoDate(StrEnum):
    """Why a deadline has no date."""

    TRIGGER_UNKNOWN = "trigger_unknown"
    BEYOND_CALENDAR = "beyond_calendar"
    NO_VERSION = "no_version"
    NO_CLOCK_TIME = "no_clock_time"
    SUSPENDED = "suspended"
    LETTER_SILENT = "letter_silent"
    REASONABLE_TIME = "reasonable_time"
    NO_LAST_DAY = "no_last_day"


class Restoration(StrEnum):
    """Whether a missed term can come back: it is a state with an exit, not the end."""

    POSSIBLE = "possible"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Check:
    """What the second person entered for the date of ``entry``, and when they did.

    ``entered_by`` is whoever entered the date first.
    """

    entry: UUID
    entered_by: str
    said: When
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit applied in a proceeding.

    ``safe_on`` is what we show as "file by" (others: the earliest end), ``arguable_on``
    the latest end. ``remind_on`` is the day the reminders run on: never later than any
    earlier date that no second person has checked. ``closes_at`` ends ``safe_on``,
    ``late_at`` ends ``arguable_on``; both UTC. ``provisional`` marks a date whose
    trigger is not proven or whose calendar is not known. ``opens_on`` is the first day
    on which the act is not premature. ``hours`` says that the term is in hours,
    ``known_at`` since when the trigger has been known. ``restore_by_on`` is the last
    day to ask for a missed term back, where the law names one; ``parts`` are the
    deadlines that a composite one was made of; ``proposes`` is the procedure that a
    proposal would open. ``differs`` is the last check of the trigger date where it says
    another day; ``checked_alone`` says that one person made both entries.
    ``proof_opened_by`` is whoever looked at the proof that somebody else had given.
    """

    id: UUID
    limit: str
    act: Texts | None
    bound: BoundParty
    consequence: Consequence
    status: LawStatus | None
    trigger_kind: str
    trigger_id: UUID
    trigger_when: When
    person: str | None
    safe_on: date | None
    arguable_on: date | None
    remind_on: date | None
    closes_at: datetime | None
    late_at: datetime | None
    opens_on: date | None
    state: DeadlineState
    provisional: bool
    double_checked: bool
    hours: bool
    known_at: datetime
    no_date: NoDate | None = None
    timeliness: Timeliness | None = None
    done_when: When | None = None
    done_by: UUID | None = None
    proven: bool = False
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    computation: Computation | None = None
    arguable_computation: Computation | None = None
    restoration: Restoration | None = None
    restore_by_on: date | None = None
    parts: tuple[UUID, ...] = ()
    proposes: str | None = None
    differs: Check | None = None
    checked_alone: Alone | None = None
    proof_opened_by: str | None = None

    @property
    def is_hard(self) -> bool:
        """Whether it binds us and missing it costs a right, or something of one."""
        hard = {Consequence.BAR, Consequence.RESTORABLE, Consequence.PRESUMPTION}
        return self.bound is BoundParty.US and self.consequence in hard


@dataclass(frozen=True, slots=True)
class Silence:
    """An event that the replay derived: nothing came before the term ran out.

    It is dated to the day the term ran out; where the readings differ, to the days
    between the earliest and the latest of them.
    """

    id: UUID
    kind: str
    occurred: When
    deadline_id: UUID
    limit: str
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """A track's arrival in a state, and the entry (or silence) that brought it."""

    track: str
    state: str
    when: When
    cause: UUID


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding, to be checked by a person, with what it rests on.

    ``age_since`` is the date its age counts from; where that is only bounded above,
    the age is a lower bound. ``unseen`` says that the events it rests on are reported
    and no document was seen.
    """

    id: str
    grade: Grade | None
    age_since: When | None
    evidence: tuple[UUID, ...]
    rules: tuple[str, ...]
    unseen: bool
    verdict: str | None = None

    def age_days(self, today: date) -> int | None:
        """Days from the last day it can have begun to ``today``."""
        if self.age_since is None or self.age_since.latest is None:
            return None
        return (today - self.age_since.latest).days

    @property
    def age_is_lower_bound(self) -> bool:
        """Whether the true age may be greater."""
        return self.age_since is not None and not self.age_since.is_exact


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An event that the definition does not expect in the state it found."""

    entry: UUID
    kind: str
    track: str
    state: str


class Embargo(StrEnum):
    """Whether the proceeding's contents may leave the circle."""

    NONE = "none"
    CLOSED = "closed"
    LIFTABLE = "liftable"
    LIFTED = "lifted"

    @property
    def closes(self) -> bool:
        """Whether nothing may leave the circle now."""
        return self in {Embargo.CLOSED, Embargo.LIFTABLE}


class RemedyState(StrEnum):
    """Where a remedy stands."""

    GRANTED = "granted"
    REFUSED = "refused"
    SILENT = "silent"
    USED = "used"
    OPEN = "open"
    LAPSED = "lapsed"
    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True)
class RemedyStanding:
    """A remedy in a proceeding; ``until_on`` is the last day while it is open."""

    id: str
    state: RemedyState
    until_on: date | None = None
    deadline_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that follows from a definition, a journal, calendars and a moment."""

    states: Mapping[str, str]
    passages: tuple[Passage, ...]
    deadlines: tuple[Deadline, ...]
    silences: tuple[Silence, ...]
    flags: tuple[Flag, ...]
    anomalies: tuple[Anomaly, ...]
    allowed: tuple[str, ...]
    embargo: Embargo
    owner: str | None = None
    deputy: str | None = None
    changes_at: datetime | None = None
    remedies: tuple[RemedyStanding, ...] = ()
