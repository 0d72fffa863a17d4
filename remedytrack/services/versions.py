"""Versions of a procedure: a case keeps the one it began with until somebody moves it.

Before anybody moves a case, they see what another version makes of the same journal.
Rules within a version change by their validity dates, which is another matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from remedytrack.core.access import Viewer
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import ACTS, standing_facts
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Standing
from remedytrack.services.refreshing import (
    Shift,
    announce,
    refresh,
    shifts_between,
    standing_of,
)
from remedytrack.services.refusals import NoSuchVersion, SameVersion, VersionGone
from remedytrack.services.registry import Registry, recordable, seen_by
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What another version makes of a case: the same journal, the same moment.

    ``was`` is ``None``, and ``before`` too, where the version it follows is gone; what
    is compared then are the deadlines as they were last stored. ``unknown`` are the
    kinds of events in the journal that the other version does not know: it passes
    over them.
    """

    proceeding: Proceeding
    was: Workflow | None
    to: Workflow
    before: Standing | None
    after: Standing
    shifts: tuple[Shift, ...]
    unknown: tuple[str, ...]

    @property
    def states(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """The tracks whose state differs: before and after."""
        old: Mapping[str, str] = self.before.states if self.before else {}
        new = self.after.states
        pairs = [(track, old.get(track), new.get(track)) for track in {**old, **new}]
        return tuple(each for each in pairs if each[1] != each[2])

    @property
    def flags_gone(self) -> tuple[str, ...]:
        """The findings that the other version does not make."""
        return _without(_flags(self.before), _flags(self.after))

    @property
    def flags_new(self) -> tuple[str, ...]:
        """The findings that only the other version makes."""
        return _without(_flags(self.after), _flags(self.before))

    @property
    def unexpected(self) -> int:
        """How many more events have no place than before; negative: fewer."""
        before = len(self.before.anomalies) if self.before else 0
        return len(self.after.anomalies) - before

    @property
    def changes_nothing(self) -> bool:
        """Whether the case stands the same by both."""
        differs = self.states, self.shifts, self.flags_gone, self.flags_new
        return not any(differs) and self.unexpected == 0 and not self.unknown


def preview_version(
    registry: Registry,
    *,
    viewer: Viewer,
    now: datetime,
    ref: str,
    to: int | None = None,
) -> VersionChange:
    """Return what version ``to`` makes of the case; without it, the present one.

    Raises :class:`NotFound`, :class:`NoSuchVersion` and :class:`SameVersion`.
    """
    with registry.store.reading() as unit:
        return _change(unit, registry, seen_by(unit, viewer, ref), now, to)


def move_to_version(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    ref: str,
    to: int | None = None,
) -> VersionChange:
    """Let the case follow version ``to`` from now on, and tell whose dates moved."""
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        change = _change(unit, registry, proceeding, now, to)
        unit.proceedings.follow_version(proceeding.id, change.to.version)
        moved = unit.proceedings.get(proceeding.id)
        because = f"version {change.to.version}"
        shifts = refresh(unit, registry, moved, now, because=because)
        announce(unit, shifts, uuid5(proceeding.id, f"{because} {now}"), now)
        versions = {"from": proceeding.workflow_version, "to": change.to.version}
        subject = {"proceeding": proceeding.ref}
        unit.audit.append(now, actor.id, "proceeding.move_version", subject, versions)
    return change


def _change(
    unit: Unit,
    registry: Registry,
    proceeding: Proceeding,
    now: datetime,
    to: int | None,
) -> VersionChange:
    definition = _wanted(registry, proceeding, to)
    journal = unit.journal.of(proceeding.id)
    after = replay(definition, journal, registry.law, now)
    was, before = _present(unit, registry, proceeding, now)
    stored = [each for _, each in unit.projections.deadlines([proceeding.id])]
    old = {each.id: each for each in (before.deadlines if before else stored)}
    new = {each.id: each for each in after.deadlines}
    kinds = {fact.entry.kind for fact in standing_facts(journal)}
    return VersionChange(
        proceeding=proceeding,
        was=was,
        to=definition,
        before=before,
        after=after,
        shifts=shifts_between(proceeding.ref, old, new),
        unknown=tuple(sorted(kinds - ACTS - set(definition.events))),
    )


def _wanted(registry: Registry, proceeding: Proceeding, to: int | None) -> Workflow:
    name = proceeding.workflow
    present = registry.workflow(name)
    wanted = present.version if to is None else to
    found = registry.law.version_of(name, wanted)
    if found is None:
        known = ", ".join(map(str, registry.law.versions_of(name)))
        raise NoSuchVersion(workflow=name, version=wanted, known=known)
    if wanted == proceeding.workflow_version:
        raise SameVersion(version=wanted)
    return found


def _present(
    unit: Unit, registry: Registry, proceeding: Proceeding, now: datetime
) -> tuple[Workflow | None, Standing | None]:
    try:
        was = registry.followed(proceeding)
    except VersionGone:
        return None, None
    return was, standing_of(unit, registry, proceeding, now)


def _flags(standing: Standing | None) -> tuple[str, ...]:
    return tuple(flag.id for flag in standing.flags) if standing else ()


def _without(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in some if each not in others)
