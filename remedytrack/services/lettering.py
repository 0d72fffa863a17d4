"""What a mail says: from reminders and their deadlines to a letter.

Nothing here can name a case: a letter has no field for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.reminding import Sort
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.notify.letters import Item, Letter, Service, What
from remedytrack.notify.rendering import Rendered
from remedytrack.services.liveness import HEARTBEAT
from remedytrack.services.owing import Roster, fallback_ids
from remedytrack.services.picture import picture_of
from remedytrack.services.registry import Registry
from remedytrack.services.remedies import limitation_clocks
from remedytrack.storage.ids import new_id, new_token
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Mail, Privacy, Proceeding, Recipient, Reminder

_AT_ONCE_TO_BOTH = {Sort.LAST_DAY, Sort.HOURS}


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

    def mail(
        self,
        recipient: Recipient,
        rendered: Rendered,
        sort: str,
        now: datetime,
        due_at: datetime | None = None,
    ) -> Mail:
        """Return a new mail to ``recipient``, to be sent from ``now`` on.

        ``due_at`` is since when it has been due, where that is earlier.
        """
        return Mail(
            id=new_id(now),
            message_id=self.message_id(),
            recipient_id=recipient.id,
            sort=sort,
            subject=rendered.subject,
            body=rendered.body,
            strict_body=rendered.strict_body,
            language=recipient.language,
            created_at=now,
            due_at=due_at or now,
            next_try_at=now,
        )


@dataclass(frozen=True)
class Desk:
    """Where mails are written: one unit of work, at one moment."""

    unit: Unit
    registry: Registry
    envelope: Envelope
    now: datetime

    @cached_property
    def roster(self) -> Roster:
        """Who answers for which case, read once for all mails."""
        return Roster(self.unit, self.now)

    @cached_property
    def clocks(self) -> frozenset[str]:
        """The limits after which nobody can be held to account."""
        return limitation_clocks(self.registry)

    @cached_property
    def service(self) -> Service:
        """How the sending of mails fared before this round."""
        suspended = [p for p in self.unit.people.recipients() if p.suspended_at]
        return Service(
            ran_at=self.unit.heartbeats.last(HEARTBEAT),
            waiting=self.unit.mails.waiting(self.now),
            bounced=len(suspended),
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """One deadline that a mail tells of, and the reminder, where it is new."""

    proceeding: Proceeding
    deadline: Deadline
    reminder: Reminder | None


def letter_for(
    desk: Desk,
    recipient: Recipient,
    reminders: Sequence[tuple[Reminder, Deadline]],
    sort: Sort,
) -> Letter:
    """Return the letter that tells ``recipient`` about these, as it is now.

    A daily mail is triggered by what is new and is the whole picture all the same;
    ``reminders`` may be empty, for who wants one every day. What should have gone out
    on an earlier day of the recipient's says so.
    """
    zone = ZoneInfo(recipient.zone)
    today = desk.now.astimezone(zone).date()
    told = _new(desk, reminders)
    if sort is Sort.DIGEST:
        told += _known(desk, recipient, today)
    owed_at = min((each.due_at for each, _ in reminders), default=desk.now)
    return Letter(
        sort=sort,
        items=tuple(_once(_item(desk, each, today) for each in told)),
        today=today,
        home_link=desk.envelope.home_link,
        as_deputy=_is_deputy_of_all(recipient, told),
        owed_at=owed_at if owed_at.astimezone(zone).date() < today else None,
        zone=recipient.zone,
        strict=recipient.privacy is Privacy.STRICT,
        service=_service_for(desk, recipient) if sort is Sort.DIGEST else None,
    )


def _new(desk: Desk, reminders: Iterable[tuple[Reminder, Deadline]]) -> list[_Told]:
    find = desk.unit.proceedings.get
    return [_Told(find(r.proceeding_id), deadline, r) for r, deadline in reminders]


def _known(desk: Desk, recipient: Recipient, today: date) -> list[_Told]:
    picture = picture_of(desk.unit, desk.roster, recipient, today, desk.clocks)
    return [_Told(proceeding, deadline, None) for proceeding, deadline in picture]


def _is_deputy_of_all(recipient: Recipient, told: Sequence[_Told]) -> bool:
    owners = {each.proceeding.owner for each in told}
    return bool(told) and owners.isdisjoint({recipient.id, None})


def _service_for(desk: Desk, recipient: Recipient) -> Service | None:
    """Whoever is told where nobody else is watches over the sending, too."""
    named = fallback_ids(desk.unit)
    return desk.service if recipient.id in named else None


def _item(desk: Desk, told: _Told, today: date) -> Item:
    proceeding, deadline, reminder = told.proceeding, told.deadline, told.reminder
    on = deadline.remind_on
    return Item(
        ref=proceeding.ref,
        what=_what(desk, told, today),
        on=on,
        shown_on=deadline.safe_on if deadline.safe_on != on else None,
        was_on=_moved_from(reminder) if reminder else None,
        days_left=(on - today).days if on else None,
        closes_at=deadline.closes_at,
        zone=_zone(desk.registry, proceeding, deadline),
        provisional=deadline.provisional,
        taken_on=deadline.acknowledged_at is not None,
        link=desk.envelope.link(deadline.id),
        deputy_told=reminder is not None and _is_told_to_both(desk, told, reminder),
        ours=_is_ours(deadline),
        asks_to_check=reminder is not None and reminder.asks_to_check,
        new=reminder is not None,
    )


def _is_told_to_both(desk: Desk, told: _Told, reminder: Reminder) -> bool:
    """Whether somebody stands behind the reader and has the same mail now."""
    if reminder.kind not in _AT_ONCE_TO_BOTH or not told.deadline.is_hard:
        return False
    second = desk.roster.responsible_for(told.proceeding).second
    return any(each.id != reminder.recipient_id for each in second)


def _is_ours(deadline: Deadline) -> bool:
    ours = deadline.bound is BoundParty.US
    return ours and deadline.consequence is not Consequence.EMBARGO


def _zone(registry: Registry, proceeding: Proceeding, deadline: Deadline) -> str:
    if deadline.computation is not None:
        return deadline.computation.zone
    return registry.zone(proceeding).key


def _moved_from(reminder: Reminder) -> date | None:
    if not reminder.rung.startswith("moved:"):
        return None
    was_on = reminder.rung.partition("|")[2]
    return date.fromisoformat(was_on) if was_on else None


def _what(desk: Desk, told: _Told, today: date) -> What:
    said = _said_by(told.reminder) if told.reminder else None
    return said or _standing(desk, told.deadline, today)


def _said_by(reminder: Reminder) -> What | None:
    """Return what the reminder itself is about, if it is not the date alone."""
    if reminder.rung.startswith("moved:"):
        # A later date may travel in the mail of an earlier one, and says so.
        later = reminder.rung.partition("|")[0].endswith(":later")
        earlier = reminder.kind == Sort.MOVED_EARLIER and not later
        return What.MOVED_EARLIER if earlier else What.MOVED_LATER
    if reminder.kind == Sort.ESCALATION:
        return What.NOT_TAKEN_ON
    return What.HOURS if reminder.kind == Sort.HOURS else None


def _standing(desk: Desk, deadline: Deadline, today: date) -> What:
    if deadline.remind_on is None:
        return What.UNDATED
    if deadline.limit in desk.clocks:
        return What.LIABILITY
    if deadline.proposes is not None and deadline.remind_on != today:
        return What.PROPOSAL
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
    """Keep one item a deadline: a change notice says most, and news more than none."""
    kept: dict[str, Item] = {}
    for item in items:
        if item.link not in kept or item.was_on is not None:
            kept[item.link] = item
    return list(kept.values())
