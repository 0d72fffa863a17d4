"""Proposals: a remedy that a cascade has opened; a person accepts or declines it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.dates import When
from remedytrack.core.workflow.cascades import Cascade
from remedytrack.core.workflow.journal import Act, Basis, Entry, FieldValue
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.acting import act_entry, append_act, pending
from remedytrack.services.following import copied, opened_by_silence
from remedytrack.services.opening import NewCase, copy_facts, open_in
from remedytrack.services.refreshing import refresh
from remedytrack.services.refusals import NotAProposal
from remedytrack.services.registry import Registry, recordable
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


@dataclass(frozen=True, slots=True)
class _Decision:
    """A proposal that somebody decides on, within one unit of work."""

    unit: Unit
    registry: Registry
    actor: Viewer
    now: datetime
    origin: Proceeding
    deadline: Deadline

    @property
    def cascade(self) -> Cascade:
        """The rule that made the proposal; :class:`NotAProposal` if none did."""
        for cascade in self.registry.law.cascades:
            if self.deadline.proposes is not None and cascade.id == self.deadline.limit:
                return cascade
        raise NotAProposal

    def link(self, opened: Proceeding) -> None:
        """Link the opened case, once."""
        links = self.unit.proceedings.links(opened.id)
        if not any(self.origin.id in {each.from_id, each.to_id} for each in links):
            kind = self.cascade.link
            self.unit.proceedings.link(opened.id, self.origin.id, kind, self.now)

    def carry_over(self, opened: Proceeding) -> None:
        """Enter in the opened case what opened it, if it has no such entry yet."""
        kind = self.cascade.as_event
        known = {each.kind for each in self.unit.journal.of(opened.id)}
        if kind is not None and kind not in known:
            self.unit.journal.append(opened.id, self._entry(kind, opened), None)

    def _entry(self, kind: str, opened: Proceeding) -> Entry:
        entries = {each.id: each for each in self.unit.journal.of(self.origin.id)}
        source = entries.get(self.deadline.trigger_id)
        if source is not None:
            return replace(copied(source, self.now), kind=kind, fields={})
        # A silence has no entry to copy: it is the replay's own.
        return Entry(
            id=opened_by_silence(self.deadline.trigger_id, opened.id),
            kind=kind,
            occurred=self.deadline.trigger_when,
            recorded_at=self.now,
            recorded_by=self.actor.id,
            person=self.deadline.person,
            basis=Basis.REPORTED,
        )

    def mark(self, opened: Proceeding) -> None:
        """Record in the origin that the proposal was accepted, and as which case."""
        fields: dict[str, FieldValue] = {
            "deadline": str(self.deadline.id),
            "proven": True,
            "opened": opened.ref,
        }
        today = When.on(self.registry.today(self.origin, self.now))
        entry = act_entry(Act.SATISFIED, self.actor, self.now, today, fields)
        append_act(self.unit, self.registry, self.origin, entry)


def accept(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    deadline_id: UUID,
    case: NewCase,
) -> Proceeding:
    """Open the case that a proposal proposes, with the event that opened it.

    ``case.workflow`` is the proposal's word, whatever it says. Corrections of the
    event in the origin follow. Raises
    :class:`~remedytrack.services.refusals.NotAProposal`.
    """
    with registry.store.writing() as unit:
        origin, deadline = pending(unit, actor, deadline_id)
        decision = _Decision(unit, registry, actor, now, origin, deadline)
        asked = replace(case, workflow=decision.cascade.opens)
        opened = open_in(unit, registry, origin.matter_id, asked, now)
        decision.link(opened)
        copy_facts(unit, registry, origin, opened, now)
        decision.carry_over(opened)
        refresh(unit, registry, unit.proceedings.get(opened.id), now)
        decision.mark(opened)
        return unit.proceedings.get(opened.id)


def accept_as(
    registry: Registry, *, actor: Viewer, now: datetime, deadline_id: UUID, ref: str
) -> None:
    """Say that the case ``ref``, opened already, is what the proposal proposes."""
    with registry.store.writing() as unit:
        origin, deadline = pending(unit, actor, deadline_id)
        decision = _Decision(unit, registry, actor, now, origin, deadline)
        opened = recordable(unit, actor, ref)
        if opened.workflow != decision.cascade.opens:
            raise NotAProposal
        decision.link(opened)
        decision.mark(opened)
