"""What people did to the deadlines of a proceeding: the built-in journal entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from remedytrack.core.dates import NotADate, When, midnight_after
from remedytrack.core.law import Texts
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.happenings import Happening, from_fact
from remedytrack.core.workflow.journal import Act, Alone, Entry, Fact, day_in
from remedytrack.core.workflow.standing import BY_HAND, Check, Deadline, DeadlineState


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts that stand, oldest first."""

    facts: tuple[Fact, ...]

    @classmethod
    def among(cls, facts: Iterable[Fact]) -> Acts:
        """Pick the acts out of the standing facts of a journal."""
        kinds = set(Act)
        return cls(tuple(fact for fact in facts if fact.entry.kind in kinds))

    def of(self, act: Act) -> Iterator[Entry]:
        """Yield the entries of one kind, oldest first."""
        return (fact.entry for fact in self.facts if fact.entry.kind == act)

    def acknowledged(self, deadline: Deadline) -> Entry | None:
        """Return the last acknowledgement of ``deadline``."""
        return self._last(Act.ACKNOWLEDGED, deadline)

    def satisfied(self, deadline: Deadline) -> Entry | None:
        """Return the entry that marks ``deadline`` as done by hand."""
        return self._last(Act.SATISFIED, deadline)

    def waived(self, deadline: Deadline) -> bool:
        """Say whether somebody gave the right up."""
        return self._last(Act.WAIVED, deadline) is not None

    def extended(self, deadline: Deadline, zone: ZoneInfo) -> Deadline:
        """Return ``deadline`` with its last granted extension.

        An extension that was only asked for changes no date and marks it provisional.
        """
        for entry in self._about(Act.EXTENDED, deadline):
            until = day_in(entry.fields.get("until"))
            if not entry.fields.get("granted"):
                deadline = replace(deadline, provisional=True)
            elif until is not None:
                deadline = _until(deadline, until, zone)
        return deadline

    def double_checked(self, trigger: Happening) -> bool:
        """Say whether the trigger date was independently entered a second time.

        The last check decides, so that a later doubt is not outvoted.
        """
        check = self._check(trigger)
        return check is not None and _agrees(check, trigger)

    def checked_alone(self, trigger: Happening) -> Alone | None:
        """Say how the check that agrees was made by one person alone, if it was."""
        check = self._check(trigger)
        if check is None or not _agrees(check, trigger):
            return None
        return next((a for a in Alone if a == check.fields.get("alone")), None)

    def differs(self, trigger: Happening) -> Check | None:
        """Return the last check of the trigger date where it says another day."""
        check = self._check(trigger)
        if trigger.fact is None or check is None or _agrees(check, trigger):
            return None
        try:
            said = When.parse(str(check.fields.get("occurred")))
        except NotADate:
            return None
        entered_by = trigger.fact.entry.recorded_by
        return Check(trigger.id, entered_by, said, check.recorded_by, check.recorded_at)

    def proof_given(self, done: Collection[UUID]) -> bool:
        """Say whether somebody proved afterwards what one of these entries says."""
        return self._about_done(Act.PROOF_GIVEN, done) is not None

    def proof_opened(self, done: Collection[UUID]) -> str | None:
        """Return who looked at the proof of what one of these entries says."""
        opened = self._about_done(Act.PROOF_OPENED, done)
        return opened.recorded_by if opened else None

    def verdicts(self) -> dict[str, str]:
        """Return the last review of each flag, by its id."""
        return {
            str(review.fields.get("flag")): str(review.fields.get("verdict"))
            for review in self.of(Act.FLAG_REVIEWED)
        }

    def responsible(self) -> tuple[str | None, str | None]:
        """Return owner and deputy as last assigned."""
        last = next(reversed(list(self.of(Act.ASSIGNED))), None)
        if last is None:
            return None, None
        owner, deputy = last.fields.get("owner"), last.fields.get("deputy")
        return (str(owner) if owner else None, str(deputy) if deputy else None)

    def by_hand(self, zone: ZoneInfo) -> Iterator[Deadline]:
        """Yield the dates that people entered: hearings, terms set by a letter."""
        for fact in self.facts:
            if fact.entry.kind == Act.DATE_ENTERED:
                yield self._looked_at_twice(_by_hand(fact, zone), from_fact(fact))

    def _looked_at_twice(self, deadline: Deadline, trigger: Happening) -> Deadline:
        differs = self.differs(trigger)
        said = differs.said.earliest if differs and deadline.is_hard else None
        days = [each for each in (deadline.remind_on, said) if each is not None]
        return replace(
            deadline,
            remind_on=min(days, default=None),
            double_checked=self.double_checked(trigger),
            checked_alone=self.checked_alone(trigger),
            differs=differs,
        )

    def _check(self, trigger: Happening) -> Entry | None:
        if trigger.fact is None:
            return None
        entry = trigger.fact.entry
        checks = [
            check
            for check in self.of(Act.DOUBLE_CHECKED)
            if check.fields.get("entry") == str(entry.id)
            and (check.recorded_by != entry.recorded_by or check.fields.get("alone"))
        ]
        return checks[-1] if checks else None

    def _about_done(self, act: Act, done: Collection[UUID]) -> Entry | None:
        ids = {str(each) for each in done}
        found = [each for each in self.of(act) if each.fields.get("done") in ids]
        return found[-1] if found else None

    def _last(self, act: Act, deadline: Deadline) -> Entry | None:
        return next(reversed(self._about(act, deadline)), None)

    def _about(self, act: Act, deadline: Deadline) -> list[Entry]:
        mine = str(deadline.id)
        return [each for each in self.of(act) if each.fields.get("deadline") == mine]


