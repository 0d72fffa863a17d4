"""Storing what a replay says, in the transaction of the fact that caused it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.recipients import Responsible
from remedytrack.core.reminding import Reminder, moved
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, Standing
from remedytrack.services.owing import Roster
from remedytrack.services.refusals import UnknownWorkflow, VersionGone
from remedytrack.services.registry import Registry
from remedytrack.services.resulting import keep_results
from remedytrack.services.telling import Notice, tell
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

    Where the entry ``cause`` moved a date, the change notices are planned too; what
    is part of a greater change is announced with it (:func:`announce`). A count that
    differs from the last one is kept as a result with its trace; ``because`` says
    there why it was counted, where no entry did.
    """
    before = {d.id: d for _, d in unit.projections.deadlines([proceeding.id])}
    standing = standing_of(unit, registry, proceeding, now)
    reason = str(cause) if cause else because
    results = keep_results(unit, proceeding.id, standing, now, reason)
    unit.proceedings.store_standing(proceeding.id, standing, now, results=results)
    after = {deadline.id: deadline for deadline in standing.deadlines}
    shifts = shifts_between(proceeding.ref, before, after)
    if cause is not None:
        announce(unit, shifts, cause, now)
    return shifts


def announce(unit: Unit, shifts: Iterable[Shift], cause: UUID, now: datetime) -> None:
    """Tell those responsible what the change ``cause`` moved, in whatever cases.

    Each person gets one mail with all of it.
    """
    roster = Roster(unit, now)
    notices = (
        Notice(case, notice, shift.was_on)
        for shift in shifts
        for case in [unit.proceedings.by_ref(shift.ref)]
        if case is not None
        for notice in _notices(roster.responsible_for(case), shift, cause, now)
    )
    tell(unit, notices, now)


def standing_of(
    unit: Unit, registry: Registry, proceeding: Proceeding, now: datetime
) -> Standing:
    """Replay the whole journal of ``proceeding`` at ``now``."""
    journal = unit.journal.of(proceeding.id)
    return replay(registry.followed(proceeding), journal, registry.law, now)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many cases were rebuilt; by reference, why others stand as before."""

    count: int
    left: Mapping[str, str]


def rebuild(registry: Registry, now: datetime) -> Rebuilt:
    """Drop every projection and replay every journal.

    Nobody is mailed again: a reminder's key depends on the deadline's identity, which
    a replay does not change. A case whose procedure is gone keeps what was stored.
    """
    with registry.store.writing() as unit:
        proceedings = unit.proceedings.all()
        left = {each.id: why for each in proceedings if (why := _gone(registry, each))}
        unit.proceedings.clear_projections(but=left)
        for proceeding in proceedings:
            if proceeding.id not in left:
                refresh(unit, registry, proceeding, now, because="rebuild")
        details = {"count": len(proceedings) - len(left), "left": len(left)}
        unit.audit.append(now, "operator", "projections.rebuild", {}, details)
    told = {each.ref: left[each.id] for each in proceedings if each.id in left}
    return Rebuilt(len(proceedings) - len(left), told)


def _gone(registry: Registry, proceeding: Proceeding) -> str | None:
    try:
        registry.followed(proceeding)
    except (UnknownWorkflow, VersionGone) as refused:
        return str(refused)
    return None


def shifts_between(
    ref: str, before: Mapping[UUID, Deadline], after: Mapping[UUID, Deadline]
) -> tuple[Shift, ...]:
    """Return the deadlines of ``ref`` that differ, each before and after, by id."""
    both = [(before.get(each), after.get(each)) for each in {**before, **after}]
    return tuple(Shift(ref, was, now) for was, now in both if _differs(was, now))


def _differs(was: Deadline | None, now: Deadline | None) -> bool:
    if was is None or now is None:
        return True
    shown = (was.safe_on, was.remind_on, was.state, was.no_date)
    return shown != (now.safe_on, now.remind_on, now.state, now.no_date)


def _notices(
    people: Responsible, shift: Shift, cause: UUID, now: datetime
) -> tuple[Reminder, ...]:
    was, after = shift.before, shift.after
    if was is None or after is None or not after.state.is_pending:
        return ()
    if (was.safe_on, was.remind_on) == (after.safe_on, after.remind_on):
        return ()
    earlier = shift.earlier or _sooner(after.remind_on, was.remind_on)
    return moved(after, by_entry=cause, earlier=earlier, people=people, now=now)


def _sooner(now_on: date | None, was_on: date | None) -> bool:
    return now_on is not None and was_on is not None and now_on < was_on
