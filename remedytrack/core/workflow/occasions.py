"""When a time limit runs: its triggers, or the worst case, person by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from remedytrack.core.timelimits.limit import (
    TimeLimit,
)
from remedytrack.core.workflow.happenings import Happening


@dataclass(frozen=True, slots=True)
class Occasion:
    """One running of a time limit: its trigger, or the worst case until it is known."""

    trigger: Happening
    worst_case: Happening | None
    anchor: UUID
    person: str | None

    @property
    def proven(self) -> bool:
        """Whether the trigger itself is known, not only the worst case."""
        return self.trigger is not self.worst_case


def persons_of(
    limit: TimeLimit, happenings: Iterable[Happening]
) -> Sequence[str | None]:
    """Return whose clocks run, in order of record; ``None`` where nobody is named."""
    if limit.per is None:
        return (None,)
    recorded = sorted(happenings, key=first_recorded)
    named = dict.fromkeys(h.person for h in recorded if h.person is not None)
    return tuple(named) or (None,)


def _is_of(limit: TimeLimit, happening: Happening, person: str | None) -> bool:
    return limit.per is None or happening.person in {person, None}


def _paired(
    triggers: Sequence[Happening],
    worst_cases: Sequence[Happening],
    person: str | None,
) -> Iterator[Occasion]:
    """Pair the n-th trigger with the n-th worst case; a lone worst case stands in.

    The anchor is whichever was recorded first, so that the deadline keeps its identity
    when the trigger becomes known.
    """
    for index in range(max(len(triggers), len(worst_cases))):
        trigger = triggers[index] if index < len(triggers) else None
        worst = worst_cases[index] if index < len(worst_cases) else None
        both = [each for each in (trigger, worst) if each is not None]
        anchor = min(both, key=first_recorded).first_id
        yield Occasion(both[0], worst, anchor, person or both[0].person)


def _anchored_apart(occasion: Occasion, taken: set[UUID]) -> Occasion:
    """Give the clocks of several persons in one case ids of their own.

    One ruling is the worst case of everybody; whose clock was recorded first keeps it
    as the anchor, the others are known by their own trigger.
    """
    if occasion.anchor in taken:
        occasion = replace(occasion, anchor=occasion.trigger.first_id)
    if occasion.anchor in taken:
        own = uuid5(occasion.anchor, occasion.person or "")
        occasion = replace(occasion, anchor=own)
    taken.add(occasion.anchor)
    return occasion


def first_recorded(happening: Happening) -> tuple[str, str]:
    """Return what orders happenings by the day they were first recorded."""
    fact = happening.fact
    recorded = fact.first.recorded_at.isoformat() if fact else ""
    return recorded, str(happening.first_id)
