"""``workflow test``: an example that does not come out says which rule, and why."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from remedytrack.cli.exampling import run_examples, told
from remedytrack.lawbook import LawbookRefused, load
from remedytrack.lawbook.examples import read_examples
from tests.cli.conftest import Run
from tests.lawbook.small_law import CONTENT, written

EXAMPLES = """\
workflow: kz.request
examples:
  - id: not_answered
    title: Nobody answers
    source: "art. 1: 15 working days"
    now: 2025-09-22T12:00
    events:
      - {event: request_registered, on: "2025-09-01", fields: {channel: post}}
    expect:
      states: {procedure: waiting}
      deadlines:
        - {limit: kz.request.answer, safe: 2025-09-22, state: open}
      flags: []
"""
ANSWERED_TWICE = """
      - {event: answer_received, on: "2025-09-02"}
      - {event: answer_received, on: "2025-09-03"}"""
Own = Callable[[str, str], Path]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """Write a small law and an example of it, with a passage of that replaced."""

    def write(old: str, new: str) -> Path:
        assert EXAMPLES.count(old) == 1
        example = {"examples/request.yaml": EXAMPLES.replace(old, new)}
        return written(tmp_path / "own", {**CONTENT, **example})

    return write


def said_by(law: Path) -> str:
    """Return what is told of the examples of ``law``."""
    book = load(law)
    tried = run_examples(book, read_examples(book, law))
    return "\n".join(line for each in tried for line in told(each))


def alone(law: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command find nothing but ``law``."""
    monkeypatch.setattr("remedytrack.cli.exampling.folder", lambda _: law)


def test_examples_that_come_out_are_counted(
    run: Run, own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone(own("flags: []", "flags: []"), monkeypatch)
    said = run("workflow", "test", "kz.request").stdout
    assert said == "kz.request: 1\nExamples: 1, not as expected: 0.\n"


def test_another_date_names_the_rule_and_its_reasons(
    run: Run, own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone(own("safe: 2025-09-22", "safe: 2025-09-16"), monkeypatch)
    said = run("workflow", "test", "kz.request", code=1).stdout
    assert "own/examples/request.yaml:12: not_answered: kz.request.answer" in said
    assert "from request_registered of 2025-09-01: safe: expected 2025-09-16" in said
    assert "came 2025-09-22" in said
    assert "    2025-09-22  Mon 22 Sep 2025  [only]: " in said
    assert "15 working days end on" in said
    assert "kz.request: 1, 1 not as expected" in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("procedure: waiting", "procedure: answered", "answered, came waiting"),
        ("flags: []", "flags: [silent]", "flags: expected silent, came none"),
        ("state: open", "state: late", "state: expected late, came open"),
        (
            "flags: []",
            "not_deadlines: [kz.request.answer]",
            "expected not running, came it runs until 2025-09-22",
        ),
        (
            '"2025-09-01", fields: {channel: post}}',
            '"2025-09-01"}\n      - {event: request_registered, on: "2025-09-02"}',
            "expected a line for each, came another one: safe 2025-09-2",
        ),
        (
            'request_registered, on: "2025-09-01", fields: {channel: post}',
            'answer_received, on: "2025-09-01"',
            "came none, for its event “request_registered” did not happen",
        ),
        (
            "fields: {channel: post}}",
            f"fields: {{channel: post}}}}{ANSWERED_TWICE}",
            "the event answer_received of 2025-09-03: expected in its place",
        ),
    ],
)
def test_every_difference_is_told(own: Own, old: str, new: str, told: str) -> None:
    assert told in said_by(own(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("channel: post", "channel: pots", "does not fit the field “channel”"),
        ("channel: post", "canal: post", "has no field “canal”; did you mean"),
        ("request_registered, on", "registered, on", "there is no event “registered”"),
        ("safe: 2025-09-22", "save: 2025-09-22", "unknown key “save”"),
        ("safe: 2025-09-22", "safe: 24.03.2025", "is no day; write 2025-02-28"),
        ("limit: kz.request", "limit: kz.requests", "has no time limit"),
        ("procedure: waiting", "procedure: waited", "has no state “waited”"),
        ("procedure: waiting", "process: waiting", "no “process” to expect here"),
        ("flags: []", "flags: [silence]", "did you mean “silent”?"),
        ("workflow: kz.request", "workflow: own.reqest", "no workflow “own.reqest”"),
    ],
)
def test_an_example_is_read_as_strictly_as_the_law(
    own: Own, old: str, new: str, told: str
) -> None:
    with pytest.raises(LawbookRefused) as refused:
        said_by(own(old, new))
    assert told in str(refused.value)
    assert "own/examples/request.yaml:" in str(refused.value)


def test_the_examples_of_a_replaced_procedure_are_the_users_own(
    own: Own, tmp_path: Path
) -> None:
    bundled = own("safe: 2025-09-22", "safe: 2025-09-16")
    mine = written(tmp_path / "mine", {"kz/request.yaml": CONTENT["kz/request.yaml"]})
    assert read_examples(load(bundled, mine), bundled, mine) == ()


def test_programs_get_json(run: Run, own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    alone(own("safe: 2025-09-22", "safe: 2025-09-16"), monkeypatch)
    (tried,) = json.loads(
        run("workflow", "test", "kz.request", "--json", code=1).stdout
    )
    (difference,) = tried["differences"]
    assert tried["example"] == "not_answered"
    assert difference["place"] == "own/examples/request.yaml:12"
    assert difference["expected"] == "2025-09-16"


def test_an_unknown_procedure_is_named(run: Run) -> None:
    said = run("workflow", "test", "kz.reqest", code=2).stderr
    assert "There is no workflow “kz.reqest”" in said
