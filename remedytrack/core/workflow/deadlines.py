"""Time limits applied: from the happenings of a proceeding to its deadlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from remedytrack.core.dates import ONE_DAY, DayRange, When
from remedytrack.core.timelimits.computation import ReadingResult
from remedytrack.core.timelimits.compute import CountingLaw
from remedytrack.core.timelimits.limit import (
    BoundParty,
    Consequence,
    TimeLimit,
    version_in_force,
)
from remedytrack.core.timelimits.profile import Direction
from remedytrack.core.workflow.acts import Acts
from remedytrack.core.workflow.composing import composed
from remedytrack.core.workflow.dating import Dates, Dating, Question
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.guards import Guard
from remedytrack.core.workflow.happenings import Happening
from remedytrack.core.workflow.lengthening import extension_is_open
from remedytrack.core.workflow.occasions import (
    Occasion,
    _anchored_apart,
    _is_of,
    _paired,
    first_recorded,
    persons_of,
)
from remedytrack.core.workflow.restoring import restored
from remedytrack.core.workflow.settling import (
    settled,
)
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    NoDate,
)

Holds = Callable[[Guard], bool]


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
        """Yield one deadline for each running of each time limit or composite."""
        each = list(self._of_each_limit())
        composites = self.definition.composites
        if not composites:
            return iter(each)
        return composed(composites, each, self._anchor, self._settled)

    def _settled(self, deadline: Deadline) -> Deadline:
        return settled(deadline, None, self.acts, self.now)

    def _anchor(self, deadlines: Sequence[Deadline]) -> UUID:
        """Return the trigger that was recorded first: a later member keeps it."""
        triggers = {each.trigger_id for each in deadlines}
        begun = [each for each in self.happenings if each.id in triggers]
        return min(begun, key=first_recorded).first_id

    def _of_each_limit(self) -> Iterator[Deadline]:
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

    def _occasions(self, limit: TimeLimit) -> Iterator[Occasion]:
        triggers = self._of_kind(limit.on)
        if limit.until_known is None:
            yield from (Occasion(t, None, t.first_id, t.person) for t in triggers)
            return
        worst_cases = self._of_kind(limit.until_known)
        taken: set[UUID] = set()
        for person in persons_of(limit, [*triggers, *worst_cases]):
            mine = [t for t in triggers if _is_of(limit, t, person)]
            theirs = [w for w in worst_cases if _is_of(limit, w, person)]
            for occasion in _paired(mine, theirs, person):
                yield _anchored_apart(occasion, taken)

    def _of_kind(self, kind: str) -> list[Happening]:
        return [happening for happening in self.happenings if happening.kind == kind]

    def _selecting(self, limit: TimeLimit, occasion: Occasion) -> Happening:
        """Return what happened that chooses the text of the rule."""
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
        return [occasion.trigger, *others, *own][-1]

    def _selected_on(self, limit: TimeLimit, occasion: Occasion) -> date | None:
        when = self._selecting(limit, occasion).when
        return when.earliest or when.latest

    def _version(
        self, versions: Sequence[TimeLimit], occasion: Occasion
    ) -> TimeLimit | None:
        selected_on = self._selected_on(versions[0], occasion)
        if selected_on is None:
            return versions[-1]
        return version_in_force(versions, selected_on)

    @property
    def _dating(self) -> Dating:
        return Dating(self.law, self.definition.calendar, self.happenings)

    def _undatable(self, limit: TimeLimit, occasion: Occasion) -> Deadline:
        return self._assembled(limit, occasion, Dates(no_date=NoDate.NO_VERSION))

    def _deadline(self, limit: TimeLimit, occasion: Occasion) -> Deadline:
        dates = self._dates(limit, occasion, occasion.trigger.when)
        return self._assembled(limit, occasion, dates)

    def _dates(self, limit: TimeLimit, occasion: Occasion, when: When) -> Dates:
        chosen = self._selecting(limit, occasion)
        own = chosen is occasion.trigger
        versions = self.definition.limits[limit.id]
        trigger = occasion.trigger
        asked = Question(versions, trigger, when, None if own else chosen.when)
        return self._dating.dates(asked)

    def _assembled(
        self, limit: TimeLimit, occasion: Occasion, dates: Dates
    ) -> Deadline:
        trigger = occasion.trigger
        safe = dates.safe.safe if dates.safe else None
        arguable = dates.arguable.arguable if dates.arguable else None
        counted = dates.safe or dates.arguable
        checked = self.acts.double_checked(trigger)
        clocked = limit.by_clock
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
            remind_on=_remind_on(limit, safe, arguable) or dates.ask_on,
            closes_at=safe.closes_at if safe else None,
            late_at=late_at,
            opens_on=_opens_on(limit, trigger.when),
            state=DeadlineState.OPEN,
            provisional=_is_provisional(occasion, dates, clocked=clocked)
            or extension_is_open(limit, self.happenings, trigger.when),
            double_checked=checked,
            checked_alone=self.acts.checked_alone(trigger),
            differs=self.acts.differs(trigger),
            hours=clocked,
            known_at=trigger.known_at,
            no_date=dates.no_date,
            computation=dates.safe,
            arguable_computation=None
            if dates.arguable == dates.safe
            else dates.arguable,
        )
        cautious = self._reminded_early(limit, occasion, raw)
        extended = self.acts.extended(cautious, self._dating.zone(limit))
        done = self._done(limit, occasion)
        return self._restored(
            settled(extended, done, self.acts, self.now), limit, occasion
        )

    def _restored(
        self, deadline: Deadline, limit: TimeLimit, occasion: Occasion
    ) -> Deadline:
        def occurred(kind: str | None) -> bool:
            return self._first_after(limit, occasion, {kind}) is not None

        def last_day(ended_on: date) -> date | None:
            return self._dating.time_to_restore(limit, ended_on)

        today = self.now.astimezone(self._dating.zone(limit)).date()
        return restored(deadline, limit, occurred, last_day, today)

    def _reminded_early(
        self, limit: TimeLimit, occasion: Occasion, deadline: Deadline
    ) -> Deadline:
        """Keep reminding on the earlier date until a second person has checked.

        A later date never silences an earlier one before a second person has entered
        the same trigger date (`architecture.md`, disputed law).
        """
        if not limit.is_hard or deadline.double_checked or deadline.remind_on is None:
            return deadline
        earlier = [deadline.remind_on]
        doubted = (deadline.differs.said,) if deadline.differs else ()
        for when in (*_earlier_dates(occasion), *doubted):
            dates = self._dates(limit, occasion, when)
            if dates.safe is not None:
                earlier.append(dates.safe.safe_on)
        return replace(deadline, remind_on=min(earlier))

    def _done(self, limit: TimeLimit, occasion: Occasion) -> Happening | None:
        late = limit.restore.on if limit.restore else None
        done = self._first_after(limit, occasion, {limit.satisfied_by, late} - {None})
        if done is not None or not limit.shown_by:
            return done
        shown = self._first_after(limit, occasion, set(limit.shown_by))
        return _done_by_then(shown, occasion.trigger) if shown else None

    def _first_after(
        self, limit: TimeLimit, occasion: Occasion, kinds: set[str | None]
    ) -> Happening | None:
        own = {limit.on, limit.until_known, *kinds}
        named = {each.person for each in self.happenings if each.kind in own} - {None}
        # Where only one person is concerned, nobody needs to be named; whom a consent
        # or a letter names beside is not concerned by this term.
        apart = limit.per == "person" and len(named) > 1
        for happening in self.happenings:
            if happening.kind not in kinds:
                continue
            if apart and happening.person != occasion.person:
                continue
            before = happening.when.ends_before(occasion.trigger.when)
            if limit.direction is Direction.BEFORE or not before:
                return happening
        return None


def _never_covered(versions: Sequence[TimeLimit], day: date | None) -> bool:
    return day is None or not any(version.valid.covers(day) for version in versions)


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


def _is_provisional(occasion: Occasion, dates: Dates, *, clocked: bool) -> bool:
    when = occasion.trigger.when
    unknown = not occasion.proven or not when.is_exact
    hour_unknown = clocked and when.clock is None
    uncounted = dates.safe is not None and dates.safe.provisional
    return unknown or hour_unknown or uncounted


def _earlier_dates(occasion: Occasion) -> Iterator[When]:
    if occasion.worst_case is not None and occasion.proven:
        yield occasion.worst_case.when
    fact = occasion.trigger.fact
    if fact is not None:
        yield from (version.occurred for version in fact.versions[:-1])


def _done_by_then(shown: Happening, trigger: Happening) -> Happening:
    """Return what ``shown`` proves: done between the trigger and it, day unknown."""
    first, last = trigger.when.earliest, shown.when.latest
    known = first if first is None or last is None or first <= last else None
    if known is None and last is None:
        return shown
    return replace(shown, when=When((DayRange(known, last),)))
