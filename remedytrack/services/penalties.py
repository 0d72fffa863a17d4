"""Fines and other penalties of a case, and what they come to in a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from remedytrack.core.access import Viewer
from remedytrack.core.practice.penalties import ARREST, FINE, Penalty, penalties
from remedytrack.core.practice.served import Served, arrest_began
from remedytrack.core.workflow.journal import Entry, standing_facts
from remedytrack.services.cases import CaseView
from remedytrack.services.refusals import NotFound
from remedytrack.services.registry import Registry, visible
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import EntryContent, Proceeding

ARTICLE = "article"
APPEAL_DECIDED = "appeal_decided"


@dataclass(frozen=True, slots=True)
class Imposed:
    """A penalty with what stands beside it: its case, whose it is, the article.

    ``served`` is, for each appeal decided, how much of an arrest was over by then.
    """

    ref: str
    penalty: Penalty
    initials: str | None
    article: str | None
    served: tuple[Served, ...] = ()


@dataclass(frozen=True, slots=True)
class Sum:
    """What was imposed in a dossier: in tenge, and in days of arrest.

    A copy of a ruling in its appeal is not counted again; a quashed one never.
    ``left`` is what is still to be paid, as far as recorded.
    """

    imposed: tuple[Imposed, ...]

    @property
    def fined(self) -> int:
        """The sum of the fines that stand."""
        return sum(each.penalty.amount or 0 for each in self._standing(FINE))

    @property
    def left(self) -> int:
        """What is still to be paid of them."""
        return sum(each.penalty.left or 0 for each in self._standing(FINE))

    @property
    def arrest_days(self) -> int:
        """The days of arrest that were imposed and stand."""
        return sum(each.penalty.days or 0 for each in self._standing(ARREST))

    def _standing(self, kind: str) -> Sequence[Imposed]:
        mine = [each for each in self.imposed if each.penalty.kind == kind]
        return [each for each in mine if not each.penalty.quashed]


def penalties_of(registry: Registry, case: CaseView) -> tuple[Imposed, ...]:
    """Return the penalties of a case that the viewer may see."""
    entries = [line.entry for line in case.journal]
    found = penalties(
        case.definition,
        standing_facts(entries),
        case.standing.deadlines,
        fines=registry.law.practice.fines,
        articles=_articles({line.entry.id: line.content for line in case.journal}),
    )
    contents = {line.entry.id: line.content for line in case.journal}
    imposed = _imposed(case.proceeding.ref, found, contents, case.persons)
    if not any(each.penalty.days for each in imposed):
        return imposed
    decided = _appeals_decided(registry, case)
    return tuple(replace(each, served=_served(case, each, decided)) for each in imposed)


def _served(
    case: CaseView, imposed: Imposed, decided: Iterable[Entry]
) -> tuple[Served, ...]:
    penalty = imposed.penalty
    standing = standing_facts(line.entry for line in case.journal)
    began = arrest_began(penalty.ruling, [fact.entry for fact in standing])
    if began is None or penalty.days is None:
        return ()
    found = (
        Served.by(each.occurred, began, penalty.days, case.zone) for each in decided
    )
    return tuple(each for each in found if each is not None)


def _appeals_decided(registry: Registry, case: CaseView) -> list[Entry]:
    """Return the decisions in the linked cases that the viewer may see."""
    with registry.store.reading() as unit:
        linked = [unit.proceedings.by_ref(each.ref) for each in case.linked]
        return [
            fact.entry
            for each in linked
            if each is not None
            for fact in standing_facts(unit.journal.of(each.id))
            if fact.entry.kind == APPEAL_DECIDED and fact.entry.origin is None
        ]


def penalties_of_matter(registry: Registry, *, viewer: Viewer, matter_ref: str) -> Sum:
    """Return the penalties of all cases of a dossier that ``viewer`` may see."""
    with registry.store.reading() as unit:
        matter = unit.matters.by_ref(matter_ref)
        if matter is None:
            raise NotFound(ref=matter_ref)
        cases = unit.proceedings.of_matter(matter.id)
        seen = [each for each in cases if visible(unit, viewer, each)]
        people = unit.people.all_initials()
        return Sum(
            tuple(
                imposed
                for case in seen
                for imposed in _stored(unit, registry, case, people)
                if imposed.penalty.ruling.origin is None
            )
        )


def _stored(
    unit: Unit, registry: Registry, case: Proceeding, people: Mapping[str, str]
) -> tuple[Imposed, ...]:
    facts = standing_facts(unit.journal.of(case.id))
    contents = unit.journal.contents([fact.entry.id for fact in facts])
    found = penalties(
        registry.definition(case),
        facts,
        [deadline for _, deadline in unit.projections.deadlines([case.id])],
        fines=registry.law.practice.fines,
        articles=_articles(contents),
    )
    return _imposed(case.ref, found, contents, people)


def _imposed(
    ref: str,
    found: Iterable[Penalty],
    contents: Mapping[UUID, EntryContent],
    people: Mapping[str, str],
) -> tuple[Imposed, ...]:
    articles = _articles(contents)
    return tuple(
        Imposed(
            ref=ref,
            penalty=each,
            initials=people.get(each.ruling.person or ""),
            article=articles.get(each.ruling.id),
        )
        for each in found
    )


def _articles(contents: Mapping[UUID, EntryContent]) -> dict[UUID, str]:
    return {
        entry: content.texts[ARTICLE]
        for entry, content in contents.items()
        if ARTICLE in content.texts
    }
