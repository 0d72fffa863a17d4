"""Counting a stored deadline's own question once more, by another state of the law.

A deadline keeps what it was counted from, so a changed day can be tried on it without
its journal. Where the question alone does not settle the answer, that is said, and the
journal has to be replayed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import Computation, StepOp
from remedytrack.core.timelimits.compute import CountingLaw, NoProfileInForce, compute
from remedytrack.core.timelimits.limit import BoundParty, Consequence, TimeLimit
from remedytrack.core.timelimits.refusals import CannotCount
from remedytrack.core.timelimits.work import Trigger
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.standing import Deadline

Ends = tuple[date | None, date | None, datetime | None, datetime | None]
"""The safe and the arguable day, and the moments that end them."""


class LawByLimit(CountingLaw, Protocol):
    """The law, asked for a rule by its id."""

    def limit_versions(self, limit_id: str) -> tuple[Workflow, tuple[TimeLimit, ...]]:
        """Return the procedure of a rule and its versions; LookupError if unknown."""


class Verdict(StrEnum):
    """Whether a deadline moves; ``unclear`` asks for its journal."""

    SAME = "same"
    MOVES = "moves"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Recounted:
    """The ends as stored, and as counted now (``None``: not to be counted so)."""

    verdict: Verdict
    was: Ends
    now: Ends | None


def recounted(deadline: Deadline, law: LawByLimit) -> Recounted:
    """Count the stored question of ``deadline`` by ``law``, and compare.

    ``unclear`` are those with a suspension, with an extension or another day of
    reminding, and our own that await a second check: an earlier date may stand behind
    them that only the journal knows.
    """
    first = deadline.computation
    second = deadline.arguable_computation or first
    was = _ends(first, second)
    try:
        now = _counted_again(first, second, law)
    except (CalendarHorizonExceeded, CannotCount, NoProfileInForce, LookupError):
        now = None
    if now is None:
        return Recounted(Verdict.UNCLEAR, was, now)
    if now != was:
        return Recounted(Verdict.MOVES, was, now)
    verdict = Verdict.SAME if _stands_alone(deadline) else Verdict.UNCLEAR
    return Recounted(verdict, was, now)


def _counted_again(
    first: Computation | None, second: Computation | None, law: LawByLimit
) -> Ends | None:
    if first is None or second is None:
        return None
    workflow, versions = law.limit_versions(first.limit)
    limit = _version(versions, first.limit_version)
    if limit is None or limit.stop or limit.extend:
        return None
    safe = _again(first, limit, workflow.calendar, law)
    arguable = safe if second is first else None
    return _ends(safe, arguable or _again(second, limit, workflow.calendar, law))


def _version(versions: Sequence[TimeLimit], name: str) -> TimeLimit | None:
    return next((each for each in versions if each.version == name), None)


def _again(
    asked: Computation, limit: TimeLimit, calendar: str, law: LawByLimit
) -> Computation:
    trigger = Trigger(asked.trigger_on, ZoneInfo(asked.zone), asked.trigger_at)
    return compute(
        limit, law, trigger, calendar=calendar, selected_on=_selected_on(asked)
    )


def _selected_on(asked: Computation) -> date | None:
    steps = asked.readings[0].steps
    chosen = (each.before_on for each in steps if each.op is StepOp.VERSION)
    return next(chosen, None)


def _ends(first: Computation | None, second: Computation | None) -> Ends:
    safe = first.safe if first else None
    arguable = second.arguable if second else None
    return (
        safe.due_on if safe else None,
        arguable.due_on if arguable else None,
        safe.closes_at if safe else None,
        arguable.closes_at if arguable else None,
    )


def _stands_alone(deadline: Deadline) -> bool:
    first = deadline.computation
    second = deadline.arguable_computation or first
    awaits_check = deadline.is_hard and not deadline.double_checked
    if awaits_check or first is None or second is None:
        return False
    ours = deadline.bound is BoundParty.US
    ours = ours and deadline.consequence is not Consequence.EMBARGO
    counted_on = first.safe_on if ours else second.arguable_on
    return deadline.remind_on == counted_on
