"""The remedy ladder of a dossier, and what can still be saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.core.workflow.cascades import Remedy
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    RemedyState,
    Restoration,
)
from remedytrack.services.docket import DocketRow, docket
from remedytrack.services.refreshing import standing_of
from remedytrack.services.refusals import NotFound
from remedytrack.services.registry import Registry, visible
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


@dataclass(frozen=True, slots=True)
class Rung:
    """A remedy in a dossier: where it was used, or until when it is open.

    ``ref`` is the case it was used in, ``proposed_in`` the case that proposes it;
    ``deadline_id`` leads to its last day.
    """

    remedy: Remedy
    state: RemedyState
    until_on: date | None = None
    ref: str | None = None
    title: str | None = None
    proposed_in: str | None = None
    deadline_id: UUID | None = None


def ladder(
    registry: Registry, *, viewer: Viewer, now: datetime, matter_ref: str
) -> list[Rung]:
    """Return every remedy in the order in which they are used, with where it stands.

    A remedy used in several cases has a rung for each; one that no case is about is
    open where something proposes it, and otherwise not available.
    """
    with registry.store.reading() as unit:
        matter = unit.matters.by_ref(matter_ref)
        if matter is None:
            raise NotFound(ref=matter_ref)
        cases = [
            each
            for each in unit.proceedings.of_matter(matter.id)
            if visible(unit, viewer, each)
        ]
        titles = unit.proceedings.titles([each.id for each in cases])
        used, proposed = _standings(unit, registry, cases, titles, now)
    return [
        rung
        for remedy in registry.law.remedies
        for rung in _rungs(remedy, used.get(remedy.id, []), proposed)
    ]


def _standings(
    unit: Unit,
    registry: Registry,
    cases: Iterable[Proceeding],
    titles: dict[UUID, str],
    now: datetime,
) -> tuple[dict[str, list[Rung]], list[tuple[str, Deadline]]]:
    remedies = {each.id: each for each in registry.law.remedies}
    used: dict[str, list[Rung]] = {}
    proposed: list[tuple[str, Deadline]] = []
    for case in cases:
        standing = standing_of(unit, registry, case, now)
        for each in standing.remedies:
            rung = Rung(
                remedies[each.id],
                each.state,
                each.until_on,
                ref=case.ref,
                title=titles[case.id],
                deadline_id=each.deadline_id,
            )
            used.setdefault(each.id, []).append(rung)
        pending = (d for d in standing.deadlines if d.proposes and d.state.is_pending)
        proposed += [(case.ref, deadline) for deadline in pending]
    return used, proposed


def _rungs(
    remedy: Remedy, used: list[Rung], proposed: list[tuple[str, Deadline]]
) -> Iterator[Rung]:
    begun = [each for each in used if each.state is not RemedyState.NOT_AVAILABLE]
    yield from begun
    if begun:
        return
    for ref, deadline in proposed:
        if deadline.proposes == remedy.workflow:
            over = deadline.state is DeadlineState.MISSED
            state = RemedyState.LAPSED if over else RemedyState.OPEN
            until = deadline.safe_on
            yield Rung(remedy, state, until, proposed_in=ref, deadline_id=deadline.id)
            return
    yield Rung(remedy, RemedyState.NOT_AVAILABLE)


@dataclass(frozen=True, slots=True)
class Saving:
    """What can still be saved: ours, what may be asked back, and others' clocks."""

    ours: tuple[DocketRow, ...]
    restorable: tuple[DocketRow, ...]
    limitation: tuple[DocketRow, ...]


def saving(registry: Registry, *, viewer: Viewer, now: datetime) -> Saving:
    """Return everything whose last day is ahead, nearest first.

    ``limitation`` are the authority's own limitation clocks: after them nobody can be
    held to account. Our own acts count until the latest day that can be argued, though
    we work to the earliest.
    """
    rows = docket(registry, viewer=viewer, now=now)
    clocks = _limitation_clocks(registry)
    ahead = [row for row in rows if _is_ahead(row)]
    return Saving(
        ours=tuple(row for row in ahead if row.deadline.is_hard),
        restorable=tuple(
            row for row in rows if row.deadline.restoration is Restoration.POSSIBLE
        ),
        limitation=tuple(row for row in ahead if row.deadline.limit in clocks),
    )


def _limitation_clocks(registry: Registry) -> frozenset[str]:
    return frozenset(
        limit.id
        for workflow in registry.law.workflows.values()
        for limit in workflow.time_limits
        if limit.limitation
    )


def _is_ahead(row: DocketRow) -> bool:
    deadline = row.deadline
    last = deadline.arguable_on or deadline.safe_on
    if deadline.bound is BoundParty.US and last is None:
        return True
    return last is not None and last >= row.today
