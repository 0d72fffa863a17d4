"""Keeping each count with its trace: a result is appended where something differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.trace import document
from remedytrack.core.workflow.standing import Deadline, Standing
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Result
from remedytrack.zones import zones_version


@dataclass(frozen=True, slots=True)
class _Counting:
    """Whose deadlines are counted, when, why, and with which time zone data."""

    proceeding_id: UUID
    now: datetime
    cause: str | None
    tzdata: str

    def result(self, deadline: Deadline, known: Result | None) -> Result | None:
        """Return what takes the place of ``known``; ``None`` where nothing differs.

        A deadline that never had a count has no result. One that had a count and
        cannot be counted any more gets a result that says so.
        """
        safe, arguable = counts_of(deadline)
        trace, counted = document(safe, arguable, self.tzdata), safe or arguable
        if (counted is None) if known is None else (known.trace == trace):
            return None
        return Result(
            id=new_id(self.now),
            proceeding_id=self.proceeding_id,
            deadline_id=deadline.id,
            limit_version=counted.limit_version if counted else None,
            profile_version=counted.profile_version if counted else None,
            calendar=counted.calendar if counted else None,
            calendar_revision_on=counted.calendar_revision_on if counted else None,
            tzdata=self.tzdata,
            safe_on=safe.safe_on if safe else None,
            arguable_on=arguable.arguable_on if arguable else None,
            trace=trace,
            computed_at=self.now,
            cause=self.cause,
            supersedes=known.id if known else None,
        )


def keep_results(
    unit: Unit,
    proceeding_id: UUID,
    standing: Standing,
    now: datetime,
    cause: str | None,
) -> dict[UUID, Result]:
    """Append what was counted otherwise than before; return the newest results.

    Args:
        unit: the transaction in which the standing is stored too.
        proceeding_id: whose standing it is.
        standing: from a replay made now; a stored one has no law any more.
        now: the moment of the replay.
        cause: in short why it was counted.
    """
    counting = _Counting(proceeding_id, now, cause, zones_version())
    newest = unit.results.current(proceeding_id)
    for deadline in standing.deadlines:
        result = counting.result(deadline, newest.get(deadline.id))
        if result is not None:
            unit.results.append(result)
            newest[deadline.id] = result
    return newest


def counts_of(deadline: Deadline) -> tuple[Computation | None, Computation | None]:
    """Return the counts from the earliest and from the latest day of the trigger.

    They are the same where the trigger is certain; an end that is open has none.
    """
    safe, arguable = deadline.computation, deadline.arguable_computation
    if arguable is None and deadline.arguable_on is not None:
        return safe, safe
    return safe, arguable
