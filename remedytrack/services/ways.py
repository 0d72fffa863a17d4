"""Ways: by which ladder, and around which days off, each person is told."""

from __future__ import annotations

from functools import partial

from remedytrack.core.ladder import Ladder
from remedytrack.core.recipients import Recipient
from remedytrack.core.reminding import Ways
from remedytrack.core.rungs import Way
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.services.owing import Roster
from remedytrack.services.registry import Registry
from remedytrack.storage.values import Proceeding


class Manners:
    """How everybody is told of everything, worked out once for a unit of work."""

    def __init__(self, registry: Registry, roster: Roster) -> None:
        self._registry, self._roster = registry, roster
        self._of_zone: dict[str, str] = {}
        for name, file in registry.law.calendars.items():
            self._of_zone.setdefault(file.zone, name)
        self._ways: dict[tuple[int, str], Way] = {}
        self._ladders: dict[tuple[str, int], Ladder] = {}

    def of(self, proceeding: Proceeding, consequence: Consequence) -> Ways:
        """Return how each person is told of deadlines of one class in a case."""
        ladder = self._registry.law.ladder_of(proceeding.workflow, consequence)
        return partial(self._way, ladder, proceeding)

    def _way(self, ladder: Ladder, proceeding: Proceeding, person: Recipient) -> Way:
        own = self._ladder(ladder, person)
        calendar = self._calendar(person, proceeding)
        key = id(own), calendar
        if key not in self._ways:
            self._ways[key] = Way(own, self._registry.law.calendar(calendar))
        return self._ways[key]

    def _ladder(self, ladder: Ladder, person: Recipient) -> Ladder:
        """Return the person's own; the kept one stays alive, so that its id does."""
        key = person.id, id(ladder)
        if key not in self._ladders:
            self._ladders[key] = self._roster.ladder_for(person, ladder)
        return self._ladders[key]

    def _calendar(self, person: Recipient, proceeding: Proceeding) -> str:
        """Return the calendar of the place where the person works.

        Working days of a reminder are the recipient's, not the forum's: a letter sent
        from Geneva is watched over in Almaty.
        """
        own = self._of_zone.get(person.zone.key)
        return own or self._registry.definition(proceeding).calendar
