"""A procedure is complete: no dead end, nothing without a term, nothing idle."""

import pytest

from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.lint_complete import completeness_findings
from remedytrack.lawbook import strict_yaml
from remedytrack.lawbook.shape import shaped

# A request that is answered, or not in time; the claim against the silence.
PROCEDURE = """\
workflow: kz.request
version: 1
kind: application
title: {en: Request, ru: Запрос}
calendar: kz
sources: [a document]
tracks:
  procedure:
    initial: preparing
    states:
      preparing: {title: {en: x, ru: x}, no_deadline: {en: nobody waits, ru: никто}}
      waiting: {title: {en: x, ru: x}}
      silent: {title: {en: x, ru: x}}
      answered: {final: true, title: {en: x, ru: x}}
      before_court: {final: true, title: {en: x, ru: x}}
events:
  registered:
    title: {en: x, ru: x}
    moves: {procedure: {from: [preparing], to: waiting}}
  answered:
    title: {en: x, ru: x}
    moves: {procedure: {from: [waiting, silent], to: answered}}
  no_answer:
    title: {en: x, ru: x}
    derived: true
    moves: {procedure: {from: [waiting], to: silent}}
  claim_filed:
    title: {en: x, ru: x}
    moves: {procedure: {from: [silent], to: before_court}}
  hearing: {title: {en: x, ru: x}, planned: true}
  called: {title: {en: x, ru: x}, note: Kept for the file only.}
  weighed: {title: {en: x, ru: x}}
groups: {talk: [weighed]}
time_limits:
  - id: kz.answer
    act: {en: x, ru: x}
    bound: authority
    consequence: expectation
    on: registered
    select_by: registered
    term: {n: 15, unit: day}
    profile: kz.plain
    satisfied_by: answered
    on_expiry: {event: no_answer}
    cite: {act: A code, unit: art. 1}
    sources: [read there]
    status: sourced
    valid: {from: 2021-07-01}
  - id: kz.claim
    act: {en: x, ru: x}
    bound: us
    consequence: bar
    on: no_answer
    select_by: registered
    term: {n: 1, unit: month}
    profile: kz.plain
    satisfied_by: claim_filed
    if: {occurred: talk}
    cite: {act: A code, unit: art. 3}
    sources: [read there]
    status: sourced
    valid: {from: 2021-07-01}
"""


def found(old: str = "", new: str = "", *, elsewhere: tuple[str, ...] = ()) -> str:
    assert not old or PROCEDURE.count(old) == 1
    text = PROCEDURE.replace(old, new) if old else PROCEDURE
    workflow = shaped(strict_yaml.read(text, "x.yaml"), Workflow)
    return "; ".join(
        f"{f.code} {'.'.join(map(str, f.path))}"
        for f in completeness_findings(workflow, elsewhere)
    )


def test_a_complete_procedure_has_no_findings() -> None:
    assert found() == ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Nothing leads on from an end that is not called one.
        (
            "before_court: {final: true, title: {en: x, ru: x}}",
            "before_court: {title: {en: x, ru: x}, no_deadline: {en: x, ru: x}}",
            "L371 tracks.procedure.states.before_court",
        ),
        (
            ", no_deadline: {en: nobody waits, ru: никто}",
            "",
            "L372 tracks.procedure.states.preparing",
        ),
        # The claim is one we cannot file from silence: its term runs into nothing.
        (
            "{from: [silent], to: before_court}",
            "{from: [preparing], to: before_court}",
            "L372 tracks.procedure.states.silent; L374 time_limits.1.satisfied_by",
        ),
        # The answer that is awaited ends nothing here, so the term runs on its own.
        ("satisfied_by: answered", "satisfied_by: called", ""),
        (", note: Kept for the file only.", "", "L373 events.called"),
        (", planned: true", "", "L373 events.hearing"),
        ("    if: {occurred: talk}\n", "", "L373 events.weighed"),
        (
            "    satisfied_by: claim_filed\n",
            "",
            "L374 time_limits.1",
        ),
        (
            "    satisfied_by: answered\n",
            "    satisfied_by: registered\n",
            "L374 time_limits.0.satisfied_by",
        ),
        (
            "    if: {occurred: talk}\n",
            "    extend: [{on: weighed, n: 5, unit: day, from: raw_due}]\n",
            "L375 time_limits.1.extend.0",
        ),
        (
            "    if: {occurred: talk}\n",
            "    restore: {on: claim_filed, ground: {en: x, ru: x}}\n",
            "L373 events.weighed; L375 time_limits.1.restore",
        ),
    ],
)
def test_what_is_missing_is_found(old: str, new: str, expected: str) -> None:
    assert found(old, new) == expected


def test_an_event_that_something_outside_reads_is_of_use() -> None:
    changed = (", note: Kept for the file only.", "")
    assert found(*changed, elsewhere=("called",)) == ""


def test_a_term_that_is_counted_back_is_met_before_its_event() -> None:
    before = "on: registered\n    select_by: registered\n    direction: before"
    text = ("on: registered\n    select_by: registered\n", f"{before}\n")
    assert "L374 time_limits.0.satisfied_by" in found(*text)


def test_a_limit_says_where_it_was_read() -> None:
    changed = ("art. 3}\n    sources: [read there]", "art. 3}")
    assert found(*changed) == "L375 time_limits.1"
