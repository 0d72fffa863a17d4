"""Deadlines that a change of law moves: how each stood, and how it stands now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from remedytrack.core.workflow.standing import Deadline, NoDate
from remedytrack.storage.published import PublishedLaw
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


class Way(StrEnum):
    """How a deadline moves. ``uncounted`` has no date any more, ``gone`` is no more."""

    EARLIER = "earlier"
    UNCOUNTED = "uncounted"
    DATED = "dated"
    NEW = "new"
    GONE = "gone"
    LATER = "later"

    @property
    def urgent(self) -> bool:
        """Whether people have to know at once: their time may be shorter."""
        return self in {Way.EARLIER, Way.UNCOUNTED, Way.DATED, Way.NEW}


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a deadline at one moment; the last three where they are known."""

    safe_on: date | None
    arguable_on: date | None
    remind_on: date | None = None
    closes_at: datetime | None = None
    late_at: datetime | None = None

    @classmethod
    def of(cls, deadline: Deadline) -> Dates:
        """Return the dates of ``deadline``."""
        return cls(
            deadline.safe_on,
            deadline.arguable_on,
            deadline.remind_on,
            deadline.closes_at,
            deadline.late_at,
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A pending deadline that moves.

    ``was`` or ``now`` is ``None`` where there was or will be no such deadline.
    ``already`` says that its case was refreshed since and follows the law by now;
    ``responsible`` are ids of accounts, the owner first.
    """

    proceeding: Proceeding
    deadline: Deadline
    was: Dates | None
    now: Dates | None
    already: bool = False

    @property
    def way(self) -> Way:
        """How it moves."""
        return _way(self.was, self.now)

    @property
    def no_date(self) -> NoDate | None:
        """Why it has no date now."""
        return self.deadline.no_date if self.now is not None else None

    @property
    def responsible(self) -> tuple[str, ...]:
        """The accounts of owner and deputy, as far as there are any."""
        both = (self.proceeding.owner, self.proceeding.deputy)
        return tuple(each for each in both if each is not None)


def moves_between(
    proceeding: Proceeding,
    before: Iterable[Deadline],
    after: Iterable[Deadline],
    now: datetime,
) -> Iterator[Move]:
    """Yield how the pending deadlines of ``proceeding`` differ by their dates.

    A new one is the law's work only where no passing of time could have brought it.
    """
    was, is_now = {d.id: d for d in before}, {d.id: d for d in after}
    waits = proceeding.changes_at is not None and proceeding.changes_at <= now
    for deadline in is_now.values():
        old = was.get(deadline.id)
        if deadline.state.is_pending and not (old is None and waits):
            yield from _moved(proceeding, Dates.of(old) if old else None, deadline)
    for gone in was.values():
        if gone.id not in is_now and gone.state.is_pending:
            yield Move(proceeding, gone, Dates.of(gone), None)


def already_moved(unit: Unit, published: PublishedLaw) -> Iterator[Move]:
    """Yield the pending deadlines that a refresh has moved since the publication.

    No entry of a person did: the law had changed, and nobody has been told.
    """
    for old in unit.concerned.superseded_since(published.result_seq):
        found = unit.projections.deadline(old.deadline_id)
        # A result is the bare count; an extension entered by hand stands by itself.
        if found is None or not found[1].state.is_pending or _extended(found[1]):
            continue
        proceeding = unit.proceedings.get(old.proceeding_id)
        for move in _moved(proceeding, Dates(old.safe_on, old.arguable_on), found[1]):
            yield replace(move, already=True)


def moved_again(move: Move, before: Move | None) -> Move | None:
    """Return ``move`` from where it stood before ``before``; ``None`` if it is back."""
    if before is None or before.was is None:
        return move
    whole = replace(move, was=before.was)
    still = move.now is None or _differ(before.was, move.now)
    return whole if still else None


def _extended(deadline: Deadline) -> bool:
    safe = deadline.computation
    arguable = deadline.arguable_computation or safe
    return (deadline.safe_on, deadline.arguable_on) != (
        safe.safe_on if safe else None,
        arguable.arguable_on if arguable else None,
    )


def _differ(was: Dates, now: Dates) -> bool:
    return any(old != new for old, new in _pairs(was, now))


def _moved(
    proceeding: Proceeding, was: Dates | None, after: Deadline
) -> Iterator[Move]:
    now = Dates.of(after)
    if was is None or _differ(was, now):
        yield Move(proceeding, after, was, now)


def _way(was: Dates | None, now: Dates | None) -> Way:
    if was is None or now is None:
        return Way.NEW if was is None else Way.GONE
    if (was.safe_on or was.arguable_on) and not (now.safe_on or now.arguable_on):
        return Way.UNCOUNTED
    if (now.safe_on or now.arguable_on) and not (was.safe_on or was.arguable_on):
        return Way.DATED
    both = [(old, new) for old, new in _pairs(was, now) if old and new]
    return Way.EARLIER if any(new < old for old, new in both) else Way.LATER


def _pairs(was: Dates, now: Dates) -> Iterator[tuple[date | None, date | None]]:
    """Yield each date before and after; what a stored result does not tell, apart."""
    yield was.safe_on, now.safe_on
    yield was.arguable_on, now.arguable_on
    if was.closes_at is None and was.remind_on is None:
        return
    yield was.remind_on, now.remind_on
    yield was.closes_at, now.closes_at
    yield was.late_at, now.late_at
