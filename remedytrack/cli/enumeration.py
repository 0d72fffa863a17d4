"""Every trigger under every reading, as lines and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remedytrack.cli.printing import Plain, iso
from remedytrack.core.timelimits.lint_enumerate import (
    Difference,
    Enumeration,
    Example,
)
from remedytrack.lawbook.enumerating import NotEnumerated

_READINGS = "readings"
"""What readings are called here that differ in something without a code."""

Counted = Enumeration | NotEnumerated


def lines(counted: Sequence[Counted], years: int, *, verbose: bool) -> Iterator[str]:
    """Yield a line for each rule whose last day hangs on a choice; or for all."""
    yield (
        f"Every trigger of {years} years in every reading: {len(counted)} texts. Days "
        "whose last day another choice would move, after the roll:"
    )
    for each in counted:
        match each:
            case NotEnumerated():
                if verbose:
                    yield f"  {each.limit_version}: not counted. {each.reason}"
            case Enumeration():
                yield from _rule(each, verbose=verbose)


def _rule(each: Enumeration, *, verbose: bool) -> Iterator[str]:
    told = "; ".join(_summary(each))
    if told or verbose:
        yield f"  {each.limit_version}: {told or 'none'}"
    if verbose:
        first, last = each.window
        by = f"{each.profile_version}, calendar {each.calendar}"
        yield f"    by {by}, triggers {first} to {last}"
        yield from (f"    {_detail(difference)}" for difference in each.differences)


def _summary(each: Enumeration) -> Iterator[str]:
    """Yield each code of which a case is warned, with the most triggers it concerns."""
    most: dict[str, int] = {}
    for difference in each.differences:
        if difference.told and difference.after:
            code = difference.code or _READINGS
            most[code] = max(most.get(code, 0), difference.after)
    for code, triggers in sorted(most.items()):
        yield f"{code} {triggers} ({100 * triggers / each.window.days:.2f} %)"


def _named(difference: Difference) -> str:
    return f"{difference.code or _READINGS} {difference.reading}/{difference.other}"


def _detail(difference: Difference) -> str:
    counts = f"{difference.before} before the roll, {difference.after} after it"
    shown = "; ".join(map(_example, difference.examples))
    return f"{_named(difference)}: {counts}" + (f": {shown}" if shown else "")


def _example(example: Example) -> str:
    due, other = example.due_on or "no day", example.other_on or "no day"
    return f"{example.trigger_on} ends {due} or {other}"


def plain(each: Counted) -> Plain:
    """Return what counting every trigger of one text of a rule gave, as plain data."""
    match each:
        case NotEnumerated():
            return {"limit_version": each.limit_version, "not_counted": each.reason}
        case Enumeration():
            return {
                "limit_version": each.limit_version,
                "profile_version": each.profile_version,
                "calendar": each.calendar,
                "first": iso(each.window.first),
                "last": iso(each.window.last),
                "triggers": each.window.days,
                "differences": list(_differences(each.differences)),
            }


def _differences(differences: Iterable[Difference]) -> Iterator[Plain]:
    for each in differences:
        yield {
            "code": each.code,
            "reading": each.reading,
            "other": each.other,
            "before_roll": each.before,
            "after_roll": each.after,
            "told": each.told,
            "examples": [
                {
                    "trigger_on": iso(example.trigger_on),
                    "due_on": iso(example.due_on),
                    "other_on": iso(example.other_on),
                }
                for example in each.examples
            ],
        }
