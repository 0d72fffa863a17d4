"""The days of a ladder, and which rung has come on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.ladder import Ladder
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.watched import Watchable
from remedytrack.core.workflow.standing import DeadlineState

_WEEK = timedelta(weeks=1)
LAST_DAY = "0"
LAST_DAY_AFTER_ALL = "after_all:0"


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody is told of a deadline: by which ladder, around which days off."""

    ladder: Ladder
    calendar: Calendar
    _known: dict[date, tuple[Rung, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _told: dict[date, date | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def rungs(self, day: date) -> tuple[Rung, ...]:
        """Return the rungs of :func:`rungs`, worked out once for each day."""
        if day not in self._known:
            self._known[day] = rungs(self, day)
        return self._known[day]

    def escalates_on(self, day: date) -> date | None:
        """Return what :func:`escalates_on` says, worked out once for each day."""
        if day not in self._told:
            self._told[day] = escalates_on(self, day)
        return self._told[day]


@dataclass(frozen=True, slots=True)
class Rung:
    """One day of a ladder, and the distances that fell together on it."""

    on: date
    days_before: tuple[int, ...]

    @property
    def name(self) -> str:
        """A stable name: ``3+1`` where two rungs merged."""
        return "+".join(str(days) for days in self.days_before)


@dataclass(frozen=True, slots=True)
class Come:
    """The rung that has come, by name and day; it may ask to check the date itself."""

    name: str
    on: date
    asks_to_check: bool = False

    @property
    def is_the_last_day(self) -> bool:
        """Whether it is about the last day itself."""
        return self.name in {LAST_DAY, LAST_DAY_AFTER_ALL}


def rungs(way: Way, day: date) -> tuple[Rung, ...]:
    """Return the days on which to remind of ``day``, first to last.

    A rung on a day off moves to the working day before and merges with what is there;
    the last day itself never moves. Where the ladder keeps the day before, that one is
    told both on the working day and on the calendar day.
    """
    ladder, days = way.ladder, dict[date, list[int]]()
    for before in ladder.days_before:
        raw = day - timedelta(days=before)
        on = _moved_earlier(way, raw) if before else raw
        kept = before == 1 and ladder.keeps_day_before
        for each in {on, raw} if kept else {on}:
            days.setdefault(each, []).append(before)
    return tuple(Rung(on, tuple(before)) for on, before in sorted(days.items()))


def escalates_on(way: Way, day: date) -> date | None:
    """Return the day on which the deputy is told, if nobody has taken it on."""
    before = way.ladder.escalate_days_before
    if before is None:
        return None
    return _moved_earlier(way, day - timedelta(days=before))


def _moved_earlier(way: Way, raw: date) -> date:
    moves = way.ladder.moves_earlier and way.calendar.holds(raw)
    return way.calendar.working_day_until(raw) if moves else raw


def rung_on(deadline: Watchable, way: Way, today: date) -> Come | None:
    """Return the latest rung that has come by ``today``, ``None`` before the first."""
    day = deadline.remind_on
    if day is None:
        return _weekly("undated", deadline.known_at.date(), today)
    if today > day:
        return _rung_after(deadline, way, day, today)
    come = [rung for rung in way.rungs(day) if rung.on <= today]
    if not come:
        return None
    last = come[-1]
    asks = deadline.is_hard and way.ladder.checked_before in last.days_before
    return Come(last.name, last.on, asks)


def next_new_rungs(
    deadline: Watchable, way: Way, tomorrow: date
) -> Iterator[tuple[date, date]]:
    """Yield the first day from tomorrow on whose rung is not that of today.

    With it comes the day that the rung is dated, which may be an earlier one. After
    the day rungs come daily until every reading has ended, then weekly or never.
    """
    present = rung_on(deadline, way, tomorrow - ONE_DAY)
    known = (deadline.safe_on, deadline.arguable_on, tomorrow)
    last = max(day for day in known if day is not None) + _WEEK
    day = tomorrow
    while day <= last:
        come = rung_on(deadline, way, day)
        if come != present:
            yield day, come.on if come else day
            return
        day += ONE_DAY


def _rung_after(deadline: Watchable, way: Way, day: date, today: date) -> Come | None:
    """After the day: liftable weekly, ours daily, then weekly, the lost one once."""
    match deadline.state:
        case DeadlineState.LIFTABLE:
            return _weekly("liftable", day + ONE_DAY, today)
        case DeadlineState.LATE | DeadlineState.MISSED:
            ended = deadline.arguable_on or day
            return Come(deadline.state.value, ended + ONE_DAY)
        case DeadlineState.OVERDUE | DeadlineState.OPEN if way.ladder.overdue_daily:
            if deadline.acknowledged_at is not None:
                later = _rung_of_the_later_date(deadline, way, day, today)
                return later or _weekly("overdue", day + ONE_DAY, today)
            if today <= (deadline.arguable_on or day):
                return Come(f"overdue:{today}", today)
            return _weekly("overdue", day + ONE_DAY, today)
        case _:
            return None


def _rung_of_the_later_date(
    deadline: Watchable, way: Way, early: date, today: date
) -> Come | None:
    """The earlier, unchecked date is over and taken on; the rungs of ours remain."""
    day = deadline.safe_on
    if day is None or today > day:
        return None
    come = [rung for rung in way.rungs(day) if early < rung.on <= today]
    if not come:
        return None
    last = come[-1]
    name = LAST_DAY_AFTER_ALL if last.on == day else f"after_all:{last.name}"
    return Come(name, last.on)


def _weekly(name: str, first: date, today: date) -> Come:
    weeks = max((today - first) // _WEEK, 0)
    on = first + weeks * _WEEK
    return Come(f"{name}:{on}", on)
