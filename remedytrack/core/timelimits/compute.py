"""compute(): a time limit and a trigger in, every reading with its reasons out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from remedytrack.core.dates import DayRange
from remedytrack.core.law import LawStatus, weaker
from remedytrack.core.timelimits.ambiguities import (
    ambiguities,
    asks_calendar,
    days_looked_at,
)
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.computation import (
    Ambiguity,
    Computation,
    ReadingResult,
    Step,
    StepOp,
)
from remedytrack.core.timelimits.count import Asked, Counted, count
from remedytrack.core.timelimits.counting import Counting, ways_of_counting
from remedytrack.core.timelimits.extensions import Extension
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.timelimits.refusals import LetterSilent, NoNumberInLaw
from remedytrack.core.timelimits.straight import looked_up
from remedytrack.core.timelimits.terms import ByLetter, Length, Reasonable
from remedytrack.core.timelimits.work import Trigger


class CountingLaw(Protocol):
    """The profiles and calendars that a computation may look up."""

    def profile_in_force(self, profile: str, day: date) -> CountingProfile | None:
        """Return the version of ``profile`` in force on ``day``, if any."""

    def profile_versions(self, profile: str) -> Sequence[CountingProfile]:
        """Return the versions of ``profile`` in order of validity."""

    def calendar(self, calendar: str, as_of: date | None = None) -> Calendar:
        """Return a forum's calendar as known on ``as_of`` (``None``: now)."""


class NoProfileInForce(LookupError):
    """The code of counting that a rule names had no text on that day."""

    def __init__(self, limit: TimeLimit, day: date) -> None:
        super().__init__(
            f"{limit.version} counts by {limit.profile}, of which no version is in "
            f"force on {day}. Add one to workflows/counting/."
        )


def compute(
    limit: TimeLimit,
    law: CountingLaw,
    trigger: Trigger,
    *,
    calendar: str,
    selected_on: date | None = None,
    stops: Sequence[DayRange] = (),
    extensions: Sequence[Extension] = (),
    letter: Length | None = None,
    as_of: date | None = None,
) -> Computation:
    """Count ``limit`` from ``trigger`` in every reading.

    ``calendar`` is the workflow's, used where the limit names none; ``selected_on``
    is the day that chose this version (default: the trigger's); ``letter`` is what a
    letter says where the rule leaves its term to it. Raises
    :class:`~remedytrack.core.timelimits.count.CannotCount`,
    :class:`~remedytrack.core.timelimits.calendar.CalendarHorizonExceeded` or
    :class:`NoProfileInForce`.
    """
    chosen_on = selected_on or trigger.on
    profile = law.profile_in_force(limit.profile, chosen_on)
    if profile is None:
        raise NoProfileInForce(limit, chosen_on)
    forum = law.calendar(limit.calendar or calendar, as_of)
    ways = readings_of(limit, profile, letter)
    asked = _Asked(
        limit,
        profile,
        forum,
        trigger,
        chosen_on,
        ways,
        tuple(stops),
        tuple(extensions),
        letter,
    )
    if stops or extensions:
        return Computed(asked, None)
    return Computed(asked, _looked_up(ways, forum, trigger.on))


def _looked_up(
    ways: Sequence[Counting], forum: Calendar, day: date
) -> list[date] | None:
    """Return the last day of each way by a look-up; ``None`` if one needs a count."""
    found = []
    for way in ways:
        due_on = looked_up(way, forum, day)
        if due_on is None:
            return None
        found.append(due_on)
    return found


class _Asked(NamedTuple):
    """What was asked, and the law that answers."""

    limit: TimeLimit
    profile: CountingProfile
    forum: Calendar
    trigger: Trigger
    chosen_on: date
    ways: tuple[Counting, ...]
    stops: tuple[DayRange, ...]
    extensions: tuple[Extension, ...] = ()
    letter: Length | None = None


