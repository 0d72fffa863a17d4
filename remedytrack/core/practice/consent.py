"""Consent, per person and purpose: what stands on a day, and what it blocks.

Informed consent comes before any paper that names the person (un.md section 11). Every
doubt about a day goes against the consent: it stands from the last day on which it can
have been given, and no longer than to the first on which it can have been withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from remedytrack.core.practice import EVERYTHING
from remedytrack.core.workflow.definition import ConsentNeed, EventDefinition
from remedytrack.core.workflow.journal import Entry, Fact, FieldValue, day_in

GIVEN = "consent_given"
WITHDRAWN = "consent_withdrawn"
NOT_NEEDED = "consent_not_needed"


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent of one person to one purpose; ``entry`` leads to its words.

    It stands from ``since`` through ``until``; ``withdrawn_on`` is the first day on
    which it stands no more.
    """

    entry: UUID
    person: str
    what: str
    since: date | None
    until: date | None
    withdrawn_on: date | None

    def stands_on(self, day: date) -> bool:
        """Say whether it stands on ``day``."""
        begun = self.since is not None and self.since <= day
        over = self.until is not None and self.until < day
        withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        return begun and not over and not withdrawn


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why no consent is needed: for one person, or (``None``) for a whole case."""

    entry: UUID
    person: str | None
    what: str
    ground: str
    since: date | None

    def covers(self, need: ConsentNeed, person: str | None, day: date) -> bool:
        """Say whether it stands for ``need`` on ``day``, by a ground that counts."""
        about = self.person in {None, person} and self.what == need.for_what
        begun = self.since is not None and self.since <= day
        return about and begun and self.ground in need.unless


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A consent taken back: ``what`` is ``None`` for all of them."""

    entry: UUID
    person: str
    what: str | None
    on: date

    def ends(self, consent: Consent) -> bool:
        """Say whether it takes ``consent`` back."""
        about = self.person == consent.person and self.what in {None, consent.what}
        return about and (consent.since or date.min) <= self.on


@dataclass(frozen=True, slots=True)
class Missing:
    """A consent that an act needs and nobody gave; no ``person``: nobody is named."""

    person: str | None
    need: ConsentNeed


@dataclass(frozen=True, slots=True)
class Consents:
    """What was consented to in a dossier, by whom, and what was taken back."""

    given: tuple[Consent, ...]
    excuses: tuple[Excuse, ...]
    withdrawals: tuple[Withdrawal, ...]

    @classmethod
    def among(cls, facts: Sequence[Fact], beside: Sequence[Fact] = ()) -> Consents:
        """Read the consents of a case out of its facts.

        A consent is a person's, so those of the other cases of the dossier (``beside``)
        count; a reason why none is needed counts in its own case only.
        """
        both = [fact.entry for fact in (*facts, *beside)]
        withdrawals = tuple(_withdrawal(e) for e in both if _is(e, WITHDRAWN))
        given = tuple(_consent(e, withdrawals) for e in both if _is(e, GIVEN))
        excuses = tuple(_excuse(f.entry) for f in facts if f.entry.kind == NOT_NEEDED)
        return cls(given, excuses, withdrawals)

    def standing(self, person: str, what: str, day: date) -> Consent | None:
        """Return the consent of ``person`` to ``what`` that stands on ``day``."""
        return next(
            (
                consent
                for consent in self.given
                if consent.person == person
                and consent.what == what
                and consent.stands_on(day)
            ),
            None,
        )

    def latest(self, person: str) -> Mapping[str, Consent]:
        """Return the last consent of ``person`` to each purpose, standing or not."""
        mine = [each for each in self.given if each.person == person]
        mine.sort(key=lambda each: each.since or date.min)
        return {each.what: each for each in mine}

    def missing(
        self, needs: Iterable[ConsentNeed], persons: Sequence[str], day: date
    ) -> tuple[Missing, ...]:
        """Return what is not consented to on ``day`` by ``persons``.

        Where nobody is named, only a reason why no consent is needed will do.
        """
        return tuple(
            Missing(person, need)
            for need in needs
            for person in persons or (None,)
            if not self._met(need, person, day)
        )

    def _met(self, need: ConsentNeed, person: str | None, day: date) -> bool:
        if person is not None and self.standing(person, need.for_what, day):
            return True
        return any(excuse.covers(need, person, day) for excuse in self.excuses)


def needs_of(
    event: EventDefinition, fields: Mapping[str, FieldValue]
) -> tuple[ConsentNeed, ...]:
    """Return the consents that ``event`` needs, given its fields."""
    return tuple(
        need
        for need in event.needs_consent
        if need.when is None or fields.get(need.when) is True
    )


def already_sent(
    withdrawal: Withdrawal,
    events: Mapping[str, EventDefinition],
    facts: Iterable[Fact],
) -> Iterator[Entry]:
    """Yield what went out on the strength of a consent since withdrawn (XC-18).

    What names another person only is not among it; what names nobody may concern this
    one and is.
    """
    for fact in facts:
        entry, event = fact.entry, events.get(fact.entry.kind)
        if event is None or entry.person not in {None, withdrawal.person}:
            continue
        needed = {need.for_what for need in needs_of(event, entry.fields)}
        about = needed if withdrawal.what is None else needed & {withdrawal.what}
        sent = entry.occurred.earliest
        if about and (sent is None or sent <= withdrawal.on):
            yield entry


def _is(entry: Entry, kind: str) -> bool:
    return entry.kind == kind and entry.person is not None


def _withdrawal(entry: Entry) -> Withdrawal:
    said = str(entry.fields.get("what", EVERYTHING))
    what = None if said == EVERYTHING else said
    on = entry.occurred.earliest or date.min
    return Withdrawal(entry.id, str(entry.person), what, on)


def _consent(entry: Entry, withdrawals: Iterable[Withdrawal]) -> Consent:
    consent = Consent(
        entry=entry.id,
        person=str(entry.person),
        what=str(entry.fields.get("what", "")),
        since=entry.occurred.latest,
        until=day_in(entry.fields.get("until")),
        withdrawn_on=None,
    )
    ends = [each.on for each in withdrawals if each.ends(consent)]
    return Consent(
        consent.entry,
        consent.person,
        consent.what,
        consent.since,
        consent.until,
        min(ends, default=None),
    )


def _excuse(entry: Entry) -> Excuse:
    return Excuse(
        entry=entry.id,
        person=entry.person,
        what=str(entry.fields.get("what", "")),
        ground=str(entry.fields.get("ground", "")),
        since=entry.occurred.latest,
    )
