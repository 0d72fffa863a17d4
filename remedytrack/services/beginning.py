"""When a case began: nothing of its procedure lies before what opened it."""

from __future__ import annotations

from remedytrack.core.workflow.journal import ACTS, Entry, standing_facts
from remedytrack.services.refusals import EventBeforeProceeding
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


def refuse_before_beginning(
    unit: Unit,
    registry: Registry,
    proceeding: Proceeding,
    entry: Entry,
    corrects: Entry | None = None,
) -> None:
    """Raise :class:`EventBeforeProceeding` for what surely lies before the opening.

    The event that opened the case may itself be corrected to any day. What people did
    in this program opens nothing; nor does what every procedure shares, and that may
    be older than the case: a power of attorney, a consent.
    """
    procedure = _procedure(registry, proceeding)
    facts = standing_facts(unit.journal.of(proceeding.id))
    opening = next((f.entry for f in facts if f.entry.kind in procedure), None)
    if opening is None or opening == corrects or entry.kind not in procedure:
        return
    began, latest = opening.occurred.earliest, entry.occurred.latest
    if began is not None and latest is not None and latest < began:
        raise EventBeforeProceeding(day=latest, began=began)


def _procedure(registry: Registry, proceeding: Proceeding) -> set[str]:
    shared = registry.law.practice.events
    events = registry.definition(proceeding).events
    own = {kind for kind, event in events.items() if event is not shared.get(kind)}
    return own - ACTS
