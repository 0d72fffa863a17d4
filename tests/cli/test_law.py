"""Checking the law as data."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_bundled_law_has_no_problems(run: Run) -> None:
    counted = json.loads(run("workflow", "check", "--json").stdout)

    assert counted["workflows"] >= 6
    assert counted["calendars"] == 2
    assert counted["replaced"] == []
    assert "No problems found." in run("workflow", "check").stdout


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
