"""The lawbook: every workflow, counting profile, calendar and ladder, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from remedytrack.core.findings import nearest
from remedytrack.core.ladder import Ladder
from remedytrack.core.law import Texts
from remedytrack.core.timelimits.calendar import Calendar, CalendarFile
from remedytrack.core.timelimits.limit import Consequence, TimeLimit
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.workflow.cascades import Cascade, Remedy
from remedytrack.core.workflow.definition import Workflow
from remedytrack.lawbook.checking import problems_of, profiles_by_id
from remedytrack.lawbook.files import Files, read_folder
from remedytrack.lawbook.practice import NO_PRACTICE, Practice, with_practice
from remedytrack.lawbook.problems import LawbookRefused
from remedytrack.lawbook.replacing import Replacement, overlaid


class UnknownLaw(LookupError):
    """Nothing in the lawbook has this id."""

    def __init__(self, what: str, wanted: str, known: Iterable[str]) -> None:
        names = sorted(known)
        super().__init__(
            f"There is no {what} “{wanted}”{nearest(wanted, names)} "
            f"Known: {', '.join(names) or 'none'}."
        )
        self.what, self.wanted, self.known = what, wanted, tuple(names)


@dataclass(frozen=True)
class Lawbook:
    """The law as loaded: frozen, complete and free of problems.

    ``profiles`` maps an id to its versions in order of validity; ``replaced`` lists
    what a user's own folder put in place of bundled definitions; ``practice`` is what
    every workflow holds beside its own. ``ladders`` are by class, ``own_ladders`` those
    of one procedure, by its id and class.
    """

    workflows: Mapping[str, Workflow]
    profiles: Mapping[str, tuple[CountingProfile, ...]]
    calendars: Mapping[str, CalendarFile]
    ladders: Mapping[str, Ladder]
    cascades: tuple[Cascade, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    added: tuple[Replacement, ...] = ()
    practice: Practice = NO_PRACTICE
    kept: tuple[Workflow, ...] = ()
    own_ladders: Mapping[tuple[str, str], Ladder] = field(default_factory=dict)
    known_on: date | None = None
    _limits: Mapping[str, Workflow] = field(init=False, repr=False, compare=False)
    _built: dict[tuple[str, date | None], Calendar] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Index the time limits by id."""
        # What only an older version has is found there; a newer text goes before.
        every = (*self.kept, *self.workflows.values())
        owners = {limit: workflow for workflow in every for limit in workflow.limits}
        object.__setattr__(self, "_limits", MappingProxyType(owners))

    @property
    def limit_ids(self) -> tuple[str, ...]:
        """The id of every time limit that a new case can have, sorted."""
        return tuple(sorted({id_ for w in self.workflows.values() for id_ in w.limits}))

    def version_of(self, workflow: str, version: int) -> Workflow | None:
        """Return one version of a workflow, if it is still here."""
        same = self._versions(workflow)
        return next((each for each in same if each.version == version), None)

    def versions_of(self, workflow: str) -> tuple[int, ...]:
        """Return the versions that there are of a workflow, in order."""
        return tuple(sorted(each.version for each in self._versions(workflow)))

    def _versions(self, workflow: str) -> Sequence[Workflow]:
        every = (*self.workflows.values(), *self.kept)
        return [each for each in every if each.workflow == workflow]

    def limit_versions(self, limit_id: str) -> tuple[Workflow, tuple[TimeLimit, ...]]:
        """Return the workflow of a time limit and its versions, by validity.

        Raises :class:`UnknownLaw`.
        """
        if limit_id not in self._limits:
            raise UnknownLaw("time limit", limit_id, self._limits)
        workflow = self._limits[limit_id]
        return workflow, tuple(workflow.limits[limit_id])

    def act_called(self, name: str) -> Texts:
        """Return what is to be done by a time limit, a composite or a next step.

        Raises :class:`UnknownLaw`.
        """
        composites = (each for w in self.workflows.values() for each in w.composites)
        named = {each.id: each.act for each in composites}
        named |= {each.id: each.title for each in self.cascades}
        if name in named:
            return named[name]
        return self.limit_versions(name)[1][-1].act

    def as_known(self, day: date) -> Lawbook:
        """Return the same law, its calendars as they were known on ``day``."""
        return replace(self, known_on=day)

    def profile_in_force(self, profile: str, day: date) -> CountingProfile | None:
        """Return the version of ``profile`` in force on ``day``, ``None`` if none is.

        Raises :class:`UnknownLaw` for an id that no version has.
        """
        versions = self.profiles.get(profile) or self.profile_versions(profile)
        for version in versions:
            if version.valid.covers(day):
                return version
        return None

    def profile_versions(self, profile: str) -> tuple[CountingProfile, ...]:
        """Return the versions of ``profile``, by validity; :class:`UnknownLaw`."""
        if profile not in self.profiles:
            raise UnknownLaw("counting profile", profile, self.profiles)
        return self.profiles[profile]

    def ladder_of(self, workflow: str, consequence: Consequence) -> Ladder:
        """Return the ladder of a class in a procedure: its own, else that of all."""
        own = self.own_ladders.get((workflow, consequence))
        return own or self.ladders[consequence]

    @cached_property
    def reminds_by(self) -> str:
        """A fingerprint of all here that decides on which days somebody is reminded."""
        ladders = [*self.ladders.values(), *self.own_ladders.values()]
        forums = {id_: each.calendar for id_, each in self.workflows.items()}
        told = repr([ladders, list(self.calendars.values()), forums])
        return sha256(told.encode()).hexdigest()[:16]

    def cascades_of(self, workflow: str) -> Sequence[Cascade]:
        """Return the cascades that watch proceedings of ``workflow``."""
        return [each for each in self.cascades if workflow in each.within]

    def remedies_of(self, workflow: str) -> Sequence[Remedy]:
        """Return the remedies that proceedings of ``workflow`` are."""
        return [each for each in self.remedies if each.workflow == workflow]

    def calendar(self, calendar: str, as_of: date | None = None) -> Calendar:
        """Return a calendar as known on ``as_of`` (``None``: as known now), built once.

        Raises :class:`UnknownLaw`.
        """
        as_of = as_of or self.known_on
        if as_of is None and (now_known := self._built.get((calendar, None))):
            return now_known
        if calendar not in self.calendars:
            raise UnknownLaw("calendar", calendar, self.calendars)
        file = self.calendars[calendar]
        key = calendar, _last_change(file, as_of)
        if key not in self._built:
            self._built[key] = Calendar.from_file(file, key[1])
        return self._built[key]


