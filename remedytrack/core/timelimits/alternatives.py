"""The other choice: each way of counting with one thing in it read the other way.

A profile has chosen; an :class:`Alternative` is what it has not chosen. The warnings of
a case count it for one trigger, the lint for every day of many years.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.kept import kept_for_each
from remedytrack.core.timelimits.profile import (
    Backward,
    Deemed,
    Direction,
    MonthAnchor,
    MonthEnd,
    ServiceRoll,
    ServiceWhen,
    Start,
)
from remedytrack.core.timelimits.terms import Unit

MONTHS = frozenset({Unit.MONTH, Unit.YEAR})
"""Units that end on the number of a day, which a month may not have."""

LONG = MONTHS | {Unit.WEEK}
"""Units that keep the day they are counted from: its number, or its weekday."""


class Alternative(NamedTuple):
    """A way of counting with one choice made otherwise.

    ``choice`` is the value that was not chosen; ``told`` says whether a case is warned
    of it. What would move nearly every date is for the lint alone.
    """

    code: str
    choice: str
    counting: Counting
    told: bool = True


def with_choices(way: Counting, **choices: object) -> Counting:
    """Return ``way`` with other ``choices``, and nothing left of what it worked out.

    A plain copy would keep the unit and the roll that the old choices led to.
    """
    kept = {name: getattr(way, name) for name in Counting.model_fields}
    return Counting.model_validate(kept | choices)


@kept_for_each
def alternatives_of(way: Counting) -> tuple[Alternative, ...]:
    """Return the choices that ``way`` did not make, worked out once for each way."""
    return tuple(_worked_out(way))


def _worked_out(way: Counting) -> Iterator[Alternative]:
    if way.unit in MONTHS:
        for code, month_end in _OTHER_MONTH_ENDS[way.month_end]:
            changed = with_choices(way, month_end=month_end)
            yield Alternative(code, month_end.value, changed)
    if way.direction is Direction.BEFORE:
        yield _other_count(way)
    if way.unit in LONG and way.start is Start.NEXT_DAY:
        yield _other_anchor(way)
    if way.deemed is not None:
        yield from _other_delivery(way, way.deemed)


_OTHER_MONTH_ENDS = {
    MonthEnd.DOWN: (("W01", MonthEnd.UP), ("W02", MonthEnd.STICKY)),
    MonthEnd.UP: (("W01", MonthEnd.DOWN), ("W02", MonthEnd.STICKY)),
    MonthEnd.STICKY: (("W01", MonthEnd.UP),),
    # Where it refuses there is no date to warn of; the lint lists the triggers.
    MonthEnd.REFUSE: (("W01", MonthEnd.DOWN),),
}


def _other_count(way: Counting) -> Alternative:
    nth = way.count is Backward.NTH_DAY
    other = Backward.CLEAR_DAYS if nth else Backward.NTH_DAY
    return Alternative("W03", other.value, with_choices(way, count=other))


def _other_anchor(way: Counting) -> Alternative:
    """Return the term kept by the other day (Toeters).

    It moves all but a few dates by a day. From the event day it would only end later;
    who counts from the day after it should know that it may end earlier.
    """
    later = way.month_anchor is MonthAnchor.FIRST_DAY
    other = MonthAnchor.EVENT_DAY if later else MonthAnchor.FIRST_DAY
    return Alternative("W05", other.value, with_choices(way, month_anchor=other), later)


def _other_delivery(way: Counting, deemed: Deemed) -> Iterator[Alternative]:
    chosen = _delivery(deemed)
    for when, roll in _DELIVERIES:
        other = deemed.model_copy(update={"when": when, "roll": roll})
        if _delivery(other) != chosen:
            changed = with_choices(way, deemed=other)
            yield Alternative("W06", _delivery(other), changed)


_DELIVERIES = (
    (ServiceWhen.BEFORE, ServiceRoll.BETWEEN),
    (ServiceWhen.AFTER, ServiceRoll.BETWEEN),
    (ServiceWhen.AFTER, ServiceRoll.ONCE),
)


def _delivery(deemed: Deemed) -> str:
    """Name when days of delivery are added; a roll between matters after the end."""
    after = deemed.when is ServiceWhen.AFTER
    return f"{deemed.when}/{deemed.roll}" if after else deemed.when.value
