"""A case that is looked at for doubts: one way of counting, and what it was given."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from remedytrack.core.dates import DayRange
from remedytrack.core.timelimits.calendar import Calendar, CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import (
    Ambiguity,
    ReadingResult,
    Variant,
)
from remedytrack.core.timelimits.count import count
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.extensions import Extension
from remedytrack.core.timelimits.refusals import CannotCount
from remedytrack.core.timelimits.work import Trigger


class Case(NamedTuple):
    """One way of counting, its result, and everything that it was counted from."""

    way: Counting
    result: ReadingResult
    forum: Calendar
    trigger: Trigger
    stops: tuple[DayRange, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def counted(self) -> ReadingResult | None:
        """Count the case; ``None`` where the rule or the calendar has no answer."""
        way, _, forum, trigger, stops, extensions = self
        try:
            return count(way, forum, trigger, stops, extensions)
        except (CannotCount, CalendarHorizonExceeded):
            return None

    def otherwise(
        self,
        *,
        way: Counting | None = None,
        forum: Calendar | None = None,
        trigger: Trigger | None = None,
        stops: tuple[DayRange, ...] | None = None,
    ) -> date | None:
        """Return the last day if this were otherwise; ``None`` if it is the same."""
        changed = self._replace(
            way=way or self.way,
            forum=forum or self.forum,
            trigger=trigger or self.trigger,
            stops=self.stops if stops is None else stops,
        ).counted()
        if changed is None or changed.due_on == self.result.due_on:
            return None
        return changed.due_on

    def doubt(
        self,
        code: str,
        other_on: date | None = None,
        variant: Variant | None = None,
        other_at: datetime | None = None,
    ) -> Ambiguity:
        """Return a doubt about this way of counting."""
        return Ambiguity(code, self.result.reading, other_on, other_at, variant)
