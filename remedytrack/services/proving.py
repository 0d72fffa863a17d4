"""What shows that something was done: given later, looked at by another, taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import (
    Act,
    Entry,
    FieldValue,
    Proof,
    standing_facts,
)
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.acting import act_entry, append_act
from remedytrack.services.check_refusals import (
    EndedByEvent,
    NotDone,
    OwnProof,
    ProofMissing,
)
from remedytrack.services.recording import Recorded
from remedytrack.services.refusals import NotFound, ReasonMissing
from remedytrack.services.registry import Registry, recordable_by_id
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


def prove(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    deadline_id: UUID,
    proof: Proof,
    text: str,
) -> Recorded:
    """Say afterwards what shows that a deadline was met.

    ``text`` is the number, or where the paper lies. Raises :class:`NotDone` and
    :class:`ProofMissing`.
    """
    with registry.store.writing() as unit:
        done = _done(unit, actor, deadline_id)
        if not text.strip():
            raise ProofMissing
        fields: dict[str, FieldValue] = {
            **done.about,
            "proven": True,
            "proof": proof.value,
        }
        entry = act_entry(
            Act.PROOF_GIVEN, actor, now, done.today(registry, now), fields
        )
        return append_act(unit, registry, done.proceeding, entry, text)


def open_proof(
    registry: Registry, *, actor: Viewer, now: datetime, deadline_id: UUID
) -> Recorded:
    """Say that a second person has opened the proof and read what it says.

    Raises :class:`NotDone`, :class:`ProofMissing` where there is none to open, and
    :class:`OwnProof` for whoever gave it.
    """
    with registry.store.writing() as unit:
        done = _done(unit, actor, deadline_id)
        if not done.deadline.proven:
            raise ProofMissing
        if done.proven_by == actor.id:
            raise OwnProof
        today = done.today(registry, now)
        entry = act_entry(Act.PROOF_OPENED, actor, now, today, done.about)
        return append_act(unit, registry, done.proceeding, entry)


def reopen(
    registry: Registry, *, actor: Viewer, now: datetime, deadline_id: UUID, reason: str
) -> Recorded:
    """Take back that a deadline was marked as done: it runs again.

    What an event ended is reopened by correcting the event (:class:`EndedByEvent`).
    """
    if not reason.strip():
        raise ReasonMissing
    with registry.store.writing() as unit:
        done = _done(unit, actor, deadline_id)
        if done.entry.kind != Act.SATISFIED:
            raise EndedByEvent
        withdrawal = replace(
            done.entry,
            id=new_id(now),
            supersedes=done.entry.id,
            withdrawn=True,
            recorded_at=now,
            recorded_by=actor.id,
        )
        return append_act(unit, registry, done.proceeding, withdrawal, reason)


@dataclass(frozen=True, slots=True)
class _Done:
    """A deadline that was met: its case, the entry that says so, and who proved it."""

    proceeding: Proceeding
    deadline: Deadline
    entry: Entry
    proven_by: str

    @property
    def about(self) -> dict[str, FieldValue]:
        """The fields of an act about it."""
        return {"deadline": str(self.deadline.id), "done": str(self.entry.id)}

    def today(self, registry: Registry, now: datetime) -> When:
        """Return the day it is in the forum's zone."""
        return When.on(registry.today(self.proceeding, now))


def _done(unit: Unit, actor: Viewer, deadline_id: UUID) -> _Done:
    found = unit.projections.deadline(deadline_id)
    if found is None:
        raise NotFound(ref=deadline_id)
    proceeding = recordable_by_id(unit, actor, found[0])
    standing = [fact.entry for fact in standing_facts(unit.journal.of(proceeding.id))]
    by_id = {entry.id: entry for entry in standing}
    done_by = found[1].done_by
    if done_by is None or done_by not in by_id:
        raise NotDone
    proofs = [
        entry.recorded_by
        for entry in standing
        if entry.kind == Act.PROOF_GIVEN and entry.fields.get("done") == str(done_by)
    ]
    proven_by = proofs[-1] if proofs else by_id[done_by].recorded_by
    return _Done(proceeding, found[1], by_id[done_by], proven_by)
