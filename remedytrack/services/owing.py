"""Who answers for a proceeding, and what they are owed, put on record once."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from remedytrack.core.recipients import (
    Recipient,
    Responsible,
)
from remedytrack.core.reminding import (
    Reminder,
)
from remedytrack.storage import values
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding

FALLBACK = "fallback_recipients"
"""The setting that names who is told where nobody is assigned, ids by spaces."""


class Roster:
    """Who gets mail, read once for a whole unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._people = {
            stored.id: Recipient(stored.id, ZoneInfo(stored.zone), stored.hour)
            for stored in unit.people.recipients()
            if stored.active
        }
        named = (unit.settings.get(FALLBACK) or "").split()
        self._fallback = tuple(
            self._people[id_] for id_ in named if id_ in self._people
        )

    def responsible_for(self, proceeding: Proceeding) -> Responsible:
        """Return owner, deputy and fallback, as far as they get mail."""
        return Responsible(
            owner=self._people.get(proceeding.owner or ""),
            deputy=self._people.get(proceeding.deputy or ""),
            fallback=self._fallback,
        )


def plan(
    unit: Unit,
    proceeding: Proceeding,
    reminder: Reminder,
    now: datetime,
    *,
    was_on: date | None = None,
) -> bool:
    """Put ``reminder`` on record unless its key is there; say whether it is new.

    ``was_on`` is the date before a move, for the change notice.
    """
    rung = f"{reminder.rung}|{was_on}" if was_on else reminder.rung
    return unit.reminders.plan(
        values.Reminder(
            id=new_id(now),
            key=reminder.key,
            deadline_id=reminder.deadline_id,
            proceeding_id=proceeding.id,
            recipient_id=reminder.recipient,
            rung=rung,
            remind_on=reminder.remind_on,
            due_at=reminder.due_at,
            kind=reminder.sort.value,
            planned_at=now,
        )
    )