class Computed(Computation):
    """A computation that has its days at once, and all the rest when somebody asks."""

    def __init__(self, asked: _Asked, days: Sequence[date] | None) -> None:
        # Not through the generated constructor: nearly everything waits to be asked.
        self.__dict__["asked"] = asked
        self.__dict__["days"] = days
        if days is None:
            # Whatever cannot be counted is refused now, not when somebody looks.
            self.__dict__["readings"] = tuple(self._counted())

    def _counted(self) -> Iterator[ReadingResult]:
        asked, opening = self._question, partial(_opening, self._question)
        given = asked.forum, asked.trigger, asked.stops, asked.extensions
        for way in asked.ways:
            yield count(way, *given, opening=opening)

    @cached_property
    def readings(self) -> tuple[ReadingResult, ...]:
        """What each way of counting gives, in the order of the law."""
        asked, opening = self._question, partial(_opening, self._question)
        return tuple(
            Counted(
                Asked(way, asked.forum, asked.trigger, opening=opening),
                due_on,
                straight=True,
            )
            for way, due_on in zip(asked.ways, self.__dict__["days"], strict=True)
        )

    @property
    def safe_on(self) -> date:
        """The earliest day."""
        days: Sequence[date] | None = self.__dict__["days"]
        return min(days) if days is not None else self.safe.due_on

    @property
    def arguable_on(self) -> date:
        """The latest day."""
        days: Sequence[date] | None = self.__dict__["days"]
        return max(days) if days is not None else self.arguable.due_on

    @property
    def limit(self) -> str:
        """The id of the rule."""
        return self._question.limit.id

    @property
    def trigger_on(self) -> date:
        """The day that the term runs from."""
        return self._question.trigger.on

    @property
    def trigger_at(self) -> datetime | None:
        """The moment that it runs from, if known."""
        return self._question.trigger.at

    @cached_property
    def limit_version(self) -> str:
        """The version of the rule: ``kz.koap.appeal@2015-01-01``."""
        return self._question.limit.version

    @cached_property
    def profile_version(self) -> str:
        """The version of the counting profile."""
        profile = self._question.profile
        return f"{profile.id}@{profile.valid.from_on}"

    @cached_property
    def calendar(self) -> str | None:
        """The calendar, where the count looked at one."""
        return self._question.forum.id if self._used_calendar else None

    @cached_property
    def calendar_revision_on(self) -> date | None:
        """The day of the calendar's last known change."""
        return self._question.forum.revision if self._used_calendar else None

    @cached_property
    def zone(self) -> str:
        """The zone in which the days end."""
        return self._question.trigger.zone.key

    @cached_property
    def warnings(self) -> tuple[Ambiguity, ...]:
        """The ambiguities of this case."""
        asked = self._question
        return tuple(
            ambiguities(
                asked.ways,
                self.readings,
                asked.forum,
                asked.trigger,
                asked.stops,
                extensions=asked.extensions,
            )
        )

    @cached_property
    def status(self) -> LawStatus:
        """The weaker of the rule's and the profile's."""
        return weaker(self._question.limit.status, self._question.profile.status)

    @cached_property
    def cite(self) -> str:
        """Where the rule is written."""
        return str(self._question.limit.cite)

    @cached_property
    def consulted(self) -> tuple[date, date]:
        """The first and the last day that the count looked at."""
        days = [day for each in self.readings for day in days_looked_at(each)]
        return min(days), max(days)

    @property
    def question(self) -> _Asked:
        """What was asked, and the law that answered: a trace writes it down."""
        return self._question

    @property
    def _question(self) -> _Asked:
        asked: _Asked = self.__dict__["asked"]
        return asked

    @property
    def _used_calendar(self) -> bool:
        return any(asks_calendar(way) for way in self._question.ways)


def _opening(asked: _Asked) -> tuple[Step, ...]:
    """Return the steps before the count: which version, and what it runs from."""
    limit, trigger = asked.limit, asked.trigger
    since, event = limit.valid.from_on, limit.on
    return (
        Step(StepOp.VERSION, asked.chosen_on, since, code=limit.version),
        Step(StepOp.TRIGGER, trigger.on, trigger.on, moment_at=trigger.at, code=event),
    )


def readings_of(
    limit: TimeLimit, profile: CountingProfile, letter: Length | None = None
) -> tuple[Counting, ...]:
    """Return every way of counting ``limit`` under ``profile``, worked out once.

    Raises :class:`~remedytrack.core.timelimits.refusals.LetterSilent` where the rule
    leaves its term to a letter and ``letter`` is not given, and
    :class:`~remedytrack.core.timelimits.refusals.NoNumberInLaw` where it has none.
    """
    if letter is not None:
        return _ways(limit, profile, letter)
    key = id(limit), id(profile)
    known = _WAYS.get(key)
    if known is not None and known[0] is limit and known[1] is profile:
        return known[2]
    ways = _ways(limit, profile, _length_of(limit))
    if len(_WAYS) >= _MOST_WAYS:
        _WAYS.clear()
    _WAYS[key] = limit, profile, ways
    return ways


_MOST_WAYS = 4096
_WAYS: dict[
    tuple[int, int], tuple[TimeLimit, CountingProfile, tuple[Counting, ...]]
] = {}
"""Ways by the identity of rule and profile: law does not change while it is held."""


def _ways(
    limit: TimeLimit, profile: CountingProfile, length: Length
) -> tuple[Counting, ...]:
    return ways_of_counting(
        limit.version,
        profile,
        term=length,
        direction=limit.direction,
        count=limit.count,
        lookback=limit.lookback,
        cutoff=limit.cutoff,
        deemed=limit.deemed,
        readings=limit.readings,
    )


def _length_of(limit: TimeLimit) -> Length:
    match limit.term:
        case ByLetter():
            raise LetterSilent(limit.version, limit.term.by_letter)
        case Reasonable():
            raise NoNumberInLaw(limit.version)
        case _:
            return limit.term


def zone_of(limit: TimeLimit, law: CountingLaw, calendar: str) -> ZoneInfo:
    """Return the zone in which the days of ``limit`` end."""
    return law.calendar(limit.calendar or calendar).zone
