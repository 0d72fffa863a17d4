"""Cases without a next step: open, and nothing ahead that anybody would look at.

A next step is a pending date that is still to come, a proposal to decide on, or
something that waits for us now. A case without one is found again only by chance,
unless somebody says why it waits, and until when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.dates import When
from remedytrack.core.law import Texts
from remedytrack.core.workflow.journal import (
    Act,
    Entry,
    FieldValue,
    NoStep,
    day_in,
    standing_facts,
)
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.services.acting import act_entry, append_act
from remedytrack.services.check_refusals import LookAgainPassed
from remedytrack.services.looking import proceedings_for
from remedytrack.services.recording import Recorded
from remedytrack.services.registry import Registry, recordable
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding

_EASTERNMOST = timedelta(hours=14)
_WAITS_FOR_US = frozenset({DeadlineState.OVERDUE, DeadlineState.LIFTABLE})


@dataclass(frozen=True, slots=True)
class Stepless:
    """An open case with nothing ahead.

    ``said`` is the last reason that was given, which has run out by now.
    """

    ref: str
    title: str
    workflow: Texts
    state: Texts | None
    owner_name: str | None
    said: NoStep | None
    last_recorded_at: datetime | None


def next_steps_missing(
    registry: Registry, *, viewer: Viewer, now: datetime
) -> list[Stepless]:
    """Return the open cases of ``viewer`` without a next step, longest silent first."""
    with registry.store.reading() as unit:
        seen = proceedings_for(unit, viewer)
        found = without_next_step(unit, registry, seen, now)
        titles = unit.proceedings.titles([each.id for each in found])
        names = {account.id: account.name for account in unit.accounts.all()}
        listed = [_listed(unit, registry, each, titles, names) for each in found]
    return sorted(listed, key=lambda each: (str(each.last_recorded_at), each.ref))


def without_next_step(
    unit: Unit, registry: Registry, proceedings: Iterable[Proceeding], now: datetime
) -> list[Proceeding]:
    """Return those of ``proceedings`` that are open and have no next step.

    Words are not read: the scheduler asks this too.
    """
    # In no zone is it later: what has a date by then has one everywhere.
    maybe = set(unit.day_log.without_date((now + _EASTERNMOST).date()))
    open_ = [p for p in proceedings if p.id in maybe and is_open(registry, p)]
    pending = defaultdict[UUID, list[Deadline]](list)
    for id_, deadline in unit.projections.deadlines(
        [each.id for each in open_], pending_only=True
    ):
        pending[id_].append(deadline)
    return [
        each
        for each in open_
        if not _has_step(pending[each.id], registry.today(each, now))
        and not _is_explained(unit, each, registry.today(each, now))
    ]


def explain_waiting(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    ref: str,
    why: NoStep,
    look_again_on: date | None = None,
    note: str = "",
) -> Recorded:
    """Say why a case has no next step, and when to look at it again.

    On that day the reason ends. Raises :class:`LookAgainPassed` for a day that is not
    ahead.
    """
    with registry.store.writing() as unit:
        proceeding = recordable(unit, actor, ref)
        today = registry.today(proceeding, now)
        fields: dict[str, FieldValue] = {"why": why.value}
        if look_again_on is not None:
            if look_again_on <= today:
                raise LookAgainPassed(day=look_again_on)
            fields["look_again"] = look_again_on.isoformat()
        entry = act_entry(Act.NO_NEXT_STEP, actor, now, When.on(today), fields)
        return append_act(unit, registry, proceeding, entry, note)


def is_open(registry: Registry, proceeding: Proceeding) -> bool:
    """Say whether a case goes on: its headline is in no final state."""
    definition = registry.definition(proceeding)
    state = definition.tracks[definition.headline].states.get(proceeding.headline_state)
    return state is None or not state.final


def _has_step(pending: Iterable[Deadline], today: date) -> bool:
    return any(_is_step(deadline, today) for deadline in pending)


def _is_step(deadline: Deadline, today: date) -> bool:
    if deadline.proposes is not None or deadline.state in _WAITS_FOR_US:
        return True
    days = (deadline.safe_on, deadline.arguable_on, deadline.remind_on)
    return any(day is not None and day >= today for day in days)


def _is_explained(unit: Unit, proceeding: Proceeding, today: date) -> bool:
    said = _last_reason(unit, proceeding)
    if said is None:
        return False
    look_again_on = day_in(said.fields.get("look_again"))
    return look_again_on is None or today < look_again_on


def _last_reason(unit: Unit, proceeding: Proceeding) -> Entry | None:
    facts = standing_facts(unit.journal.of(proceeding.id))
    said = [fact.entry for fact in facts if fact.entry.kind == Act.NO_NEXT_STEP]
    return said[-1] if said else None


def _listed(
    unit: Unit,
    registry: Registry,
    proceeding: Proceeding,
    titles: dict[UUID, str],
    names: dict[str, str],
) -> Stepless:
    definition = registry.definition(proceeding)
    state = definition.tracks[definition.headline].states.get(proceeding.headline_state)
    reason = _last_reason(unit, proceeding)
    recorded = [each.recorded_at for each in unit.journal.of(proceeding.id)]
    return Stepless(
        ref=proceeding.ref,
        title=titles.get(proceeding.id, ""),
        workflow=definition.title,
        state=state.title if state else None,
        owner_name=names.get(proceeding.owner or ""),
        said=NoStep(str(reason.fields["why"])) if reason else None,
        last_recorded_at=max(recorded, default=None),
    )
