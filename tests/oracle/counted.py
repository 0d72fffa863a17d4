"""Counting: from when a trigger may have been to the first and the last end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import product, zip_longest
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from remedytrack.core.dates import DayRange, When
from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.compute import NoProfileInForce, compute
from remedytrack.core.timelimits.extensions import Extension
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.refusals import CannotCount
from remedytrack.core.timelimits.terms import ByLetter, Length, Reasonable, SetDay, Term
from remedytrack.core.timelimits.work import Trigger
from tests.oracle.happened import Happened
from tests.oracle.values import DAY, Came, Plain, Running, before, days_of, midnight


class Counted(NamedTuple):
    """The first and the last end, or why there is none."""

    safe: Computation | None = None
    arguable: Computation | None = None
    why: str | None = None


class Counting(Happened):
    """How the terms of a case are counted."""

    versions: dict[str, list[TimeLimit]]

    @property
    def counted(self) -> dict[Any, Computation]:
        """What was counted before: the same question is asked again and again."""
        return _COUNTED.setdefault((self.plain["workflow"], id(self.law)), {})

    def _count(self, limit: str, trigger: Came, when: When, chosen: Came) -> Counted:
        versions = tuple(self.versions[limit])
        own = chosen is trigger
        safes, arguables = [], []
        try:
            for start, day in self._starts(versions[-1], when, chosen, own=own):
                version = in_force(versions, day)
                if version is not None:
                    least, most = self._changes(version, when)
                    letter = _letter(version, trigger.fields)
                    safes.append(self._one(version, start, day, least, letter))
                    arguables.append(self._one(version, start, day, most, letter))
        except (CannotCount, CalendarHorizonExceeded, NoProfileInForce) as error:
            return Counted(why=_WHY.get(type(error).__name__, "no_version"))
        safe = arguable = None
        if when.earliest and safes:
            safe = min(safes, key=lambda c: (c.safe_on, c.safe.closes_at))
        if when.latest and arguables:
            arguable = max(
                arguables, key=lambda c: (c.arguable_on, c.arguable.closes_at)
            )
        return Counted(safe, arguable, None if safe else "trigger_unknown")

    def _starts(
        self, limit: TimeLimit, when: When, chosen: Came, *, own: bool
    ) -> Iterator[tuple[Trigger, date]]:
        zone = self._zone(limit)
        for day in days_of(when):
            moments: list[datetime | None] = [None]
            if when.clock is not None and not when.approximate:
                moments = [datetime.combine(day, when.clock, zone).astimezone(UTC)]
            elif limit.by_clock:
                moments = [midnight(day, zone), midnight(day + DAY, zone)]
            days = [day] if own else list(days_of(chosen.when))
            for moment, chosen_on in product(moments, days):
                yield Trigger(day, zone, moment), chosen_on

    def _one(
        self,
        limit: TimeLimit,
        start: Trigger,
        day: date,
        changes: tuple[tuple[DayRange, ...], tuple[Extension, ...]],
        letter: Length | None,
    ) -> Computation:
        stops, extensions = changes
        key = limit.version, start, day, stops, extensions, letter
        if key not in self.counted:
            self.counted[key] = compute(
                limit,
                self.law,
                start,
                calendar=self.plain["calendar"],
                selected_on=day,
                stops=stops,
                extensions=extensions,
                letter=letter,
            )
        return self.counted[key]

    def _changes(self, limit: TimeLimit, since: When) -> Any:
        """Return stops and extensions: those that are sure, and those that may be."""
        least: list[DayRange] = []
        most: list[DayRange] = []
        for stop in limit.stop:
            pairs = zip_longest(self._of(stop.from_event), self._of(stop.to_event))
            for began, ended in pairs:
                if began is None:
                    continue
                b = began.when
                e = ended.when if ended else None
                short = (b.latest, (e.earliest or b.latest) if e else None)
                first = b.earliest or b.latest
                long = (first, (e.latest or e.earliest) if e else None)
                for (begin, end), into in ((short, least), (long, most)):
                    if begin is None:
                        continue
                    begin_on = begin if stop.from_day == "in" else begin + DAY
                    end_on = end if end is None or stop.to_day == "in" else end - DAY
                    if end_on is None or begin_on <= end_on:
                        into.append(DayRange(begin_on, end_on))
        granted, hoped = self._more_time(limit, since)
        return (tuple(least), granted), (tuple(most), hoped)

    def _more_time(
        self, limit: TimeLimit, since: When
    ) -> tuple[tuple[Extension, ...], tuple[Extension, ...]]:
        granted, hoped = [], []
        for each in limit.extend:
            length = Term(n=each.n, unit=each.unit)
            given = [x for x in self._of(each.on) if not before(x.when, since)]
            asked = [x for x in self._of(each.requested) if not before(x.when, since)]
            refused = [x for x in self._of(each.refused) if not before(x.when, since)]
            still = asked[len(given) + len(refused) :] if each.requested else []
            for one in given:
                day = one.when.earliest or one.when.latest
                if day:
                    granted.append(Extension(length, each.starts, day, each.cite))
            for one in [*given, *still]:
                day = one.when.latest or one.when.earliest
                if day:
                    hoped.append(Extension(length, each.starts, day, each.cite))
        return tuple(granted), tuple(hoped)

    def _waits_for_more_time(self, limit: TimeLimit, since: When) -> bool:
        granted, hoped = self._more_time(limit, since)
        return granted != hoped

    def _ask(self, limit: TimeLimit, trigger: Came, why: str | None) -> date | None:
        newest = self.versions[limit.id][-1]
        latest = trigger.when.latest
        if why == "no_version" or latest is None:
            return None
        if not isinstance(newest.term, Reasonable):
            return None
        start = Trigger(latest, self._zone(newest))
        try:
            counted = compute(
                newest,
                self.law,
                start,
                calendar=self.plain["calendar"],
                letter=newest.term.ask_after,
            )
        except (CannotCount, CalendarHorizonExceeded, NoProfileInForce):
            return None
        return counted.arguable_on

    def _choosing(self, limit: TimeLimit, run: Running) -> Came:
        """Return the event whose date says which text of the law applies."""
        trigger = run.trigger
        for own in (run.worst, trigger):
            if own is not None and own.kind == limit.select_by:
                return own
        who = {trigger.person, None}
        others = [x for x in self._of(limit.select_by) if x.person in who]
        return others[-1] if others else trigger

    def _zone(self, limit: TimeLimit) -> ZoneInfo:
        return self.law.calendar(limit.calendar or self.plain["calendar"]).zone


_WHY = {
    "CalendarHorizonExceeded": "beyond_calendar",
    "ClockTimeMissing": "no_clock_time",
    "StillSuspended": "suspended",
    "LetterSilent": "letter_silent",
    "NoNumberInLaw": "reasonable_time",
}


_COUNTED: dict[tuple[str, int], dict[Any, Computation]] = {}


def in_force(versions: Iterable[TimeLimit], day: date) -> TimeLimit | None:
    for each in versions:
        if each.valid.from_on <= day <= (each.valid.to_on or date.max):
            return None if each.void else each
    return None


def _letter(limit: TimeLimit, fields: Plain) -> Length | None:
    if not isinstance(limit.term, ByLetter) or limit.term.by_letter not in fields:
        return None
    said = fields[limit.term.by_letter]
    if limit.term.unit == "date":
        return SetDay(set_on=said) if isinstance(said, date) else None
    is_number = isinstance(said, int) and said > 0
    return Term(n=said, unit=limit.term.unit) if is_number else None
