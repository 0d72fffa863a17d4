"""The days of a ladder: when to remind of a deadline, and when to tell the deputy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from remedytrack.core.ladder import Ladder
from remedytrack.core.timelimits.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Rung:
    """One day of a ladder, and the distances that fell together on it."""

    on: date
    days_before: tuple[int, ...]

    @property
    def name(self) -> str:
        """A stable name: ``3+1`` where two rungs merged."""
        return "+".join(str(days) for days in self.days_before)


def rungs(ladder: Ladder, day: date, calendar: Calendar) -> tuple[Rung, ...]:
    """Return the days on which to remind of ``day``, first to last.

    A rung on a day off moves to the working day before and merges with what is there;
    the last day itself never moves.
    """
    days: dict[date, list[int]] = {}
    for before in ladder.days_before:
        raw = day - timedelta(days=before)
        moves = ladder.moves_earlier and before and calendar.holds(raw)
        on = calendar.working_day_until(raw) if moves else raw
        days.setdefault(on, []).append(before)
    return tuple(Rung(on, tuple(before)) for on, before in sorted(days.items()))


def escalates_on(ladder: Ladder, day: date, calendar: Calendar) -> date | None:
    """Return the day on which the deputy is told, if nobody has taken it on."""
    if ladder.escalate_days_before is None:
        return None
    raw = day - timedelta(days=ladder.escalate_days_before)
    moves = ladder.moves_earlier and calendar.holds(raw)
    return calendar.working_day_until(raw) if moves else raw