def _agrees(check: Entry, trigger: Happening) -> bool:
    return check.fields.get("occurred") == str(trigger.when)


def _until(deadline: Deadline, until: date, zone: ZoneInfo) -> Deadline:
    closes_at = midnight_after(until, zone)
    return replace(
        deadline,
        safe_on=until,
        arguable_on=until,
        remind_on=until,
        closes_at=closes_at,
        late_at=closes_at,
    )


def _by_hand(fact: Fact, zone: ZoneInfo) -> Deadline:
    named = fact.entry.fields.get("bound")
    bound = next((each for each in BoundParty if each == named), BoundParty.US)
    hearing = fact.entry.fields.get("sort") == "hearing"
    missed = Consequence.TARGET if hearing else Consequence.BAR
    ours = bound is BoundParty.US
    return on_its_own_day(
        fact,
        zone,
        limit=BY_HAND,
        bound=bound,
        consequence=missed if ours else Consequence.EXPECTATION,
    )


def on_its_own_day(
    fact: Fact,
    zone: ZoneInfo,
    *,
    limit: str,
    act: Texts | None = None,
    bound: BoundParty = BoundParty.US,
    consequence: Consequence = Consequence.TARGET,
) -> Deadline:
    """Return the deadline of what no rule counts: it stands on the day entered."""
    entry = fact.entry
    first = entry.occurred.earliest or entry.occurred.latest
    last = entry.occurred.latest or first
    at = entry.occurred.moment(zone)
    return Deadline(
        id=uuid5(fact.first.id, limit),
        limit=limit,
        act=act,
        bound=bound,
        consequence=consequence,
        status=None,
        trigger_kind=entry.kind,
        trigger_id=entry.id,
        trigger_when=entry.occurred,
        person=entry.person,
        safe_on=first,
        arguable_on=last,
        remind_on=first,
        closes_at=at or (midnight_after(first, zone) if first else None),
        late_at=at or (midnight_after(last, zone) if last else None),
        opens_on=None,
        state=DeadlineState.OPEN,
        provisional=not entry.occurred.is_exact,
        double_checked=False,
        hours=False,
        known_at=entry.recorded_at,
    )


def hand_deadline_id(entry: UUID) -> UUID:
    """Return the id of the deadline that a hand-entered date makes."""
    return uuid5(entry, BY_HAND)
