"""Checks of time limits: their events, their law, their versions, their silences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import ValidationError

from remedytrack.core.findings import Check, Finding, Path, nearest
from remedytrack.core.timelimits.calendar import CalendarFile
from remedytrack.core.timelimits.compute import readings_of
from remedytrack.core.timelimits.counting import ChoiceLeftOpen, Counting
from remedytrack.core.timelimits.limit import Extend, Restore, TimeLimit
from remedytrack.core.timelimits.lint import version_findings
from remedytrack.core.timelimits.lint_choices import choice_findings
from remedytrack.core.timelimits.profile import CountingProfile, RollWay
from remedytrack.core.timelimits.terms import (
    ByLetter,
    Length,
    Reasonable,
    SetDay,
    Term,
    Unit,
)
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.guards import Fact, Occurred
from remedytrack.core.workflow.lint_guards import (
    Asker,
    guard_findings,
    unknown_event,
    within,
)
from remedytrack.core.workflow.lint_terms import term_findings


def limit_findings(
    workflow: Workflow,
    profiles: Mapping[str, Sequence[CountingProfile]],
    calendars: Mapping[str, CalendarFile],
) -> Iterator[Finding]:
    """Yield what is wrong with the time limits of ``workflow``."""
    if workflow.calendar not in calendars:
        yield _unknown_calendar(workflow.calendar, calendars, ("calendar",))
    versions: dict[str, list[tuple[Path, TimeLimit]]] = {}
    for n, limit in enumerate(workflow.time_limits):
        at: Path = ("time_limits", n)
        versions.setdefault(limit.id, []).append((at, limit))
        yield from _events(workflow, limit, at)
        yield from _counting(workflow, limit, profiles, calendars, at)
    for each in versions.values():
        yield from version_findings(each)
    yield from _endless_silences(workflow)


def _events(workflow: Workflow, limit: TimeLimit, at: Path) -> Iterator[Finding]:
    for path, name in named_events(limit):
        yield from unknown_event(workflow, name, (*at, *path), groups=False)
    if limit.applies_if is not None:
        yield from guard_findings(workflow, limit.applies_if, (*at, "if"), Asker.LIMIT)
    trigger = workflow.events.get(limit.on)
    if limit.per == "person" and trigger is not None and trigger.person is None:
        message = (
            f"this counts per person, but “{limit.on}” names none; give the event "
            "“person: required” or “person: asked”"
        )
        yield Finding(Check.NO_PERSON, (*at, "per"), message)
    if limit.on_expiry is not None:
        yield from _silence(workflow, limit.on_expiry.event, (*at, "on_expiry"))


def named_events(limit: TimeLimit) -> Iterator[tuple[Path, str]]:
    """Yield the events that ``limit`` names as facts, with their place in it."""
    yield ("on",), limit.on
    yield ("select_by",), limit.select_by
    for key in ("until_known", "satisfied_by"):
        name = getattr(limit, key)
        if name is not None:
            yield (key,), name
    for n, name in enumerate(limit.shown_by):
        yield ("shown_by", n), name
    for n, stop in enumerate(limit.stop):
        yield ("stop", n, "from"), stop.from_event
        yield ("stop", n, "to"), stop.to_event
    for n, extend in enumerate(limit.extend):
        yield from _keyed(("extend", n), extend, ("on", "requested", "refused"))
    if limit.restore is not None:
        yield from _keyed(("restore",), limit.restore, ("on", "granted", "refused"))


def _keyed(
    at: Path, part: Extend | Restore, keys: Sequence[str]
) -> Iterator[tuple[Path, str]]:
    """Yield the events that the ``keys`` of a part of a limit name."""
    for key in keys:
        name = getattr(part, key)
        if name is not None:
            yield (*at, key), name


def _silence(workflow: Workflow, name: str, path: Path) -> Iterator[Finding]:
    at = (*path, "event")
    yield from unknown_event(workflow, name, at, groups=False)
    event = workflow.events.get(name)
    if event is not None and not event.derived:
        message = (
            f"the silence “{name}” is entered by nobody; give the event “derived: true”"
        )
        yield Finding(Check.NOT_DERIVED, at, message)


def _counting(
    workflow: Workflow,
    limit: TimeLimit,
    profiles: Mapping[str, Sequence[CountingProfile]],
    calendars: Mapping[str, CalendarFile],
    at: Path,
) -> Iterator[Finding]:
    yield from term_findings(workflow, limit, at)
    if limit.calendar is not None and limit.calendar not in calendars:
        yield _unknown_calendar(limit.calendar, calendars, (*at, "calendar"))
    if limit.profile not in profiles:
        near = nearest(limit.profile, profiles)
        message = f"there is no counting profile “{limit.profile}”{near}"
        yield Finding(Check.UNKNOWN_PROFILE, (*at, "profile"), message)
    elif not limit.void:
        calendar = calendars.get(limit.calendar or workflow.calendar)
        yield from _ways(limit, profiles[limit.profile], calendar, at)


def _ways(
    limit: TimeLimit,
    profiles: Sequence[CountingProfile],
    calendar: CalendarFile | None,
    at: Path,
) -> Iterator[Finding]:
    """Check the counting under each version of the profile that the limit meets."""
    yield from _uncovered(limit, profiles, at)
    for profile in profiles:
        if not profile.valid.meets(limit.valid):
            continue
        try:
            ways = readings_of(limit, profile, _any_length(limit))
        except ChoiceLeftOpen as open_choice:
            yield Finding(Check.CHOICE_LEFT_OPEN, at, str(open_choice))
        except ValidationError as error:
            said = error.errors()[0]["msg"].removeprefix("Value error, ")
            yield Finding(Check.CHOICE_LEFT_OPEN, at, f"{limit.version}: {said}")
        else:
            yield from _needs_days(limit, ways, calendar, at)
            yield from choice_findings(limit.version, ways, calendar, at)


def _any_length(limit: TimeLimit) -> Length | None:
    """Return a length in place of one that a letter sets, or that no law has."""
    match limit.term:
        case ByLetter(unit=Unit.DATE):
            return SetDay(set_on=limit.valid.from_on)
        case ByLetter(unit=unit):
            return Term(n=1, unit=unit)
        case Reasonable(ask_after=length):
            return length
        case _:
            return None


def _uncovered(
    limit: TimeLimit, profiles: Sequence[CountingProfile], at: Path
) -> Iterator[Finding]:
    """Yield a finding if the profile begins after the limit or ends before it."""
    first = min(profile.valid.from_on for profile in profiles)
    ends = [profile.valid.to_on for profile in profiles]
    last = None if None in ends else max(end for end in ends if end is not None)
    outlived = last is not None and (
        limit.valid.to_on is None or last < limit.valid.to_on
    )
    if limit.valid.from_on < first or outlived:
        until = f" to {last}" if last else ""
        message = (
            f"{limit.version} counts by “{limit.profile}”, which is in force from "
            f"{first}{until} only"
        )
        yield Finding(Check.PROFILE_NOT_IN_FORCE, (*at, "profile"), message)


def _needs_days(
    limit: TimeLimit,
    ways: Sequence[Counting],
    calendar: CalendarFile | None,
    at: Path,
) -> Iterator[Finding]:
    """A calendar without days off would count every weekday as a working day."""
    asks = any(
        way.unit is Unit.WORKING_DAY or way.roll_way is not RollWay.NONE for way in ways
    )
    if asks and calendar is not None and not calendar.days:
        message = (
            f"{limit.version} asks for working days, but the calendar "
            f"“{calendar.calendar}” lists no days off"
        )
        yield Finding(Check.EMPTY_CALENDAR, at, message)


def _unknown_calendar(
    name: str, calendars: Mapping[str, CalendarFile], at: Path
) -> Finding:
    message = f"there is no calendar “{name}”{nearest(name, calendars)}"
    return Finding(Check.UNKNOWN_CALENDAR, at, message)


def _endless_silences(workflow: Workflow) -> Iterator[Finding]:
    """Yield a finding for each limit whose silence brings about that very silence.

    Such a definition has no fixed point: the replay would turn in a circle.
    """
    follows: dict[str, set[str]] = {}
    for limit in workflow.time_limits:
        if limit.on_expiry is not None:
            silence = limit.on_expiry.event
            follows.setdefault(silence, set()).update(_rests_on(workflow, limit))
    for n, limit in enumerate(workflow.time_limits):
        expiry = limit.on_expiry
        if expiry is not None and expiry.event in _all_below(follows, expiry.event):
            message = f"the silence “{expiry.event}” would depend on itself"
            at = ("time_limits", n, "on_expiry", "event")
            yield Finding(Check.ENDLESS_SILENCE, at, message)


def _rests_on(workflow: Workflow, limit: TimeLimit) -> Iterator[str]:
    """Yield every event whose coming or staying away can move ``limit``."""
    yield from (name for _, name in named_events(limit))
    if limit.applies_if is None:
        return
    for _, guard in within(limit.applies_if, ()):
        if isinstance(guard, Occurred):
            yield from workflow.meant_by(guard.occurred)
        elif isinstance(guard, Fact):
            yield guard.fact.partition(".")[0]


def _all_below(follows: Mapping[str, set[str]], silence: str) -> set[str]:
    below: set[str] = set()
    waiting = set(follows.get(silence, ()))
    while waiting:
        below |= waiting
        waiting = {n for each in waiting for n in follows.get(each, ())} - below
    return below
