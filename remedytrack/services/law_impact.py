"""What a change of law moves: stored deadlines, before and after. Writes nothing.

Candidates come from an index, in proportion to those that may move. Each is counted
once more from its own stored question; only the proceedings of those that move, or
whose question does not settle it, are replayed. So the list says what publishing will
do: a later term that follows from a silence is on it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.access import Role, Viewer
from remedytrack.core.lawchanges import LawChange, LawState, difference
from remedytrack.core.recounting import Recounted, Verdict, recounted
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.law_in_use import law_in_use
from remedytrack.services.law_moves import (
    Move,
    Way,
    already_moved,
    moved_again,
    moves_between,
)
from remedytrack.services.refreshing import standing_of
from remedytrack.services.refusals import NotAllowed
from remedytrack.services.registry import Registry, visible
from remedytrack.storage.published import PublishedLaw
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding

Owned = tuple[UUID, Deadline]
"""A deadline with the id of its proceeding."""


@dataclass(frozen=True, slots=True)
class Uncountable:
    """A proceeding that the law cannot be applied to, and why."""

    proceeding_id: UUID
    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What publishing the loaded law would do; urgent moves come first.

    ``published`` is ``None`` where nothing was ever published. ``concerned`` are the
    proceedings of all candidates. ``hidden`` counts, by way, the moves that the viewer
    may not see; their cases that cannot be counted are ``hidden_uncountable``.
    """

    published: PublishedLaw | None
    state: LawState
    change: LawChange = field(default_factory=LawChange)
    moves: tuple[Move, ...] = ()
    uncountable: tuple[Uncountable, ...] = ()
    concerned: tuple[UUID, ...] = ()
    hidden: Mapping[Way, int] = field(default_factory=dict)
    hidden_uncountable: int = 0

    @property
    def is_none(self) -> bool:
        """Whether there is nothing to publish."""
        return self.change.is_none and self.count == 0

    @property
    def count(self) -> int:
        """How many dates move, hidden ones too."""
        return len(self.moves) + sum(self.hidden.values())

    @property
    def urgent(self) -> int:
        """How many of them people have to know of at once."""
        seen = sum(each.way.urgent for each in self.moves)
        return seen + sum(n for way, n in self.hidden.items() if way.urgent)


def may_publish(viewer: Viewer) -> bool:
    """Say whether ``viewer`` may bring the stored dates over to changed law."""
    return viewer.operator or viewer.has(Role.ADMINISTRATOR)


def impact(registry: Registry, *, viewer: Viewer, now: datetime) -> Impact:
    """Return what the loaded law moves against the one last published.

    ``viewer`` is shown the cases that they may see, and the number of the others.
    :class:`NotAllowed` for anybody but administrators and coordinators.
    """
    if not (may_publish(viewer) or viewer.has(Role.COORDINATOR)):
        raise NotAllowed
    with registry.store.reading() as unit:
        whole = impact_in(unit, registry, now)
        return whole if viewer.operator else _as_seen_by(unit, viewer, whole)


def impact_in(unit: Unit, registry: Registry, now: datetime) -> Impact:
    """Return what the loaded law moves, whoever may see it, as ``unit`` has it."""
    state, published = law_in_use(registry.law), unit.published_laws.last()
    if published is None:
        return Impact(None, state)
    change = difference(published.state, state)
    since = together((), already_moved(unit, published))
    bare = Impact(published, state, change, since)
    return bare if change.is_none else _replayed(unit, registry, bare, now)


def candidates(unit: Unit, change: LawChange, state: LawState) -> list[Owned]:
    """Return each stored deadline that changed days or zones may move, once."""
    found: dict[UUID, Owned] = {}
    for run in change.runs():
        found |= _by_id(unit.concerned.by_days(run))
    if change.tzdata is not None:
        found |= _by_id(unit.concerned.by_other_tzdata(state.tzdata))
    return list(found.values())


