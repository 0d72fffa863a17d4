"""Checks of everything that was read together: what the core finds, with its line."""

from __future__ import annotations

from collections.abc import Iterable

from remedytrack.core.findings import Check
from remedytrack.lawbook.files import Files, Item, Source
from remedytrack.lawbook.problems import Problem


def problems_of(files: Files) -> list[Problem]:
    """Return what is wrong with the files of law taken together."""
    workflows = ((source.item.workflow, source) for source in files.workflows)
    calendars = ((source.item.calendar, source) for source in files.calendars)
    return [*_defined_twice(workflows), *_defined_twice(calendars)]


def _defined_twice(named: Iterable[tuple[str, Source[Item]]]) -> list[Problem]:
    first: dict[str, Source[Item]] = {}
    problems = []
    for name, source in named:
        if name in first:
            message = f"“{name}” is defined in {first[name].document.file} already"
            problems.append(source.problem(Check.DEFINED_TWICE, (), message))
        first.setdefault(name, source)
    return problems
