"""Counting a term: what it prints, for people and for programs."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def computed(run: Run, *arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("compute", *arguments, "--json").stdout)
    return found


def test_the_appeal_against_a_ruling_has_three_readings(run: Run) -> None:
    found = computed(run, "kz.koap.appeal", "--on", "2025-02-28")

    assert found["limit"] == "kz.koap.appeal"
    assert found["trigger_on"] == "2025-02-28"
    assert found["safe_on"] == "2025-03-10"
    assert found["arguable_on"] == "2025-03-17"
    assert found["status"] == "disputed"
    assert "W07" in str(found["warnings"])
    assert "read the other way the term ends on Mon 17 Mar" in str(found["warnings"])
    readings = found["readings"]
    assert isinstance(readings, list)
    assert [(each["reading"], each["due_on"]) for each in readings] == [
        ("strict", "2025-03-10"),
        ("rolled", "2025-03-11"),
        ("working", "2025-03-17"),
    ]
    assert readings[0]["closes_at"] == "2025-03-10T19:00:00Z"


def test_each_step_says_what_it_did_and_where_that_is_written(run: Run) -> None:
    found = computed(run, "kz.koap.appeal", "--on", "2025-02-28")

    readings = found["readings"]
    assert isinstance(readings, list)
    steps = readings[1]["steps"]
    assert [step["op"] for step in steps] == [
        "version",
        "trigger",
        "first_day",
        "count",
        "roll",
        "end",
    ]
    roll = steps[4]
    assert roll["on"] == "2025-03-11"
    assert roll["cite"] == "КоАП art. 739(5)"
    assert "Mon 10 Mar 2025 is not a working day" in roll["text"]
    assert "International Women's Day" in roll["text"]


def test_the_reply_of_the_state_is_due_on_day_60(run: Run) -> None:
    found = computed(run, "un.sp.reply", "--on", "2025-09-25")

    assert found["safe_on"] == found["arguable_on"] == "2025-11-24"


def test_an_uncertain_trigger_counts_from_both_its_ends(run: Run) -> None:
    found = computed(run, "un.sp.reply", "--on", "2025-09-25|2025-09-30")

    assert found["safe_on"] == "2025-11-24"
    assert found["arguable_on"] == "2025-11-29"
    assert found["trigger"] == {
        "event": "letter_sent",
        "given": "2025-09-25|2025-09-30",
        "exact": False,
        "earliest_on": "2025-09-25",
        "latest_on": "2025-09-30",
    }


def test_a_trigger_without_an_earliest_day_has_no_safe_date(run: Run) -> None:
    found = computed(run, "un.sp.reply", "--on", "../2025-09-30")

    assert (found["safe_on"], found["arguable_on"]) == (None, "2025-11-29")
    assert "no safe date" in json.dumps(found["warnings"])


def test_the_date_of_another_event_chooses_the_version(run: Run) -> None:
    decided = "application_decided"
    old = computed(run, "kz.appc.complaint", "--on", "2026-01-10")
    assert f"--given {decided}=DATE" in json.dumps(old["warnings"])

    before = computed(
        run,
        "kz.appc.complaint",
        "--on",
        "2026-01-10",
        "--given",
        f"{decided}=2025-12-10",
    )
    after = computed(
        run,
        "kz.appc.complaint",
        "--on",
        "2026-01-10",
        "--given",
        f"{decided}=2025-12-20",
    )
    assert before["limit_version"] == "kz.appc.complaint@2021-07-01"
    assert after["limit_version"] == "kz.appc.complaint@2025-12-17"


def test_days_on_both_sides_of_a_reform_are_pointed_out(run: Run) -> None:
    found = computed(run, "kz.appc.request", "--on", "2025-12-10/2025-12-20")

    assert "The rule changes on Wed 17 Dec 2025" in json.dumps(found["warnings"])


def test_people_read_it_in_their_language(run: Run) -> None:
    read = run("compute", "kz.koap.appeal", "--on", "2025-02-28", "--language", "ru")

    assert "2025-03-10  пн 10 марта 2025" in read.stdout
    assert "КоАП art. 739(3)" in read.stdout


def test_an_unknown_limit_is_answered_with_the_nearest_name(run: Run) -> None:
    said = run("compute", "kz.koap.apeal", "--on", "2025-02-28", code=2).stderr

    assert "no time limit “kz.koap.apeal”; did you mean “kz.koap.appeal”?" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--on", "2025-02-30"], "“2025-02-30” is not a date"),
        (["--on", "tomorrow"], "“tomorrow” is not a date"),
        ([], "Missing option '--on'"),
        (["--on", "2025-02-28", "--given", "ruling_made"], "write EVENT=DATE"),
        (["--on", "2025-02-28", "--given", "ruling_made=x"], "“x” is not a date"),
        (
            ["--on", "2025-02-28", "--given", "ruling_mad=2025-02-20"],
            "did you mean “ruling_made”?",
        ),
        (
            ["--on", "2025-02-28", "--given", "ruling_delivered=2025-02-20"],
            "give its date by --on",
        ),
    ],
)
def test_wrong_input_is_named(run: Run, arguments: list[str], said: str) -> None:
    assert said in run("compute", "kz.koap.appeal", *arguments, code=2).stderr


def test_a_term_in_hours_asks_for_the_hour(run: Run) -> None:
    said = run("compute", "kz.koap.detention3", "--on", "2025-02-28", code=2).stderr
    assert "needs a clock time: write 2025-02-28T15:00" in said

    found = computed(run, "kz.koap.detention3", "--on", "2025-02-28T23:00")
    readings = found["readings"]
    assert isinstance(readings, list)
    assert readings[0]["closes_at"] == "2025-02-28T21:00:00Z"


def test_a_day_before_the_rule_says_since_when_there_is_one(run: Run) -> None:
    said = run("compute", "kz.appc.request", "--on", "2020-02-28", code=1).stderr

    assert "No text of this rule is in force on 2020-02-28" in said
    assert "Known texts: 2021-07-01 – " in said


def test_beyond_the_calendar_it_says_which_file_to_extend(run: Run) -> None:
    said = run("compute", "kz.appc.request", "--on", "2032-02-28", code=1).stderr

    assert "workflows/calendars/kz.yaml" in said


def test_counting_needs_no_installation(run: Run, var: Path) -> None:
    run("compute", "un.sp.reply", "--on", "2025-09-25")

    assert not var.exists()


def test_a_date_as_it_was_known_before_a_late_decree(run: Run) -> None:
    # The move of 4 May to 8 May 2024 was decided late (time-limits.md 1.5): before it
    # three working days from 2 May ended on 8 May, after it on the 6th.
    term = ("kz.assembly.notify_answer", "--on", "2024-05-02")
    assert computed(run, *term)["safe_on"] == "2024-05-06"
    then = computed(run, *term, "--as-known", "2024-04-01")
    assert then["safe_on"] == "2024-05-08"
