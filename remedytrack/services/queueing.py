"""Queueing: from what people are owed to the mails that carry it.

Everything that is due for a person goes into one daily mail; what cannot wait has a
mail of its own. Each person's mails, and the audit entries, are one transaction.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from remedytrack.core.reminding import Sort
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.notify.rendering import render
from remedytrack.services.daily import without_mail_today
from remedytrack.services.lettering import Desk, Envelope, letter_for
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Mail, MailState, Recipient, Reminder
from remedytrack.wording import Wording

_log = logging.getLogger(__name__)

Holding = list[tuple[Reminder, Deadline]]
"""Reminders that are still true, each with its deadline as it is now."""


def queue_mails(registry: Registry, envelope: Envelope, now: datetime) -> int:
    """Put what is owed by ``now`` into mails; return how many mails.

    A crash between two people's mails leaves the second for the next tick.
    """
    with registry.store.reading() as unit:
        waiting = _by_person(unit.reminders.unmailed(now))
        desk = Desk(unit, registry, envelope, now)
        is_daily = bool(without_mail_today(desk))
    queued = 0
    for recipient_id, reminders in waiting.items():
        with registry.store.writing() as unit:
            desk = Desk(unit, registry, envelope, now)
            queued += _queue_for(desk, recipient_id, reminders)
    return queued + (_queue_daily(registry, envelope, now) if is_daily else 0)


def deadline_of(unit: Unit, reminder: Reminder) -> Deadline | None:
    """Return the deadline if ``reminder`` still says something true about it."""
    return _deadlines_of(unit, [reminder]).get(reminder)


def withdraw(unit: Unit, mail: Mail, now: datetime) -> None:
    """Take a queued mail back; what it said waits for another one."""
    if mail.state is MailState.QUEUED:
        take_back(unit, mail, now)


def take_back(unit: Unit, mail: Mail, now: datetime) -> None:
    """Withdraw a mail that waits, or that the caller has just claimed."""
    if unit.mails.withdraw(mail):
        unit.reminders.detach(mail.id)
        subject = {"mail": str(mail.id), "recipient": mail.recipient_id}
        unit.audit.append(now, "scheduler", "mail.withdraw", subject, {})


def _by_person(waiting: Iterable[Reminder]) -> dict[str, list[Reminder]]:
    by_person = defaultdict[str, list[Reminder]](list)
    for reminder in waiting:
        by_person[reminder.recipient_id].append(reminder)
    return by_person


def _queue_daily(registry: Registry, envelope: Envelope, now: datetime) -> int:
    """Queue the mails of those who want one every day, and have none today."""
    with registry.store.writing() as unit:
        desk = Desk(unit, registry, envelope, now)
        people = without_mail_today(desk)
        return sum(_queue(desk, each, Sort.DIGEST, []) for each in people)


def _queue_for(desk: Desk, recipient_id: str, reminders: list[Reminder]) -> int:
    unit = desk.unit
    # Somebody else may have put them into a mail since they were read.
    still = unit.reminders.still_unmailed(reminders)
    true = _still_true(unit, still, desk.now)
    recipient = unit.people.recipient(recipient_id)
    if recipient is None or not recipient.gets_mail:
        return 0
    parcels = _parcels(true, recipient, desk.now)
    return sum(_queue(desk, recipient, *parcel) for parcel in parcels.items())


def _parcels(
    reminders: Holding, recipient: Recipient, now: datetime
) -> Mapping[Sort, Holding]:
    """Sort what one person is owed into mails.

    After a standstill there is one mail: what would have travelled at once on an
    earlier day comes with the rest, and so does what is due today. Running hours never
    wait in it.
    """
    zone = ZoneInfo(recipient.zone)
    today = now.astimezone(zone).date()
    is_late = any(_is_late(each, zone, today) for each, _ in reminders)
    parcels = defaultdict[Sort, Holding](list)
    for each, deadline in reminders:
        sort = Sort(each.kind)
        folded = is_late and sort is not Sort.HOURS
        parcels[Sort.DIGEST if folded else sort].append((each, deadline))
    return parcels


def _is_late(reminder: Reminder, zone: ZoneInfo, today: date) -> bool:
    on = reminder.due_at.astimezone(zone).date()
    return reminder.kind != Sort.HOURS and on < today


def _still_true(unit: Unit, reminders: list[Reminder], now: datetime) -> Holding:
    """Keep what still holds; cancel what has been overtaken since it was planned."""
    deadlines = _deadlines_of(unit, reminders)
    unit.reminders.cancel([r.id for r in reminders if r not in deadlines], now)
    return [(each, deadlines[each]) for each in reminders if each in deadlines]


def _deadlines_of(
    unit: Unit, reminders: Iterable[Reminder]
) -> dict[Reminder, Deadline]:
    owed = {r: r.deadline_id for r in reminders if r.deadline_id and not r.cancelled_at}
    deadlines = unit.projections.by_id(dict.fromkeys(owed.values()))
    return {
        reminder: deadline
        for reminder, id_ in owed.items()
        if (deadline := deadlines.get(id_)) and _says_true(reminder, deadline)
    }


def _says_true(reminder: Reminder, deadline: Deadline) -> bool:
    if not deadline.state.is_pending or deadline.remind_on != reminder.remind_on:
        return False
    match reminder.kind:
        case Sort.ESCALATION:
            return deadline.acknowledged_at is None
        case Sort.HOURS:
            return deadline.state is DeadlineState.OPEN
        case _:
            return True


def _queue(desk: Desk, recipient: Recipient, sort: Sort, reminders: Holding) -> bool:
    try:
        letter = letter_for(desk, recipient, reminders, sort)
        rendered = render(letter, Wording(recipient.language))
    except Exception:  # noqa: BLE001 - one bad letter must not silence the others
        _log.exception(
            "A mail could not be put into words; it will be tried again.",
            extra={"action": "plan", "recipient": recipient.id},
        )
        return False
    due_at = min((each.due_at for each, _ in reminders), default=None)
    sort_of = letter.sort.value
    mail = desk.envelope.mail(recipient, rendered, sort_of, desk.now, due_at)
    desk.unit.mails.queue(mail)
    desk.unit.reminders.attach([each.id for each, _ in reminders], mail.id)
    subject = {"mail": str(mail.id), "recipient": recipient.id}
    details = {"sort": letter.sort.value, "reminders": len(reminders)}
    desk.unit.audit.append(desk.now, "scheduler", "mail.queue", subject, details)
    return True
