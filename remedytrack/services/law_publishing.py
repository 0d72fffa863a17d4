"""Publishing changed law: the stored dates follow it, and each person is told once.

Each proceeding is refreshed in a transaction of its own, so old results are superseded
and never overwritten. The last transaction tells people and puts the publication on
record; if it is never reached, the next attempt finds what has moved by the results,
and tells it then.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from remedytrack.core.access import Viewer
from remedytrack.core.reminding import Reminder, moved
from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.services.law_impact import Impact, impact_in, may_publish, together
from remedytrack.services.law_in_use import publish_first
from remedytrack.services.law_moves import Move, already_moved, moves_between
from remedytrack.services.owing import Roster
from remedytrack.services.refreshing import refresh
from remedytrack.services.refusals import NotAllowed, PublishedMeanwhile
from remedytrack.services.registry import Registry
from remedytrack.services.telling import Notice, tell
from remedytrack.storage.published import PublishedLaw
from remedytrack.storage.unit import Unit

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did: what moved, how many people are told, and what failed.

    ``failed`` names the cases that the law could not be applied to, with the reason;
    they stand as before.
    """

    moves: tuple[Move, ...] = ()
    told: int = 0
    refreshed: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)

    @property
    def urgent(self) -> int:
        """How many moves people have to know of at once."""
        return sum(move.way.urgent for move in self.moves)


def publish(registry: Registry, *, actor: Viewer, now: datetime) -> Publication:
    """Bring every stored date over to the loaded law, and tell those responsible.

    Doing it again changes nothing and mails nobody. Raises :class:`NotAllowed`, and
    :class:`PublishedMeanwhile` if somebody else has published since this began.
    """
    if not may_publish(actor):
        raise NotAllowed
    publish_first(registry, now)
    with registry.store.reading() as unit:
        planned = impact_in(unit, registry, now)
    if planned.is_none or planned.published is None:
        return Publication()
    done = _refreshed(registry, planned.concerned, now)
    with registry.store.writing() as unit:
        return _put_on_record(unit, planned, done, actor.id, now)


_Done = tuple[list[Move], dict[str, str]]
"""What moved, and by reference what failed and why."""


def _refreshed(registry: Registry, proceedings: Iterable[UUID], now: datetime) -> _Done:
    """Refresh each in a transaction of its own; one that fails stops no other."""
    moves: list[Move] = []
    failed: dict[str, str] = {}
    for proceeding_id in proceedings:
        with registry.store.reading() as unit:
            ref = unit.proceedings.get(proceeding_id).ref
        try:
            moves += _refreshed_one(registry, proceeding_id, now)
        except Exception as error:  # noqa: BLE001 - and it is on record as failed
            failed[ref] = str(error)
            _log.exception(
                "A case could not be brought over to the changed law.",
                extra={"action": "law.publish", "proceeding": str(proceeding_id)},
            )
    return moves, failed


def _refreshed_one(
    registry: Registry, proceeding_id: UUID, now: datetime
) -> Iterable[Move]:
    with registry.store.writing() as unit:
        was = unit.proceedings.get(proceeding_id)
        before = [each for _, each in unit.projections.deadlines([proceeding_id])]
        refresh(unit, registry, was, now, because="law")
        after = [each for _, each in unit.projections.deadlines([proceeding_id])]
        return tuple(moves_between(was, before, after, now))


def _put_on_record(
    unit: Unit, planned: Impact, done: _Done, by: str, now: datetime
) -> Publication:
    moves, failed = done
    before, last = planned.published, unit.published_laws.last()
    if before is None or last is None or last.id != before.id:
        raise PublishedMeanwhile
    this = uuid5(before.id, planned.state.fingerprint)
    every = _every(unit, before, moves)
    told = _tell(unit, every, this, now)
    unit.published_laws.append(
        PublishedLaw(
            id=this,
            at=now,
            by=by,
            state=planned.state,
            result_seq=unit.published_laws.last_result_seq(),
            supersedes=before.id,
        )
    )
    ways = Counter(move.way.value for move in every)
    details = {**ways, "told": told, "failed": len(failed)}
    unit.audit.append(now, by, "law.publish", {"law": str(this)}, details)
    return Publication(every, told, len(planned.concerned) - len(failed), failed)


def _every(
    unit: Unit, published: PublishedLaw, moves: Iterable[Move]
) -> tuple[Move, ...]:
    """Return what was refreshed just now, and what other refreshes moved before."""
    refreshed = {move.deadline.id: move for move in moves}
    earlier = {move.deadline.id: move for move in already_moved(unit, published)}
    # The results know the first date, the refresh knows more about the last one.
    moved_twice = {
        id_: replace(move, was=earlier[id_].was)
        for id_, move in refreshed.items()
        if id_ in earlier and not _same_start(move, earlier[id_])
    }
    return together((), {**earlier, **refreshed, **moved_twice}.values())


def _same_start(move: Move, earlier: Move) -> bool:
    was, first = move.was, earlier.was
    if was is None or first is None:
        return was is first
    return (was.safe_on, was.arguable_on) == (first.safe_on, first.arguable_on)


def _tell(unit: Unit, moves: Iterable[Move], cause: UUID, now: datetime) -> int:
    """Plan one mail for each responsible person; return how many people."""
    roster = Roster(unit, now)
    notices = (
        Notice(move.proceeding, notice, move.was.safe_on if move.was else None)
        for move in moves
        for notice in _notices(roster, move, cause, now)
    )
    return tell(unit, notices, now)


def _notices(
    roster: Roster, move: Move, cause: UUID, now: datetime
) -> tuple[Reminder, ...]:
    """Return the change notices; what is new is told by its ladder, not by these."""
    if not _is_told(move):
        return ()
    people = roster.responsible_for(move.proceeding)
    urgent = move.way.urgent
    return moved(move.deadline, by_entry=cause, earlier=urgent, people=people, now=now)


def _is_told(move: Move) -> bool:
    """Say whether a date that mails speak of has moved: never our arguable one."""
    was, now = move.was, move.now
    if was is None or now is None:
        return False
    if was.remind_on is None and move.already:
        theirs = move.deadline.bound is not BoundParty.US
        return was.safe_on != now.safe_on or (
            theirs and was.arguable_on != now.arguable_on
        )
    before = was.safe_on, was.remind_on, was.closes_at
    return before != (now.safe_on, now.remind_on, now.closes_at)
