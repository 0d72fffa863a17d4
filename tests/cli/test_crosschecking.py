"""Our calendar beside other people's: every difference is listed with its reason."""

import json
import sys
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from remedytrack.cli import crosschecking
from remedytrack.resources import folder
from tests.cli.conftest import Run

CHECK = ("calendars", "crosscheck")
WOMENS_DAY = date(2024, 3, 8)
ROW = "  - {day: 2024-03-08,"


@pytest.fixture
def without_womens_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar of the user's own, in which 8 March 2024 was forgotten."""
    own = tmp_path / "own"
    copytree(folder("workflows") / "calendars", own / "calendars")
    file = own / "calendars" / "kz.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(ROW)]
    assert len(kept) == len(lines) - 1
    file.write_text("".join(kept), encoding="utf-8")
    monkeypatch.setenv("REMEDYTRACK_WORKFLOWS", str(own))


def explain(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    explained = {"kz": {day: "The decree was withdrawn."}}
    monkeypatch.setattr(crosschecking, "EXPLAINED", explained)


def test_the_bundled_calendar_differs_nowhere(run: Run) -> None:
    said = run(*CHECK).stdout

    assert "every day from 2013-01-01 to 2027-12-31" in said
    assert "No difference." in said


@pytest.mark.usefixtures("without_womens_day")
def test_a_forgotten_holiday_is_an_unexplained_difference(run: Run) -> None:
    assert "NOT EXPLAINED" in run(*CHECK, code=1).stdout

    (found,) = json.loads(run(*CHECK, "--json", code=1).stdout)["differences"]
    assert found["day"] == "2024-03-08"
    assert found["works"] is True
    assert found["ours"] is None
    assert found["theirs"]
    assert found["reason"] is None


@pytest.mark.usefixtures("without_womens_day")
def test_an_explained_difference_is_listed_with_its_reason(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    explain(monkeypatch, WOMENS_DAY)

    assert "The decree was withdrawn." in run(*CHECK).stdout


def test_an_explanation_that_explains_nothing_must_go(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    explain(monkeypatch, WOMENS_DAY)

    assert "2024-03-08: explained, and does not differ" in run(*CHECK, code=1).stdout


def test_without_the_package_it_says_how_to_get_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)

    assert "Run “make install-dev”" in run(*CHECK, code=2).stderr


def test_a_calendar_of_no_country_cannot_be_compared(run: Run) -> None:
    assert "'geneva' is not" in run(*CHECK, "--calendar", "geneva", code=2).stderr
