"""Evidence that will not wait: noted, asked to be kept, secured, or lost.

No law read so far says how long a station keeps its video. So the clock is the team's
own: it sets no last day, and reminds some days after the evidence was noted, and again
some days after its preservation was asked for (``settings`` of ``practice.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from remedytrack.core.law import LANGUAGES, Texts
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.acts import Acts
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.happenings import from_fact
from remedytrack.core.workflow.journal import Entry, Fact
from remedytrack.core.workflow.settling import settled
from remedytrack.core.workflow.standing import (
    EVIDENCE,
    Deadline,
    DeadlineState,
    NoDate,
)

NOTED = "evidence_noted"
REQUESTED = "preservation_requested"
SECURED = "evidence_secured"
LOST = "evidence_lost"

SORT, NUMBER = "sort", "evidence_no"

ASK = "ask_to_preserve"
ASK_AGAIN = "ask_again_to_preserve"
"""Settings: how many days until the reminder; their titles say what is to be done."""

_STEPS = (NOTED, REQUESTED, SECURED, LOST)


class Kept(StrEnum):
    """Where a piece of evidence stands."""

    NOTED = "noted"
    REQUESTED = "requested"
    SECURED = "secured"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence and the steps taken for it."""

    noted: Fact
    requested: Fact | None = None
    ended: Fact | None = None

    @property
    def state(self) -> Kept:
        """Where it stands: a loss is the end, as securing it is."""
        if self.ended is not None:
            return Kept.LOST if self.ended.entry.kind == LOST else Kept.SECURED
        return Kept.REQUESTED if self.requested is not None else Kept.NOTED


def evidence_of(facts: Iterable[Fact]) -> tuple[Evidence, ...]:
    """Return the evidence of a case, the earliest first.

    A step speaks of the piece with its number; without one, of the earliest of its
    sort for which the step is still to be taken. The order of recording plays no part.
    """
    steps = sorted((f for f in facts if f.entry.kind in _STEPS), key=_by_day)
    found = {f.first.id: Evidence(f) for f in steps if f.entry.kind == NOTED}
    for step in steps:
        piece = _meant(step.entry, found.values())
        if piece is None:
            continue
        key = piece.noted.first.id
        if step.entry.kind == REQUESTED:
            found[key] = replace(piece, requested=step)
        else:
            found[key] = replace(piece, ended=step)
    return tuple(found.values())


def evidence_deadlines(
    definition: Workflow, facts: Iterable[Fact], *, acts: Acts, now: datetime
) -> Iterator[Deadline]:
    """Yield the team's own clock of each piece of evidence."""
    if not {ASK, ASK_AGAIN} <= set(definition.settings):
        return
    for each in evidence_of(facts):
        deadline = _deadline(definition, each)
        done = from_fact(each.ended) if each.ended else None
        found = settled(deadline, done, acts, now)
        yield replace(found, proven=found.proven or done is not None, timeliness=None)


def _meant(step: Entry, pieces: Iterable[Evidence]) -> Evidence | None:
    waiting = [each for each in pieces if each.ended is None]
    if step.kind == NOTED:
        return None
    if step.kind == REQUESTED:
        waiting = [each for each in waiting if each.requested is None]
    number = step.fields.get(NUMBER)
    name, value = (SORT, step.fields.get(SORT)) if number is None else (NUMBER, number)
    return next((e for e in waiting if e.noted.entry.fields.get(name) == value), None)


def _by_day(fact: Fact) -> tuple[date, int, str]:
    when = fact.entry.occurred
    day = when.latest or when.earliest or date.max
    return day, _STEPS.index(fact.entry.kind), str(fact.first.id)


def _deadline(definition: Workflow, piece: Evidence) -> Deadline:
    asked = piece.requested is not None
    setting = definition.settings[ASK_AGAIN if asked else ASK]
    entry = (piece.requested or piece.noted).entry
    day = entry.occurred.earliest or entry.occurred.latest
    return Deadline(
        id=deadline_id(piece.noted.first.id),
        limit=EVIDENCE,
        act=_named(setting.title, _sort(definition, piece.noted.entry)),
        bound=BoundParty.US,
        consequence=Consequence.TARGET,
        status=None,
        trigger_kind=entry.kind,
        trigger_id=entry.id,
        trigger_when=entry.occurred,
        person=piece.noted.entry.person,
        safe_on=None,
        arguable_on=None,
        remind_on=day + timedelta(days=setting.n) if day else None,
        closes_at=None,
        late_at=None,
        opens_on=None,
        state=DeadlineState.OPEN,
        provisional=not entry.occurred.is_exact,
        double_checked=False,
        hours=False,
        known_at=entry.recorded_at,
        no_date=NoDate.NO_LAST_DAY,
    )


def deadline_id(noted: UUID) -> UUID:
    """Return the id of the clock of the evidence first noted in this entry."""
    return uuid5(noted, EVIDENCE)


def _sort(definition: Workflow, entry: Entry) -> Texts | None:
    fields = definition.events[entry.kind].fields
    choice = fields[SORT].choice if SORT in fields else {}
    return choice.get(str(entry.fields.get(SORT)))


def _named(act: Texts, sort: Texts | None) -> Texts:
    if sort is None:
        return act
    both = (act, sort)
    en, ru, kk = (": ".join(t.in_language(each) for t in both) for each in LANGUAGES)
    return Texts(en=en, ru=ru, kk=kk)