def recount(
    registry: Registry, deadlines: Iterable[Owned]
) -> Iterator[tuple[UUID, UUID, Recounted]]:
    """Yield (proceeding, deadline, as counted again) of each from its own question."""
    for proceeding_id, deadline in deadlines:
        yield proceeding_id, deadline.id, recounted(deadline, registry.law)


def _replayed(unit: Unit, registry: Registry, bare: Impact, now: datetime) -> Impact:
    """Add what moves in the proceedings concerned, each replayed by the loaded law."""
    by_rules = dict.fromkeys(_of_changed_rules(unit, registry, bare.change))
    counted = candidates(unit, bare.change, bare.state)
    again = recount(registry, counted)
    moving = [p for p, _, result in again if result.verdict is not Verdict.SAME]
    found: list[Move] = []
    failed: list[Uncountable] = []
    for proceeding_id in dict.fromkeys((*by_rules, *moving)):
        proceeding = unit.proceedings.get(proceeding_id)
        try:
            found += _moves_of(unit, registry, proceeding, now)
        except Exception as error:  # noqa: BLE001 - one bad case must not hide others
            failed.append(Uncountable(proceeding_id, proceeding.ref, str(error)))
    return replace(
        bare,
        moves=together(bare.moves, found),
        uncountable=tuple(failed),
        concerned=tuple(dict.fromkeys((*by_rules, *(p for p, _ in counted)))),
    )


def together(before: Iterable[Move], found: Iterable[Move]) -> tuple[Move, ...]:
    """Return all moves, urgent first; what moved twice, from where it first was."""
    moves = {move.deadline.id: move for move in before}
    for move in found:
        whole = moved_again(move, moves.pop(move.deadline.id, None))
        if whole is not None:
            moves[move.deadline.id] = whole
    return tuple(sorted(moves.values(), key=_urgent_first))


def _moves_of(
    unit: Unit, registry: Registry, proceeding: Proceeding, now: datetime
) -> tuple[Move, ...]:
    before = [each for _, each in unit.projections.deadlines([proceeding.id])]
    after = standing_of(unit, registry, proceeding, now).deadlines
    return tuple(moves_between(proceeding, before, after, now))


def _of_changed_rules(
    unit: Unit, registry: Registry, change: LawChange
) -> Iterator[UUID]:
    """Yield proceedings whose rules changed, and those that only a replay can settle.

    A rule may begin to apply where no deadline is stored, so every case of its
    procedure is looked at.
    """
    limits = {each.of for each in change.limits}
    owned = [
        *unit.concerned.by_limits([each.version for each in change.limits]),
        *unit.concerned.by_profiles([each.version for each in change.profiles]),
        *unit.concerned.unsettled(),
    ]
    yield from (proceeding_id for proceeding_id, _ in owned)
    procedures = [
        name
        for name, workflow in registry.law.workflows.items()
        if not limits.isdisjoint(workflow.limits)
    ]
    yield from unit.concerned.proceedings_of(procedures)


def _by_id(owned: Iterable[Owned]) -> dict[UUID, Owned]:
    return {each[1].id: each for each in owned}


def _as_seen_by(unit: Unit, viewer: Viewer, whole: Impact) -> Impact:
    seen = [m for m in whole.moves if visible(unit, viewer, m.proceeding)]
    hidden = Counter(move.way for move in whole.moves)
    hidden.subtract(move.way for move in seen)
    failed = [
        each
        for each in whole.uncountable
        if visible(unit, viewer, unit.proceedings.get(each.proceeding_id))
    ]
    return replace(
        whole,
        moves=tuple(seen),
        hidden={way: n for way, n in hidden.items() if n},
        uncountable=tuple(failed),
        hidden_uncountable=len(whole.uncountable) - len(failed),
    )


def _urgent_first(move: Move) -> tuple[bool, date, str]:
    on = move.now.safe_on if move.now else None
    return not move.way.urgent, on or date.min, move.proceeding.ref
