"""Checks of calendars and counting profiles, and of versions that follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.findings import Check, Finding, Path, nearest
from remedytrack.core.law import Definition, Rule
from remedytrack.core.timelimits.calendar import CalendarDay, CalendarFile, DayKind
from remedytrack.core.timelimits.profile import CountingProfile

# These days exist only because of another one, which the file must name.
_OF_ANOTHER = {DayKind.IN_LIEU, DayKind.MOVED_OFF, DayKind.MOVED_WORK}


def calendar_findings(file: CalendarFile) -> list[Finding]:
    """Return what is wrong with a calendar, in the order of its file."""
    return [
        *_frame(file),
        *_repeated(file.days),
        *(f for n, day in enumerate(file.days) for f in _day(file, day, ("days", n))),
        *blank_texts(file),
    ]


def profile_findings(profile: CountingProfile) -> list[Finding]:
    """Return what is wrong with one version of a counting profile in itself."""
    seen: set[str] = set()
    found = list(blank_texts(profile))
    for n, reading in enumerate(profile.readings):
        if reading.id in seen:
            message = f"the reading “{reading.id}” stands here twice"
            found.append(Finding(Check.DEFINED_TWICE, ("readings", n, "id"), message))
        seen.add(reading.id)
    return found


def version_findings(versions: Sequence[tuple[Path, Rule]]) -> Iterator[Finding]:
    """Yield overlaps and gaps between the versions of one rule.

    Each version comes with its path; their order does not matter.
    """
    in_order = sorted(versions, key=lambda version: version[1].valid.from_on)
    for (_, earlier), (path, later) in pairwise(in_order):
        ends_on, begins_on = earlier.valid.to_on, later.valid.from_on
        at = (*path, "valid", "from")
        if ends_on is None or begins_on <= ends_on:
            until = f"until {ends_on}" if ends_on else "without end"
            message = (
                f"this version begins on {begins_on}, but the one before it runs "
                f"{until}; one day, one version"
            )
            yield Finding(Check.VERSIONS_OVERLAP, at, message)
        elif begins_on > ends_on + ONE_DAY:
            message = (
                f"no version is in force from {ends_on + ONE_DAY} to "
                f"{begins_on - ONE_DAY}; close the gap, or write it as a version with "
                "void: true"
            )
            yield Finding(Check.VERSIONS_GAP, at, message)


def blank_texts(value: object, path: Path = ()) -> Iterator[Finding]:
    """Yield every text below ``value`` that was left blank."""
    match value:
        case str() if not value.strip():
            message = f"“{path[-1]}” is blank; write the text"
            yield Finding(Check.EMPTY_TEXT, path, message)
        case Definition():
            for name, field in type(value).model_fields.items():
                step = field.alias or name
                yield from blank_texts(getattr(value, name), (*path, step))
        case Mapping():
            for key, each in value.items():
                yield from blank_texts(each, (*path, key))
        case tuple():
            for n, each in enumerate(value):
                yield from blank_texts(each, (*path, n))
        case _:
            return


def _frame(file: CalendarFile) -> Iterator[Finding]:
    horizon = file.horizon
    if horizon.to_on < horizon.from_on:
        message = f"the calendar ends on {horizon.to_on}, before it begins"
        yield Finding(Check.BAD_HORIZON, ("horizon",), message)
    try:
        ZoneInfo(file.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"“{file.zone}” is no time zone; they are like “Asia/Almaty”"
        yield Finding(Check.UNKNOWN_ZONE, ("zone",), message)


def _repeated(days: Sequence[CalendarDay]) -> Iterator[Finding]:
    seen: set[tuple[date, date]] = set()
    for n, fact in enumerate(days):
        if (fact.day, fact.known_from) in seen:
            message = f"{fact.day}, known from {fact.known_from}, stands here twice"
            yield Finding(Check.DEFINED_TWICE, ("days", n), message)
        seen.add((fact.day, fact.known_from))


def _day(file: CalendarFile, fact: CalendarDay, at: Path) -> Iterator[Finding]:
    horizon = file.horizon
    if fact.act not in file.acts:
        message = f"“{fact.act}” is not among the acts{nearest(fact.act, file.acts)}"
        yield Finding(Check.UNKNOWN_ACT, (*at, "act"), message)
    if fact.name not in file.names:
        near = nearest(fact.name, file.names)
        message = f"“{fact.name}” is not among the names{near}"
        yield Finding(Check.UNKNOWN_NAME, (*at, "name"), message)
    if not horizon.from_on <= fact.day <= horizon.to_on:
        message = f"{fact.day} lies outside {horizon.from_on} to {horizon.to_on}"
        yield Finding(Check.BEYOND_HORIZON, (*at, "day"), message)
    if fact.kind in _OF_ANOTHER and fact.of is None:
        message = f"{fact.kind} needs “of”: the day that it stands for"
        yield Finding(Check.NO_ORIGINAL_DAY, at, message)
    if fact.withdrawn_on is not None and fact.withdrawn_on < fact.known_from:
        message = f"withdrawn on {fact.withdrawn_on}, before it was known"
        yield Finding(Check.BAD_REVISION, (*at, "withdrawn_on"), message)
