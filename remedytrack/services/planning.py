"""Planning: who is owed a reminder now, and the mails that carry them.

Reminder rows, mail rows and the audit entry are one transaction. Mails are sent
afterwards, by :mod:`remedytrack.services.sending`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.ladder import Ladder
from remedytrack.core.reminding import Responsible, Sort, next_owed_at, owed
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.notify.letters import Item, Letter, What
from remedytrack.notify.rendering import render
from remedytrack.services.owing import Roster, plan
from remedytrack.services.registry import Registry
from remedytrack.storage.ids import new_id, new_token
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Mail, Proceeding, Recipient, Reminder
from remedytrack.wording import Wording


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every mail has in common: the sender, and the site its links lead to."""

    sender: str
    public_url: str

    @property
    def home_link(self) -> str:
        """The address of the docket."""
        return f"{self.public_url}/"

    def link(self, deadline_id: UUID) -> str:
        """Return the address that leads to a deadline after signing in."""
        return f"{self.public_url}/i/{deadline_id}"

    def message_id(self) -> str:
        """Return a random Message-ID: no host, no process, no time."""
        domain = self.sender.rpartition("@")[2].rstrip(">")
        return f"<{new_token()}@{domain}>"


def plan_reminders(registry: Registry, envelope: Envelope, now: datetime) -> int:
    """Plan what is owed at ``now`` and queue the mails; return how many mails.

    Doing it twice changes nothing: reminders have unique keys and a mailed reminder is
    never taken again.
    """
    with registry.store.writing() as unit:
        roster = Roster(unit)
        for proceeding, deadline in _pending(unit):
            people = roster.responsible_for(proceeding)
            ladder = registry.law.ladders[deadline.consequence]
            days = calendar_of(registry, people, proceeding)
            for reminder in owed(deadline, ladder, people, days, now):
                plan(unit, proceeding, reminder, now)
        return _queue_mails(unit, envelope, now)


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


def _next_owed(
    registry: Registry,
    roster: Roster,
    proceeding: Proceeding,
    deadline: Deadline,
    now: datetime,
) -> datetime | None:
    people = roster.responsible_for(proceeding)
    ladder: Ladder = registry.law.ladders[deadline.consequence]
    days = calendar_of(registry, people, proceeding)
    return next_owed_at(deadline, ladder, people, days, now)


def _pending(unit: Unit) -> Iterator[tuple[Proceeding, Deadline]]:
    proceedings = {each.id: each for each in unit.proceedings.all()}
    for proceeding_id, deadline in unit.projections.deadlines(pending_only=True):
        yield proceedings[proceeding_id], deadline


def _queue_mails(unit: Unit, envelope: Envelope, now: datetime) -> int:
    waiting = sorted(unit.reminders.unmailed(now), key=_parcel)
    queued = 0
    for (recipient_id, _), group in groupby(waiting, key=_parcel):
        recipient = unit.people.recipient(recipient_id)
        true = _still_true(unit, list(group), now)
        if recipient is None or not recipient.active or not true:
            continue
        _queue(unit, envelope, recipient, true, now)
        queued += 1
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
    if found is None or not found[1].state.is_pending:
        return None
    return found[1] if found[1].remind_on == reminder.remind_on else None


def _queue(
    unit: Unit,
    envelope: Envelope,
    recipient: Recipient,
    reminders: list[tuple[Reminder, Deadline]],
    now: datetime,
) -> None:
    letter = _letter(unit, envelope, recipient, reminders, now)
    rendered = render(letter, Wording(recipient.language))
    mail = Mail(
        id=new_id(now),
        message_id=envelope.message_id(),
        recipient_id=recipient.id,
        sort=letter.sort.value,
        subject=rendered.subject,
        body=rendered.body,
        language=recipient.language,
        created_at=now,
        due_at=min(each.due_at for each, _ in reminders),
        next_try_at=now,
    )
    unit.mails.queue(mail)
    unit.reminders.attach([each.id for each, _ in reminders], mail.id)
    subject = {"mail": str(mail.id), "recipient": recipient.id}
    details = {"sort": letter.sort.value, "reminders": len(reminders)}
    unit.audit.append(now, "scheduler", "mail.queue", subject, details)


