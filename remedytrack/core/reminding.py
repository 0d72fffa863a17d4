"""What somebody is owed: ladder + deadline + people → reminders.

Nothing else decides what is due. The functions take the moment and say which reminders
are owed at it; a reminder's key makes planning it twice harmless. Only the latest rung
that has come is owed, so a standstill is followed by one reminder, not by a flood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.ladder import Ladder
from remedytrack.core.recipients import (
    Recipient,
    Responsible,
)
from remedytrack.core.rungs import (
    escalates_on,
    rungs,
)
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.workflow.standing import Deadline, DeadlineState

_WEEK = timedelta(weeks=1)
_LAST_DAY_AFTER_ALL = "after_all:0"


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
    """What one person is owed about one deadline. Its key is its identity."""

    deadline_id: UUID
    remind_on: date | None
    rung: str
    recipient: str
    sort: Sort
    due_at: datetime

    @property
    def key(self) -> str:
        """(deadline, date, rung, recipient): a moved date makes a new key."""
        return f"{self.deadline_id}|{self.remind_on}|{self.rung}|{self.recipient}"


def owed(
    deadline: Deadline,
    ladder: Ladder,
    people: Responsible,
    calendar: Calendar,
    now: datetime,
) -> tuple[Reminder, ...]:
    """Return what has come due about ``deadline`` by ``now``."""
    candidates = _candidates(deadline, ladder, people, calendar, now)
    return tuple(each for each in candidates if each.due_at <= now)


def next_owed_at(
    deadline: Deadline,
    ladder: Ladder,
    people: Responsible,
    calendar: Calendar,
    now: datetime,
) -> datetime | None:
    """Return the first moment after ``now`` at which something more is owed."""
    waiting = [
        each.due_at
        for each in _candidates(deadline, ladder, people, calendar, now)
        if each.due_at > now
    ]
    coming = _coming(deadline, ladder, people, calendar, now)
    return min((m for m in (*waiting, *coming) if m > now), default=None)


def moved(
    deadline: Deadline,
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
    deadline: Deadline,
    ladder: Ladder,
    people: Responsible,
    calendar: Calendar,
    now: datetime,
) -> Iterator[Reminder]:
    if not deadline.state.is_pending:
        return
    closes_at = deadline.closes_at if deadline.hours else None
    if closes_at is not None and deadline.state is DeadlineState.OPEN:
        yield from _in_hours(deadline, closes_at, ladder, people, now)
        return
    for person in people.first:
        yield from _for(person, deadline, ladder, calendar, now)
    if people.deputy is not None and people.deputy not in people.first:
        yield from _for_deputy(people.deputy, deadline, ladder, calendar, now)


def _for(
    person: Recipient,
    deadline: Deadline,
    ladder: Ladder,
    calendar: Calendar,
    now: datetime,
) -> Iterator[Reminder]:
    today = now.astimezone(person.zone).date()
    rung = _present_rung(deadline, ladder, calendar, today)
    if rung is None:
        return
    name, on = rung
    at_once = name in {"0", _LAST_DAY_AFTER_ALL}
    sort = Sort.LAST_DAY if at_once else Sort.DIGEST
    yield _reminder(person, deadline, name, on, sort)


def _present_rung(
    deadline: Deadline, ladder: Ladder, calendar: Calendar, today: date
) -> tuple[str, date] | None:
    """Return the latest rung that has come, by name and day."""
    day = deadline.remind_on
    if day is None:
        return _weekly("undated", deadline.known_at.date(), today)
    if today > day:
        return _rung_after(deadline, ladder, day, calendar, today)
    come = [rung for rung in rungs(ladder, day, calendar) if rung.on <= today]
    return (come[-1].name, come[-1].on) if come else None


def _rung_after(
    deadline: Deadline, ladder: Ladder, day: date, calendar: Calendar, today: date
) -> tuple[str, date] | None:
    """After the day: liftable weekly, ours daily, then weekly, the lost one once."""
    match deadline.state:
        case DeadlineState.LIFTABLE:
            return _weekly("liftable", day + ONE_DAY, today)
        case DeadlineState.LATE | DeadlineState.MISSED:
            ended = deadline.arguable_on or day
            return deadline.state.value, ended + ONE_DAY
        case DeadlineState.OVERDUE | DeadlineState.OPEN if ladder.overdue_daily:
            if deadline.acknowledged_at is not None:
                later = _rung_of_the_later_date(deadline, ladder, day, calendar, today)
                return later or _weekly("overdue", day + ONE_DAY, today)
            if today <= (deadline.arguable_on or day):
                return f"overdue:{today}", today
            return _weekly("overdue", day + ONE_DAY, today)
        case _:
            return None


def _rung_of_the_later_date(
    deadline: Deadline, ladder: Ladder, early: date, calendar: Calendar, today: date
) -> tuple[str, date] | None:
    """The earlier, unchecked date is over and taken on; the rungs of ours remain."""
    day = deadline.safe_on
    if day is None or today > day:
        return None
    come = [r for r in rungs(ladder, day, calendar) if early < r.on <= today]
    if not come:
        return None
    name = _LAST_DAY_AFTER_ALL if come[-1].on == day else f"after_all:{come[-1].name}"
    return name, come[-1].on


def _weekly(name: str, first: date, today: date) -> tuple[str, date]:
    weeks = max((today - first) // _WEEK, 0)
    on = first + weeks * _WEEK
    return f"{name}:{on}", on


def _for_deputy(
    deputy: Recipient,
    deadline: Deadline,
    ladder: Ladder,
    calendar: Calendar,
    now: datetime,
) -> Iterator[Reminder]:
    """The deputy is told on the last day, and once if nobody has taken it on."""
    day, today = deadline.remind_on, now.astimezone(deputy.zone).date()
    if day is None or not deadline.is_hard or deadline.acknowledged_at is not None:
        return
    if today == day:
        yield _reminder(deputy, deadline, "0", day, Sort.LAST_DAY)
    on = escalates_on(ladder, day, calendar)
    if on is not None and on <= today < day:
        yield _reminder(deputy, deadline, "escalation", on, Sort.ESCALATION)


def _in_hours(
    deadline: Deadline,
    closes_at: datetime,
    ladder: Ladder,
    people: Responsible,
    now: datetime,
) -> Iterator[Reminder]:
    """Terms in hours: at once to everybody, and again at each hour of the ladder."""
    moments = {"known": deadline.known_at} | {
        f"{hours}h": closes_at - timedelta(hours=hours) for hours in ladder.hours_before
    }
    come = [(at, name) for name, at in moments.items() if at <= now < closes_at]
    if not come:
        return
    due_at, name = max(come)
    for person in people.all:
        yield Reminder(
            deadline_id=deadline.id,
            remind_on=deadline.remind_on,
            rung=name,
            recipient=person.id,
            sort=Sort.HOURS,
            due_at=max(due_at, deadline.known_at),
        )


def _reminder(
    person: Recipient, deadline: Deadline, name: str, on: date, sort: Sort
) -> Reminder:
    """Due at the person's hour on the rung's day; never before the date was known.

    What became known after that hour waits for the next daily mail, unless it travels
    at once.
    """
    slot = person.slot_on(on)
    since = deadline.known_at
    late = since if sort.at_once else person.slot_from(since)
    return Reminder(
        deadline_id=deadline.id,
        remind_on=deadline.remind_on,
        rung=name,
        recipient=person.id,
        sort=sort,
        due_at=slot if slot >= since else late,
    )


def _coming(
    deadline: Deadline,
    ladder: Ladder,
    people: Responsible,
    calendar: Calendar,
    now: datetime,
) -> Iterator[datetime]:
    """Yield moments after ``now`` at which another rung may come: never too few."""
    if not deadline.state.is_pending:
        return
    if deadline.hours and deadline.closes_at is not None:
        hours = (timedelta(hours=each) for each in ladder.hours_before)
        yield deadline.known_at
        yield from (deadline.closes_at - each for each in hours)
    for person in people.all:
        tomorrow = now.astimezone(person.zone).date() + ONE_DAY
        for day in _days_to_look(deadline, ladder, calendar, tomorrow):
            yield person.slot_on(day)


def _days_to_look(
    deadline: Deadline, ladder: Ladder, calendar: Calendar, tomorrow: date
) -> Iterable[date]:
    day = deadline.remind_on
    if day is None or day < tomorrow:
        return _next_new_rung(deadline, ladder, calendar, tomorrow)
    days = [rung.on for rung in rungs(ladder, day, calendar)]
    deputy_on = escalates_on(ladder, day, calendar)
    looks = (*days, deputy_on, day, day + ONE_DAY)
    return [each for each in looks if each is not None and each >= tomorrow]


def _next_new_rung(
    deadline: Deadline, ladder: Ladder, calendar: Calendar, tomorrow: date
) -> Iterator[date]:
    """Yield the first day from tomorrow on whose rung is not that of today.

    After the day rungs come daily until every reading has ended, then weekly or never.
    """
    present = _present_rung(deadline, ladder, calendar, tomorrow - ONE_DAY)
    known = (deadline.safe_on, deadline.arguable_on, tomorrow)
    last = max(day for day in known if day is not None) + _WEEK
    day = tomorrow
    while day <= last:
        if _present_rung(deadline, ladder, calendar, day) != present:
            yield day
            return
        day += ONE_DAY
