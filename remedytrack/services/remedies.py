"""The remedy ladder of a dossier, or of one person in it; what can still be saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.core.workflow.cascades import Remedy
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    RemedyState,
    Restoration,
    Standing,
)
from remedytrack.services.docket import DocketRow, docket
from remedytrack.services.refusals import NotFound
from remedytrack.services.registry import Registry, visible
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


@dataclass(frozen=True, slots=True)
class Ladder:
    """The remedies of a dossier, of one person in it where ``person`` is an id.

    ``persons`` are those that the reader may ask for: their initials by id.
    """

    rungs: tuple[Rung, ...]
    persons: Mapping[str, str]
    person: str | None = None


def ladder(
    registry: Registry,
    *,
    viewer: Viewer,
    now: datetime,
    matter_ref: str,
    person: str | None = None,
) -> Ladder:
    """Return every remedy in the order in which they are used, with where it stands.

    A remedy used in several cases has a rung for each; one that no case is about is
    open where something proposes it, and otherwise not available. The ladder of one
    person is what follows from the facts about them and about everybody: another's
    appeal is not theirs. Raises :class:`NotFound` for somebody the dossier never names.
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
        journals = {each.id: unit.journal.of(each.id) for each in cases}
        persons = unit.people.initials(_named(journals.values()))
    if person is not None and person not in persons:
        raise NotFound(ref=person)
    standings = [
        (case, _standing_for(person, registry, case, journals[case.id], now))
        for case in cases
    ]
    used, proposed = _climbed(registry, standings, titles)
    rungs = [
        rung
        for remedy in registry.law.remedies
        for rung in _rungs(remedy, used.get(remedy.id, []), proposed)
    ]
    return Ladder(tuple(rungs), persons, person)


def _named(journals: Iterable[Sequence[Entry]]) -> set[str]:
    return {each.person for journal in journals for each in journal if each.person}


def _standing_for(
    person: str | None,
    registry: Registry,
    case: Proceeding,
    journal: Sequence[Entry],
    now: datetime,
) -> Standing:
    """Replay the case as it is for ``person``: without what concerns others only."""
    told = (each for each in journal if person is None or each.person in {person, None})
    return replay(registry.followed(case), told, registry.law, now)


def _climbed(
    registry: Registry,
    standings: Iterable[tuple[Proceeding, Standing]],
    titles: Mapping[UUID, str],
) -> tuple[dict[str, list[Rung]], list[tuple[str, Deadline]]]:
    remedies = {each.id: each for each in registry.law.remedies}
    used: dict[str, list[Rung]] = {}
    proposed: list[tuple[str, Deadline]] = []
    for case, standing in standings:
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
    clocks = limitation_clocks(registry)
    ahead = [row for row in rows if _is_ahead(row)]
    return Saving(
        ours=tuple(row for row in ahead if row.deadline.is_hard),
        restorable=tuple(
            row for row in rows if row.deadline.restoration is Restoration.POSSIBLE
        ),
        limitation=tuple(row for row in ahead if row.deadline.limit in clocks),
    )


def limitation_clocks(registry: Registry) -> frozenset[str]:
    """Return the ids of the limits after which nobody can be held to account."""
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
