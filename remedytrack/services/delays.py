"""Speed asymmetry: how fast defenders are punished, and what their complaints came to.

Scenario 8; the days of kazakhstan.md section 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean, median
from uuid import UUID

from remedytrack.core.access import Output, Viewer
from remedytrack.core.practice.speed import Sanction
from remedytrack.core.workflow.definition import Grade, Kind, Workflow
from remedytrack.core.workflow.journal import Fact, standing_facts
from remedytrack.services.findings import COMPLAINT, Finding, uninvestigated
from remedytrack.services.looking import happened_by, proceedings_for
from remedytrack.services.opening import COMPARED_WITH
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding

APPEAL_DECIDED, LEFT_STANDING = "appeal_decided", "upheld"
INVESTIGATED = frozenset({"sent_to_trial", "court_case_ended"})
ACCOUNTABLE = frozenset({"sanction_imposed"})
OPENED, REFUSED = "case_opened", "opening_refused"
CLOSED = frozenset({"case_archived", "case_terminated"})


class Opened(StrEnum):
    """Whether a case was opened on a complaint, as far as recorded."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    NOT_STATED = "not_stated"

    @property
    def is_unknown(self) -> bool:
        """Whether the sources leave it open."""
        return self in {Opened.UNCLEAR, Opened.NOT_STATED}


@dataclass(frozen=True, slots=True)
class Delay:
    """A case against a defender and the days from the event to the sanction."""

    ref: str
    title: str
    sanction: Sanction


