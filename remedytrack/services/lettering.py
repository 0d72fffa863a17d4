"""What a mail says: from reminders and their deadlines to a letter.

Nothing here can name a case: a letter has no field for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.reminding import Sort
from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.notify.letters import Item, Letter, What
from remedytrack.services.registry import Registry
from remedytrack.storage.ids import new_token
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding, Recipient, Reminder


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


@dataclass(frozen=True, slots=True)
class Desk:
    """Where mails are written: one unit of work, at one moment."""

    unit: Unit
    registry: Registry
    envelope: Envelope
    now: datetime


def letter_for(
    desk: Desk, recipient: Recipient, reminders: list[tuple[Reminder, Deadline]]
) -> Letter:
    """Return the letter that tells ``recipient`` about these, as it is now.

    What should have gone out on an earlier day of the recipient's says so.
    """
    zone = ZoneInfo(recipient.zone)
    today = desk.now.astimezone(zone).date()
    owed_at = min(each.due_at for each, _ in reminders)
    cases = {each.id: each for each in desk.unit.proceedings.all()}
    items = [
        _item(desk, reminder, deadline, cases[reminder.proceeding_id], today)
        for reminder, deadline in reminders
    ]
    own = {cases[each.proceeding_id].owner for each, _ in reminders}
    return Letter(
        sort=Sort(reminders[0][0].kind),
        items=tuple(sorted(_once(items), key=_nearest_first)),
        today=today,
        home_link=desk.envelope.home_link,
        as_deputy=own.isdisjoint({recipient.id, None}),
        owed_at=owed_at if owed_at.astimezone(zone).date() < today else None,
        zone=recipient.zone,
    )


def _item(
    desk: Desk,
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
        zone=_zone(desk.registry, proceeding, deadline),
        provisional=deadline.provisional,
        taken_on=deadline.acknowledged_at is not None,
        deputy_told=deputy_told,
        link=desk.envelope.link(deadline.id),
    )


def _zone(registry: Registry, proceeding: Proceeding, deadline: Deadline) -> str:
    if deadline.computation is not None:
        return deadline.computation.zone
    return registry.zone(proceeding).key


def _moved_from(reminder: Reminder) -> date | None:
    if not reminder.rung.startswith("moved:"):
        return None
    was_on = reminder.rung.partition("|")[2]
    return date.fromisoformat(was_on) if was_on else None


def _what(reminder: Reminder, deadline: Deadline, today: date) -> What:
    if reminder.rung.startswith("moved:"):
        # A later date may travel in the mail of an earlier one, and says so.
        later = reminder.rung.partition("|")[0].endswith(":later")
        earlier = reminder.kind == Sort.MOVED_EARLIER and not later
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
