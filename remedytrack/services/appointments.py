"""Appointments of the whole team: which of them one person cannot keep both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.practice.appointments import Booked, clashes
from remedytrack.core.workflow.standing import APPOINTMENT, Deadline
from remedytrack.services.looking import proceedings_for
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding

COUNSEL = "counsel"


@dataclass(frozen=True, slots=True)
class Clash:
    """Another appointment at the same hour: in which case, when, which deadline."""

    ref: str
    at: datetime
    deadline_id: UUID


def clashing(registry: Registry, *, viewer: Viewer) -> Mapping[UUID, tuple[Clash, ...]]:
    """Return the pending appointments that clash, each with those it clashes with.

    The person is who is named as going, else the owner of the case. Only cases that
    ``viewer`` may see count: nobody learns of another one by its hearing.
    """
    with registry.store.reading() as unit:
        seen = {each.id: each for each in proceedings_for(unit, viewer)}
        pending = unit.projections.deadlines(list(seen), pending_only=True)
        pairs = [(seen[p], d) for p, d in pending if d.limit == APPOINTMENT]
        booked = list(_booked(unit, registry, pairs))
    told = {
        deadline.id: Clash(proceeding.ref, deadline.closes_at, deadline.id)
        for proceeding, deadline in pairs
        if deadline.closes_at is not None
    }
    return {
        one: tuple(told[other] for other in others)
        for one, others in clashes(booked).items()
    }


def _booked(
    unit: Unit, registry: Registry, pairs: list[tuple[Proceeding, Deadline]]
) -> Iterator[Booked]:
    words = unit.journal.contents([deadline.trigger_id for _, deadline in pairs])
    for proceeding, deadline in pairs:
        at = deadline.trigger_when.moment(registry.zone(proceeding))
        content = words.get(deadline.trigger_id)
        named = content.texts.get(COUNSEL) if content else None
        who = "".join(named.split()).casefold() if named else proceeding.owner
        if at is not None and who:
            yield Booked(deadline.id, who, at)