@dataclass(frozen=True, slots=True)
class Complained:
    """A complaint, or an incident without one, that is old enough for an answer."""

    ref: str
    title: str
    opened: Opened
    investigated: bool
    accountable: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cases about the same act: the slower took ``ratio`` times as long."""

    quick: Delay
    slow: Delay

    @property
    def ratio(self) -> float | None:
        """Slow days by quick days; ``None`` where the quick one took no day."""
        quick = self.quick.sanction.days
        return self.slow.sanction.days / quick if quick else None


@dataclass(frozen=True, slots=True)
class Delays:
    """Both sides of the asymmetry; the delays from the quickest."""

    delays: tuple[Delay, ...]
    complaints: tuple[Complained, ...]
    pairs: tuple[Pair, ...]
    appeals_decided: int
    appeals_granted: int

    @property
    def median_days(self) -> float | None:
        """The median of the days to a sanction."""
        return median(self._days) if self.delays else None

    @property
    def mean_days(self) -> float | None:
        """Their mean, which a single long case pulls up."""
        return fmean(self._days) if self.delays else None

    @property
    def unknown(self) -> int:
        """On how many complaints nothing says whether a case was opened."""
        return sum(each.opened.is_unknown for each in self.complaints)

    @property
    def _days(self) -> list[int]:
        return [each.sanction.days for each in self.delays]


def delays(
    registry: Registry, *, viewer: Viewer, today: date, output: Output = Output.PAGE
) -> Delays:
    """Return what happened by ``today`` in the cases that ``viewer`` may see."""
    found = uninvestigated(
        registry, viewer=viewer, today=today, output=output, with_recent=True
    )
    with registry.store.reading() as unit:
        seen = proceedings_for(unit, viewer, output)
        facts = {each.id: _facts(unit, registry, each, today) for each in seen}
        timed = _timed(unit, registry, seen, facts)
        by_ref = {each.ref: facts[each.id] for each in seen}
        old = [each for each in found if each.grade is not Grade.N0]
        answered = _answered(unit, registry, seen, by_ref, {each.ref for each in found})
        granted = list(_appeals(facts.values()))
        return Delays(
            delays=tuple(sorted(timed.values(), key=_quickest)),
            complaints=(
                *(_complained(each.ref, each.title, _of(each, by_ref)) for each in old),
                *(_complained(*each, by_ref[each[0]]) for each in answered),
            ),
            pairs=tuple(_pairs(unit, timed)),
            appeals_decided=len(granted),
            appeals_granted=sum(granted),
        )


def pairs_of_matter(
    registry: Registry, *, viewer: Viewer, matter_ref: str, today: date
) -> list[Pair]:
    """Return the compared cases of which one at least is of this dossier."""
    with registry.store.reading() as unit:
        matter = unit.matters.by_ref(matter_ref)
        mine = unit.proceedings.of_matter(matter.id) if matter else []
        refs = {each.ref for each in mine}
    every = delays(registry, viewer=viewer, today=today).pairs
    return [each for each in every if refs & {each.quick.ref, each.slow.ref}]


def _facts(
    unit: Unit, registry: Registry, case: Proceeding, today: date
) -> Sequence[Fact]:
    journal = unit.journal.of(case.id)
    return standing_facts(happened_by(registry.definition(case), journal, today))


def _timed(
    unit: Unit,
    registry: Registry,
    seen: Iterable[Proceeding],
    facts: Mapping[UUID, Sequence[Fact]],
) -> dict[UUID, Delay]:
    cases = [
        each
        for each in seen
        if registry.definition(each).kind is Kind.ADMINISTRATIVE_CASE
    ]
    titles = unit.proceedings.titles([each.id for each in cases])
    return {
        each.id: Delay(each.ref, titles[each.id], sanction)
        for each in cases
        if (sanction := Sanction.among(facts[each.id])) is not None
    }


def _appeals(journals: Iterable[Sequence[Fact]]) -> Iterator[bool]:
    """Yield for each appeal that was decided whether it was granted."""
    for facts in journals:
        for entry in (fact.entry for fact in facts):
            if entry.kind == APPEAL_DECIDED and entry.origin is None:
                yield entry.fields.get("outcome") != LEFT_STANDING


def _of(finding: Finding, by_ref: Mapping[str, Sequence[Fact]]) -> Sequence[Fact]:
    return by_ref.get(finding.ref, ()) if finding.kind == COMPLAINT else ()


def _answered(
    unit: Unit,
    registry: Registry,
    seen: Iterable[Proceeding],
    by_ref: Mapping[str, Sequence[Fact]],
    listed: set[str],
) -> list[tuple[str, str]]:
    """Return the complaints about attackers that no finding is about, with titles.

    Without them the report could never show an investigation.
    """
    cases = [
        each
        for each in seen
        if each.ref not in listed
        if _was_made(registry.definition(each), by_ref[each.ref])
    ]
    titles = unit.proceedings.titles([each.id for each in cases])
    return [(each.ref, titles[each.id]) for each in cases]


def _was_made(definition: Workflow, facts: Iterable[Fact]) -> bool:
    """Whether this is a complaint that can end in a sanction, and it was filed."""
    filed = {flag.since for flag in definition.flags}
    can_end_so = set(definition.events) >= ACCOUNTABLE
    return can_end_so and any(fact.entry.kind in filed for fact in facts)


def _complained(ref: str, title: str, facts: Sequence[Fact]) -> Complained:
    kinds = {fact.entry.kind for fact in facts}
    return Complained(
        ref=ref,
        title=title,
        opened=_opened(kinds),
        investigated=bool(kinds & (INVESTIGATED | ACCOUNTABLE)),
        accountable=bool(kinds & ACCOUNTABLE),
    )


def _opened(kinds: set[str]) -> Opened:
    if OPENED in kinds:
        return Opened.YES
    if REFUSED in kinds:
        return Opened.NO
    # Who closes a file had one, but of what sort is not said.
    return Opened.UNCLEAR if kinds & CLOSED else Opened.NOT_STATED


def _pairs(unit: Unit, timed: Mapping[UUID, Delay]) -> Iterator[Pair]:
    for one in timed:
        for link in unit.proceedings.links(one):
            compared = link.kind == COMPARED_WITH and link.from_id == one
            if compared and link.to_id in timed:
                both = sorted((timed[one], timed[link.to_id]), key=_quickest)
                yield Pair(*both)


def _quickest(delay: Delay) -> tuple[int, str]:
    return delay.sanction.days, delay.ref
