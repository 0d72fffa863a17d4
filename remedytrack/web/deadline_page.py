"""Why this day? Every way of counting with its steps, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask import render_template

from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.version_doubts import version_doubts
from remedytrack.core.workflow.cascades import Cascade
from remedytrack.core.workflow.journal import Proof
from remedytrack.core.workflow.standing import Deadline
from remedytrack.reports import proof_words
from remedytrack.services.cases import CaseView, JournalLine, case_view
from remedytrack.services.opening import linkable
from remedytrack.web.case_page import entry_title, hand_title
from remedytrack.web.forms import Form
from remedytrack.web.languages import wording
from remedytrack.web.moves import Move
from remedytrack.web.parts import now, parts, registry
from remedytrack.web.proof_page import proof_shown
from remedytrack.web.roles import viewer
from remedytrack.web.showing import act_of, day_shown, is_ours
from remedytrack.web.ways import Way, warnings_of, ways_of


@dataclass(frozen=True, slots=True)
class Missing:
    """The event that would end an assumption, and the case in which to record it."""

    kind: str
    title: str
    ref: str


def deadline_page(
    case: CaseView,
    deadline_id: UUID,
    *,
    form: Form | None = None,
    moves: list[Move] | None = None,
) -> str:
    """Return the page of one deadline; ``form`` is one of its forms that failed."""
    deadline = case.deadline(deadline_id)
    trigger = _trigger(case, deadline)
    return render_template(
        "deadline.html",
        case=case,
        deadline=deadline,
        today=now().astimezone(case.zone).date(),
        act=act_of(deadline, hand_title(case, deadline.trigger_id)),
        trigger=trigger,
        trigger_title=entry_title(case, trigger.entry) if trigger else None,
        missing=missing_event(case, deadline),
        ways=ways(deadline),
        other_ways=other_ways(deadline),
        warnings=_warnings(case, deadline),
        rule=rule_of(case, deadline) or cascade_of(deadline),
        counted_by=counted_by(deadline),
        opens=opens(deadline),
        existing=openable(case, deadline),
        may_check=may_check(deadline, trigger),
        proof=proof_shown(case, deadline),
        proof_kinds=[
            (each.value, proof_words.proof(wording(), each)) for each in Proof
        ],
        alone_words=partial(proof_words.alone, wording()),
        form=form or Form(),
        moves=moves,
    )


def ways(deadline: Deadline) -> list[Way]:
    """Return the ways of counting that lead to the day shown."""
    return [way for way in _all_ways(deadline) if way.due_on == day_shown(deadline)]


def other_ways(deadline: Deadline) -> list[Way]:
    """Return the ways that lead to another day, by day.

    For our own act they are later and serve to defend a late filing, no more.
    """
    shown = day_shown(deadline)
    others = [way for way in _all_ways(deadline) if way.due_on != shown]
    return sorted(others, key=lambda way: way.due_on)


def rule_of(case: CaseView, deadline: Deadline) -> TimeLimit | None:
    """Return the version of the rule that was applied; by hand there is none."""
    if deadline.proposes is not None:
        return None
    used = deadline.computation.limit_version if deadline.computation else None
    own = case.definition.limits.get(deadline.limit, ())
    # A composite is counted by one of its members.
    every = own or case.definition.time_limits
    counted = next((each for each in every if each.version == used), None)
    return counted or (own[-1] if own else None)


def _warnings(case: CaseView, deadline: Deadline) -> list[str]:
    """Return the doubts of the count; a text that changed in between is one (W11)."""
    computation = deadline.computation
    if computation is None:
        return []
    versions = case.definition.limits.get(computation.limit, ())
    changed = version_doubts(computation, versions, parts().lawbook)
    return warnings_of([computation], changed)


def cascade_of(deadline: Deadline) -> Cascade | None:
    """Return the rule that proposed it, if it is a proposal."""
    cascades = parts().lawbook.cascades
    return next((each for each in cascades if each.id == deadline.limit), None)


def counted_by(deadline: Deadline) -> str:
    """Return the time limit that gave the day: of a proposal, that of what it opens."""
    return deadline.computation.limit if deadline.computation else deadline.limit


def opens(deadline: Deadline) -> str | None:
    """Return the name of the procedure that it proposes."""
    if deadline.proposes is None:
        return None
    return wording().text(registry().workflow(deadline.proposes).title)


def openable(case: CaseView, deadline: Deadline) -> list[tuple[str, str]]:
    """Return the cases, by reference and title, that may be what it proposes."""
    if deadline.proposes is None or not case.can_record:
        return []
    cases = linkable(registry(), viewer=viewer(), ref=case.proceeding.ref)
    return [(c.ref, title) for c, title in cases if c.workflow == deadline.proposes]


def missing_event(case: CaseView, deadline: Deadline) -> Missing | None:
    """Return the event that the term really runs from, where it is not known yet."""
    rule = rule_of(case, deadline)
    if rule is None or not deadline.provisional or rule.on == deadline.trigger_kind:
        return None
    event = case.definition.events[rule.on]
    title = wording().text(event.title)
    return Missing(rule.on, title, _home_of(case, rule.on))


def _home_of(case: CaseView, kind: str) -> str:
    """Return the case in which to record ``kind``: copied events belong to the origin.

    Recorded there, it reaches every linked case by itself.
    """
    taken_from = case.definition.events[kind].from_linked
    for linked in case.linked if taken_from else ():
        other = case_view(registry(), viewer=viewer(), now=now(), ref=linked.ref)
        if other.definition.kind is taken_from and kind in other.definition.events:
            return other.proceeding.ref
    return case.proceeding.ref


def _all_ways(deadline: Deadline) -> list[Way]:
    computations = [deadline.computation]
    if deadline.arguable_computation != deadline.computation:
        computations.append(deadline.arguable_computation)
    return ways_of(each for each in computations if each is not None)


def _trigger(case: CaseView, deadline: Deadline) -> JournalLine | None:
    lines = {line.entry.id: line for line in case.journal}
    return lines.get(deadline.trigger_id)


def may_check(deadline: Deadline, trigger: JournalLine | None) -> bool:
    """Say whether the starting date waits for a second check.

    By whoever entered it too: alone, and marked so.
    """
    unchecked = not deadline.double_checked or deadline.checked_alone is not None
    waits = is_ours(deadline) and unchecked and deadline.state.is_pending
    return waits and trigger is not None