def load(folder: Path, extra: Path | None = None) -> Lawbook:
    """Read and check all law below ``folder``, and a user's own below ``extra``.

    A definition in ``extra`` whose id is known replaces the bundled one. Raises
    :class:`~remedytrack.lawbook.problems.LawbookRefused` with every problem found;
    then nothing is loaded.
    """
    files, given = read_folder(folder), tuple[Replacement, ...]()
    if extra is not None:
        files, given = overlaid(files, read_folder(extra))
    # A file that could not be read would make every reference to it a problem too.
    problems = files.problems or problems_of(files)
    if problems:
        raise LawbookRefused(problems)
    return _bound(files, given)


def _bound(files: Files, given: tuple[Replacement, ...]) -> Lawbook:
    practice = files.practice[-1].item if files.practice else NO_PRACTICE
    workflows = {
        each.item.workflow: with_practice(each.item, practice)
        for each in files.workflows
    }
    calendars = {each.item.calendar: each.item for each in files.calendars}
    ladders = [each.item for each in files.ladders]
    general = {str(each.consequence): each for each in ladders if not each.workflow}
    own = {(w, str(each.consequence)): each for each in ladders if (w := each.workflow)}
    return Lawbook(
        workflows=MappingProxyType(workflows),
        profiles=MappingProxyType(profiles_by_id(files.profiles)),
        calendars=MappingProxyType(calendars),
        ladders=MappingProxyType(general),
        own_ladders=MappingProxyType(own),
        cascades=tuple(source.item for source in files.cascades),
        remedies=tuple(source.item for source in files.remedies),
        replaced=tuple(each for each in given if not each.adds),
        added=tuple(each for each in given if each.adds),
        practice=practice,
        kept=tuple(with_practice(source.item, practice) for source in files.kept),
    )


def _last_change(file: CalendarFile, as_of: date | None) -> date | None:
    """Return the day of the last change known on ``as_of``: equal days, one table."""
    if as_of is None:
        return None
    stamps = {day for f in file.days for day in (f.known_from, f.withdrawn_on) if day}
    return max((day for day in stamps if day <= as_of), default=date.min)
