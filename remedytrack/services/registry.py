"""What every use case works with: the store and the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.access import Output, Role, Viewer, may_record, may_see
from remedytrack.core.workflow.definition import Workflow
from remedytrack.lawbook.book import Lawbook
from remedytrack.services.refusals import (
    NotAllowed,
    NotFound,
    UnknownWorkflow,
    VersionGone,
)
from remedytrack.storage.unit import Store, Unit
from remedytrack.storage.values import Proceeding

_ROLES = frozenset(role.value for role in Role)


@dataclass(frozen=True, slots=True)
class Registry:
    """The store and the law of one installation."""

    store: Store
    law: Lawbook

    def workflow(self, name: str) -> Workflow:
        """Return the definition called ``name``; :class:`UnknownWorkflow` if none."""
        definition = self.law.workflows.get(name)
        if definition is None:
            known = ", ".join(sorted(self.law.workflows))
            raise UnknownWorkflow(workflow=name, known=known)
        return definition

    def definition(self, proceeding: Proceeding) -> Workflow:
        """Return the definition that ``proceeding`` follows.

        Where its version is gone, what is stored is read by the present one;
        nothing follows from that: see :meth:`followed`.
        """
        name, version = proceeding.workflow, proceeding.workflow_version
        return self.law.version_of(name, version) or self.workflow(name)

    def followed(self, proceeding: Proceeding) -> Workflow:
        """Return the version by which ``proceeding`` is replayed.

        Raises :class:`VersionGone` where it is not among the files of law any more,
        and :class:`UnknownWorkflow`.
        """
        definition = self.definition(proceeding)
        if definition.version != proceeding.workflow_version:
            raise VersionGone(
                ref=proceeding.ref,
                workflow=proceeding.workflow,
                version=proceeding.workflow_version,
                present=definition.version,
            )
        return definition

    def zone(self, proceeding: Proceeding) -> ZoneInfo:
        """Return the forum's zone, in which the days of the case end."""
        return self.law.calendar(self.definition(proceeding).calendar).zone

    def today(self, proceeding: Proceeding, now: datetime) -> date:
        """Return the day it is in the forum's zone."""
        return now.astimezone(self.zone(proceeding)).date()


def visible(
    unit: Unit, viewer: Viewer, proceeding: Proceeding, output: Output = Output.PAGE
) -> bool:
    """Say whether ``viewer`` may see ``proceeding`` in ``output``."""
    circle = unit.matters.members(proceeding.matter_id)
    return may_see(viewer, circle, proceeding.embargo, output)


def seen_by(
    unit: Unit, viewer: Viewer, ref: str, output: Output = Output.PAGE
) -> Proceeding:
    """Return the proceeding called ``ref``.

    Raises :class:`NotFound` where it does not exist and where ``viewer`` may not see
    it: the two cannot be told apart from outside.
    """
    proceeding = unit.proceedings.by_ref(ref)
    if proceeding is None or not visible(unit, viewer, proceeding, output):
        raise NotFound(ref=ref)
    return proceeding


def viewers(unit: Unit) -> list[Viewer]:
    """Return everybody who may sign in, as the rules of access know them."""
    return [
        Viewer(each.id, frozenset(Role(role) for role in each.roles if role in _ROLES))
        for each in unit.accounts.all()
        if each.active
    ]


def recordable(unit: Unit, viewer: Viewer, ref: str) -> Proceeding:
    """Return the proceeding called ``ref`` if ``viewer`` may add to its journal."""
    proceeding = seen_by(unit, viewer, ref)
    if not may_record(viewer, unit.matters.members(proceeding.matter_id)):
        raise NotAllowed
    return proceeding


def recordable_by_id(unit: Unit, viewer: Viewer, proceeding_id: UUID) -> Proceeding:
    """Return the proceeding with this id if ``viewer`` may add to its journal."""
    return recordable(unit, viewer, unit.proceedings.get(proceeding_id).ref)
