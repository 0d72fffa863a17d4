"""What a case page shows beside procedure: persons, papers, consents, and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.law import Texts
from remedytrack.core.practice.consent import (
    Consent,
    Consents,
    Missing,
    Withdrawal,
    already_sent,
)
from remedytrack.core.practice.representation import (
    Expiring,
    Paper,
    Unrepresented,
    expiring,
    filed_without,
    filings,
    papers_of,
    unrepresented,
    who_may_act,
)
from remedytrack.core.practice.roles import NEVER_ASKED, concerned, roles_of
from remedytrack.core.workflow.journal import Entry, Fact
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.cases import CaseView
from remedytrack.services.consents import consents_missing, facts_beside, facts_of
from remedytrack.services.registry import Registry, seen_by
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import EntryContent, Proceeding


@dataclass(frozen=True, slots=True)
class PersonInCase:
    """A person with what is theirs alone: roles, clocks, papers, consents.

    ``papers`` are those by which somebody may act today; ``consents`` the last one to
    each purpose, standing or not. ``asked`` is false for counsel and officials, whom
    nobody represents and nobody asks.
    """

    person: str
    initials: str
    roles: tuple[str, ...]
    clocks: tuple[Deadline, ...]
    papers: tuple[Paper, ...]
    consents: Mapping[str, Consent]
    asked: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A withdrawal with what had gone out by then: case, what it was, the entry."""

    withdrawal: Withdrawal
    sent: tuple[tuple[str, Texts, Entry], ...]


@dataclass(frozen=True, slots=True)
class PracticeView:
    """The persons of a case and what a person should look at.

    ``contents`` are the words of the papers and consents, by entry.
    """

    persons: tuple[PersonInCase, ...]
    expiring: tuple[Expiring, ...]
    filed_without: tuple[Unrepresented, ...]
    conflicts: tuple[Paper, ...]
    taken_back: tuple[TakenBack, ...]
    initials: Mapping[str, str]
    contents: Mapping[UUID, EntryContent]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What would stand in the way of recording an event today.

    ``consents`` are refused, ``unrepresented`` only warned of (``None``: a person that
    the case does not name).
    """

    consents: tuple[Missing, ...]
    unrepresented: tuple[str | None, ...]
    initials: Mapping[str, str]


def practice_of(registry: Registry, case: CaseView, *, today: date) -> PracticeView:
    """Return what stands beside the procedure of a case that the viewer may see."""
    with registry.store.reading() as unit:
        beside = _Beside.read(unit, registry, case.proceeding)
        return beside.view(case.standing.deadlines, today)


def readiness(
    registry: Registry, *, viewer: Viewer, now: datetime, ref: str, kind: str
) -> Readiness:
    """Return what recording an event of ``kind`` today would lack."""
    with registry.store.reading() as unit:
        proceeding = seen_by(unit, viewer, ref)
        definition = registry.definition(proceeding)
        today = registry.today(proceeding, now)
        beside = _Beside.read(unit, registry, proceeding)
        named = concerned(beside.facts)
        without: tuple[str | None, ...] = ()
        if kind in filings(definition):
            without = unrepresented(beside.papers, named, None, today)
        return Readiness(
            consents=consents_missing(unit, proceeding, definition.events[kind], today),
            unrepresented=without,
            initials=beside.initials,
        )


@dataclass(frozen=True, slots=True)
class _Beside:
    """One case, with what was recorded beside its procedure, and in its dossier."""

    unit: Unit
    registry: Registry
    proceeding: Proceeding
    facts: Sequence[Fact]
    papers: tuple[Paper, ...]
    consents: Consents
    roles: Mapping[str, tuple[str, ...]]
    initials: Mapping[str, str]

    @classmethod
    def read(cls, unit: Unit, registry: Registry, proceeding: Proceeding) -> _Beside:
        facts, beside = facts_of(unit, proceeding), facts_beside(unit, proceeding)
        here, elsewhere = roles_of(facts), roles_of(beside)
        papers = papers_of(facts, beside)
        return cls(
            unit=unit,
            registry=registry,
            proceeding=proceeding,
            facts=facts,
            papers=tuple(paper for paper in papers if paper.person in here),
            consents=Consents.among(facts, beside),
            roles={each: own or elsewhere.get(each, ()) for each, own in here.items()},
            initials=unit.people.initials({*here, *elsewhere}),
        )

    def view(self, deadlines: Sequence[Deadline], today: date) -> PracticeView:
        definition = self.registry.definition(self.proceeding)
        words = [each.entry for each in self.papers]
        words += [each.entry for each in self.consents.given]
        return PracticeView(
            persons=self._persons(deadlines, today),
            expiring=tuple(expiring(self.papers, deadlines, today)),
            filed_without=tuple(filed_without(definition, self.facts, self.papers)),
            conflicts=tuple(
                p for p in self.papers if p.conflict and p.stands_on(today)
            ),
            taken_back=tuple(self._taken_back()),
            initials=self.initials,
            contents=self.unit.journal.contents(words),
        )

    def _persons(
        self, deadlines: Sequence[Deadline], today: date
    ) -> tuple[PersonInCase, ...]:
        found = [
            PersonInCase(
                person=person,
                initials=self.initials.get(person, person),
                roles=roles,
                clocks=_clocks(deadlines, person),
                papers=who_may_act(self.papers, person, today),
                consents=self.consents.latest(person),
                asked=not roles or bool(set(roles) - NEVER_ASKED),
            )
            for person, roles in self.roles.items()
        ]
        return tuple(sorted(found, key=lambda each: (not each.asked, each.initials)))

    def _taken_back(self) -> Iterator[TakenBack]:
        cases = self.unit.proceedings.of_matter(self.proceeding.matter_id)
        journals = [
            (case.ref, self.registry.definition(case).events, facts_of(self.unit, case))
            for case in cases
        ]
        for withdrawal in self.consents.withdrawals:
            if withdrawal.person not in self.roles:
                continue
            sent = (
                (ref, events[entry.kind].title, entry)
                for ref, events, facts in journals
                for entry in already_sent(withdrawal, events, facts)
            )
            yield TakenBack(withdrawal, tuple(sent))


def _clocks(deadlines: Iterable[Deadline], person: str) -> tuple[Deadline, ...]:
    mine = [d for d in deadlines if d.person == person and d.state.is_pending]
    return tuple(sorted(mine, key=lambda d: d.safe_on or date.max))
