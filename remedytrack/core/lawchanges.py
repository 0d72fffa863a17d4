"""What changed in the law: two states of it compared, as far as dates depend on them.

A state holds, for every calendar, which days work as known now, and for every rule and
counting profile a hash of what bears on counting; wording is left out, so that a
mended text is no change of law.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.law import Definition, Rule
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.workflow.definition import Workflow

_WORDS = frozenset({"act", "cite", "note", "sources", "title", "verified"})
_WORKS, _RESTS = "1", "0"


class CalendarState(Definition):
    """The days of a calendar from ``first`` on: ``1`` for a working day, ``0`` else."""

    first: date
    working: str

    @property
    def last(self) -> date:
        """The last day of the horizon."""
        return self.first + timedelta(days=len(self.working) - 1)

    def works_on(self, day: date) -> bool | None:
        """Say whether the forum works on ``day``; ``None`` beyond the horizon."""
        index = (day - self.first).days
        if not 0 <= index < len(self.working):
            return None
        return self.working[index] == _WORKS


class LawState(Definition):
    """The law at one moment. Rules and profiles: a version's name, and its hash."""

    tzdata: str
    calendars: Mapping[str, CalendarState]
    limits: Mapping[str, str]
    profiles: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """Equal for states that count alike."""
        return _hash(self.model_dump(mode="json"))


class Fate(StrEnum):
    """What became of a version of a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ChangedVersion:
    """A version such as ``kz.koap.appeal@2015-01-01``, and what became of it."""

    version: str
    fate: Fate

    @property
    def of(self) -> str:
        """The id that its versions share."""
        return self.version.partition("@")[0]


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A day of a calendar that works now and did not, or the other way round."""

    calendar: str
    day: date
    works: bool


@dataclass(frozen=True, slots=True)
class ChangedHorizon:
    """The days a calendar held, and holds; ``None`` where there was or is none."""

    calendar: str
    was: tuple[date, date] | None
    now: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row, both ends in, whose change may move a count that saw one."""

    calendar: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class LawChange:
    """Everything that differs; ``tzdata`` is the version before and the one now."""

    days: tuple[ChangedDay, ...] = ()
    horizons: tuple[ChangedHorizon, ...] = ()
    limits: tuple[ChangedVersion, ...] = ()
    profiles: tuple[ChangedVersion, ...] = ()
    tzdata: tuple[str, str] | None = None

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        return self == LawChange()

    def runs(self) -> tuple[Run, ...]:
        """Return the changed days in runs, calendar by calendar."""
        return (*_runs(self.days), *_grown(self.horizons))


def state_of(
    workflows: Iterable[Workflow],
    profiles: Iterable[CountingProfile],
    calendars: Iterable[Calendar],
    tzdata: str,
) -> LawState:
    """Return the state of this law, as known now."""
    held = {calendar.id: calendar for calendar in calendars}
    return LawState(
        tzdata=tzdata,
        calendars={name: _days_of(each) for name, each in held.items()},
        limits={
            limit.version: _hash([workflow.workflow, place, _counting_part(limit)])
            for workflow in workflows
            for limit in workflow.time_limits
            for place in [_place(held.get(limit.calendar or workflow.calendar))]
        },
        profiles={
            f"{each.id}@{each.valid.from_on}": _hash(_counting_part(each))
            for each in profiles
        },
    )


def difference(was: LawState, now: LawState) -> LawChange:
    """Return what differs between two states of the law."""
    names = sorted({*was.calendars, *now.calendars})
    pairs = [(each, was.calendars.get(each), now.calendars.get(each)) for each in names]
    return LawChange(
        days=tuple(day for pair in pairs for day in _changed_days(*pair)),
        horizons=tuple(each for pair in pairs for each in _changed_horizon(*pair)),
        limits=_changed_versions(was.limits, now.limits),
        profiles=_changed_versions(was.profiles, now.profiles),
        tzdata=(was.tzdata, now.tzdata) if was.tzdata != now.tzdata else None,
    )


def _days_of(calendar: Calendar) -> CalendarState:
    bits = "".join(_WORKS if works else _RESTS for works in calendar.working)
    return CalendarState(first=calendar.first, working=bits)


def _place(calendar: Calendar | None) -> list[str]:
    """Name what a rule takes from its calendar beside the days: their zone."""
    return [calendar.id, calendar.zone.key] if calendar else []


def _counting_part(rule: Rule) -> object:
    # Without defaults: a key that a later program knows is no change of law.
    return _without_words(rule.model_dump(mode="json", exclude_defaults=True))


def _without_words(value: object) -> object:
    match value:
        case dict():
            kept = value.items()
            return {k: _without_words(v) for k, v in kept if k not in _WORDS}
        case list():
            return [_without_words(each) for each in value]
        case _:
            return value


def _hash(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _changed_versions(
    was: Mapping[str, str], now: Mapping[str, str]
) -> tuple[ChangedVersion, ...]:
    differing = sorted(v for v in {*was, *now} if was.get(v) != now.get(v))
    return tuple(ChangedVersion(v, _fate(v in was, v in now)) for v in differing)


def _fate(was: bool, now: bool) -> Fate:  # noqa: FBT001 - two questions, one answer
    if was and now:
        return Fate.CHANGED
    return Fate.ADDED if now else Fate.REMOVED


def _changed_days(
    name: str, was: CalendarState | None, now: CalendarState | None
) -> Iterator[ChangedDay]:
    if was is None or now is None:
        return
    first, last = max(was.first, now.first), min(was.last, now.last)
    for index in range((last - first).days + 1):
        day = first + timedelta(days=index)
        works = now.works_on(day)
        if works is not None and works != was.works_on(day):
            yield ChangedDay(name, day, works)


def _changed_horizon(
    name: str, was: CalendarState | None, now: CalendarState | None
) -> Iterator[ChangedHorizon]:
    ends = _ends(was), _ends(now)
    if ends[0] != ends[1]:
        yield ChangedHorizon(name, *ends)


def _ends(state: CalendarState | None) -> tuple[date, date] | None:
    return (state.first, state.last) if state else None


def _runs(days: Iterable[ChangedDay]) -> Iterator[Run]:
    run: Run | None = None
    for each in days:
        follows = run is not None and run.calendar == each.calendar
        if run is not None and follows and each.day == run.last + ONE_DAY:
            run = Run(run.calendar, run.first, each.day)
            continue
        if run is not None:
            yield run
        run = Run(each.calendar, each.day, each.day)
    if run is not None:
        yield run


def _grown(horizons: Iterable[ChangedHorizon]) -> Iterator[Run]:
    """Yield what was gained or lost at either end, with the last day known to both.

    A roll that stood on that day would have gone on, had the calendar.
    """
    for each in horizons:
        if each.was is None:
            continue
        if each.now is None:
            yield Run(each.calendar, *each.was)
            continue
        for low, high in (
            sorted(ends) for ends in zip(each.was, each.now, strict=True)
        ):
            if low != high:
                yield Run(each.calendar, low, high)
