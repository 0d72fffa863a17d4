"""What people and events made of a deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.dates import DayRange, When
from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from remedytrack.core.timelimits.compute import NoProfileInForce, compute
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.refusals import CannotCount
from remedytrack.core.timelimits.work import Trigger
from tests.oracle.counted import Counting
from tests.oracle.values import DAY, Came, Due, Line, before, midnight


class Settling(Counting):
    """What became of the deadlines of a case."""

    def _acts(self, kind: str) -> list[Line]:
        return [chain[-1] for chain in self.standing if chain[-1].kind == kind]

    def _about(self, kind: str, due: Due) -> list[Line]:
        return [a for a in self._acts(kind) if a.fields.get("deadline") == str(due.id)]

    def _said_by_the_check(self, trigger: Came) -> str | None:
        """Return the day that the last check of ``trigger`` named."""
        said = None
        for act in self._acts("double_checked"):
            same = act.fields.get("entry") == str(trigger.id)
            if same and (act.by != trigger.by or "alone" in act.fields):
                said = str(act.fields["occurred"])
        return said if trigger.entered else None

    def _checked(self, trigger: Came) -> bool:
        return self._said_by_the_check(trigger) == str(trigger.when)

    def _lengthened(self, due: Due, zone: ZoneInfo) -> Due:
        for act in self._about("extended", due):
            if not act.fields.get("granted"):
                due = replace(due, provisional=True)
                continue
            until = date.fromisoformat(str(act.fields["until"]))
            end = midnight(until + DAY, zone)
            due = replace(due, safe_on=until, arguable_on=until, remind_on=until)
            due = replace(due, closes_at=end, late_at=end)
        return due

    def _what_did_it(
        self, limit: TimeLimit, trigger: Came, person: str | None
    ) -> tuple[When, UUID, bool] | None:
        late = limit.restore.on if limit.restore else None
        done = self._after(limit, trigger, person, limit.satisfied_by, late)
        if done:
            return done[0].when, done[0].id, done[0].seen
        shown = self._after(limit, trigger, person, *limit.shown_by)
        if not shown:
            return None
        first, last = trigger.when.earliest, shown[0].when.latest
        if first and last and last < first:
            first = None
        when = shown[0].when
        if first or last:
            when = When((DayRange(first, last),), when.clock, when.approximate)
            when = When((DayRange(first, last),))
        return when, shown[0].id, shown[0].seen

    def _after(
        self, limit: TimeLimit, trigger: Came, person: str | None, *kinds: str | None
    ) -> list[Came]:
        """Return what came of these kinds, not surely before what it answers."""
        own = self._of(limit.on, limit.until_known, *kinds)
        several = len({each.person for each in own if each.person}) > 1
        return [
            each
            for each in self._of(*[kind for kind in kinds if kind])
            if not (limit.per and several and each.person != person)
            and (limit.direction == "before" or not before(each.when, trigger.when))
        ]

    def _settled(self, due: Due, done: tuple[When, UUID, bool] | None) -> Due:
        by_hand = self._about("satisfied", due)
        if done is None and by_hand:
            act = by_hand[-1]
            done = act.when, act.id, bool(act.fields.get("proven"))
        if done is not None:
            due = replace(due, done_when=done[0], done_by=done[1], proven=done[2])
            due = replace(due, timeliness=_timeliness(due, done[0]))
        taken = self._about("acknowledged", due)
        if taken and taken[-1].recorded_at >= due.trigger.known_at:
            due = replace(due, taken_by=taken[-1].by)
        return replace(due, state=self._state(due))

    def _state(self, due: Due) -> str:
        over = due.late_at is not None and due.late_at <= self.now
        if due.consequence == "embargo":
            closed_still = "liftable" if over else "confidential"
            return closed_still if due.done_when is None else "lifted"
        if due.done_when is not None:
            return "satisfied"
        if self._about("waived", due):
            return "waived"
        if due.bound != "us":
            return "late" if over and due.status != LawStatus.DRAFT else "open"
        closed = due.closes_at is not None and due.closes_at <= self.now
        ours = "overdue" if closed else "open"
        return "missed" if over else ours

    def _asked_back(
        self, due: Due, limit: TimeLimit, trigger: Came, person: str | None
    ) -> Due:
        back = limit.restore
        if back is None or due.timeliness == "in_time" or due.state == "open":
            return due
        for kind, word in (
            (back.granted, "granted"),
            (back.refused, "refused"),
            (back.on, "asked"),
        ):
            if self._after(limit, trigger, person, kind):
                return replace(due, restoration=word)
        if due.state not in {"overdue", "missed"} or due.arguable_on is None:
            return due
        last = self._last_day_to_ask(limit, due.arguable_on)
        today = self.now.astimezone(self._zone(limit)).date()
        word = "lapsed" if last and last < today else "possible"
        return replace(due, restoration=word, restore_by_on=last)

    def _last_day_to_ask(self, limit: TimeLimit, ended_on: date) -> date | None:
        if limit.restore is None or limit.restore.term is None:
            return None
        start = Trigger(ended_on, self._zone(limit))
        own = self.plain["calendar"]
        try:
            term = limit.restore.term
            found = compute(limit, self.law, start, calendar=own, letter=term)
        except (CannotCount, CalendarHorizonExceeded, NoProfileInForce):
            return None
        return found.safe_on


def _timeliness(due: Due, done: When) -> str:
    if due.hours and due.zone is not None:
        return _to_the_minute(due, done, ZoneInfo(due.zone))
    about = done.approximate and done.clock is None
    known = not about and done.latest is not None
    if known and due.safe_on and done.latest <= due.safe_on:  # type: ignore[operator]
        return "in_time"
    late = not about and done.earliest is not None and due.late_at is not None
    if late and due.arguable_on and done.earliest > due.arguable_on:  # type: ignore[operator]
        return "late"
    return "unknown"


def _to_the_minute(due: Due, done: When, zone: ZoneInfo) -> str:
    begun = midnight(done.earliest, zone) if done.earliest else None
    over = midnight(done.latest + DAY, zone) if done.latest else None
    if done.day and done.clock and not done.approximate:
        begun = over = datetime.combine(done.day, done.clock, zone).astimezone(UTC)
    if over and due.closes_at and over <= due.closes_at:
        return "in_time"
    if begun and due.late_at and begun >= due.late_at:
        return "late"
    return "unknown"
