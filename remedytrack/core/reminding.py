"""What somebody is owed: ladder + deadline + people → reminders.

Nothing else decides what is due. The functions take the moment and say which reminders
are owed at it; a reminder's key makes planning it twice harmless. Only the latest rung
that has come is owed, so a standstill is followed by one reminder, not by a flood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.recipients import Recipient, Responsible
from remedytrack.core.rungs import (
    LAST_DAY,
    Come,
    Way,
    next_new_rungs,
    rung_on,
)
from remedytrack.core.watched import Watchable
from remedytrack.core.workflow.standing import DeadlineState

Ways = Callable[[Recipient], Way]
"""How each person is told: by their own ladder, around their own days off."""


class Sort(StrEnum):
    """How a reminder travels: in the daily mail, or in one of its own, at once."""

    DIGEST = "digest"
    LAST_DAY = "last_day"
    HOURS = "hours"
    ESCALATION = "escalation"
    MOVED_EARLIER = "moved_earlier"

    @property
    def at_once(self) -> bool:
        """Whether it does not wait for the daily mail."""
        return self is not Sort.DIGEST


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one person is owed about one deadline. Its key is its identity.

    ``asks_to_check`` asks the reader to check the date itself while there is time.
    """

    deadline_id: UUID
    remind_on: date | None
    rung: str
    recipient: str
    sort: Sort
    due_at: datetime
    asks_to_check: bool = False

    @property
    def key(self) -> str:
        """(deadline, date, rung, recipient): a moved date makes a new key."""
        return f"{self.deadline_id}|{self.remind_on}|{self.rung}|{self.recipient}"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What has come due about a deadline, and when more of it may."""

    owed: tuple[Reminder, ...]
    next_at: datetime | None


def outlook(
    deadline: Watchable, people: Responsible, ways: Ways, now: datetime
) -> Outlook:
    """Return what has come due by ``now``, and the first moment at which more is."""
    every = tuple(_candidates(deadline, people, ways, now))
    waiting = (each.due_at for each in every)
    coming = _coming(deadline, people, ways, now)
    later = (moment for moment in (*waiting, *coming) if moment > now)
    due = tuple(each for each in every if each.due_at <= now)
    return Outlook(due, min(later, default=None))


def owed(
    deadline: Watchable, people: Responsible, ways: Ways, now: datetime
) -> tuple[Reminder, ...]:
    """Return what has come due about ``deadline`` by ``now``."""
    return outlook(deadline, people, ways, now).owed


def next_owed_at(
    deadline: Watchable, people: Responsible, ways: Ways, now: datetime
) -> datetime | None:
    """Return the first moment after ``now`` at which something more is owed."""
    return outlook(deadline, people, ways, now).next_at


def moved(
    deadline: Watchable,
    *,
    by_entry: UUID,
    earlier: bool,
    people: Responsible,
    now: datetime,
) -> tuple[Reminder, ...]:
    """Return the change notices for a date that the entry ``by_entry`` moved.

    An earlier date is told at once to everybody; a later one in the daily mail of the
    owner.
    """
    told = people.all if earlier else people.first
    sort = Sort.MOVED_EARLIER if earlier else Sort.DIGEST
    return tuple(
        Reminder(
            deadline_id=deadline.id,
            remind_on=deadline.remind_on,
            rung=f"moved:{by_entry}",
            recipient=person.id,
            sort=sort,
            due_at=now if earlier else person.slot_from(now),
        )
        for person in told
    )


def _candidates(
    deadline: Watchable, people: Responsible, ways: Ways, now: datetime
) -> Iterator[Reminder]:
    if not deadline.state.is_pending:
        return
    if deadline.hours and deadline.closes_at and deadline.state is DeadlineState.OPEN:
        for person in people.at_any_hour:
            yield from _in_hours(person, deadline, deadline.closes_at, ways, now)
        return
    for person in people.first:
        yield from _for(person, deadline, ways(person), now)
    for person in people.second:
        yield from _for_deputy(person, deadline, ways(person), now)


def _for(
    person: Recipient, deadline: Watchable, way: Way, now: datetime
) -> Iterator[Reminder]:
    today = person.day_of(now)
    come = rung_on(deadline, way, today)
    if come is None:
        return
    come = _told_on_return(person, deadline, come, today)
    sort = Sort.LAST_DAY if come.is_the_last_day else Sort.DIGEST
    yield _reminder(person, deadline, come, sort)


def _told_on_return(
    person: Recipient, deadline: Watchable, come: Come, today: date
) -> Come:
    """Whoever was away is told on their return what came meanwhile, and how ours stand.

    That other people were told of it in their place does not tell them.
    """
    back = person.back
    if back is None or not come.on < back.back_on <= today:
        return come
    running = deadline.state in {DeadlineState.OPEN, DeadlineState.OVERDUE}
    if come.on >= back.from_on or (deadline.is_hard and running):
        return replace(come, name=f"back:{back.back_on}", on=back.back_on)
    return come


def _for_deputy(
    deputy: Recipient, deadline: Watchable, way: Way, now: datetime
) -> Iterator[Reminder]:
    """The deputy is told on the last day, and once if nobody has taken it on."""
    day, today = deadline.remind_on, deputy.day_of(now)
    if day is None or not deadline.is_hard or deadline.acknowledged_at is not None:
        return
    if today == day:
        yield _reminder(deputy, deadline, Come(LAST_DAY, day), Sort.LAST_DAY)
    on = way.escalates_on(day)
    if on is not None and on <= today < day:
        yield _reminder(deputy, deadline, Come("escalation", on), Sort.ESCALATION)


def _in_hours(
    person: Recipient,
    deadline: Watchable,
    closes_at: datetime,
    ways: Ways,
    now: datetime,
) -> Iterator[Reminder]:
    """Terms in hours: at once to everybody, and again at each hour of the ladder."""
    moments = {"known": deadline.known_at} | {
        f"{hours}h": closes_at - timedelta(hours=hours)
        for hours in ways(person).ladder.hours_before
    }
    come = [(at, name) for name, at in moments.items() if at <= now < closes_at]
    if not come:
        return
    due_at, name = max(come)
    yield Reminder(
        deadline_id=deadline.id,
        remind_on=deadline.remind_on,
        rung=name,
        recipient=person.id,
        sort=Sort.HOURS,
        due_at=person.from_then(max(due_at, deadline.known_at)),
    )


def _reminder(
    person: Recipient, deadline: Watchable, come: Come, sort: Sort
) -> Reminder:
    """Due at the person's hour on the rung's day; never before the date was known.

    What became known after that hour waits for the next daily mail, unless it travels
    at once. Whoever stands in is told at once what had come before they did.
    """
    due_at, known_at = person.slot_on(come.on), deadline.known_at
    if due_at < known_at:
        due_at = known_at if sort.at_once else person.slot_from(known_at)
    return Reminder(
        deadline_id=deadline.id,
        remind_on=deadline.remind_on,
        rung=come.name,
        recipient=person.id,
        sort=sort,
        due_at=person.from_then(due_at),
        asks_to_check=come.asks_to_check,
    )


def _coming(
    deadline: Watchable, people: Responsible, ways: Ways, now: datetime
) -> Iterator[datetime]:
    """Yield moments after ``now`` at which another rung may come: never too few."""
    if not deadline.state.is_pending:
        return
    if deadline.hours and deadline.closes_at is not None:
        yield deadline.known_at
        for person in people.at_any_hour:
            hours = ways(person).ladder.hours_before
            yield from (deadline.closes_at - timedelta(hours=each) for each in hours)
    for person in people.all:
        tomorrow = person.day_of(now) + ONE_DAY
        yield from _coming_to(person, deadline, ways(person), tomorrow)


def _coming_to(
    person: Recipient, deadline: Watchable, way: Way, tomorrow: date
) -> Iterator[datetime]:
    day = deadline.remind_on
    if day is None or day < tomorrow:
        for since, dated_on in next_new_rungs(deadline, way, tomorrow):
            # One that is dated earlier is due as soon as it is the present one.
            yield max(person.slot_on(dated_on), person.midnight_of(since))
        return
    days = [rung.on for rung in way.rungs(day)]
    looks = (*days, way.escalates_on(day), day, day + ONE_DAY)
    yield person.slot_on(min(each for each in looks if each and each >= tomorrow))
