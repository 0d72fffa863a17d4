"""What people and events have made of a deadline: done, in time, overdue, late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY, When, midnight_after
from remedytrack.core.law import LawStatus
from remedytrack.core.workflow.acts import Acts
from remedytrack.core.workflow.happenings import Happening
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    Timeliness,
)


def settled(
    deadline: Deadline, done: Happening | None, acts: Acts, now: datetime
) -> Deadline:
    """Return the deadline with what people and events have made of it by ``now``."""
    acknowledged = acts.acknowledged(deadline)
    deadline = _done(deadline, done, acts)
    # What was taken on was the date known then; a new one is to be taken on anew.
    if acknowledged is not None and acknowledged.recorded_at >= deadline.known_at:
        deadline = replace(
            deadline,
            acknowledged_by=acknowledged.recorded_by,
            acknowledged_at=acknowledged.recorded_at,
        )
    if deadline.done_when is not None:
        timeliness = timeliness_of(deadline, deadline.done_when)
        deadline = replace(deadline, timeliness=timeliness)
    state = _state(deadline, waived=acts.waived(deadline), now=now)
    return replace(deadline, state=state)


def _done(deadline: Deadline, done: Happening | None, acts: Acts) -> Deadline:
    """Return the deadline with what ended it: an event, or else somebody's word."""
    by_hand = acts.satisfied(deadline)
    if done is not None:
        versions = done.fact.versions if done.fact else ()
        ids = {done.id, *(each.id for each in versions)}
        when, by, seen = done.when, done.id, done.seen
    elif by_hand is not None:
        ids = {by_hand.id}
        when, by = by_hand.occurred, by_hand.id
        seen = bool(by_hand.fields.get("proven"))
    else:
        return deadline
    return replace(
        deadline,
        done_when=when,
        done_by=by,
        proven=seen or acts.proof_given(ids),
        proof_opened_by=acts.proof_opened(ids),
    )


def timeliness_of(deadline: Deadline, done: When) -> Timeliness:
    """Say whether ``done`` was in time by every reading, late by all, or unknown."""
    if deadline.hours and deadline.computation is not None:
        return _to_the_minute(deadline, done, ZoneInfo(deadline.computation.zone))
    safe_on, arguable_on = deadline.safe_on, deadline.arguable_on
    if safe_on is not None and done.surely_by(safe_on):
        return Timeliness.IN_TIME
    late = deadline.late_at is not None and arguable_on is not None
    if late and arguable_on is not None and done.surely_after(arguable_on):
        return Timeliness.LATE
    return Timeliness.UNKNOWN


def _to_the_minute(deadline: Deadline, done: When, zone: ZoneInfo) -> Timeliness:
    minute = done.moment(zone)
    first, last = done.earliest, done.latest
    begun = minute or (midnight_after(first - ONE_DAY, zone) if first else None)
    over = minute or (midnight_after(last, zone) if last else None)
    if over and deadline.closes_at and over <= deadline.closes_at:
        return Timeliness.IN_TIME
    if begun and deadline.late_at and begun >= deadline.late_at:
        return Timeliness.LATE
    return Timeliness.UNKNOWN


def _state(deadline: Deadline, *, waived: bool, now: datetime) -> DeadlineState:
    done = deadline.done_when is not None
    if deadline.consequence == "embargo":
        return _embargo_state(deadline, done=done, now=now)
    if done:
        return DeadlineState.SATISFIED
    if waived:
        return DeadlineState.WAIVED
    return _running_state(deadline, now)


def _embargo_state(deadline: Deadline, *, done: bool, now: datetime) -> DeadlineState:
    if done:
        return DeadlineState.LIFTED
    over = deadline.late_at is not None and deadline.late_at <= now
    return DeadlineState.LIFTABLE if over else DeadlineState.CONFIDENTIAL


def _running_state(deadline: Deadline, now: datetime) -> DeadlineState:
    surely_over = deadline.late_at is not None and deadline.late_at <= now
    if deadline.bound != "us":
        # A draft rule accuses nobody: it is shown, and no more.
        accuses = surely_over and deadline.status is not LawStatus.DRAFT
        return DeadlineState.LATE if accuses else DeadlineState.OPEN
    if surely_over:
        return DeadlineState.MISSED
    over = deadline.closes_at is not None and deadline.closes_at <= now
    return DeadlineState.OVERDUE if over else DeadlineState.OPEN
