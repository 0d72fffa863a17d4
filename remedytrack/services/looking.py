"""Looking: what was known, and what had happened, at a moment somebody asks about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from remedytrack.core.access import Output, Viewer
from remedytrack.core.dates import When, midnight_after
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Entry, standing_facts
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Standing
from remedytrack.services.registry import Registry, visible
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding

_INSTANT = timedelta(microseconds=1)


def proceedings_for(
    unit: Unit, viewer: Viewer, output: Output = Output.PAGE
) -> list[Proceeding]:
    """Return every proceeding that ``viewer`` may see in ``output``."""
    return [p for p in unit.proceedings.all() if visible(unit, viewer, p, output)]


def last_moment_of(day: date, registry: Registry, proceeding: Proceeding) -> datetime:
    """Return the last instant of ``day`` in the forum's zone.

    At it a term that ends with ``day`` is still open: overdue starts the day after.
    """
    return midnight_after(day, registry.zone(proceeding)) - _INSTANT


def standing_on(
    unit: Unit, registry: Registry, proceeding: Proceeding, day: date
) -> tuple[Standing, list[Entry]]:
    """Return where ``proceeding`` stood at the end of ``day``, and the entries used.

    What surely happened after ``day`` is left out; what we have learnt since about
    earlier days is used. (What was *known* then is another question.)
    """
    definition = registry.followed(proceeding)
    entries = happened_by(definition, unit.journal.of(proceeding.id), day)
    moment = last_moment_of(day, registry, proceeding)
    return replay(definition, entries, registry.law, moment), entries


def happened_by(
    definition: Workflow, journal: Iterable[Entry], day: date
) -> list[Entry]:
    """Return the entries of every fact that may have happened by ``day``.

    Planned events are kept: a hearing is on the docket before it takes place.
    """
    return [
        version
        for fact in standing_facts(journal)
        if _counts(definition, fact.entry, day)
        for version in fact.versions
    ]


def _counts(definition: Workflow, entry: Entry, day: date) -> bool:
    event = definition.events.get(entry.kind)
    if event is not None and event.planned:
        return True
    if event is None:
        return entry.recorded_at.date() <= day
    return entry.occurred.earliest is None or entry.occurred.earliest <= day


def days_since(when: When | None, day: date) -> int | None:
    """Return the days from the last day ``when`` can be to ``day``: a lower bound."""
    if when is None or when.latest is None:
        return None
    return (day - when.latest).days


def visible_standings(
    registry: Registry, unit: Unit, viewer: Viewer, day: date, output: Output
) -> Iterator[tuple[Proceeding, Standing, list[Entry]]]:
    """Yield each visible proceeding with its standing at the end of ``day``."""
    for proceeding in proceedings_for(unit, viewer, output):
        standing, entries = standing_on(unit, registry, proceeding, day)
        yield proceeding, standing, entries
