"""Hearings, meetings, examinations: what takes place at an hour, and when two clash.

An appointment stands on the docket as the dates entered by hand do: a deadline of ours
that nobody misses a right by. A result ends it; what was adjourned or cancelled has no
clock any more. Each of these says by ``appointment_on`` which day it speaks of. Without
it, it speaks of an appointment of its own day, else of the earliest that is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.workflow.acts import Acts, on_its_own_day
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.happenings import from_fact
from remedytrack.core.workflow.journal import Fact, day_in
from remedytrack.core.workflow.settling import settled
from remedytrack.core.workflow.standing import APPOINTMENT, Deadline

SET = "appointment_set"
ADJOURNED = "appointment_adjourned"
HELD = "appointment_held"
CANCELLED = "appointment_cancelled"

SORT = "sort"

SAME_HOUR = timedelta(hours=1)
"""Two appointments of one person that begin less than this apart are a clash."""

_WHICH = {ADJOURNED: "appointment_on", HELD: "appointment_on"}
_WHICH |= {CANCELLED: "appointment_on", SET: "adjourned_from"}


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment and what ended it: nothing, or the fact ``ended_by``."""

    set: Fact
    ended_by: Fact | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was adjourned or cancelled: nobody has to come."""
        return self.ended_by is not None and self.ended_by.entry.kind != HELD


@dataclass(frozen=True, slots=True)
class Booked:
    """Who is to be where at which moment; ``who`` is compared as it is written."""

    deadline_id: UUID
    who: str
    at: datetime


def appointments(facts: Iterable[Fact]) -> tuple[Appointment, ...]:
    """Return the appointments of a case, the earliest first, each with its end.

    The order of recording plays no part.
    """
    kept = sorted((f for f in facts if f.entry.kind in _WHICH), key=_by_day)
    open_ = [fact for fact in kept if fact.entry.kind == SET]
    ended: dict[UUID, Fact] = {}
    for fact in kept:
        left = [each for each in open_ if each.first.id not in ended and each != fact]
        meant = _meant(fact, left)
        if meant is not None:
            ended[meant.first.id] = fact
    return tuple(Appointment(each, ended.get(each.first.id)) for each in open_)


def appointment_deadlines(
    definition: Workflow,
    facts: Iterable[Fact],
    *,
    acts: Acts,
    zone: ZoneInfo,
    now: datetime,
) -> Iterator[Deadline]:
    """Yield a deadline for each appointment that took place or is to take place."""
    event = definition.events.get(SET)
    if event is None or SORT not in event.fields:
        return
    titles = event.fields[SORT].choice
    for each in appointments(facts):
        if each.is_over:
            continue
        title = titles.get(str(each.set.entry.fields.get(SORT)))
        held = from_fact(each.ended_by) if each.ended_by else None
        deadline = on_its_own_day(each.set, zone, limit=APPOINTMENT, act=title)
        found = settled(deadline, held, acts, now)
        # That somebody was there needs no receipt, and cannot be late.
        yield replace(found, proven=found.proven or held is not None, timeliness=None)


def clashes(booked: Sequence[Booked]) -> dict[UUID, tuple[UUID, ...]]:
    """Return for each deadline those at the same hour for the same person."""
    found: dict[UUID, tuple[UUID, ...]] = {}
    for one in booked:
        others = tuple(
            each.deadline_id
            for each in booked
            if each.deadline_id != one.deadline_id
            and each.who == one.who
            and abs(each.at - one.at) < SAME_HOUR
        )
        if others:
            found[one.deadline_id] = others
    return found


def _meant(fact: Fact, left: Sequence[Fact]) -> Fact | None:
    """Return which of the appointments that are ``left`` the fact ends."""
    day = day_in(fact.entry.fields.get(_WHICH[fact.entry.kind]))
    if day is not None:
        return next((each for each in left if _may_be_on(each, day)), None)
    if fact.entry.kind == SET:
        return None
    own = fact.entry.occurred.earliest
    same = (each for each in left if own is not None and _may_be_on(each, own))
    return next(same, left[0] if left else None)


def _may_be_on(fact: Fact, day: date) -> bool:
    when = fact.entry.occurred
    return (when.earliest or date.min) <= day <= (when.latest or date.max)


def _by_day(fact: Fact) -> tuple[date, str, str]:
    when = fact.entry.occurred
    return when.earliest or when.latest or date.max, str(when), str(fact.first.id)
