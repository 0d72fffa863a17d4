"""Telling people which dates moved: whatever one change moved, one mail a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from remedytrack.core.reminding import Reminder, Sort
from remedytrack.services.owing import plan
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person is told about one moved date; ``was_on`` is the day before."""

    proceeding: Proceeding
    reminder: Reminder
    was_on: date | None


def tell(unit: Unit, notices: Iterable[Notice], now: datetime) -> int:
    """Plan the notices of one change; return how many people are told something new."""
    people = {
        each.reminder.recipient
        for each in _folded(list(notices), now)
        if plan(unit, each.proceeding, each.reminder, now, was_on=each.was_on)
    }
    return len(people)


def _folded(notices: list[Notice], now: datetime) -> Iterator[Notice]:
    """Let what can wait travel with what cannot."""
    reminders = [each.reminder for each in notices]
    hurried = {r.recipient for r in reminders if r.sort is Sort.MOVED_EARLIER}
    for notice in notices:
        reminder = notice.reminder
        if reminder.sort is Sort.DIGEST and reminder.recipient in hurried:
            rung = f"{reminder.rung}:later"
            at_once = replace(reminder, sort=Sort.MOVED_EARLIER, rung=rung, due_at=now)
            yield replace(notice, reminder=at_once)
        else:
            yield notice
