"""``workflow simulate``: events are typed, and only what changes is shown."""

from pathlib import Path

from remedytrack.cli.exampling import run_examples
from remedytrack.lawbook import load
from remedytrack.lawbook.examples import read_examples
from remedytrack.resources import folder
from tests.cli.conftest import Run

# 15 working days of January and February 2026, counted by hand: 16, 19-23, 26-30, 2-5.
REQUEST = """\
# a request to a working group
2026-01-14 request_sent
2026-01-15 request_registered
"""


def simulated(run: Run, script: str, *, code: int = 0) -> list[str]:
    """Return what is printed for a script, line by line."""
    typed = run("workflow", "simulate", "ngo.working_group", typing=script, code=code)
    return typed.stdout.splitlines()


def test_an_event_shows_what_it_changes(run: Run) -> None:
    said = simulated(run, REQUEST)
    assert said[0] == "ngo.working_group: Working group or protection mechanism"
    assert said[said.index("> 2026-01-14 request_sent") + 1] == (
        "  ~ request: sent (request sent)"
    )
    assert said[said.index("> 2026-01-15 request_registered") + 1] == (
        "  + kz.appc.request (Answer to our request), from request_registered "
        "2026-01-15, safe 2026-02-05, open"
    )


def test_on_another_day_the_silence_has_come_and_can_be_taken_back(run: Run) -> None:
    said = simulated(run, f"{REQUEST}now 2026-02-06\nundo\n")
    later = "\n".join(said[said.index("> now 2026-02-06") : said.index("> undo")])
    assert "+ silence request_deemed_refused, 2026-02-05" in later
    assert "+ flag authority_silent (Term passed, no answer)" in later
    assert "  - silence request_deemed_refused, 2026-02-05" in said


def test_why_tells_the_count(run: Run) -> None:
    said = "\n".join(simulated(run, f"{REQUEST}why kz.appc.request\n"))
    assert "15 working days end on Thu 5 Feb 2026." in said


REFUSED = {
    "2026-01-15 request_registred": "did you mean “request_registered”?",
    "2026-02-30 request_sent": "“2026-02-30” is not a date.",
    "2026-01-15": "write the event after its date",
    "2026-01-15 request_sent number=1": "has no field “number”",
    "2026-01-15 request_sent number": "“number” is no field; write name=value",
    "2026-01-15 request_deemed_refused": "it follows by itself",
    "nwo 2026-01-15": "did you mean “now”?",
    "now 2026-01": "is no single day",
    "undo": "there is nothing to take back",
    "why kz.appc.request": "no deadline of “kz.appc.request” stands",
    "2026-01-15 'request_sent": "No closing quotation",
}


def test_what_cannot_be_is_refused_and_changes_nothing(run: Run) -> None:
    said = simulated(run, "\n".join([*REFUSED, "show"]), code=1)
    for line, why in REFUSED.items():
        answer = said[said.index(f"> {line}") + 1]
        assert answer.startswith("  ! ")
        assert why in answer
    assert said[-2:] == [
        "  procedure: promised (promised)",
        "  request: none (no request pending)",
    ]


def test_what_is_saved_reads_back_as_an_example_and_comes_out(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "examples" / "request.yaml"
    file.parent.mkdir()
    simulated(run, f"{REQUEST}now 2026-02-06T12:00\nsave {file}\n")

    law = load(folder("workflows"))
    (saved,) = read_examples(law, tmp_path)
    (tried,) = run_examples(law, [saved])
    assert "To be checked by hand" in str(tried.example.note)
    assert tried.example.expect.silences == ("request_deemed_refused",)
    assert tried.differences == []
    assert "exists; choose another name" in "\n".join(
        simulated(run, f"save {file}\n", code=1)
    )


def test_help_lists_the_commands_and_next_the_events(run: Run) -> None:
    said = simulated(run, "help\nnext\nshow\nquit\nnever read\n")
    assert any(line.startswith("save FILE") for line in said)
    assert "  established (Established)" in said
    assert said[-1] == "> quit"
    assert said.count("  request: none (no request pending)") == 2
