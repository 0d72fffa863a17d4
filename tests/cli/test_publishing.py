"""Trying a decree before it is installed, and publishing it."""

import json
from pathlib import Path

import pytest

from remedytrack.resources import folder
from tests.cli.conftest import Run

DECREED = (
    "  - {day: 2025-12-01, kind: day_off, name: republic_day, act: holidays_law, "
    "known_from: 2025-11-24, certainty: decreed}\n"
)


@pytest.fixture
def decree(tmp_path: Path) -> Path:
    """A folder of law in which Monday 1 December 2025 is a day off in Kazakhstan."""
    own = tmp_path / "own"
    (own / "calendars").mkdir(parents=True)
    text = (folder("workflows") / "calendars" / "kz.yaml").read_text(encoding="utf-8")
    (own / "calendars" / "kz.yaml").write_text(f"{text}{DECREED}", encoding="utf-8")
    return own


@pytest.fixture
def published(ruling: str, run: Run) -> str:
    """The installation with the ruling of 22 November, after its first tick."""
    run("tick")
    return ruling


@pytest.mark.usefixtures("published")
def test_the_law_is_as_it_was_published(run: Run) -> None:
    assert "The law is as published" in run("law", "impact").stdout
    assert run("law", "publish", "--yes").stdout.startswith("The law is as published")


def test_a_decree_is_tried_before_it_is_installed(
    published: str, run: Run, decree: Path
) -> None:
    """Ten working days from 22 November ended on 5 December, and end on the 8th."""
    told = run("law", "impact", "--workflows", decree, code=3).stdout

    assert "Kazakhstan: 2025-12-01 is off now (Republic Day" in told
    assert "2025-12-02 / 2025-12-05" in told
    assert "2025-12-02 / 2025-12-08" in told
    assert "Dates that move: 1, of them urgent: 0." in told
    assert published in told
    run("law", "impact")


def test_a_decree_is_published_once(
    published: str, run: Run, decree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMEDYTRACK_WORKFLOWS", str(decree))
    found = json.loads(run("law", "impact", "--json", code=3).stdout)
    assert [(each["way"], each["ref"]) for each in found["moves"]] == [
        ("later", published)
    ]
    assert found["changed"]["days"][0]["day"] == "2025-12-01"
    assert found["moves"][0]["now"]["arguable_on"] == "2025-12-08"

    run("law", "publish", typing="n\n", code=1)
    assert (
        "Published: 1 dates moved, 0 of them urgent"
        in run("law", "publish", typing="y\n").stdout
    )
    assert run("law", "publish", "--yes").stdout.startswith("The law is as published")
    run("law", "impact")


@pytest.mark.usefixtures("ruling")
def test_before_the_first_tick_nothing_is_published(run: Run) -> None:
    assert "No law was published here yet" in run("law", "impact").stdout
