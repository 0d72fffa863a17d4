"""``--as-known``: lists and reasons by what was on record at the end of a day."""

import json

import pytest

from tests.cli.conftest import Run


def days(run: Run, *more: object) -> dict[str, str]:
    """Return the days of the docket by their limits."""
    rows = json.loads(run("docket", "--json", *more).stdout)
    return {row["limit"]: row["safe_on"] for row in rows}


def test_the_docket_of_a_day_on_which_nothing_was_recorded(
    run: Run, ruling: str
) -> None:
    """The ruling of the 22nd was entered on the 24th of November."""
    assert days(run, "--as-known", "2025-11-23") == {}
    assert days(run, "--as-known", "2025-11-24")["kz.koap.appeal"] == "2025-12-02"
    assert ruling


def test_a_deadline_is_explained_as_it_was_known(run: Run, ruling: str) -> None:
    said = run("why", ruling, "kz.koap.appeal", "--as-known", "2025-11-24").stdout
    assert "open, safe 2025-12-02" in said
    gone = run("why", ruling, "--as-known", "2025-11-23", code=2).stderr
    assert ruling in gone


@pytest.mark.usefixtures("ruling")
@pytest.mark.parametrize(
    "report", ["uninvestigated", "replies", "register", "delays", "series"]
)
def test_every_report_looks_back(run: Run, report: str) -> None:
    assert run("report", report, "--as-known", "2025-11-23").stdout


@pytest.mark.usefixtures("ruling")
def test_a_day_that_is_none_is_refused(run: Run) -> None:
    assert "not a day" in run("docket", "--as-known", "soon", code=2).stderr
