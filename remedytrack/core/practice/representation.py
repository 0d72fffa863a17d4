"""Who may act for whom on a day, and by which paper (КоАП 748(2), 750(7); KO-34)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from remedytrack.core.practice import EVERYTHING
from remedytrack.core.practice.roles import concerned
from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Entry, Fact, day_in
from remedytrack.core.workflow.standing import Deadline

GIVEN = "representation_given"
ENDED = "representation_ended"

ALL_CASES = "all_cases"


@dataclass(frozen=True, slots=True)
class Paper:
    """A notice, a power of attorney or an appointment, for one person.

    ``entry`` leads to the words, who may act among them. It stands from ``since``, the
    latest day that it can be of, through ``until``; ``ended_on`` is the first day on
    which it stands no more.
    """

    entry: UUID
    person: str
    kind: str
    scope: str
    since: date | None
    until: date | None
    ended_on: date | None
    conflict: bool

    def stands_on(self, day: date) -> bool:
        """Say whether somebody may act by it on ``day``: for certain, not perhaps."""
        begun = self.since is not None and self.since <= day
        over = self.until is not None and self.until < day
        ended = self.ended_on is not None and self.ended_on <= day
        return begun and not over and not ended


@dataclass(frozen=True, slots=True)
class Expiring:
    """A paper that will have run out when ``deadline`` ends; ``on`` is that day."""

    paper: Paper
    deadline: Deadline
    on: date


@dataclass(frozen=True, slots=True)
class Unrepresented:
    """A filing of ours on a day on which nobody stood for ``person`` (if known)."""

    entry: Entry
    person: str | None


def papers_of(facts: Iterable[Fact], beside: Iterable[Fact] = ()) -> tuple[Paper, ...]:
    """Return the papers of a case in order of record, ended ones among them.

    ``beside`` are the facts of the other cases of its dossier: from there come only
    the papers that hold for every case.
    """
    own, others = [f.entry for f in facts], [f.entry for f in beside]
    ends = [e for e in own if e.kind == ENDED]
    all_ends = [*ends, *(e for e in others if e.kind == ENDED)]
    given = [e for e in own if e.kind == GIVEN and e.person]
    shared = [e for e in others if e.kind == GIVEN and e.person and _for_all(e)]
    return tuple(
        _paper(each, all_ends if _for_all(each) else ends) for each in (*given, *shared)
    )


def who_may_act(papers: Iterable[Paper], person: str, day: date) -> tuple[Paper, ...]:
    """Return the papers by which somebody may act for ``person`` on ``day``."""
    return tuple(p for p in papers if p.person == person and p.stands_on(day))


def unrepresented(
    papers: Sequence[Paper], persons: Sequence[str], person: str | None, day: date
) -> tuple[str | None, ...]:
    """Return for whom a filing of ``day`` would be without representation.

    It is for ``person``, or for all ``persons`` of the case where none is named; where
    the case names nobody, any standing paper will do (``None``: there is none).
    """
    named = [person] if person else list(persons)
    if not named:
        return () if any(paper.stands_on(day) for paper in papers) else (None,)
    return tuple(each for each in named if not who_may_act(papers, each, day))


def filings(definition: Workflow) -> frozenset[str]:
    """Return the events of ours that satisfy one of our time limits."""
    acts = {
        limit.satisfied_by for limit in definition.time_limits if limit.satisfied_by
    }
    return frozenset(
        kind
        for act in acts
        for kind in definition.meant_by(act)
        if kind in definition.events and definition.events[kind].by == BoundParty.US
    )


def filed_without(
    definition: Workflow, facts: Sequence[Fact], papers: Sequence[Paper]
) -> Iterator[Unrepresented]:
    """Yield the recorded filings on whose day nobody stood for the person."""
    persons, ours = concerned(facts), filings(definition)
    for fact in facts:
        entry, day = fact.entry, fact.entry.occurred.latest
        if entry.kind in ours and day is not None:
            for person in unrepresented(papers, persons, entry.person, day):
                yield Unrepresented(entry, person)


def expiring(
    papers: Iterable[Paper], deadlines: Iterable[Deadline], today: date
) -> Iterator[Expiring]:
    """Yield the standing papers that run out before the next deadline of ours.

    Only where no other paper of the same person stands on that day.
    """
    papers = list(papers)
    ahead = [d for d in deadlines if _ours_ahead(d, today)]
    for paper in papers:
        mine = [d for d in ahead if d.person in {None, paper.person}]
        ends = [(d.remind_on or d.safe_on or date.max, d) for d in mine]
        if not ends or not paper.stands_on(today):
            continue
        on, deadline = min(ends, key=lambda each: each[0])
        if not who_may_act(papers, paper.person, on):
            yield Expiring(paper, deadline, on)


def _ours_ahead(deadline: Deadline, today: date) -> bool:
    day = deadline.remind_on or deadline.safe_on
    ours = deadline.bound is BoundParty.US and deadline.state.is_pending
    return ours and day is not None and day >= today


def _for_all(entry: Entry) -> bool:
    return entry.fields.get("scope") == ALL_CASES


def _paper(entry: Entry, ends: Iterable[Entry]) -> Paper:
    since, kind = entry.occurred.latest, str(entry.fields.get("paper", ""))
    ended = [
        day
        for end in ends
        if end.person == entry.person
        and end.fields.get("paper") in {None, EVERYTHING, kind}
        and (day := end.occurred.earliest or date.min) >= (since or date.min)
    ]
    return Paper(
        entry=entry.id,
        person=str(entry.person),
        kind=kind,
        scope=str(entry.fields.get("scope", "")),
        since=since,
        until=day_in(entry.fields.get("until")),
        ended_on=min(ended, default=None),
        conflict=bool(entry.fields.get("conflict")),
    )
