"""Checks of everything that was read together: what the core finds, with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any

from remedytrack.core.findings import Check, Finding, Path, nearest
from remedytrack.core.ladder import Lacking, Ladder, lacking
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.core.timelimits.lint import (
    calendar_findings,
    profile_findings,
    version_findings,
)
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.lint import findings
from remedytrack.core.workflow.lint_cascades import (
    cascade_findings,
    endless,
    remedy_findings,
)
from remedytrack.lawbook.files import Files, Item, Place, Source
from remedytrack.lawbook.practice import Practice, with_practice
from remedytrack.lawbook.problems import Problem


def problems_of(files: Files) -> list[Problem]:
    """Return what is wrong with the files of law taken together."""
    return [
        *_calendars(files),
        *_profiles(files),
        *_workflows(files),
        *_ladders(files),
        *_cascades(files),
    ]


def profiles_by_id(
    sources: Iterable[Source[CountingProfile]],
) -> dict[str, tuple[CountingProfile, ...]]:
    """Return the versions of each counting profile, in order of validity."""
    versions: dict[str, tuple[CountingProfile, ...]] = {}
    for profile in sorted((s.item for s in sources), key=lambda p: p.valid.from_on):
        versions[profile.id] = (*versions.get(profile.id, ()), profile)
    return versions


def _calendars(files: Files) -> Iterator[Problem]:
    yield from _defined_twice((s.item.calendar, s, ()) for s in files.calendars)
    for source in files.calendars:
        name = source.item.calendar
        if not source.document.file.endswith(f"/{Place.CALENDARS}/{name}.yaml"):
            message = f"the calendar “{name}” belongs in calendars/{name}.yaml"
            yield source.problem(Check.WRONG_FILE_NAME, ("calendar",), message)
        yield from _placed(source, calendar_findings(source.item))


def _profiles(files: Files) -> Iterator[Problem]:
    versions: dict[str, list[Source[CountingProfile]]] = {}
    for source in files.profiles:
        versions.setdefault(source.item.id, []).append(source)
        yield from _placed(source, profile_findings(source.item))
    for each in versions.values():
        found = version_findings([((n,), s.item) for n, s in enumerate(each)])
        for finding in found:
            position, *path = finding.path
            source = each[int(position)]
            yield source.problem(finding.code, tuple(path), finding.message)


def _workflows(files: Files) -> Iterator[Problem]:
    profiles = profiles_by_id(files.profiles)
    calendars = {source.item.calendar: source.item for source in files.calendars}
    every = [*files.workflows, *files.kept]
    yield from _defined_twice((s.item.workflow, s, ()) for s in files.workflows)
    yield from _defined_twice((_version_of(s.item), s, ()) for s in files.kept)
    yield from _shared_limits(files)
    practice = files.practice[-1] if files.practice else None
    met: set[Problem] = set()
    for source in every:
        whole = with_practice(source.item, practice.item) if practice else source.item
        for finding in findings(whole, profiles, calendars):
            problem = _problem_in(source, practice, finding)
            if problem not in met:
                met.add(problem)
                yield problem


def _version_of(workflow: Workflow) -> str:
    return f"{workflow.workflow} version {workflow.version}"


def _problem_in(
    source: Source[Workflow], practice: Source[Practice] | None, finding: Finding
) -> Problem:
    """Return the problem where it is written: in the workflow, or in the practice."""
    written: Source[Workflow] | Source[Practice] = source
    path = finding.path
    own = len(source.item.time_limits)
    match path:
        case ("events", str(kind), *_) if practice and kind not in source.item.events:
            written = practice
        case ("time_limits", int(n), *rest) if practice and n >= own:
            written, path = practice, ("time_limits", n - own, *rest)
    return written.problem(finding.code, path, finding.message)


def _shared_limits(files: Files) -> Iterator[Problem]:
    """A time limit belongs to one workflow: it is looked up by its id alone."""
    sources: list[Source[Workflow] | Source[Practice]] = [*files.practice]
    owners: dict[str, Source[Workflow] | Source[Practice]] = {}
    for source in [*sources, *files.workflows]:
        for n, limit in enumerate(source.item.time_limits):
            owner = owners.setdefault(limit.id, source)
            if owner is not source:
                at = ("time_limits", n, "id")
                yield _defined_already(limit.id, owner, source, at)


def _cascades(files: Files) -> Iterator[Problem]:
    workflows = {source.item.workflow: source.item for source in files.workflows}
    yield from _defined_twice((s.item.id, s, ("id",)) for s in files.cascades)
    yield from _defined_twice((s.item.id, s, ("id",)) for s in files.remedies)
    for source in files.cascades:
        yield from _placed(source, cascade_findings(source.item, workflows))
    for rung in files.remedies:
        yield from _placed(rung, remedy_findings(rung.item, workflows))
    for n in endless([source.item for source in files.cascades]):
        message = "accepting this proposal would lead to the same proposal again"
        yield files.cascades[n].problem(Check.ENDLESS_CASCADE, ("as_event",), message)


def _ladders(files: Files) -> Iterator[Problem]:
    named = ((each.item.name, each, ("class",)) for each in files.ladders)
    yield from _defined_twice(named)
    workflows = {source.item.workflow for source in files.workflows}
    for source in files.ladders:
        yield from _placed(source, _ladder_findings(source.item, workflows))
    general = [each.item for each in files.ladders if each.item.workflow is None]
    defined = {ladder.consequence for ladder in general}
    files_named = [source.document.file for source in files.ladders]
    file = files_named[0] if files_named else f"workflows/{Place.LADDERS}"
    for consequence in Consequence:
        if consequence not in defined:
            message = f"there is no ladder of the class “{consequence}”"
            yield Problem(Check.NO_LADDER, file, 1, message)


def _ladder_findings(ladder: Ladder, workflows: Set[str]) -> Iterator[Finding]:
    if ladder.workflow is not None and ladder.workflow not in workflows:
        hint = nearest(ladder.workflow, workflows)
        message = f"there is no procedure “{ladder.workflow}”{hint}"
        yield Finding(Check.UNKNOWN_WORKFLOW, ("workflow",), message)
    missing = lacking(ladder.consequence, ladder.days_before)
    if missing is not None:
        message = f"the ladder of “{ladder.consequence}” lacks {_TO_ADD[missing]}"
        yield Finding(Check.RUNG_MISSING, ("days_before",), message)


_TO_ADD = {
    Lacking.LAST_DAY: "the last day itself: add 0",
    Lacking.WEEK_BEFORE: "a reminder at least a week before: add 7 or more",
}


def _defined_twice(
    named: Iterable[tuple[str, Source[Item], Path]],
) -> Iterator[Problem]:
    first: dict[str, Source[Item]] = {}
    for name, source, at in named:
        if name in first:
            yield _defined_already(name, first[name], source, at)
        first.setdefault(name, source)


def _defined_already(
    name: str, first: Source[Any], second: Source[Any], at: Path
) -> Problem:
    message = f"“{name}” is defined in {first.document.file} already"
    return second.problem(Check.DEFINED_TWICE, at, message)


def _placed(source: Source[Item], found: Iterable[Finding]) -> Iterator[Problem]:
    for finding in found:
        yield source.problem(finding.code, finding.path, finding.message)
