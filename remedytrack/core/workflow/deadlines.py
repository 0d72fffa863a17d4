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
from remedytrack.core.timelimits.computation import Computation, ReadingResult
from remedytrack.core.timelimits.compute import (
    CountingLaw,
    NoProfileInForce,
    compute,
    zone_of,
)
from remedytrack.core.timelimits.count import (
    CannotCount,
    ClockTimeMissing,
    StillSuspended,
    Trigger,
)
from remedytrack.core.timelimits.limit import (
    BoundParty,
    Consequence,
    TimeLimit,
    version_in_force,
)
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
from remedytrack.core.workflow.suspensions import perhaps_suspended, surely_suspended

Holds = Callable[[Guard], bool]


@dataclass(frozen=True, slots=True)
class _Occasion:
    """One running of a time limit: its trigger, or the worst case until it is known."""

    trigger: Happening
    worst_case: Happening | None
    anchor: UUID
    person: str | None

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
            yield from (_Occasion(t, None, t.first_id, t.person) for t in triggers)
            return
        worst_cases = self._of_kind(limit.until_known)
        taken: set[UUID] = set()
        for person in _persons(limit, [*triggers, *worst_cases]):
            mine = [t for t in triggers if _is_of(limit, t, person)]
            theirs = [w for w in worst_cases if _is_of(limit, w, person)]
            for occasion in _paired(mine, theirs, person):
                yield _anchored_apart(occasion, taken)

    def _of_kind(self, kind: str) -> list[Happening]:
        return [happening for happening in self.happenings if happening.kind == kind]

    def _selected_on(self, limit: TimeLimit, occasion: _Occasion) -> date | None:
        own = [
            each
            for each in (occasion.trigger, occasion.worst_case)
            if each is not None and each.kind == limit.select_by
        ]
        others = [
            each
            for each in self._of_kind(limit.select_by)
            if each.person in {occasion.trigger.person, None}
        ]
        when = [occasion.trigger, *others, *own][-1].when
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
            shortest = surely_suspended(limit, self.happenings)
            longest = perhaps_suspended(limit, self.happenings)
            safe = self._compute(limit, first, selected_on, shortest)
            same = (first, shortest) == (last, longest)
            arguable = (
                safe if same else self._compute(limit, last, selected_on, longest)
            )
        except (CalendarHorizonExceeded, CannotCount, NoProfileInForce) as error:
            return _Dates(no_date=_reason_for(error))
        no_date = None if safe else NoDate.TRIGGER_UNKNOWN
        return _Dates(safe, arguable, no_date)

    def _compute(
        self,
        limit: TimeLimit,
        trigger: Trigger | None,
        selected_on: date | None,
        stops: Sequence[DayRange],
    ) -> Computation | None:
        if trigger is None:
            return None
        return compute(
            limit,
            self.law,
            trigger,
            calendar=self.definition.calendar,
            selected_on=selected_on,
            stops=stops,
        )

    def _assembled(
        self, limit: TimeLimit, occasion: _Occasion, dates: _Dates
    ) -> Deadline:
        trigger = occasion.trigger
        safe = dates.safe.safe if dates.safe else None
        arguable = dates.arguable.arguable if dates.arguable else None
        counted = dates.safe or dates.arguable
        checked = self.acts.double_checked(trigger)
        late_at = arguable.closes_at if arguable and occasion.proven else None
        raw = Deadline(
            id=uuid5(occasion.anchor, limit.id),
            limit=limit.id,
            act=limit.act,
            bound=limit.bound,
            consequence=limit.consequence,
            status=counted.status if counted else limit.status,
            trigger_kind=trigger.kind,
            trigger_id=trigger.id,
            trigger_when=trigger.when,
            person=occasion.person,
            safe_on=safe.due_on if safe else None,
            arguable_on=arguable.due_on if arguable else None,
            remind_on=_remind_on(limit, safe, arguable),
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
        return settled(cautious, self._done(limit, occasion), self.acts, self.now)

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

    def _done(self, limit: TimeLimit, occasion: _Occasion) -> Happening | None:
        done = self._first_after(limit, occasion, {limit.satisfied_by})
        if done is not None or not limit.shown_by:
            return done
        shown = self._first_after(limit, occasion, set(limit.shown_by))
        return _done_by_then(shown, occasion.trigger) if shown else None

    def _first_after(
        self, limit: TimeLimit, occasion: _Occasion, kinds: set[str | None]
    ) -> Happening | None:
        named = {each.person for each in self.happenings} - {None}
        # Where only one person is concerned, nobody needs to be named.
        apart = limit.per == "person" and len(named) > 1
        for happening in self.happenings:
            if happening.kind not in kinds:
                continue
            if apart and happening.person != occasion.person:
                continue
            if limit.direction is Direction.BEFORE or not _surely_earlier(
                happening.when, occasion.trigger.when
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
    if deadline.hours and deadline.computation is not None:
        return _to_the_minute(deadline, done, ZoneInfo(deadline.computation.zone))
    safe_on, arguable_on = deadline.safe_on, deadline.arguable_on
    if safe_on is not None and done.surely_by(safe_on):
        return Timeliness.IN_TIME
    late = deadline.late_at is not None and arguable_on is not None
    if late and arguable_on is not None and done.surely_after(arguable_on):
        return Timeliness.LATE
    return Timeliness.UNKNOWN


def _to_the_minute(deadline: Deadline, done: When, zone: ZoneInfo) -> Timeliness:
    minute = done.moment(zone)
    first, last = done.earliest, done.latest
    begun = minute or (midnight_after(first - ONE_DAY, zone) if first else None)
    over = minute or (midnight_after(last, zone) if last else None)
    if over and deadline.closes_at and over <= deadline.closes_at:
        return Timeliness.IN_TIME
    if begun and deadline.late_at and begun >= deadline.late_at:
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
    recorded = sorted(happenings, key=_first_recorded)
    named = dict.fromkeys(h.person for h in recorded if h.person is not None)
    return tuple(named) or (None,)


def _is_of(limit: TimeLimit, happening: Happening, person: str | None) -> bool:
    return limit.per is None or happening.person in {person, None}


def _paired(
    triggers: Sequence[Happening],
    worst_cases: Sequence[Happening],
    person: str | None,
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
        yield _Occasion(both[0], worst, anchor, person or both[0].person)


def _anchored_apart(occasion: _Occasion, taken: set[UUID]) -> _Occasion:
    """Give the clocks of several persons in one case ids of their own.

    One ruling is the worst case of everybody; whose clock was recorded first keeps it
    as the anchor, the others are known by their own trigger.
    """
    if occasion.anchor in taken:
        occasion = replace(occasion, anchor=occasion.trigger.first_id)
    if occasion.anchor in taken:
        own = uuid5(occasion.anchor, occasion.person or "")
        occasion = replace(occasion, anchor=own)
    taken.add(occasion.anchor)
    return occasion


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


def _remind_on(
    limit: TimeLimit, safe: ReadingResult | None, arguable: ReadingResult | None
) -> date | None:
    """Our acts are reminded on the earliest day; what we wait for, on the latest."""
    ours = limit.bound is BoundParty.US and limit.consequence is not (
        Consequence.EMBARGO
    )
    chosen = safe if ours else arguable
    return chosen.due_on if chosen else None


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


def _reason_for(error: Exception) -> NoDate:
    match error:
        case CalendarHorizonExceeded():
            return NoDate.BEYOND_CALENDAR
        case ClockTimeMissing():
            return NoDate.NO_CLOCK_TIME
        case StillSuspended():
            return NoDate.SUSPENDED
        case _:
            return NoDate.NO_VERSION


def _done_by_then(shown: Happening, trigger: Happening) -> Happening:
    """Return what ``shown`` proves: done between the trigger and it, day unknown."""
    first, last = trigger.when.earliest, shown.when.latest
    known = first if first is None or last is None or first <= last else None
    if known is None and last is None:
        return shown
    return replace(shown, when=When((DayRange(known, last),)))


def _surely_earlier(done: When, trigger: When) -> bool:
    return done.latest is not None and (
        trigger.earliest is not None and done.latest < trigger.earliest
    )
