"""What a reminder rests on: of a deadline everything but how it was counted.

The planner reads thousands of deadlines at once, and a count with its explanation is
most of what is stored of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.timelimits.limit import HARD, BoundParty, Consequence
from remedytrack.core.workflow.standing import Deadline, DeadlineState


@dataclass(frozen=True, slots=True)
class Watched:
    """The part of a :class:`Deadline` that decides who is told of it, and when."""

    id: UUID
    bound: BoundParty
    consequence: Consequence
    state: DeadlineState
    safe_on: date | None
    arguable_on: date | None
    remind_on: date | None
    closes_at: datetime | None
    hours: bool
    known_at: datetime
    acknowledged_at: datetime | None = None

    @property
    def is_hard(self) -> bool:
        """Whether it binds us and missing it costs a right, or something of one."""
        return self.bound is BoundParty.US and self.consequence in HARD


Watchable = Deadline | Watched
