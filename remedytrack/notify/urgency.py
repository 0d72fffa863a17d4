"""How urgent an item is: which words it gets, in what order, and what is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from remedytrack.notify.letters import Item, What

_OURS = {What.FILE_BY, What.TODAY, What.OVERDUE, What.NOT_TAKEN_ON, What.HOURS}
_WEEK_DAYS = 7

Say = Callable[..., str]


class Urgency(StrEnum):
    """What the first line of a daily mail counts; every item falls under one."""

    TODAY = "today"
    OVERDUE = "overdue"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this_week"
    LATER = "later"
    TO_CHECK = "to_check"
    CHANGED = "changed"


def told_as(item: Item, today: date) -> What:
    """Return which words ``item`` gets: a dated kind without a date is undated."""
    if item.on is None and item.what is not What.HOURS:
        return What.UNDATED
    if item.what is What.FILE_BY and days_left(item, today) <= 0:
        return What.TODAY
    return item.what


def days_left(item: Item, today: date) -> int:
    """Return the whole days from ``today`` to the item's date; without one, 0."""
    if item.days_left is not None:
        return item.days_left
    return (item.on - today).days if item.on else 0


def urgency(item: Item, today: date) -> Urgency:
    """Return under what ``item`` is counted.

    Only what we must do counts as today's: what ends for others is to be checked.
    """
    match told_as(item, today):
        case What.TODAY | What.HOURS:
            return Urgency.TODAY
        case What.OVERDUE | What.MISSED:
            return Urgency.OVERDUE
        case What.MOVED_LATER | What.MOVED_EARLIER:
            return Urgency.CHANGED
        case What.FILE_BY | What.NOT_TAKEN_ON:
            return _by_distance(days_left(item, today))
        case _:
            return Urgency.TO_CHECK


def _by_distance(days: int) -> Urgency:
    if days < 0:
        return Urgency.OVERDUE
    if days <= 1:
        return Urgency.TOMORROW if days else Urgency.TODAY
    return Urgency.THIS_WEEK if days <= _WEEK_DAYS else Urgency.LATER


def needs_a_taker(item: Item, today: date) -> bool:
    """Say whether it is ours to do and nobody has taken it on."""
    return told_as(item, today) in _OURS and not item.taken_on


def nearest_first(items: Iterable[Item], today: date) -> list[Item]:
    """Order ``items``: what is to be done today, what is overdue, the rest by date."""
    pressing = (Urgency.TODAY, Urgency.OVERDUE)

    def place(item: Item) -> tuple[int, date, str]:
        group = urgency(item, today)
        first = pressing.index(group) if group in pressing else len(pressing)
        return first, item.on or date.min, item.ref

    return sorted(items, key=place)


def counted(items: Iterable[Item], today: date, say: Say) -> str:
    """Return the line of counts; what is not there is left out, but never today.

    Args:
        items: all the items of the mail.
        today: the reader's day.
        say: puts a sentence into the reader's language.
    """
    items = tuple(items)
    n = Counter(urgency(item, today) for item in items)
    untaken = sum(needs_a_taker(item, today) for item in items)
    unproven = sum(item.provisional for item in items)
    said = (
        say("Today: %(n)s", n=n[Urgency.TODAY]),
        n[Urgency.OVERDUE] and say("Overdue: %(n)s", n=n[Urgency.OVERDUE]),
        n[Urgency.TOMORROW] and say("Tomorrow: %(n)s", n=n[Urgency.TOMORROW]),
        n[Urgency.THIS_WEEK] and say("Within 7 days: %(n)s", n=n[Urgency.THIS_WEEK]),
        n[Urgency.LATER] and say("Later: %(n)s", n=n[Urgency.LATER]),
        n[Urgency.TO_CHECK] and say("To check: %(n)s", n=n[Urgency.TO_CHECK]),
        n[Urgency.CHANGED] and say("Changed: %(n)s", n=n[Urgency.CHANGED]),
        untaken and say("Not taken on: %(n)s", n=untaken),
        unproven and say("Not proven: %(n)s", n=unproven),
    )
    return " · ".join(text for text in said if text)
