"""Who answers for a proceeding, and what they are owed, put on record once."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from remedytrack.core.reminding import Recipient, Reminder, Responsible
from remedytrack.storage import values
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding

FALLBACK = "fallback_recipients"
"""The setting that names who is told where nobody is assigned, ids by spaces."""


def responsible_for(unit: Unit, proceeding: Proceeding) -> Responsible:
    """Return owner, deputy and fallback of ``proceeding``, as far as they get mail."""
    named = (unit.settings.get(FALLBACK) or "").split()
    fallback = (_recipient(unit, each) for each in named)
    return Responsible(
        owner=_recipient(unit, proceeding.owner),
        deputy=_recipient(unit, proceeding.deputy),
        fallback=tuple(person for person in fallback if person is not None),
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


def _recipient(unit: Unit, user_id: str | None) -> Recipient | None:
    stored = unit.people.recipient(user_id) if user_id else None
    if stored is None or not stored.active:
        return None
    return Recipient(stored.id, ZoneInfo(stored.zone), stored.hour)
