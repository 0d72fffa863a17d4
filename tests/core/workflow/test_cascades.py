"""What opens what: proposals with their own last day, and the rungs of the ladder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.cascades import Cascade, Remedy
from remedytrack.core.workflow.journal import Act
from remedytrack.core.workflow.lint_cascades import (
    cascade_findings,
    endless,
    remedy_findings,
)
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    NoDate,
    RemedyState,
    Standing,
)
from tests.core.workflow.definitions import (
    COMPLAINT,
    LAW,
    a_rule,
    a_workflow,
    an_event,
    entry,
    standing,
    titled,
)

OPENED = a_workflow(
    workflow="test.opened",
    events={"exhausted": an_event(), "sent": an_event()},
    time_limits=[
        a_rule(
            "test.window",
            5,
            "year",
            bound="us",
            consequence="presumption",
            on="exhausted",
            satisfied_by="sent",
        )
    ],
)


def a_cascade(**choices: Any) -> Cascade:
    plain = {
        "id": "xc.test",
        "title": titled("go on"),
        "in": ["test.procedure"],
        "on": "answered",
        "opens": "test.opened",
        "as_event": "exhausted",
        "limit": "test.window",
        "cite": {"act": "Test Code", "unit": "art. 9"},
        "status": "sourced",
        "valid": {"from": "2000-01-01"},
    }
    chosen = {name: v for name, v in (plain | choices).items() if v is not None}
    return Cascade.model_validate_json(json.dumps(chosen))


@pytest.fixture
def cascades() -> Iterator[list[Cascade]]:
    """Return the cascades of the small law, for a test to fill."""
    LAW.workflows[:] = [COMPLAINT, OPENED]
    yield LAW.cascades
    LAW.cascades.clear()
    LAW.remedies.clear()
    LAW.workflows.clear()


FILED = entry("filed", "2025-03-03")
ANSWERED = entry("answered", "2025-03-10", fields={"outcome": "refused"})


def _proposal(found: Standing) -> Deadline:
    (only,) = (each for each in found.deadlines if each.proposes)
    return only


def test_an_event_proposes_what_it_opens(cascades: list[Cascade]) -> None:
    cascades.append(a_cascade())
    found = _proposal(standing(COMPLAINT, [FILED, ANSWERED]))
    assert (found.limit, found.proposes) == ("xc.test", "test.opened")
    assert (str(found.safe_on), found.bound) == ("2030-03-10", BoundParty.US)
    assert found.consequence is Consequence.PRESUMPTION
    assert found.state is DeadlineState.OPEN


def test_nothing_is_proposed_before_or_where_the_condition_fails(
    cascades: list[Cascade],
) -> None:
    granted = {"fact": "answered.outcome", "equals": "granted"}
    cascades.append(a_cascade(**{"if": granted}))
    for journal in ([FILED], [FILED, ANSWERED]):
        found = standing(COMPLAINT, journal)
        assert not any(each.proposes for each in found.deadlines)


def test_silence_opens_the_next_not_before_the_day_after(
    cascades: list[Cascade],
) -> None:
    cascades.append(a_cascade(on="silence", not_before="day_after"))
    found = _proposal(standing(COMPLAINT, [FILED]))
    assert str(found.trigger_when) == "2025-03-13"
    assert str(found.opens_on) == "2025-03-14"


def test_a_proposal_without_a_last_day_waits_until_it_is_decided(
    cascades: list[Cascade],
) -> None:
    cascades.append(a_cascade(limit=None))
    found = _proposal(standing(COMPLAINT, [FILED, ANSWERED]))
    assert found.safe_on is None
    assert found.no_date is NoDate.NO_LAST_DAY
    assert found.state is DeadlineState.OPEN


@pytest.mark.parametrize(
    ("act", "state"),
    [(Act.SATISFIED, DeadlineState.SATISFIED), (Act.WAIVED, DeadlineState.WAIVED)],
)
def test_a_person_accepts_or_declines(
    cascades: list[Cascade], act: Act, state: DeadlineState
) -> None:
    cascades.append(a_cascade())
    proposed = _proposal(standing(COMPLAINT, [FILED, ANSWERED]))
    fields = {"deadline": str(proposed.id), "proven": True}
    decided = entry(act, "2025-03-20", fields=fields, recorded="2025-03-20T10:00")
    after = _proposal(standing(COMPLAINT, [FILED, ANSWERED, decided]))
    assert (after.id, after.state) == (proposed.id, state)


def test_another_clock_that_runs_out_is_a_target_for_us(
    cascades: list[Cascade],
) -> None:
    theirs = a_workflow(
        workflow="test.theirs",
        events={"exhausted": an_event()},
        time_limits=[a_rule("test.theirs", 2, "month", on="exhausted")],
    )
    LAW.workflows.append(theirs)
    cascades.append(a_cascade(opens="test.theirs", limit="test.theirs"))
    found = _proposal(standing(COMPLAINT, [FILED, ANSWERED]))
    assert found.consequence is Consequence.TARGET


def a_remedy(**choices: Any) -> Remedy:
    plain = {
        "id": "rm.test",
        "title": titled("remedy"),
        "workflow": "test.procedure",
        "limit": "test.claim",
        "used": {"occurred": "claimed"},
        "granted": {"fact": "answered.outcome", "equals": "granted"},
        "refused": {"fact": "answered.outcome", "equals": "refused"},
        "silent": {"occurred": "silence"},
    }
    chosen = {name: v for name, v in (plain | choices).items() if v is not None}
    return Remedy.model_validate_json(json.dumps(chosen))


@pytest.mark.parametrize(
    ("journal", "choices", "state"),
    [
        ([FILED, ANSWERED], {}, RemedyState.REFUSED),
        ([FILED], {}, RemedyState.SILENT),
        ([FILED, entry("claimed", "2025-03-05")], {"silent": None}, RemedyState.USED),
        ([], {}, RemedyState.NOT_AVAILABLE),
    ],
)
@pytest.mark.usefixtures("cascades")
def test_a_rung_says_how_far_it_was_climbed(
    journal: list[Any], choices: Any, state: RemedyState
) -> None:
    LAW.remedies.append(a_remedy(**choices))
    (rung,) = standing(COMPLAINT, journal).remedies
    assert (rung.id, rung.state) == ("rm.test", state)


@pytest.mark.usefixtures("cascades")
def test_a_rung_is_open_until_our_term_ends_and_lapses_then() -> None:
    only = {"silent": None, "granted": None, "refused": None}
    LAW.remedies.append(a_remedy(limit="test.window", workflow="test.opened",
                                 used={"occurred": "sent"}, **only))  # fmt: skip
    exhausted = entry("exhausted", "2025-03-10")
    (rung,) = standing(OPENED, [exhausted], "2026-01-01T12:00").remedies
    assert (rung.state, str(rung.until_on)) == (RemedyState.OPEN, "2030-03-10")
    (rung,) = standing(OPENED, [exhausted], "2031-01-01T12:00").remedies
    assert rung.state is RemedyState.LAPSED


WORKFLOWS = {each.workflow: each for each in (COMPLAINT, OPENED)}


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"in": ["test.procedur"]}, "did you mean “test.procedure”?"),
        ({"on": "answred"}, "answred"),
        ({"opens": "test.nothing"}, "no procedure “test.nothing”"),
        ({"as_event": "nothing"}, "nothing"),
        ({"limit": "test.windw"}, "did you mean “test.window”?"),
        ({"if": {"occurred": "nowhere"}}, "nowhere"),
    ],
)
def test_a_cascade_names_what_exists(choices: dict[str, Any], told: str) -> None:
    found = cascade_findings(a_cascade(**choices), WORKFLOWS)
    assert told in " ".join(each.message for each in found)
    assert not list(cascade_findings(a_cascade(), WORKFLOWS))


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"workflow": "test.procedur"}, "did you mean “test.procedure”?"),
        ({"limit": "test.clam"}, "did you mean “test.claim”?"),
        ({"used": {"occurred": "nowhere"}}, "nowhere"),
    ],
)
def test_a_remedy_names_what_exists(choices: dict[str, Any], told: str) -> None:
    found = remedy_findings(a_remedy(**choices), WORKFLOWS)
    assert told in " ".join(each.message for each in found)
    assert not list(remedy_findings(a_remedy(), WORKFLOWS))


def test_a_chain_that_comes_back_is_refused() -> None:
    there = a_cascade()
    back = a_cascade(**{"id": "xc.back", "in": ["test.opened"], "on": "exhausted",
                        "opens": "test.procedure", "as_event": "answered"})  # fmt: skip
    assert list(endless([there, back])) == [0, 1]
    assert list(endless([there])) == []
