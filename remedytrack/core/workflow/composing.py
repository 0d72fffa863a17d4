"""Composites: several deadlines as one, whose date is the first or the last of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from remedytrack.core.workflow.definition import Composite, Missing
from remedytrack.core.workflow.standing import Deadline

Anchor = Callable[[Sequence[Deadline]], UUID]
Settle = Callable[[Deadline], Deadline]


def composed(
    composites: Iterable[Composite],
    deadlines: Sequence[Deadline],
    anchor: Anchor,
    settle: Settle,
) -> Iterator[Deadline]:
    """Yield the deadlines, those that a composite is made of replaced by it.

    ``anchor`` names what the composite's identity hangs on, ``settle`` says where it
    stands by now. A composite none of whose members has a date is not made.
    """
    made: dict[UUID, Deadline] = {}
    for composite in composites:
        for members in _by_person(composite, deadlines):
            dated = [each for each in members if each.safe_on is not None]
            if dated:
                whole = _one(composite, members, dated, anchor(members))
                made |= dict.fromkeys((each.id for each in members), settle(whole))
    told = [made.get(each.id, each) for each in deadlines]
    yield from {each.id: each for each in told}.values()


def _by_person(
    composite: Composite, deadlines: Sequence[Deadline]
) -> Iterator[Sequence[Deadline]]:
    """Yield the members of a composite, each limit's last running, person by person."""
    own = [each for each in deadlines if each.limit in composite.members]
    for person in dict.fromkeys(each.person for each in own):
        last = {each.limit: each for each in own if each.person == person}
        yield list(last.values())


def _one(
    composite: Composite,
    members: Sequence[Deadline],
    dated: Sequence[Deadline],
    anchor: UUID,
) -> Deadline:
    choose = min if composite.earliest_of else max
    first = choose(dated, key=_safe_on)
    last = choose(dated, key=_arguable_on)
    absent = len(dated) < len(composite.members)
    open_member = absent and composite.missing is Missing.PROVISIONAL
    return replace(
        first,
        id=uuid5(anchor, composite.id),
        limit=composite.id,
        act=composite.act,
        arguable_on=last.arguable_on,
        late_at=last.late_at,
        arguable_computation=last.arguable_computation or last.computation,
        provisional=first.provisional or last.provisional or open_member,
        parts=tuple(each.id for each in members),
    )


def _safe_on(deadline: Deadline) -> date:
    return deadline.safe_on or date.max


def _arguable_on(deadline: Deadline) -> date:
    return deadline.arguable_on or date.max
