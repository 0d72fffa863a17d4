"""Checking the law as data."""

import json
from pathlib import Path

import pytest

from remedytrack.cli.enumeration import lines, plain
from remedytrack.lawbook.enumerating import NotEnumerated
from tests.cli.conftest import Run
from tests.lawbook.small_law import CONTENT


def test_the_bundled_law_has_no_problems(run: Run) -> None:
    counted = json.loads(run("workflow", "check", "--years", "1", "--json").stdout)

    assert counted["workflows"] >= 6
    assert counted["calendars"] == 2
    assert counted["replaced"] == []
    assert "No problems found." in run("workflow", "check", "--years", "1").stdout


def test_every_trigger_is_counted_in_every_reading(run: Run) -> None:
    said = run("workflow", "check", "--years", "1").stdout
    assert "Every trigger of 1 years in every reading" in said
    assert "kz.koap.appeal@2015-01-01: W07 365 (100.00 %)" in said
    # Five working days back hang on no month end, and no reading of a year is left out.
    assert "kz.cpc.forward" not in said

    at_length = run("workflow", "check", "--years", "1", "--verbose").stdout
    assert "kz.cpc.forward@2015-01-01: none" in at_length
    assert "W01 only/up: 7 before the roll, " in at_length
    assert "by kz.koap@2015-01-01, calendar kz, triggers 2027-01-01 to" in at_length

    plain = json.loads(run("workflow", "check", "--years", "1", "--json").stdout)
    by_rule = {each["limit_version"]: each for each in plain["enumerated"]}
    appeal = by_rule["kz.koap.appeal@2015-01-01"]
    assert (appeal["first"], appeal["triggers"]) == ("2027-01-01", 365)
    rolled = appeal["differences"][0]
    assert (rolled["code"], rolled["reading"], rolled["other"]) == (
        None,
        "strict",
        "rolled",
    )
    assert rolled["before_roll"] == 0 < rolled["after_roll"]
    assert len(rolled["examples"]) == 3


def test_a_rule_whose_term_a_letter_sets_is_told_as_not_counted() -> None:
    by_letter = NotEnumerated("rule@2020-01-01", "The letter sets this term.")
    assert plain(by_letter) == {
        "limit_version": "rule@2020-01-01",
        "not_counted": "The letter sets this term.",
    }
    told = list(lines([by_letter], 14, verbose=True))
    assert told[1:] == [
        "  rule@2020-01-01: not counted. The letter sets this term.",
    ]
    assert len(list(lines([by_letter], 14, verbose=False))) == 1


def test_a_procedure_that_lacks_something_is_told_with_its_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    workflow = CONTENT["kz/request.yaml"].replace("kz.request", "own.request")
    idle = "events:\n  called: {title: {en: Called, ru: Звонок}}\n"
    workflow = workflow.replace("kz.plain", "kz.appc").replace("events:\n", idle)
    (own / "request.yaml").write_text(workflow, encoding="utf-8")
    monkeypatch.setenv("REMEDYTRACK_WORKFLOWS", str(own))

    said = run("workflow", "check", "--years", "1", code=1).stdout
    assert "beside the bundled ones: workflow own.request (own/request.yaml)" in said
    assert "own/request.yaml:13: L373 “called” changes nothing" in said


def test_the_rows_of_the_law_reports_and_the_texts_are_counted(run: Run) -> None:
    counted = json.loads(run("workflow", "check", "--years", "1", "--json").stdout)

    assert {"CR-05", "CR-06"} <= set(counted["rows"]["CR"])
    assert counted["texts"]["ru"] == counted["texts"]["en"] >= counted["texts"]["kk"]


def test_a_file_that_is_no_yaml_is_refused_with_its_place(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "broken.yaml").write_text("workflow: x\n  kind: [", encoding="utf-8")
    monkeypatch.setenv("REMEDYTRACK_WORKFLOWS", str(own))

    for command in (["workflow", "check"], ["compute", "un.sp.reply", "--on", "2025"]):
        said = run(*command, code=1).stderr
        assert "Nothing was loaded: 1 problem." in said
        assert "own/broken.yaml:2: L101" in said


def test_a_folder_that_is_none_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMEDYTRACK_WORKFLOWS", "/nowhere")

    said = run("workflow", "check", code=2).stderr
    assert (
        "REMEDYTRACK_WORKFLOWS='/nowhere' cannot be used: it is not a folder." in said
    )


def test_a_procedure_is_drawn_to_a_file_or_printed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.svg"
    run("workflow", "diagram", "ngo.working_group", "-o", file, "--language", "ru")
    assert "Рабочая группа или механизм защиты" in file.read_text(encoding="utf-8")
    printed = run("workflow", "diagram", "ngo.working_group").stdout
    assert printed.startswith('<?xml version="1.0"')

    lost = ["workflow", "diagram", "ngo.working_group", "-o", "/nowhere/x.svg"]
    assert "nowhere/x.svg: No such file" in run(*lost, code=1).stderr
    said = run("workflow", "diagram", "ngo.workinggroup", code=2).stderr
    assert "did you mean “ngo.working_group”?" in said
