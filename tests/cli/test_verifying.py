"""``verify-trace``: what follows, what does not, and what cannot be checked."""

import json
import sqlite3
from pathlib import Path
from uuid import UUID

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def trace(run: Run) -> str:
    """The trace of the appeal whose notice came on 28 February 2025."""
    return run("compute", "kz.koap.appeal", "--on", "2025-02-28", "--trace").stdout


def test_what_was_printed_follows(run: Run, trace: str, tmp_path: Path) -> None:
    file = tmp_path / "appeal.json"
    file.write_text(trace, encoding="utf-8")
    assert run("verify-trace", file).stdout == "safe: follows\n"
    assert run("verify-trace", "-", typing=trace).stdout == "safe: follows\n"


def test_an_uncertain_trigger_has_two_traces(run: Run) -> None:
    both = run("compute", "un.sp.reply", "--on", "2025-09-25|2025-09-30", "--trace")
    said = run("verify-trace", "-", typing=both.stdout).stdout
    assert said == "safe: follows\narguable: follows\n"


def test_an_open_end_has_no_trace(run: Run) -> None:
    one = run("compute", "un.sp.reply", "--on", "../2025-09-30", "--trace").stdout
    assert json.loads(one)["safe"] is None
    assert run("verify-trace", "-", typing=one).stdout == "arguable: follows\n"


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (
            '"out":"2025-03-11"',
            '"out":"2025-03-12"',
            "Reading “rolled”, step 5 (roll), out: stored 2025-03-12, recomputed",
        ),
        (
            '"due_on":"2025-03-11"',
            '"due_on":"2025-03-12"',
            "Reading “rolled”, due_on: stored 2025-03-12, recomputed 2025-03-11.",
        ),
        (
            '"on":"2025-03-10","reading":"strict"}',
            '"on":"2025-03-11","reading":"strict"}',
            "safe.on: stored 2025-03-11, recomputed 2025-03-10.",
        ),
        ('"n":10', '"n":11', "step 4 (count), n: stored 11, recomputed 10."),
        ('"status":"disputed"', '"status":"verified"', "status: stored verified"),
        (
            '"selected_on":"2025-02-28"',
            '"selected_on":"2025-02-28","stops":[{"first":"2025-03-01","last":null}]',
            "cannot be counted",
        ),
    ],
)
def test_what_was_tampered_with_is_named(
    run: Run, trace: str, was: str, becomes: str, said: str
) -> None:
    assert was in trace
    tampered = trace.replace(was, becomes, 1)
    told = run("verify-trace", "-", typing=tampered, code=1).stdout
    assert told.startswith("safe: DOES NOT FOLLOW. ")
    assert said in told


def test_equal_values_in_other_bytes_are_told(run: Run, trace: str) -> None:
    spaced = json.dumps(json.loads(trace), sort_keys=True)
    said = run("verify-trace", "-", typing=spaced, code=1).stdout
    assert "document: DOES NOT FOLLOW" in said
    assert "not written canonically" in said


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('"rule_sha":"', '"rule_sha":"0', "text of the rule is another one now"),
        ('"profile_sha":"', '"profile_sha":"0', "text of the profile"),
        ('"days_sha":"', '"days_sha":"0', "has other days now"),
        ("appeal@2015-01-01", "appeal@2014-01-01", "no version kz.koap.appeal@2014"),
        ('"tzdata":"tzdata ', '"tzdata":"tzdata 1', "counted with tzdata 1"),
        ('"zone":"Asia/Almaty"', '"zone":"Asia/Nowhere"', "not all there"),
    ],
)
def test_law_that_is_not_there_is_said_plainly(
    run: Run, trace: str, was: str, becomes: str, said: str
) -> None:
    assert was in trace
    tampered = trace.replace(was, becomes)
    told = run("verify-trace", "-", typing=tampered, code=3).stdout
    assert told.startswith("safe: cannot be checked. ")
    assert said in told


def test_programs_read_where_it_differs(run: Run, trace: str) -> None:
    tampered = trace.replace('"out":"2025-03-11"', '"out":"2025-03-12"', 1)
    told = json.loads(
        run("verify-trace", "-", "--json", typing=tampered, code=1).stdout
    )
    assert told["outcome"] == "differs"
    [found] = told["traces"]
    assert found["place"] == "readings.1.steps.4.out"
    assert (found["reading"], found["op"]) == ("rolled", "roll")
    assert (found["stored"], found["recomputed"]) == ("2025-03-12", "2025-03-11")


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["-"], "", "This is not a trace"),
        (["-"], "{}", "This is not a trace"),
        (["-"], '{"safe": {}}', "asked: "),
        (["nowhere.json"], None, "No such file"),
        ([], None, "Give one of FILE, --deadline ID and --all"),
        (["-", "--all"], "{}", "Give one of FILE, --deadline ID and --all"),
        (["--deadline", "7"], None, "“7” is not the id of a deadline"),
    ],
)
def test_wrong_input_is_named(
    run: Run, arguments: list[str], typed: str | None, said: str
) -> None:
    assert said in run("verify-trace", *arguments, typing=typed, code=2).stderr


def test_nothing_counted_is_said(run: Run) -> None:
    none = '{"arguable":null,"safe":null}'
    assert (
        run("verify-trace", "-", typing=none).stdout == "Nothing was counted in it.\n"
    )


@pytest.mark.usefixtures("ruling")
def test_all_stored_results_follow(run: Run, var: Path) -> None:
    said = run("verify-trace", "--all").stdout
    assert said.endswith(" results follow, 0 do not, 0 cannot be checked.\n")
    deadline = a_deadline_of(var)
    assert (
        f"deadline {deadline}  " in run("verify-trace", "--deadline", deadline).stdout
    )
    told = json.loads(run("verify-trace", "--deadline", deadline, "--json").stdout)
    assert (told["follows"], told["differs"], told["gone"]) == (1, 0, 0)
    assert told["results"][0]["outcome"] == "follows"


@pytest.mark.usefixtures("ruling")
def test_a_result_changed_in_the_file_is_listed(run: Run, var: Path) -> None:
    deadline = a_deadline_of(var)
    with sqlite3.connect(var / "remedytrack.db") as database:
        database.execute("DROP TRIGGER result_never_changes")
        database.execute("UPDATE result SET safe_on = '2030-01-01'")
    database.close()
    said = run("verify-trace", "--all", code=1).stdout
    assert "Its columns say something else than its trace." in said
    assert f"deadline {deadline}" in said
    told = json.loads(run("verify-trace", "--all", "--json", code=1).stdout)
    assert told["results"][0]["faults"] == ["other_columns"]


@pytest.mark.usefixtures("ready")
def test_a_deadline_without_results_is_wrong_input(run: Run) -> None:
    nobody = "00000000-0000-7000-8000-000000000000"
    said = run("verify-trace", "--deadline", nobody, code=2).stderr
    assert f"No result is stored for a deadline {nobody}" in said


def a_deadline_of(var: Path) -> str:
    with sqlite3.connect(var / "remedytrack.db") as database:
        (found,) = database.execute("SELECT deadline_id FROM result").fetchone()
    database.close()
    return str(UUID(found))
