"""The whole picture of one person: what they have to do, and what they have to look at.

Only cases that they answer for are read, and of those only what is near.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from remedytrack.core import recipients
from remedytrack.core.recipients import Responsible
from remedytrack.core.standins import Person, links
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.services.owing import Roster, fallback_ids
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding, Recipient

WEEK = timedelta(days=7)

UNTAKEN_AHEAD = timedelta(days=30)
"""A hard deadline that nobody has taken on is told so long before."""

PROPOSED_AHEAD = timedelta(days=30)
"""A proposal is told so long before its own last day."""

SAVED_AHEAD = timedelta(days=60)
"""Somebody's liability is told so long before it ends: time to do something still."""

_FARTHEST = max(UNTAKEN_AHEAD, PROPOSED_AHEAD, SAVED_AHEAD)


def picture_of(
    unit: Unit,
    roster: Roster,
    recipient: Recipient,
    today: date,
    clocks: frozenset[str],
) -> list[tuple[Proceeding, Deadline]]:
    """Return what a daily mail of ``recipient`` tells whether or not it is new.

    Ours: what is overdue, due within a week, without a date, or hard, near and not
    taken on. Others' terms of this week. Closed periods that can be lifted or end this
    week. Proposals and liabilities that end soon. A deputy sees of the owner's cases
    what is hard and not taken on.

    Args:
        unit: the open transaction.
        roster: who answers for which case.
        recipient: whose picture it is.
        today: their day.
        clocks: the limits after which nobody can be held to account.
    """
    maybe = {case.id: case for case in _cases(unit, roster, recipient.id)}
    roster.know(maybe.values())
    people = {id_: roster.responsible_for(case) for id_, case in maybe.items()}
    theirs = [id_ for id_ in maybe if recipient.id in _ids(people[id_].all)]
    near = unit.projections.deadlines(
        theirs, pending_only=True, until_on=today + _FARTHEST
    )
    view = _View(recipient.id, today, clocks)
    return [
        (maybe[id_], deadline)
        for id_, deadline in near
        if view.holds(deadline, people[id_])
    ]


def _ids(people: Iterable[recipients.Recipient]) -> set[str]:
    return {each.id for each in people}


def _cases(unit: Unit, roster: Roster, reader: str) -> list[Proceeding]:
    """Return every case that may be theirs: their own, and of those they stand in for.

    Who is told about each is the roster's to say, so there may be some too many.
    """
    is_fallback = reader in fallback_ids(unit)
    ids = _represented(roster.people, reader, with_all=is_fallback)
    ids |= {id_ for id_, person in roster.people.items() if person.deputy in ids}
    return unit.proceedings.answered_by(ids, unassigned=is_fallback)


def _represented(
    people: Mapping[str, Person], reader: str, *, with_all: bool
) -> set[str]:
    """Return the reader and whoever cannot be reached and may lead to the reader."""
    away = {id_: person for id_, person in people.items() if not person.here}
    found = {reader, *away} if with_all else {reader}
    while more := {
        id_
        for id_, person in away.items()
        if id_ not in found and found.intersection(links(person))
    }:
        found |= more
    return found


@dataclass(frozen=True, slots=True)
class _View:
    """Whose picture it is, on which day; ``clocks`` are the limits of liability."""

    reader: str
    today: date
    clocks: frozenset[str]

    def holds(self, deadline: Deadline, people: Responsible) -> bool:
        """Say whether ``deadline`` belongs to the picture."""
        if self.reader not in _ids(people.first):
            awaits_an_act = deadline.is_hard and deadline.proposes is None
            return awaits_an_act and self._is_untaken(deadline)
        if deadline.limit in self.clocks:
            return self._is_within(deadline, SAVED_AHEAD)
        if deadline.consequence is Consequence.EMBARGO:
            liftable = deadline.state is DeadlineState.LIFTABLE
            return liftable or self._is_within(deadline, WEEK)
        if deadline.bound is not BoundParty.US:
            return self._is_within(deadline, WEEK)
        return self._holds_of_ours(deadline)

    def _holds_of_ours(self, deadline: Deadline) -> bool:
        if deadline.proposes is not None:
            return self._is_within(deadline, PROPOSED_AHEAD)
        on = deadline.remind_on
        near = on is None or on <= self.today + WEEK
        return near or (deadline.is_hard and self._is_untaken(deadline))

    def _is_untaken(self, deadline: Deadline) -> bool:
        on, untaken = deadline.remind_on, deadline.acknowledged_at is None
        return untaken and on is not None and on <= self.today + UNTAKEN_AHEAD

    def _is_within(self, deadline: Deadline, ahead: timedelta) -> bool:
        on = deadline.remind_on
        return on is not None and self.today <= on <= self.today + ahead
