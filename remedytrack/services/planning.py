"""Planning: who is owed a reminder now, and the mails that carry them.

Reminder rows, mail rows and the audit entry are one transaction. Mails are sent
afterwards, by :mod:`remedytrack.services.sending`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from remedytrack.core import reminding
from remedytrack.core.ladder import Ladder
from remedytrack.core.recipients import (
    Responsible,
)
from remedytrack.core.reminding import (
    Sort,
    next_owed_at,
    owed,
)
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.workflow.standing import Deadline
from remedytrack.notify.rendering import render
from remedytrack.services.lettering import Desk, Envelope, letter_for
from remedytrack.services.owing import Roster, plan
from remedytrack.services.registry import Registry
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Mail, Proceeding, Recipient, Reminder
from remedytrack.wording import Wording

_log = logging.getLogger(__name__)


def plan_reminders(registry: Registry, envelope: Envelope, now: datetime) -> int:
    """Plan what is owed at ``now`` and queue the mails; return how many mails.

    Doing it twice changes nothing: reminders have unique keys and a mailed reminder is
    never taken again.
    """
    with registry.store.writing() as unit:
        roster = Roster(unit)
        for proceeding, deadline in _pending(unit):
            for reminder in _owed(registry, roster, proceeding, deadline, now):
                plan(unit, proceeding, reminder, now)
        return _queue_mails(Desk(unit, registry, envelope, now))


def next_reminder_at(registry: Registry, now: datetime) -> datetime | None:
    """Return the first moment after ``now`` at which a reminder or a mail falls due."""
    with registry.store.reading() as unit:
        roster = Roster(unit)
        moments = [
            _next_owed(registry, roster, proceeding, deadline, now)
            for proceeding, deadline in _pending(unit)
        ]
        moments.append(unit.reminders.next_due_at(now))
        moments.append(unit.mails.next_try_at(now))
    return min((moment for moment in moments if moment is not None), default=None)


def calendar_of(
    registry: Registry, people: Responsible, proceeding: Proceeding
) -> Calendar:
    """Return the calendar of the place where the first person works.

    Working days of a reminder are the recipient's, not the forum's: a letter sent from
    Geneva is watched over in Almaty.
    """
    zone = people.first[0].zone if people.first else registry.zone(proceeding)
    for name, file in registry.law.calendars.items():
        if file.zone == zone.key:
            return registry.law.calendar(name)
    return registry.law.calendar(registry.definition(proceeding).calendar)


def _owed(
    registry: Registry,
    roster: Roster,
    proceeding: Proceeding,
    deadline: Deadline,
    now: datetime,
) -> tuple[reminding.Reminder, ...]:
    """Return what is owed about one deadline; a bad one must not silence the others."""
    try:
        return owed(deadline, *_how(registry, roster, proceeding, deadline), now)
    except Exception:  # noqa: BLE001 - nothing was written yet, the rest goes on
        _log.exception(
            "The reminders of a deadline could not be planned.",
            extra={"action": "plan", "deadline": str(deadline.id)},
        )
        return ()


def _next_owed(
    registry: Registry,
    roster: Roster,
    proceeding: Proceeding,
    deadline: Deadline,
    now: datetime,
) -> datetime | None:
    try:
        return next_owed_at(
            deadline, *_how(registry, roster, proceeding, deadline), now
        )
    except Exception:  # noqa: BLE001 - as above
        return None


def _how(
    registry: Registry, roster: Roster, proceeding: Proceeding, deadline: Deadline
) -> tuple[Ladder, Responsible, Calendar]:
    people = roster.responsible_for(proceeding)
    ladder = registry.law.ladders[deadline.consequence]
    return ladder, people, calendar_of(registry, people, proceeding)


def _pending(unit: Unit) -> Iterator[tuple[Proceeding, Deadline]]:
    proceedings = {each.id: each for each in unit.proceedings.all()}
    for proceeding_id, deadline in unit.projections.deadlines(pending_only=True):
        yield proceedings[proceeding_id], deadline


def _queue_mails(desk: Desk) -> int:
    unit, now = desk.unit, desk.now
    waiting = sorted(unit.reminders.unmailed(now), key=_parcel)
    queued = 0
    for (recipient_id, _), group in groupby(waiting, key=_parcel):
        recipient = unit.people.recipient(recipient_id)
        true = _still_true(unit, list(group), now)
        if recipient is None or not recipient.active or not true:
            continue
        queued += _queue(desk, recipient, true)
    return queued


def _parcel(reminder: Reminder) -> tuple[str, str]:
    """One daily mail a person; what travels at once has a mail of its own sort."""
    return reminder.recipient_id, reminder.kind


def _still_true(
    unit: Unit, reminders: list[Reminder], now: datetime
) -> list[tuple[Reminder, Deadline]]:
    """Keep what still holds; cancel what has been overtaken since it was planned."""
    holding = [(each, deadline_of(unit, each)) for each in reminders]
    overtaken = [each.id for each, deadline in holding if deadline is None]
    if overtaken:
        unit.reminders.cancel(overtaken, now)
    return [(each, deadline) for each, deadline in holding if deadline is not None]


def deadline_of(unit: Unit, reminder: Reminder) -> Deadline | None:
    """Return the deadline if ``reminder`` still says something true about it."""
    if reminder.deadline_id is None or reminder.cancelled_at is not None:
        return None
    found = unit.projections.deadline(reminder.deadline_id)
    return found[1] if found and _says_true(reminder, found[1]) else None


def _says_true(reminder: Reminder, deadline: Deadline) -> bool:
    if not deadline.state.is_pending or deadline.remind_on != reminder.remind_on:
        return False
    return reminder.kind != Sort.ESCALATION or deadline.acknowledged_at is None


def _queue(
    desk: Desk, recipient: Recipient, reminders: list[tuple[Reminder, Deadline]]
) -> bool:
    try:
        letter = letter_for(desk, recipient, reminders)
        rendered = render(letter, Wording(recipient.language))
    except Exception:  # noqa: BLE001 - one bad letter must not silence the others
        _log.exception(
            "A mail could not be put into words; it will be tried again.",
            extra={"action": "plan", "recipient": recipient.id},
        )
        return False
    mail = Mail(
        id=new_id(desk.now),
        message_id=desk.envelope.message_id(),
        recipient_id=recipient.id,
        sort=letter.sort.value,
        subject=rendered.subject,
        body=rendered.body,
        language=recipient.language,
        created_at=desk.now,
        due_at=min(each.due_at for each, _ in reminders),
        next_try_at=desk.now,
    )
    desk.unit.mails.queue(mail)
    desk.unit.reminders.attach([each.id for each, _ in reminders], mail.id)
    subject = {"mail": str(mail.id), "recipient": recipient.id}
    details = {"sort": letter.sort.value, "reminders": len(reminders)}
    desk.unit.audit.append(desk.now, "scheduler", "mail.queue", subject, details)
    return True
