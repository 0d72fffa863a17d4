"""How urgent an item is: which words it gets, in what order, and what is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import IntEnum

from remedytrack.notify.letters import Item, What

LISTED = 12
"""How many items a mail tells of; the others are counted, and are on the list."""

_WEEK_DAYS = 7
_MOVED = {What.MOVED_LATER, What.MOVED_EARLIER}
_AFTER_THE_DAY = {What.OVERDUE, What.MISSED}
_NOTHING_TO_DO = {
    What.THEIR_DAY,
    What.LATE,
    What.UNDATED,
    What.CONFIDENTIAL,
    What.LIFTABLE,
    What.LIABILITY,
}
_TO_CHECK = {*_NOTHING_TO_DO, What.PROPOSAL}

Say = Callable[..., str]


class Place(IntEnum):
    """Where an item stands in a list: what is to be done today, first of all."""

    TODAY = 0
    OVERDUE = 1
    THIS_WEEK = 2
    CHANGED = 3
    LATER = 4
    UNDATED = 5
    CLOSED = 6
    PROPOSED = 7
    TO_BE_SAVED = 8
    THEIRS = 9


_PLACES = {
    What.MOVED_LATER: Place.CHANGED,
    What.MOVED_EARLIER: Place.CHANGED,
    What.UNDATED: Place.UNDATED,
    What.CONFIDENTIAL: Place.CLOSED,
    What.LIFTABLE: Place.CLOSED,
    What.PROPOSAL: Place.PROPOSED,
    What.LIABILITY: Place.TO_BE_SAVED,
    What.THEIR_DAY: Place.THEIRS,
    What.LATE: Place.THEIRS,
}


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


def place(item: Item, today: date) -> Place:
    """Return where ``item`` stands; only what we must do counts as today's."""
    days = _days_of_ours(item, today)
    if days is not None and days <= _WEEK_DAYS:
        return _by_distance(days)
    return _PLACES.get(told_as(item, today), Place.LATER)


def _by_distance(days: int) -> Place:
    if days < 0:
        return Place.OVERDUE
    return Place.THIS_WEEK if days else Place.TODAY


def _days_of_ours(item: Item, today: date) -> int | None:
    """Return the days left for us to act; ``None`` where others must, or none is set.

    After the day it is at most yesterday's, though zones differ around midnight.
    """
    what = told_as(item, today)
    if not item.ours or what in _NOTHING_TO_DO:
        return None
    if what is What.HOURS:
        return 0
    days = days_left(item, today)
    return min(days, -1) if what in _AFTER_THE_DAY else days


def needs_a_taker(item: Item, today: date) -> bool:
    """Say whether it is ours to do and nobody has taken it on."""
    decides = told_as(item, today) is What.PROPOSAL
    ours = _days_of_ours(item, today) is not None
    return ours and not decides and not item.taken_on


def nearest_first(items: Iterable[Item], today: date) -> list[Item]:
    """Order ``items``: what is to be done today, what is overdue, the rest by kind."""

    def key(item: Item) -> tuple[Place, date, str]:
        return place(item, today), item.on or date.min, item.ref

    return sorted(items, key=key)


def listed(items: Iterable[Item], today: date) -> list[Item]:
    """Return the first :data:`LISTED` items, in their order.

    What is due today or overdue is never left out for anything else, nor what is new
    for what was told before.
    """
    ordered = nearest_first(items, today)

    def first_of_all(item: Item) -> tuple[bool, bool]:
        return place(item, today) > Place.OVERDUE, not item.new

    kept = sorted(ordered, key=first_of_all)[:LISTED]
    return [item for item in ordered if item in kept]


def counted(items: Iterable[Item], today: date, say: Say) -> tuple[str, str]:
    """Return two lines of counts, always the same ones.

    What is due tomorrow is due within seven days, too: each number says what its word
    says, and an item may fall under several.

    Args:
        items: all the items of the mail.
        today: the reader's day.
        say: puts a sentence into the reader's language.
    """
    n = Counter(name for item in items for name in _counted_as(item, today))
    days = (
        say("Today: %(n)s", n=n["today"]),
        say("Tomorrow: %(n)s", n=n["tomorrow"]),
        say("Within 7 days: %(n)s", n=n["week"]),
        say("Overdue: %(n)s", n=n["overdue"]),
    )
    states = (
        say("Not taken on: %(n)s", n=n["untaken"]),
        say("Not proven: %(n)s", n=n["unproven"]),
        say("Changed: %(n)s", n=n["changed"]),
        say("To check: %(n)s", n=n["to_check"]),
    )
    return " · ".join(days), " · ".join(states)


def _counted_as(item: Item, today: date) -> Iterator[str]:
    days, what = _days_of_ours(item, today), told_as(item, today)
    applies = {
        "today": days == 0,
        "tomorrow": days == 1,
        "week": days is not None and 0 <= days <= _WEEK_DAYS,
        "overdue": days is not None and days < 0,
        "untaken": needs_a_taker(item, today),
        "unproven": item.provisional and item.ours,
        "changed": what in _MOVED,
        "to_check": what in _TO_CHECK,
    }
    return (name for name, holds in applies.items() if holds)
