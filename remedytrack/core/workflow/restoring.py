"""Restoration: a missed term that can be asked back, and what became of the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from remedytrack.core.timelimits.limit import Restore, TimeLimit
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    Restoration,
    Timeliness,
)

Occurred = Callable[[str | None], bool]

_OVER = {DeadlineState.OVERDUE, DeadlineState.MISSED}


def restored(
    deadline: Deadline,
    limit: TimeLimit,
    occurred: Occurred,
    last_day: Callable[[date], date | None],
    today: date,
) -> Deadline:
    """Return the deadline with what became of a request to restore its term.

    ``occurred`` says whether an event came after the trigger; ``last_day`` counts the
    term for asking from the day on which the missed one ended.
    """
    restore = limit.restore
    in_time = deadline.timeliness is Timeliness.IN_TIME
    if restore is None or in_time or deadline.state is DeadlineState.OPEN:
        return deadline
    answered = _answered(restore, occurred)
    if answered is not None:
        return replace(deadline, restoration=answered)
    if deadline.state not in _OVER or deadline.arguable_on is None:
        return deadline
    by_on = last_day(deadline.arguable_on)
    lapsed = by_on is not None and by_on < today
    state = Restoration.LAPSED if lapsed else Restoration.POSSIBLE
    return replace(deadline, restoration=state, restore_by_on=by_on)


def _answered(restore: Restore, occurred: Occurred) -> Restoration | None:
    if occurred(restore.granted):
        return Restoration.GRANTED
    if occurred(restore.refused):
        return Restoration.REFUSED
    return Restoration.ASKED if occurred(restore.on) else None
