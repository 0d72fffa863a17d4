"""What two replays are compared by."""

from __future__ import annotations

from typing import Any

from remedytrack.core.workflow.journal import Basis, Entry
from remedytrack.core.workflow.standing import Deadline, Standing
from tests.oracle.values import Due, Line, Result

View = dict[str, Any]


def entry_of(line: Line) -> Entry:
    """Return the line as the replay under test reads it."""
    return Entry(
        id=line.id,
        kind=line.kind,
        occurred=line.when,
        recorded_at=line.recorded_at,
        recorded_by=line.by,
        fields=line.fields,
        person=line.person,
        basis=Basis.DOCUMENT if line.seen else Basis.REPORTED,
        supersedes=line.supersedes,
        withdrawn=line.withdrawn,
    )


def ours(standing: Standing) -> View:
    """Return what our replay says."""
    return {
        "states": dict(standing.states),
        "deadlines": sorted(map(_deadline, standing.deadlines), key=str),
        "silences": sorted(
            (str(s.id), s.kind, str(s.occurred), s.known_at) for s in standing.silences
        ),
        "flags": sorted(
            (f.id, str(f.age_since), sorted(map(str, f.evidence)), f.unseen)
            for f in standing.flags
        ),
        "unexpected": {(a.entry, a.track, a.state) for a in standing.anomalies},
        "allowed": standing.allowed,
        "embargo": str(standing.embargo),
        "owner": standing.owner,
    }


def theirs(result: Result) -> View:
    """Return what the oracle says, in the same words."""
    return {
        "states": result.states,
        "deadlines": sorted(map(_due, result.dues), key=str),
        "silences": sorted(
            (str(q.id), q.kind, str(q.when), q.known_at) for q in result.quiet
        ),
        "flags": sorted(
            (f.id, str(f.age_since), sorted(map(str, f.evidence)), f.unseen)
            for f in result.flags
        ),
        "unexpected": set(result.unexpected),
        "allowed": result.allowed,
        "embargo": result.embargo,
        "owner": result.owner,
    }


def _deadline(d: Deadline) -> View:
    if d.proposes is not None:
        return {"limit": d.limit, "id": d.id, "trigger": d.trigger_id}
    return {
        "limit": d.limit,
        "id": d.id,
        "trigger": d.trigger_id,
        "person": d.person,
        "bound": str(d.bound),
        "consequence": str(d.consequence),
        "status": d.status and str(d.status),
        "safe_on": d.safe_on,
        "arguable_on": d.arguable_on,
        "remind_on": d.remind_on,
        "closes_at": d.closes_at,
        "late_at": d.late_at,
        "opens_on": d.opens_on,
        "provisional": d.provisional,
        "checked": d.double_checked,
        "no_date": d.no_date and str(d.no_date),
        "state": str(d.state),
        "timeliness": d.timeliness and str(d.timeliness),
        "done_when": d.done_when,
        "done_by": d.done_by,
        "proven": d.proven,
        "taken_by": d.acknowledged_by,
        "restoration": d.restoration and str(d.restoration),
        "restore_by_on": d.restore_by_on,
        "known_at": d.known_at,
    }


def _due(d: Due) -> View:
    if not d.consequence:
        return {"limit": d.limit, "id": d.id, "trigger": d.trigger.id}
    return {
        "limit": d.limit,
        "id": d.id,
        "trigger": d.trigger.id,
        "person": d.person,
        "bound": str(d.bound),
        "consequence": str(d.consequence),
        "status": d.status and str(d.status),
        "safe_on": d.safe_on,
        "arguable_on": d.arguable_on,
        "remind_on": d.remind_on,
        "closes_at": d.closes_at,
        "late_at": d.late_at,
        "opens_on": d.opens_on,
        "provisional": d.provisional,
        "checked": d.checked,
        "no_date": d.no_date,
        "state": d.state,
        "timeliness": d.timeliness,
        "done_when": d.done_when,
        "done_by": d.done_by,
        "proven": d.proven,
        "taken_by": d.taken_by,
        "restoration": d.restoration,
        "restore_by_on": d.restore_by_on,
        "known_at": d.trigger.known_at,
    }


def without(view: View, *names: str) -> View:
    """Return a view whose deadlines lack these names; silences lose their ids."""
    deadlines = [
        {key: value for key, value in each.items() if key not in names}
        for each in view["deadlines"]
    ]
    return {**view, "deadlines": sorted(deadlines, key=str)}
