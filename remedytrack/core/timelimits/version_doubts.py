"""W11: the law changed between the day that chooses its text and the day it runs from.

:func:`~remedytrack.core.timelimits.compute.compute` knows one text only, so this is
asked where the texts are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import Ambiguity, Computation
from remedytrack.core.timelimits.compute import (
    Computed,
    CountingLaw,
    NoProfileInForce,
    compute,
)
from remedytrack.core.timelimits.limit import TimeLimit, version_in_force
from remedytrack.core.timelimits.refusals import CannotCount


def version_doubts(
    computation: Computation, versions: Sequence[TimeLimit], law: CountingLaw
) -> tuple[Ambiguity, ...]:
    """Return W11 if the text in force on the trigger's day gives other dates.

    Args:
        computation: just made by the text that the selecting event chose; one read
            from a trace has no law any more, and no doubts.
        versions: every version of its time limit.
        law: the profiles and calendars that it was counted by.
    """
    if not isinstance(computation, Computed):
        return ()
    asked = computation.question
    if asked.chosen_on == asked.trigger.on:
        return ()
    other = version_in_force(versions, asked.trigger.on)
    if other is None:
        return (Ambiguity("W11", computation.safe.reading),)
    ends_on = _ends(_counted_by(other, computation, law))
    if ends_on is None or ends_on == _ends(computation):
        return ()
    safe_on, arguable_on = ends_on
    apart = arguable_on if safe_on == computation.safe_on else safe_on
    return (Ambiguity("W11", computation.safe.reading, apart),)


def _counted_by(
    limit: TimeLimit, computation: Computed, law: CountingLaw
) -> Computation | None:
    asked = computation.question
    try:
        return compute(
            limit,
            law,
            asked.trigger,
            calendar=asked.forum.id,
            stops=asked.stops,
            extensions=asked.extensions,
            letter=asked.letter,
        )
    except (CannotCount, CalendarHorizonExceeded, NoProfileInForce):
        return None


def _ends(computation: Computation | None) -> tuple[date, date] | None:
    return (computation.safe_on, computation.arguable_on) if computation else None
