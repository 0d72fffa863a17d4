"""Dating: from when a trigger may have happened to the days a time limit may end on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from remedytrack.core.dates import When
from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.compute import (
    CountingLaw,
    NoProfileInForce,
    compute,
    zone_of,
)
from remedytrack.core.timelimits.limit import TimeLimit, version_in_force
from remedytrack.core.timelimits.refusals import (
    CannotCount,
    ClockTimeMissing,
    LetterSilent,
    NoNumberInLaw,
    StillSuspended,
)
from remedytrack.core.timelimits.terms import Reasonable
from remedytrack.core.timelimits.uncertain import possible_starts
from remedytrack.core.timelimits.work import Trigger
from remedytrack.core.workflow.happenings import Happening
from remedytrack.core.workflow.lengthening import (
    letter_of,
    perhaps_extended,
    surely_extended,
)
from remedytrack.core.workflow.standing import NoDate
from remedytrack.core.workflow.suspensions import perhaps_suspended, surely_suspended


@dataclass(frozen=True, slots=True)
class Dates:
    """What counting gave: the computations that end first and last.

    ``ask_on`` is the day to ask, where the law gives no number.
    """

    safe: Computation | None = None
    arguable: Computation | None = None
    no_date: NoDate | None = None
    ask_on: date | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Which term is asked for: the versions of a rule, and what chooses and starts it.

    ``chosen`` is when the event happened that selects the version; ``None`` where that
    is the trigger itself.
    """

    versions: Sequence[TimeLimit]
    trigger: Happening
    when: When
    chosen: When | None


@dataclass(frozen=True, slots=True)
class Dating:
    """The law of a forum, and everything that happened in the proceeding.

    ``as_of`` takes the calendar as it was known on that day; ``None``: as known now.
    """

    law: CountingLaw
    calendar: str
    happenings: Sequence[Happening]
    as_of: date | None = None

    def zone(self, limit: TimeLimit) -> ZoneInfo:
        """Return the zone in which the days of ``limit`` end."""
        return zone_of(limit, self.law, self.calendar)

    def counted(
        self, question: Question
    ) -> tuple[Computation | None, Computation | None]:
        """Return what ends first and what ends last, of all that the facts allow.

        ``None`` where the trigger has no earliest, or no latest, day. Raises what
        :func:`~remedytrack.core.timelimits.compute.compute` raises.
        """
        ends = list(self._ends(question))
        firsts = [first for first, _ in ends] if question.when.earliest else []
        lasts = [last for _, last in ends] if question.when.latest else []
        safe = min(firsts, key=_safe_end, default=None)
        return safe, max(lasts, key=_arguable_end, default=None)

    def dates(self, question: Question) -> Dates:
        """Return the first and the last end that the facts allow, or why none."""
        try:
            safe, arguable = self.counted(question)
        except (CalendarHorizonExceeded, CannotCount, NoProfileInForce) as error:
            asked = self._ask_on(question)
            return Dates(no_date=why_no_date(error) or NoDate.NO_VERSION, ask_on=asked)
        return Dates(safe, arguable, None if safe else NoDate.TRIGGER_UNKNOWN)

    def _ends(self, question: Question) -> Iterator[tuple[Computation, Computation]]:
        """Yield the shortest and the longest term from each start that matters."""
        newest = question.versions[-1]
        starts = possible_starts(
            question.when,
            self.zone(newest),
            by_clock=newest.by_clock,
            turns=() if question.chosen else self._turns(question.versions),
        )
        for start in starts:
            for chosen_on in self._choosing(question, start):
                limit = version_in_force(question.versions, chosen_on)
                if limit is not None:
                    yield self._first_and_last(limit, question, start, chosen_on)

    def _first_and_last(
        self, limit: TimeLimit, question: Question, start: Trigger, chosen_on: date
    ) -> tuple[Computation, Computation]:
        since = question.when
        counted = partial(
            compute,
            limit,
            self.law,
            start,
            calendar=self.calendar,
            selected_on=chosen_on,
            as_of=self.as_of,
            letter=letter_of(limit, question.trigger.fields),
        )
        shortest = surely_suspended(limit, self.happenings)
        longest = perhaps_suspended(limit, self.happenings)
        least = surely_extended(limit, self.happenings, since)
        most = perhaps_extended(limit, self.happenings, since)
        first = counted(stops=shortest, extensions=least)
        if (shortest, least) == (longest, most):
            return first, first
        return first, counted(stops=longest, extensions=most)

    def _turns(self, versions: Sequence[TimeLimit]) -> Iterator[date]:
        for version in versions:
            yield version.valid.from_on
            for profile in self.law.profile_versions(version.profile):
                yield profile.valid.from_on

    def _choosing(self, question: Question, start: Trigger) -> Sequence[date]:
        """Return a day for each text of the law that may rule a term from ``start``."""
        if question.chosen is None:
            return (start.on,)
        turns = tuple(self._turns(question.versions))
        chosen = possible_starts(
            question.chosen, start.zone, by_clock=False, turns=turns
        )
        texts = {sum(turn <= each.on for turn in turns): each.on for each in chosen}
        return tuple(texts.values())

    def time_to_restore(self, limit: TimeLimit, ended_on: date) -> date | None:
        """Return the last day to ask for a missed term back; ``None`` if unlimited."""
        if limit.restore is None or limit.restore.term is None:
            return None
        start = Trigger(ended_on, self.zone(limit))
        asked = partial(compute, limit, self.law, start, calendar=self.calendar)
        try:
            return asked(letter=limit.restore.term).safe_on
        except (CalendarHorizonExceeded, CannotCount, NoProfileInForce):
            return None

    def _ask_on(self, question: Question) -> date | None:
        """Return when to ask after a term without a number, if this is one."""
        newest, latest = question.versions[-1], question.when.latest
        if not isinstance(newest.term, Reasonable) or latest is None:
            return None
        start = Trigger(latest, self.zone(newest))
        return compute(
            newest,
            self.law,
            start,
            calendar=self.calendar,
            letter=newest.term.ask_after,
        ).arguable_on


def _safe_end(computation: Computation) -> tuple[date, object]:
    return computation.safe_on, computation.safe.closes_at


def _arguable_end(computation: Computation) -> tuple[date, object]:
    return computation.arguable_on, computation.arguable.closes_at


_REASONS: Mapping[type[Exception], NoDate] = {
    CalendarHorizonExceeded: NoDate.BEYOND_CALENDAR,
    ClockTimeMissing: NoDate.NO_CLOCK_TIME,
    StillSuspended: NoDate.SUSPENDED,
    LetterSilent: NoDate.LETTER_SILENT,
    NoNumberInLaw: NoDate.REASONABLE_TIME,
    NoProfileInForce: NoDate.NO_VERSION,
}


def why_no_date(error: Exception) -> NoDate | None:
    """Return the reason that a refusal to count gives; ``None`` if it has no name."""
    return _REASONS.get(type(error))