def _letter(
    unit: Unit,
    envelope: Envelope,
    recipient: Recipient,
    reminders: list[tuple[Reminder, Deadline]],
    now: datetime,
) -> Letter:
    zone = ZoneInfo(recipient.zone)
    today = now.astimezone(zone).date()
    owed_at = min(each.due_at for each, _ in reminders)
    cases = {each.id: each for each in unit.proceedings.all()}
    items = [
        _item(envelope, reminder, deadline, cases[reminder.proceeding_id], today)
        for reminder, deadline in reminders
    ]
    own = {cases[each.proceeding_id].owner for each, _ in reminders}
    return Letter(
        sort=Sort(reminders[0][0].kind),
        items=tuple(sorted(_once(items), key=_nearest_first)),
        today=today,
        home_link=envelope.home_link,
        as_deputy=own.isdisjoint({recipient.id, None}),
        owed_at=owed_at if owed_at.astimezone(zone).date() < today else None,
        zone=recipient.zone,
    )


def _item(
    envelope: Envelope,
    reminder: Reminder,
    deadline: Deadline,
    proceeding: Proceeding,
    today: date,
) -> Item:
    on = deadline.remind_on
    told_both = reminder.kind in {Sort.LAST_DAY, Sort.HOURS} and deadline.is_hard
    deputy_told = told_both and proceeding.deputy is not None
    differs = deadline.safe_on if deadline.safe_on != on else None
    return Item(
        ref=proceeding.ref,
        what=_what(reminder, deadline, today),
        on=on,
        shown_on=differs,
        was_on=_moved_from(reminder),
        days_left=(on - today).days if on else None,
        closes_at=deadline.closes_at,
        zone=deadline.computation.zone if deadline.computation else "UTC",
        provisional=deadline.provisional,
        taken_on=deadline.acknowledged_at is not None,
        deputy_told=deputy_told,
        link=envelope.link(deadline.id),
    )


def _moved_from(reminder: Reminder) -> date | None:
    if not reminder.rung.startswith("moved:"):
        return None
    was_on = reminder.rung.partition("|")[2]
    return date.fromisoformat(was_on) if was_on else None


def _what(reminder: Reminder, deadline: Deadline, today: date) -> What:
    if reminder.rung.startswith("moved:"):
        earlier = reminder.kind == Sort.MOVED_EARLIER
        return What.MOVED_EARLIER if earlier else What.MOVED_LATER
    if reminder.kind == Sort.ESCALATION:
        return What.NOT_TAKEN_ON
    if reminder.kind == Sort.HOURS:
        return What.HOURS
    if deadline.remind_on is None:
        return What.UNDATED
    return _WHAT.get(deadline.state) or _running(deadline, today)


_WHAT = {
    DeadlineState.MISSED: What.MISSED,
    DeadlineState.LATE: What.LATE,
    DeadlineState.LIFTABLE: What.LIFTABLE,
    DeadlineState.CONFIDENTIAL: What.CONFIDENTIAL,
    DeadlineState.OVERDUE: What.OVERDUE,
}


def _running(deadline: Deadline, today: date) -> What:
    if deadline.bound is not BoundParty.US:
        return What.THEIR_DAY
    return What.TODAY if deadline.remind_on == today else What.FILE_BY


def _once(items: Iterable[Item]) -> list[Item]:
    """Keep one item a deadline: a change notice says more than a plain rung."""
    kept: dict[str, Item] = {}
    for item in items:
        if item.link not in kept or item.was_on is not None:
            kept[item.link] = item
    return list(kept.values())


def _nearest_first(item: Item) -> tuple[date, str]:
    return item.on or date.min, item.ref
