"""Ways: by which ladder, and around which days off, each person is told."""

from __future__ import annotations

from remedytrack.core.recipients import Recipient
from remedytrack.core.reminding import Ways
from remedytrack.core.rungs import Way
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.services.owing import Roster
from remedytrack.services.registry import Registry
from remedytrack.storage.values import Proceeding


def ways_for(
    registry: Registry, roster: Roster, proceeding: Proceeding, consequence: Consequence
) -> Ways:
    """Return how each person is told of deadlines of one class in a case."""
    ladder = registry.law.ladder_of(proceeding.workflow, consequence)

    def way(person: Recipient) -> Way:
        calendar = _calendar_of(registry, person, proceeding)
        return Way(roster.ladder_for(person, ladder), calendar)

    return way


def _calendar_of(
    registry: Registry, person: Recipient, proceeding: Proceeding
) -> Calendar:
    """Return the calendar of the place where the person works.

    Working days of a reminder are the recipient's, not the forum's: a letter sent from
    Geneva is watched over in Almaty.
    """
    for name, file in registry.law.calendars.items():
        if file.zone == person.zone.key:
            return registry.law.calendar(name)
    return registry.law.calendar(registry.definition(proceeding).calendar)
