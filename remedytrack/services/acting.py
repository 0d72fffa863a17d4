"""What people do to deadlines and findings: each act is a journal entry of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.dates import When
from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.core.workflow.journal import Act, Entry, FieldValue, Proof
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.recording import Recorded
from remedytrack.services.refreshing import refresh
from remedytrack.services.refusals import (
    DeadlineEnded,
    EventInTheFuture,
    NotFound,
    ReasonMissing,
    UnknownPerson,
)
from remedytrack.services.registry import Registry, recordable, recordable_by_id
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import EntryContent, Proceeding


def acknowledge(
    registry: Registry, *, actor: Viewer, now: datetime, deadline_id: UUID
) -> Recorded:
    """Take a deadline on: the daily repeats and the escalation stop, no more."""
    return _on_deadline(registry, Act.ACKNOWLEDGED, actor, now, deadline_id)


def satisfy(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    deadline_id: UUID,
    done: When,
    proof: str,
    kind: Proof = Proof.RECEIPT,
) -> Recorded:
    """Mark a deadline as done.

    ``proof`` is the number or where the paper lies, ``kind`` what it is; without proof
    the deadline is "done without proof" and says so in every list.
    """
    shown: dict[str, FieldValue] = {"proven": bool(proof.strip())}
    if shown["proven"]:
        shown["proof"] = kind.value
    return _on_deadline(
        registry,
        Act.SATISFIED,
        actor,
        now,
        deadline_id,
        occurred=done,
        fields=shown,
        note=proof,
    )


def extend(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    deadline_id: UUID,
    until: date,
    granted: bool,
    reason: str,
) -> Recorded:
    """Record an extension; one that was only asked for changes no date."""
    return _on_deadline(
        registry,
        Act.EXTENDED,
        actor,
        now,
        deadline_id,
        fields={"until": until.isoformat(), "granted": granted},
        note=_reason(reason),
    )


def waive(
    registry: Registry, *, actor: Viewer, now: datetime, deadline_id: UUID, reason: str
) -> Recorded:
    """Give the right up, with a reason: the ladder ends."""
    note = _reason(reason)
    return _on_deadline(registry, Act.WAIVED, actor, now, deadline_id, note=note)


def enter_date(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    ref: str,
    when: When,
    sort: str,
    title: str,
    bound: BoundParty = BoundParty.US,
) -> Recorded:
    """Enter a date by hand: ``hearing``, ``term`` set by a letter, or ``other``.

    It is marked as such wherever it is shown: no rule computed it.
    """
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        fields: dict[str, FieldValue] = {"sort": sort, "bound": bound.value}
        entry = act_entry(Act.DATE_ENTERED, actor, now, when, fields)
        return append_act(unit, registry, proceeding, entry, _reason(title))


def review_flag(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    ref: str,
    flag: str,
    verdict: str,
    reason: str,
) -> Recorded:
    """Confirm or contest a finding, with a reason."""
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        fields: dict[str, FieldValue] = {"flag": flag, "verdict": verdict}
        entry = act_entry(
            Act.FLAG_REVIEWED, actor, now, _day(registry, proceeding, now), fields
        )
        return append_act(unit, registry, proceeding, entry, _reason(reason))


def assign(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    ref: str,
    owner: str | None,
    deputy: str | None,
) -> Recorded:
    """Say who answers for a case, and who stands in.

    Raises :class:`UnknownPerson` for somebody outside the circle: they would get mail
    about a case that they may not open.
    """
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        _check_members(unit, proceeding, owner, deputy)
        fields: dict[str, FieldValue] = {"owner": owner or "", "deputy": deputy or ""}
        entry = act_entry(
            Act.ASSIGNED, actor, now, _day(registry, proceeding, now), fields
        )
        return append_act(unit, registry, proceeding, entry, None)


def _check_members(unit: Unit, proceeding: Proceeding, *people: str | None) -> None:
    circle = unit.matters.members(proceeding.matter_id)
    for person in people:
        if person and person not in circle:
            raise UnknownPerson(person=person)


def _check_future(
    registry: Registry, proceeding: Proceeding, deadline: Deadline, entry: Entry
) -> None:
    """Nothing has been done on a day that is still to come."""
    earliest = entry.occurred.earliest
    today = registry.today(proceeding, entry.recorded_at)
    if earliest is not None and earliest > today:
        raise EventInTheFuture(day=earliest, kind=deadline.act or entry.kind)


def _on_deadline(
    registry: Registry,
    act: Act,
    actor: Viewer,
    now: datetime,
    deadline_id: UUID,
    *,
    occurred: When | None = None,
    fields: Mapping[str, FieldValue] | None = None,
    note: str | None = None,
) -> Recorded:
    with registry.store.writing() as unit:
        proceeding, deadline = pending(unit, actor, deadline_id)
        today = _day(registry, proceeding, now)
        whole = {"deadline": str(deadline.id), **(fields or {})}
        entry = act_entry(act, actor, now, occurred or today, whole)
        _check_future(registry, proceeding, deadline, entry)
        return append_act(unit, registry, proceeding, entry, note)


def pending(
    unit: Unit, actor: Viewer, deadline_id: UUID
) -> tuple[Proceeding, Deadline]:
    """Return a deadline that is not over, and its case, if ``actor`` may act on it."""
    found = unit.projections.deadline(deadline_id)
    if found is None:
        raise NotFound(ref=deadline_id)
    proceeding = recordable_by_id(unit, actor, found[0])
    if not found[1].state.is_pending:
        raise DeadlineEnded
    return proceeding, found[1]


def _day(registry: Registry, proceeding: Proceeding, now: datetime) -> When:
    return When.on(registry.today(proceeding, now))


def act_entry(
    act: Act,
    actor: Viewer,
    now: datetime,
    occurred: When,
    fields: Mapping[str, FieldValue],
) -> Entry:
    """Return the entry of an act of ``actor``."""
    return Entry(
        id=new_id(now),
        kind=act.value,
        occurred=occurred,
        recorded_at=now,
        recorded_by=actor.id,
        fields=fields,
    )


def append_act(
    unit: Unit,
    registry: Registry,
    proceeding: Proceeding,
    entry: Entry,
    note: str | None = None,
    *,
    audited: bool = True,
) -> Recorded:
    """Store the act and what follows from it; one use case is one audit entry."""
    words = (note or "").strip()
    content = EntryContent(note=words) if words else None
    unit.journal.append(proceeding.id, entry, content)
    shifts = refresh(unit, registry, proceeding, entry.recorded_at, cause=entry.id)
    if audited:
        subject = {"proceeding": proceeding.ref, "entry": str(entry.id)}
        action = f"act.{entry.kind}"
        unit.audit.append(entry.recorded_at, entry.recorded_by, action, subject, {})
    return Recorded(entry.id, shifts)


def _reason(text: str) -> str:
    if not text.strip():
        raise ReasonMissing
    return text.strip()
