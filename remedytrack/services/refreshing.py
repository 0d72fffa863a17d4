"""Storing what a replay says, in the transaction of the fact that caused it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.reminding import moved
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, Standing
from remedytrack.services.owing import Roster, plan
from remedytrack.services.registry import Registry
from remedytrack.services.resulting import keep_results
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


@dataclass(frozen=True, slots=True)
class Shift:
    """A deadline before and after a change; ``None`` where there was or is none.

    ``earlier`` says that it became more urgent.
    """

    ref: str
    before: Deadline | None
    after: Deadline | None

    @property
    def was_on(self) -> date | None:
        """The date shown before."""
        return self.before.safe_on if self.before else None

    @property
    def now_on(self) -> date | None:
        """The date shown now."""
        return self.after.safe_on if self.after else None

    @property
    def earlier(self) -> bool:
        """Whether the date moved towards us."""
        known = self.was_on is not None and self.now_on is not None
        return known and self.now_on < self.was_on  # type: ignore[operator]


def refresh(
    unit: Unit,
    registry: Registry,
    proceeding: Proceeding,
    now: datetime,
    *,
    cause: UUID | None = None,
    because: str | None = None,
) -> tuple[Shift, ...]:
    """Replay ``proceeding``, store its standing and return what moved.

    Where the entry ``cause`` moved a date, the change notices are planned too. A count
    that differs from the last one is kept as a result with its trace; ``because`` says
    there why it was counted, where no entry did.
    """
    before = {d.id: d for _, d in unit.projections.deadlines([proceeding.id])}
    standing = standing_of(unit, registry, proceeding, now)
    reason = str(cause) if cause else because
    results = keep_results(unit, proceeding.id, standing, now, reason)
    unit.proceedings.store_standing(proceeding.id, standing, now, results=results)
    after = {deadline.id: deadline for deadline in standing.deadlines}
    shifts = _shifts(proceeding.ref, before, after)
    if cause is not None:
        current = unit.proceedings.get(proceeding.id)
        _announce(unit, current, shifts, cause, now)
    return shifts


def standing_of(
    unit: Unit, registry: Registry, proceeding: Proceeding, now: datetime
) -> Standing:
    """Replay the whole journal of ``proceeding`` at ``now``."""
    journal = unit.journal.of(proceeding.id)
    return replay(registry.definition(proceeding), journal, registry.law, now)


def rebuild(registry: Registry, now: datetime) -> int:
    """Drop every projection and replay every journal; return how many.

    Nobody is mailed again: a reminder's key depends on the deadline's identity, which
    a replay does not change.
    """
    with registry.store.writing() as unit:
        unit.proceedings.clear_projections()
        proceedings = unit.proceedings.all()
        for proceeding in proceedings:
            refresh(unit, registry, proceeding, now, because="rebuild")
        unit.audit.append(
            now, "operator", "projections.rebuild", {}, {"count": len(proceedings)}
        )
    return len(proceedings)


def _shifts(
    ref: str, before: dict[UUID, Deadline], after: dict[UUID, Deadline]
) -> tuple[Shift, ...]:
    both = [(before.get(each), after.get(each)) for each in {**before, **after}]
    return tuple(Shift(ref, was, now) for was, now in both if _differs(was, now))


def _differs(was: Deadline | None, now: Deadline | None) -> bool:
    if was is None or now is None:
        return True
    shown = (was.safe_on, was.remind_on, was.state, was.no_date)
    return shown != (now.safe_on, now.remind_on, now.state, now.no_date)


def _announce(
    unit: Unit,
    proceeding: Proceeding,
    shifts: tuple[Shift, ...],
    cause: UUID,
    now: datetime,
) -> None:
    people = Roster(unit).responsible_for(proceeding)
    for shift in shifts:
        was, after = shift.before, shift.after
        if was is None or after is None or not after.state.is_pending:
            continue
        if (was.safe_on, was.remind_on) == (after.safe_on, after.remind_on):
            continue
        earlier = shift.earlier or _sooner(after.remind_on, was.remind_on)
        notices = moved(after, by_entry=cause, earlier=earlier, people=people, now=now)
        for notice in notices:
            plan(unit, proceeding, notice, now, was_on=was.safe_on)


def _sooner(now_on: date | None, was_on: date | None) -> bool:
    return now_on is not None and was_on is not None and now_on < was_on
