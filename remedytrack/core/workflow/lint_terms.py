"""Checks of how long a time limit is: lengths, days, windows, letters, composites."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from remedytrack.core.findings import Check, Finding, Path, nearest
from remedytrack.core.timelimits.appointed import windows_of
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.terms import (
    ByLetter,
    FixedDate,
    MonthDay,
    Reasonable,
    Term,
    Unit,
    Windows,
)
from remedytrack.core.workflow.definition import Composite, FieldType, Workflow

_LEAP_YEAR = 2024


def term_findings(workflow: Workflow, limit: TimeLimit, at: Path) -> Iterator[Finding]:
    """Yield what is wrong with the term of ``limit`` and what lengthens it."""
    term, here = limit.term, (*at, "term")
    match term:
        case Term():
            yield from _length(term, here)
        case FixedDate():
            yield from _month_day(term.fixed, (*here, "fixed"))
        case Windows():
            yield from _windows(term, (*here, "window"))
        case ByLetter():
            yield from _letter(workflow, limit, term, here)
        case Reasonable():
            yield from _length(term.ask_after, (*here, "ask_after"))
        case _:
            assert_never(term)
    for n, extend in enumerate(limit.extend):
        yield from _length(extend, (*at, "extend", n))
    if limit.restore is not None and limit.restore.term is not None:
        yield from _length(limit.restore.term, (*at, "restore", "term"))


def _length(term: Term, at: Path) -> Iterator[Finding]:
    if term.n < 1:
        message = f"{term.n} is no length; write 1 or more"
        yield Finding(Check.BAD_LENGTH, (*at, "n"), message)
    if term.unit is Unit.DATE:
        message = "“date” is no unit to count in; write {fixed: MM-DD}"
        yield Finding(Check.BAD_LENGTH, (*at, "unit"), message)


def _month_day(written: MonthDay, at: Path) -> Iterator[Finding]:
    month, number = (int(part) for part in written.split("-"))
    if not 1 <= number <= monthrange(_LEAP_YEAR, month)[1]:
        message = f"no year has a day {written}; write month and day, as in 11-30"
        yield Finding(Check.BAD_LENGTH, at, message)


def _windows(term: Windows, at: Path) -> Iterator[Finding]:
    wrong = [
        finding
        for n, part in enumerate(term.window)
        for key, day in (
            ("from", part.from_day),
            ("to", part.to_day),
            ("until", part.until),
        )
        for finding in _month_day(day, (*at, n, key))
    ]
    yield from wrong
    if not wrong:
        yield from _one_window_a_day(term, at)


def _one_window_a_day(term: Windows, at: Path) -> Iterator[Finding]:
    """Each day of the year falls into one window: no gap, no overlap."""
    first = date(_LEAP_YEAR, 1, 1)
    for n in range(366):
        day = first + timedelta(days=n)
        held = [part.id for part, _ in windows_of(day, term)]
        if len(held) != 1:
            said = " and ".join(held) if held else "none of the windows"
            message = f"{day:%m-%d} falls into {said}; each day belongs to one"
            yield Finding(Check.BAD_LENGTH, at, message)
            return


def _letter(
    workflow: Workflow, limit: TimeLimit, term: ByLetter, at: Path
) -> Iterator[Finding]:
    event = workflow.events.get(limit.on)
    if event is None:
        return
    path = (*at, "by_letter")
    field = event.fields.get(term.by_letter)
    if field is None:
        near = nearest(term.by_letter, event.fields)
        message = f"the event “{limit.on}” has no field “{term.by_letter}”{near}"
        yield Finding(Check.UNKNOWN_FIELD, path, message)
        return
    wanted = FieldType.DATE if term.unit is Unit.DATE else FieldType.NUMBER
    if field.type is not wanted:
        message = f"“{term.by_letter}” is a {field.type} field; a {wanted} is needed"
        yield Finding(Check.BAD_FIELD, path, message)


def composite_findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield what is wrong with the composites of ``workflow``."""
    seen = set(workflow.limits)
    for n, composite in enumerate(workflow.composites):
        at: Path = ("composites", n)
        if composite.id in seen:
            message = f"“{composite.id}” is defined twice"
            yield Finding(Check.DEFINED_TWICE, (*at, "id"), message)
        seen.add(composite.id)
        yield from _members(workflow, composite, at)


def _members(workflow: Workflow, composite: Composite, at: Path) -> Iterator[Finding]:
    key = "earliest_of" if composite.earliest_of else "latest_of"
    if len(set(composite.members)) < 2:  # noqa: PLR2004 - one limit is no composite
        message = "a composite is made of two time limits or more"
        yield Finding(Check.UNKNOWN_LIMIT, (*at, key), message)
    for n, member in enumerate(composite.members):
        path = (*at, key, n)
        versions = workflow.limits.get(member)
        if versions is None:
            near = nearest(member, workflow.limits)
            message = f"this workflow has no time limit “{member}”{near}"
            yield Finding(Check.UNKNOWN_LIMIT, path, message)
        elif any(version.on_expiry for version in versions):
            message = (
                f"the silence of “{member}” would be lost in a composite; take it out"
            )
            yield Finding(Check.NEVER_DERIVED, path, message)
