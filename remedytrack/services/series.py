"""Series of attempts in the dossiers: attempts dated, attempts reported, grounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remedytrack.core.access import Output, Viewer
from remedytrack.core.law import Texts
from remedytrack.core.practice.series import (
    DECIDED,
    FILED,
    OUTCOME,
    REPORTED,
    Attempt,
    Count,
    attempts,
    counted,
)
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Fact, standing_facts
from remedytrack.services.looking import proceedings_for
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Matter, Proceeding


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt in its case: the outcome and the grounds in words."""

    ref: str
    title: str
    attempt: Attempt
    outcome: Texts | None
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """What was tried again and again in a dossier, by one procedure."""

    matter_ref: str
    matter_title: str
    workflow: Texts
    count: Count
    tried: tuple[Tried, ...]


def series_of_matters(
    registry: Registry,
    *,
    viewer: Viewer,
    matter_ref: str | None = None,
    output: Output = Output.PAGE,
) -> list[Series]:
    """Return every series that ``viewer`` may see, or those of one dossier."""
    with registry.store.reading() as unit:
        seen = proceedings_for(unit, viewer, output)
        matters = [m for m in unit.matters.all() if matter_ref in {None, m.ref}]
        return [
            each
            for matter in matters
            for each in _of_matter(unit, registry, matter, seen)
        ]


def _of_matter(
    unit: Unit, registry: Registry, matter: Matter, seen: Sequence[Proceeding]
) -> Iterator[Series]:
    mine = [each for each in seen if each.matter_id == matter.id]
    for name in dict.fromkeys(each.workflow for each in mine):
        cases = [each for each in mine if each.workflow == name]
        definition = registry.definition(cases[0])
        if {FILED, REPORTED} <= set(definition.events):
            yield _series(unit, definition, matter, cases)


def _series(
    unit: Unit, definition: Workflow, matter: Matter, cases: Sequence[Proceeding]
) -> Series:
    titles = unit.proceedings.titles([each.id for each in cases])
    tried: list[Tried] = []
    facts: list[Fact] = []
    for case in cases:
        own = standing_facts(unit.journal.of(case.id))
        facts += own
        tried += _tried(unit, definition, case.ref, titles[case.id], own)
    tried.sort(key=lambda each: str(each.attempt.filed.occurred.latest))
    return Series(
        matter_ref=matter.ref,
        matter_title=unit.matters.title(matter.id),
        workflow=definition.title,
        count=counted(len(tried), facts),
        tried=tuple(tried),
    )


def _tried(
    unit: Unit, definition: Workflow, ref: str, title: str, facts: Sequence[Fact]
) -> Iterator[Tried]:
    words = definition.events[DECIDED].fields[OUTCOME].choice
    for each in attempts(facts):
        contents = unit.journal.contents([ground.id for ground in each.grounds])
        said = [contents[g.id].texts for g in each.grounds if g.id in contents]
        yield Tried(
            ref=ref,
            title=title,
            attempt=each,
            outcome=words.get(each.outcome or ""),
            grounds=tuple(", ".join(texts.values()) for texts in said),
        )
