"""The files of a folder of law: which there are, and what each holds.

``calendars/`` holds one calendar per file, ``counting/`` counting profiles,
``ladders.yaml`` the reminder ladders, ``cascades.yaml`` what opens what; every other
``.yaml`` file, in whatever folder, is a workflow, or a version of one that is kept for
the cases that began with it. ``examples/`` is read elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from remedytrack.core.ladder import Ladder
from remedytrack.core.law import Definition
from remedytrack.core.timelimits.calendar import CalendarFile
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.workflow.cascades import Cascade, Remedy
from remedytrack.core.workflow.definition import Workflow
from remedytrack.lawbook import strict_yaml
from remedytrack.lawbook.practice import Practice
from remedytrack.lawbook.problems import LawbookRefused, Problem, Syntax
from remedytrack.lawbook.shape import shaped

_READ_ELSEWHERE = {"examples"}

Content = TypeVar("Content", bound=Definition)
Item = TypeVar("Item", bound=Definition)


class Place(StrEnum):
    """What lies directly in a folder of law beside the folders of workflows."""

    CALENDARS = "calendars"
    COUNTING = "counting"
    LADDERS = "ladders.yaml"
    PRACTICE = "practice.yaml"
    CASCADES = "cascades.yaml"


class ProfilesFile(Definition):
    """A file of ``counting/``: counting profiles, and versions of them."""

    profiles: tuple[CountingProfile, ...]


class LaddersFile(Definition):
    """``ladders.yaml``: one reminder ladder per consequence class."""

    ladders: tuple[Ladder, ...]


class CascadesFile(Definition):
    """``cascades.yaml``: what opens which procedure, and the ladder of remedies."""

    cascades: tuple[Cascade, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class Source(Generic[Item]):
    """A definition, with where it is written: ``at`` leads to it within its file."""

    item: Item
    document: strict_yaml.Document
    at: strict_yaml.Path = ()

    def problem(self, code: str, path: strict_yaml.Path, message: str) -> Problem:
        """Return a problem at ``path`` within this definition."""
        line = self.document.line((*self.at, *path))
        return Problem(code, self.document.file, line, message)


@dataclass(slots=True)
class Files:
    """What a folder of law holds, as read, and what could not be read.

    ``workflows`` are those that new cases get, the highest version of each; ``kept``
    are the other versions.
    """

    workflows: list[Source[Workflow]] = field(default_factory=list)
    kept: list[Source[Workflow]] = field(default_factory=list)
    profiles: list[Source[CountingProfile]] = field(default_factory=list)
    calendars: list[Source[CalendarFile]] = field(default_factory=list)
    ladders: list[Source[Ladder]] = field(default_factory=list)
    practice: list[Source[Practice]] = field(default_factory=list)
    cascades: list[Source[Cascade]] = field(default_factory=list)
    remedies: list[Source[Remedy]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_folder(folder: Path) -> Files:
    """Read every file of law below ``folder``; nothing is refused before the end."""
    files = Files()
    if not folder.is_dir():
        message = "this folder of law does not exist"
        files.problems.append(Problem(Syntax.UNREADABLE, str(folder), 1, message))
    for path in _yaml_files(folder):
        try:
            _read_file(folder, path, files)
        except LawbookRefused as refused:
            files.problems += refused.problems
    _keep_other_versions(files)
    return files


def _keep_other_versions(files: Files) -> None:
    newest: dict[str, int] = {}
    for source in files.workflows:
        name, version = source.item.workflow, source.item.version
        newest[name] = max(newest.get(name, version), version)
    every = files.workflows
    files.workflows = [s for s in every if s.item.version == newest[s.item.workflow]]
    files.kept = [s for s in every if s.item.version != newest[s.item.workflow]]


def _yaml_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        passed_over = hidden or parts[0] in _READ_ELSEWHERE
        if path.suffix.lower() in {".yaml", ".yml"} and not passed_over:
            yield path


def _read_file(folder: Path, path: Path, files: Files) -> None:
    within = path.relative_to(folder)
    document = read_document(path, f"{folder.name}/{within.as_posix()}")
    match within.parts[0]:
        case Place.CALENDARS:
            files.calendars.append(Source(shaped(document, CalendarFile), document))
        case Place.COUNTING:
            profiles = shaped(document, ProfilesFile).profiles
            files.profiles += _items(document, "profiles", profiles)
        case Place.LADDERS:
            ladders = shaped(document, LaddersFile).ladders
            files.ladders += _items(document, "ladders", ladders)
        case Place.PRACTICE:
            files.practice.append(Source(shaped(document, Practice), document))
        case Place.CASCADES:
            file = shaped(document, CascadesFile)
            files.cascades += _items(document, "cascades", file.cascades)
            files.remedies += _items(document, "remedies", file.remedies)
        case _:
            files.workflows.append(Source(shaped(document, Workflow), document))


def _items(
    document: strict_yaml.Document, key: str, items: tuple[Item, ...]
) -> list[Source[Item]]:
    return [Source(item, document, (key, n)) for n, item in enumerate(items)]


def read_document(path: Path, name: str) -> strict_yaml.Document:
    """Read one file strictly; ``name`` is what problems call it."""
    if path.suffix != ".yaml":
        message = "a file of law ends in “.yaml”; rename it"
        raise LawbookRefused([Problem(Syntax.WRONG_ENDING, name, 1, message)])
    try:
        with path.open("rb") as stream:
            raw = stream.read(strict_yaml.LARGEST + 1)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise LawbookRefused([Problem(Syntax.UNREADABLE, name, 1, message)]) from error
    return strict_yaml.read(strict_yaml.decode(raw, name), name)
