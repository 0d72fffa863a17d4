"""A detention that is going on: every clock of it, running, over or struck.

While nobody has said on what basis a person is held, every cap runs. Once the basis is
known, those of the other bases are struck, visibly and with the reason. Which limit
belongs to which basis is the definition's word: each is tried, none is coded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.workflow.cascades import LegalOrder
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Entry, standing_facts
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    NoDate,
    Timeliness,
)

PROCEDURE = "kz.detention_complaint"
RESTRAINED = "restrained"
RECORD_DRAWN = "record_drawn"
BASIS_KNOWN = "basis_known"
BASIS = "basis"
RELEASED = "released"
HOW = "how"
COUNSEL_ARRIVED = "counsel_arrived"
COMPLAINT = "kz.detention.complaint"

_SUPPOSED = UUID(int=0)
"""The id of the entry that supposes a basis; it is in no journal."""

_Key = tuple[str, str | None]
"""A limit and the person whose clock it is."""

_Clocks = dict[_Key, Deadline]


class ClockState(StrEnum):
    """Where a clock stands.

    ``possible`` has not begun to bind: it would under a basis that nobody has named
    yet. ``struck`` ran while the basis was not known, and does not apply.
    """

    RUNNING = "running"
    OVER = "over"
    MET = "met"
    POSSIBLE = "possible"
    STRUCK = "struck"


@dataclass(frozen=True, slots=True)
class Clock:
    """One term of a detention, in hours or “at once”.

    ``bases`` are those under which it applies; empty where it applies under all.
    """

    deadline: Deadline
    limit: TimeLimit
    state: ClockState
    bases: tuple[str, ...]

    @property
    def caps_the_holding(self) -> bool:
        """Whether the person must be let go, or brought to court, by its end."""
        return self.limit.satisfied_by == RELEASED

    @property
    def ends_at(self) -> datetime | None:
        """When it is over by every way of counting, in UTC; none for “at once”."""
        return self.deadline.late_at or self.deadline.closes_at


@dataclass(frozen=True, slots=True)
class _Ways:
    """The journal with the basis as it is, not known, and supposed to be each one."""

    actual: _Clocks
    unknown: _Clocks
    supposed: Mapping[str, _Clocks]
    known: bool

    def bases_of(self, key: _Key) -> tuple[str, ...]:
        """Return the bases under which a clock applies; empty for all of them."""
        found = tuple(each for each, clocks in self.supposed.items() if key in clocks)
        return () if len(found) == len(self.supposed) else found

    def all(self) -> _Clocks:
        """Return every clock to show, the actual ones where there are several."""
        merged: _Clocks = {}
        if not self.known:
            for clocks in self.supposed.values():
                merged |= clocks
        return merged | self.unknown | self.actual

    def state_of(self, key: _Key) -> ClockState:
        """Return where a clock stands."""
        if key in self.actual:
            return _state(self.actual[key])
        return ClockState.STRUCK if key in self.unknown else ClockState.POSSIBLE


def clocks_of(
    definition: Workflow, journal: Iterable[Entry], law: LegalOrder, now: datetime
) -> tuple[Clock, ...]:
    """Return every clock of a detention at ``now``, in the order of the definition."""
    ways = _ways(definition, list(journal), law, now)
    shown = ways.all()
    order = list(definition.limits)
    keys = sorted(shown, key=lambda key: (order.index(key[0]), key[1] or ""))
    return tuple(
        Clock(
            deadline=shown[key],
            limit=definition.limits[key[0]][-1],
            state=ways.state_of(key),
            bases=ways.bases_of(key),
        )
        for key in keys
    )


def blank_clocks(
    definition: Workflow, law: LegalOrder, now: datetime
) -> tuple[Clock, ...]:
    """Return the clocks of a detention that begins now, for a card without a case."""
    local = now.astimezone(law.calendar(definition.calendar).zone)
    when = When.on(local.date(), local.time().replace(second=0, microsecond=0))
    begun = Entry(
        id=UUID(int=1),
        kind=RESTRAINED,
        occurred=when,
        recorded_at=now,
        recorded_by="",
    )
    return clocks_of(definition, [begun], law, now)


def first_of(journal: Iterable[Entry], kind: str) -> Entry | None:
    """Return the standing entry of ``kind`` that was recorded first, if any."""
    facts = standing_facts(journal)
    return next((fact.entry for fact in facts if fact.entry.kind == kind), None)


def _ways(
    definition: Workflow, journal: Sequence[Entry], law: LegalOrder, now: datetime
) -> _Ways:
    without = [entry for entry in journal if entry.kind != BASIS_KNOWN]
    began = first_of(journal, RESTRAINED)
    bases = definition.events[BASIS_KNOWN].fields[BASIS].choice if began else {}

    def clocks(entries: Iterable[Entry]) -> _Clocks:
        deadlines = replay(definition, entries, law, now).deadlines
        return {(each.limit, each.person): each for each in _clocks(deadlines)}

    return _Ways(
        actual=clocks(journal),
        unknown=clocks(without),
        supposed={
            basis: clocks([*without, _supposing(basis, began)])
            for basis in bases
            if began is not None
        },
        known=first_of(journal, BASIS_KNOWN) is not None,
    )


def _supposing(basis: str, began: Entry) -> Entry:
    return Entry(
        id=_SUPPOSED,
        kind=BASIS_KNOWN,
        occurred=began.occurred,
        recorded_at=began.recorded_at,
        recorded_by=began.recorded_by,
        fields={BASIS: basis},
    )


def _clocks(deadlines: Iterable[Deadline]) -> Iterator[Deadline]:
    """Yield what runs by the clock or at once; days and proposals stand elsewhere."""
    for each in deadlines:
        at_once = each.no_date is NoDate.REASONABLE_TIME
        if each.proposes is None and (each.hours or at_once):
            yield each


def _state(deadline: Deadline) -> ClockState:
    match deadline.state:
        case DeadlineState.LATE | DeadlineState.MISSED | DeadlineState.OVERDUE:
            return ClockState.OVER
        case DeadlineState.SATISFIED:
            late = deadline.timeliness is Timeliness.LATE
            return ClockState.OVER if late else ClockState.MET
        case DeadlineState.WAIVED | DeadlineState.LIFTED:
            return ClockState.MET
        case DeadlineState.OPEN | DeadlineState.CONFIDENTIAL | DeadlineState.LIFTABLE:
            return ClockState.RUNNING
        case _:
            assert_never(deadline.state)
