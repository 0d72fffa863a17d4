"""Cascades: what happens in one proceeding opens a remedy that is another.

A cascade proposes and a person decides: the proposal is a deadline of its own, with the
last day that the opened procedure's time limit gives, until somebody accepts or
declines it. A remedy is one rung of a person's ladder: used, open until, refused,
silent, lapsed or not available.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Literal, Protocol
from uuid import uuid5

from pydantic import Field

from remedytrack.core.dates import ONE_DAY
from remedytrack.core.law import (
    Definition,
    DottedIdentifier,
    Identifier,
    Rule,
    Texts,
    weaker,
)
from remedytrack.core.timelimits.compute import CountingLaw
from remedytrack.core.timelimits.limit import BoundParty, Consequence, TimeLimit
from remedytrack.core.workflow.dating import Dates, Dating, Question
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.guards import Guard
from remedytrack.core.workflow.happenings import Happening
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    NoDate,
    RemedyStanding,
    RemedyState,
)


class Cascade(Rule):
    """An event of some procedures that opens another procedure.

    ``within`` are the procedures it is watched in, ``on`` the event or the silence,
    ``opens`` the procedure that is proposed and ``as_event`` its event that gets the
    date when somebody accepts. ``limit`` is the time limit of the opened procedure that
    gives the last day; without one the proposal stays until it is decided.
    ``not_before`` says whether acting on the day itself is premature.
    """

    id: DottedIdentifier
    title: Texts
    within: Annotated[tuple[DottedIdentifier, ...], Field(alias="in", min_length=1)]
    on: Identifier
    applies_if: Annotated[Guard | None, Field(alias="if")] = None
    opens: DottedIdentifier
    as_event: Identifier | None = None
    limit: DottedIdentifier | None = None
    not_before: Literal["event", "day_after"] = "event"
    link: Identifier = "follows"


class Remedy(Definition):
    """A rung of the remedy ladder, as one procedure shows it.

    The conditions are asked in a proceeding of ``workflow``, the first that holds
    decides: ``granted``, ``refused``, ``silent``, ``used``. ``limit`` is our own time
    limit that keeps it open. ``exceptions`` says when it need not be used.
    """

    id: DottedIdentifier
    title: Texts
    workflow: DottedIdentifier
    limit: DottedIdentifier | None = None
    used: Guard
    granted: Guard | None = None
    refused: Guard | None = None
    silent: Guard | None = None
    exceptions: Texts | None = None
    cite: str | None = None


class LegalOrder(CountingLaw, Protocol):
    """The law that a replay looks up: counting, and what opens what."""

    def cascades_of(self, workflow: str) -> Sequence[Cascade]:
        """Return the cascades that watch proceedings of ``workflow``."""

    def remedies_of(self, workflow: str) -> Sequence[Remedy]:
        """Return the remedies that proceedings of ``workflow`` are."""

    def limit_versions(self, limit_id: str) -> tuple[Workflow, Sequence[TimeLimit]]:
        """Return a time limit's workflow, and its versions by validity."""


def proposals(
    definition: Workflow,
    law: LegalOrder,
    happenings: Iterable[Happening],
    holds: Callable[[Guard], bool],
) -> Iterator[Deadline]:
    """Yield a deadline for each remedy that something in this proceeding has opened."""
    cascades = law.cascades_of(definition.workflow)
    if not cascades:
        return
    known = list(happenings)
    for cascade in cascades:
        if cascade.applies_if is not None and not holds(cascade.applies_if):
            continue
        for happening in known:
            if happening.kind == cascade.on:
                yield _proposal(cascade, law, happening)


def _proposal(cascade: Cascade, law: LegalOrder, happening: Happening) -> Deadline:
    when, limit = happening.when, None
    dates = Dates(no_date=NoDate.NO_LAST_DAY)
    if cascade.limit is not None:
        workflow, versions = law.limit_versions(cascade.limit)
        limit = versions[-1]
        dating = Dating(law, workflow.calendar, ())
        dates = dating.dates(Question(versions, happening, when, None))
    safe = dates.safe.safe if dates.safe else None
    arguable = dates.arguable.arguable if dates.arguable else None
    counted = dates.safe or dates.arguable
    later = cascade.not_before == "day_after" and when.latest is not None
    return Deadline(
        id=uuid5(happening.first_id, cascade.id),
        limit=cascade.id,
        act=cascade.title,
        bound=BoundParty.US,
        consequence=_consequence(limit),
        status=weaker(cascade.status, counted.status) if counted else cascade.status,
        trigger_kind=happening.kind,
        trigger_id=happening.id,
        trigger_when=when,
        person=happening.person,
        safe_on=safe.due_on if safe else None,
        arguable_on=arguable.due_on if arguable else None,
        remind_on=safe.due_on if safe else None,
        closes_at=safe.closes_at if safe else None,
        late_at=arguable.closes_at if arguable else None,
        opens_on=when.latest + ONE_DAY if later and when.latest else None,
        state=DeadlineState.OPEN,
        provisional=not when.is_exact,
        double_checked=False,
        hours=limit is not None and limit.by_clock,
        known_at=happening.known_at,
        no_date=dates.no_date,
        computation=dates.safe,
        arguable_computation=None if dates.arguable == dates.safe else dates.arguable,
        proposes=cascade.opens,
    )


def _consequence(limit: TimeLimit | None) -> Consequence:
    """Ours as the limit has it; another's clock is only a target for us."""
    if limit is not None and limit.bound is BoundParty.US:
        return limit.consequence
    return Consequence.TARGET


def remedies(
    definition: Workflow,
    law: LegalOrder,
    deadlines: Sequence[Deadline],
    holds: Callable[[Guard], bool],
) -> Iterator[RemedyStanding]:
    """Yield where each remedy that this proceeding is stands in it."""
    for remedy in law.remedies_of(definition.workflow):
        shown_as = definition.shown_as(remedy.limit) if remedy.limit else None
        own = [each for each in deadlines if each.limit == shown_as]
        yield _remedy(remedy, own, holds)


def _remedy(
    remedy: Remedy, own: Sequence[Deadline], holds: Callable[[Guard], bool]
) -> RemedyStanding:
    asked = (
        (RemedyState.GRANTED, remedy.granted),
        (RemedyState.REFUSED, remedy.refused),
        (RemedyState.SILENT, remedy.silent),
        (RemedyState.USED, remedy.used),
    )
    for state, guard in asked:
        if guard is not None and holds(guard):
            return RemedyStanding(remedy.id, state)
    return _unused(remedy, own)


def _unused(remedy: Remedy, own: Sequence[Deadline]) -> RemedyStanding:
    """A remedy nobody used: open while a term of ours runs, lapsed after it."""
    for deadline in own:
        if deadline.state is DeadlineState.MISSED:
            continue
        if deadline.state.is_pending:
            until, its_id = deadline.safe_on, deadline.id
            return RemedyStanding(remedy.id, RemedyState.OPEN, until, its_id)
    state = RemedyState.LAPSED if own else RemedyState.NOT_AVAILABLE
    return RemedyStanding(remedy.id, state)
