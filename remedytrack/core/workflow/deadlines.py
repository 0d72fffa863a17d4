"""Time limits applied: from the happenings of a proceeding to its deadlines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from remedytrack.core.dates import ONE_DAY, DayRange, When, midnight_after
from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.calendar import CalendarHorizonExceeded
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.compute import (
    CountingLaw,
    NoProfileInForce,
    compute,
    zone_of,
)
from remedytrack.core.timelimits.count import CannotCount, Trigger
from remedytrack.core.timelimits.limit import TimeLimit, version_in_force
from remedytrack.core.timelimits.profile import Direction, Unit
from remedytrack.core.workflow.acts import Acts
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.guards import Guard
from remedytrack.core.workflow.happenings import Happening
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    NoDate,
    Timeliness,
)

Holds = Callable[[Guard], bool]


@dataclass(frozen=True, slots=True)
class _Occasion:
    """One running of a time limit: its trigger, or the worst case until it is known."""

    trigger: Happening
    worst_case: Happening | None
    anchor: UUID

    @property
    def proven(self) -> bool:
        return self.trigger is not self.worst_case


@dataclass(frozen=True, slots=True)
class _Dates:
    """What counting gave: the computations from the earliest and the latest day."""

    safe: Computation | None = None
    arguable: Computation | None = None
    no_date: NoDate | None = None


@dataclass(frozen=True, slots=True)
class Docketing:
    """Everything that applying the limits of one proceeding looks at."""

    definition: Workflow
    law: CountingLaw
    happenings: Sequence[Happening]
    acts: Acts
    holds: Holds
    now: datetime

    def deadlines(self) -> Iterator[Deadline]:
        """Yield one deadline for each running of each time limit."""
        for versions in self.definition.limits.values():
            for occasion in self._occasions(versions[0]):
                limit = self._version(versions, occasion)
                if limit is None:
                    if _never_covered(
                        versions, self._selected_on(versions[0], occasion)
                    ):
                        yield self._undatable(versions[0], occasion)
                elif limit.applies_if is None or self.holds(limit.applies_if):
                    yield self._deadline(limit, occasion)

    def _occasions(self, limit: TimeLimit) -> Iterator[_Occasion]:
        triggers = self._of_kind(limit.on)
        if limit.until_known is None:
            yield from (_Occasion(t, None, t.first_id) for t in triggers)
            return
        worst_cases = self._of_kind(limit.until_known)
        for person in _persons(limit, [*triggers, *worst_cases]):
            mine = [t for t in triggers if _is_of(limit, t, person)]
            theirs = [w for w in worst_cases if w.person in {person, None}]
            yield from _paired(mine, theirs)

    def _of_kind(self, kind: str) -> list[Happening]:
        return [happening for happening in self.happenings if happening.kind == kind]

    def _selected_on(self, limit: TimeLimit, occasion: _Occasion) -> date | None:
        chosen = [
            h
            for h in self._of_kind(limit.select_by)
            if h.person in {occasion.trigger.person, None}
        ]
        when = (chosen[-1] if chosen else occasion.trigger).when
        return when.earliest or when.latest

    def _version(
        self, versions: Sequence[TimeLimit], occasion: _Occasion
    ) -> TimeLimit | None:
        selected_on = self._selected_on(versions[0], occasion)
        if selected_on is None:
            return versions[-1]
        return version_in_force(versions, selected_on)

    def _zone(self, limit: TimeLimit) -> ZoneInfo:
        return zone_of(limit, self.law, self.definition.calendar)

    def _undatable(self, limit: TimeLimit, occasion: _Occasion) -> Deadline:
        return self._assembled(limit, occasion, _Dates(no_date=NoDate.NO_VERSION))

    def _deadline(self, limit: TimeLimit, occasion: _Occasion) -> Deadline:
        dates = self._dates(limit, occasion, occasion.trigger.when)
        return self._assembled(limit, occasion, dates)

    def _dates(self, limit: TimeLimit, occasion: _Occasion, when: When) -> _Dates:
        selected_on = self._selected_on(limit, occasion)
        try:
            first, last = _triggers(limit, when, self._zone(limit))
            safe = self._compute(limit, first, selected_on)
            same = first == last
            arguable = safe if same else self._compute(limit, last, selected_on)
        except CalendarHorizonExceeded:
            return _Dates(no_date=NoDate.BEYOND_CALENDAR)
        except (CannotCount, NoProfileInForce):
            return _Dates(no_date=NoDate.NO_VERSION)
        no_date = None if safe else NoDate.TRIGGER_UNKNOWN
        return _Dates(safe, arguable, no_date)

    def _compute(
        self, limit: TimeLimit, trigger: Trigger | None, selected_on: date | None
    ) -> Computation | None:
        if trigger is None:
            return None
        return compute(
            limit,
            self.law,
            trigger,
            calendar=self.definition.calendar,
            selected_on=selected_on,
            stops=tuple(self._stops(limit)),
        )

    def _stops(self, limit: TimeLimit) -> Iterator[DayRange]:
        for stop in limit.stop:
            resumed = iter(self._of_kind(stop.to_event))
            for suspended in self._of_kind(stop.from_event):
                begin = suspended.when.latest
                if begin is None:
                    continue
                ending = next(resumed, None)
                end = ending.when.earliest if ending else None
                first = begin if stop.from_day == "in" else begin + ONE_DAY
                last = end if end is None or stop.to_day == "in" else end - ONE_DAY
                if last is None or first <= last:
                    yield DayRange(first, last)

    def _assembled(
        self, limit: TimeLimit, occasion: _Occasion, dates: _Dates
    ) -> Deadline:
        trigger = occasion.trigger
        safe = dates.safe.safe if dates.safe else None
        arguable = dates.arguable.arguable if dates.arguable else None
        checked = self.acts.double_checked(trigger)
        late_at = arguable.closes_at if arguable and occasion.proven else None
        raw = Deadline(
            id=uuid5(occasion.anchor, limit.id),
            limit=limit.id,
            act=limit.act,
            bound=limit.bound,
            consequence=limit.consequence,
            status=dates.safe.status if dates.safe else limit.status,
            trigger_kind=trigger.kind,
            trigger_id=trigger.id,
            trigger_when=trigger.when,
            person=trigger.person,
            safe_on=safe.due_on if safe else None,
            arguable_on=arguable.due_on if arguable else None,
            remind_on=safe.due_on if safe else None,
            closes_at=safe.closes_at if safe else None,
            late_at=late_at,
            opens_on=_opens_on(limit, trigger.when),
            state=DeadlineState.OPEN,
            provisional=_is_provisional(occasion, dates),
            double_checked=checked,
            hours=limit.term.unit is Unit.HOUR,
            known_at=trigger.known_at,
            no_date=dates.no_date,
            computation=dates.safe,
            arguable_computation=None
            if dates.arguable == dates.safe
            else dates.arguable,
        )
        extended = self.acts.extended(raw, self._zone(limit))
        cautious = self._reminded_early(limit, occasion, extended)
        return settled(cautious, self._done(limit, trigger), self.acts, self.now)

    def _reminded_early(
        self, limit: TimeLimit, occasion: _Occasion, deadline: Deadline
    ) -> Deadline:
        """Keep reminding on the earlier date until a second person has checked.

        A later date never silences an earlier one before a second person has entered
        the same trigger date (`architecture.md`, disputed law).
        """
        if not limit.is_hard or deadline.double_checked or deadline.remind_on is None:
            return deadline
        earlier = [deadline.remind_on]
        for when in _earlier_dates(occasion):
            dates = self._dates(limit, occasion, when)
            if dates.safe is not None:
                earlier.append(dates.safe.safe_on)
        return replace(deadline, remind_on=min(earlier))

    def _done(self, limit: TimeLimit, trigger: Happening) -> Happening | None:
        named = {each.person for each in self.happenings} - {None}
        for happening in self._of_kind(limit.satisfied_by or ""):
            # An act that names nobody ends a clock only where there is one person.
            theirs = {trigger.person, None} if len(named) <= 1 else {trigger.person}
            if limit.per == "person" and happening.person not in theirs:
                continue
            if limit.direction is Direction.BEFORE or not _surely_earlier(
                happening.when, trigger.when
            ):
                return happening
        return None


def settled(
    deadline: Deadline, done: Happening | None, acts: Acts, now: datetime
) -> Deadline:
    """Return the deadline with what people and events have made of it by ``now``."""
    acknowledged = acts.acknowledged(deadline)
    satisfied = acts.satisfied(deadline)
    if done is not None:
        deadline = replace(
            deadline, done_when=done.when, done_by=done.id, proven=done.seen
        )
    elif satisfied is not None:
        deadline = replace(
            deadline,
            done_when=satisfied.occurred,
            done_by=satisfied.id,
            proven=bool(satisfied.fields.get("proven")),
        )
    if acknowledged is not None:
        deadline = replace(
            deadline,
            acknowledged_by=acknowledged.recorded_by,
            acknowledged_at=acknowledged.recorded_at,
        )
    if deadline.done_when is not None:
        timeliness = timeliness_of(deadline, deadline.done_when)
        deadline = replace(deadline, timeliness=timeliness)
    state = _state(deadline, waived=acts.waived(deadline), now=now)
    return replace(deadline, state=state)


def timeliness_of(deadline: Deadline, done: When) -> Timeliness:
    """Say whether ``done`` was in time by every reading, late by all, or unknown."""
    safe_on, arguable_on = deadline.safe_on, deadline.arguable_on
    if safe_on is not None and done.surely_by(safe_on):
        return Timeliness.IN_TIME
    late = deadline.late_at is not None and arguable_on is not None
    if late and arguable_on is not None and done.surely_after(arguable_on):
        return Timeliness.LATE
    return Timeliness.UNKNOWN


def _state(deadline: Deadline, *, waived: bool, now: datetime) -> DeadlineState:
    done = deadline.done_when is not None
    if deadline.consequence == "embargo":
        return _embargo_state(deadline, done=done, now=now)
    if done:
        return DeadlineState.SATISFIED
    if waived:
        return DeadlineState.WAIVED
    return _running_state(deadline, now)


def _embargo_state(deadline: Deadline, *, done: bool, now: datetime) -> DeadlineState:
    if done:
        return DeadlineState.LIFTED
    over = deadline.late_at is not None and deadline.late_at <= now
    return DeadlineState.LIFTABLE if over else DeadlineState.CONFIDENTIAL


def _running_state(deadline: Deadline, now: datetime) -> DeadlineState:
    surely_over = deadline.late_at is not None and deadline.late_at <= now
    if deadline.bound != "us":
        # A draft rule accuses nobody: it is shown, and no more.
        accuses = surely_over and deadline.status is not LawStatus.DRAFT
        return DeadlineState.LATE if accuses else DeadlineState.OPEN
    if surely_over:
        return DeadlineState.MISSED
    over = deadline.closes_at is not None and deadline.closes_at <= now
    return DeadlineState.OVERDUE if over else DeadlineState.OPEN


def _never_covered(versions: Sequence[TimeLimit], day: date | None) -> bool:
    return day is None or not any(version.valid.covers(day) for version in versions)


def _persons(limit: TimeLimit, happenings: Iterable[Happening]) -> Sequence[str | None]:
    if limit.per is None:
        return (None,)
    named = dict.fromkeys(h.person for h in happenings if h.person is not None)
    return tuple(named) or (None,)


def _is_of(limit: TimeLimit, happening: Happening, person: str | None) -> bool:
    return limit.per is None or happening.person in {person, None}


def _paired(
    triggers: Sequence[Happening], worst_cases: Sequence[Happening]
) -> Iterator[_Occasion]:
    """Pair the n-th trigger with the n-th worst case; a lone worst case stands in.

    The anchor is whichever was recorded first, so that the deadline keeps its identity
    when the trigger becomes known.
    """
    for index in range(max(len(triggers), len(worst_cases))):
        trigger = triggers[index] if index < len(triggers) else None
        worst = worst_cases[index] if index < len(worst_cases) else None
        both = [each for each in (trigger, worst) if each is not None]
        anchor = min(both, key=_first_recorded).first_id
        yield _Occasion(both[0], worst, anchor)


def _first_recorded(happening: Happening) -> tuple[str, str]:
    fact = happening.fact
    recorded = fact.first.recorded_at.isoformat() if fact else ""
    return recorded, str(happening.first_id)


def _triggers(
    limit: TimeLimit, when: When, zone: ZoneInfo
) -> tuple[Trigger | None, Trigger | None]:
    """Return the earliest and the latest trigger that ``when`` allows."""
    if limit.term.unit is not Unit.HOUR:
        moment = when.moment(zone)
        return (
            Trigger(when.earliest, zone, moment) if when.earliest else None,
            Trigger(when.latest, zone, moment) if when.latest else None,
        )
    if (moment := when.moment(zone)) is not None and when.day is not None:
        exact = Trigger(when.day, zone, moment)
        return exact, exact
    # The minute is not known: between the first and the last of the day.
    begin = midnight_after(when.earliest - ONE_DAY, zone) if when.earliest else None
    end = midnight_after(when.latest, zone) if when.latest else None
    return (
        Trigger(when.earliest, zone, begin) if when.earliest else None,
        Trigger(when.latest, zone, end) if when.latest else None,
    )


def _opens_on(limit: TimeLimit, when: When) -> date | None:
    """A premature claim is returned, so the act has a first day as well."""
    if limit.opens == "day_after_trigger" and when.latest is not None:
        return when.latest + ONE_DAY
    return None


def _is_provisional(occasion: _Occasion, dates: _Dates) -> bool:
    unknown = not occasion.proven or not occasion.trigger.when.is_exact
    uncounted = dates.safe is not None and dates.safe.provisional
    return unknown or uncounted


def _earlier_dates(occasion: _Occasion) -> Iterator[When]:
    if occasion.worst_case is not None and occasion.proven:
        yield occasion.worst_case.when
    fact = occasion.trigger.fact
    if fact is not None:
        yield from (version.occurred for version in fact.versions[:-1])


def _surely_earlier(done: When, trigger: When) -> bool:
    return done.latest is not None and (
        trigger.earliest is not None and done.latest < trigger.earliest
    )
