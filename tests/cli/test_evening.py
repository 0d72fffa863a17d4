"""The evening sheet and the cases without a next step, at the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.usefixtures("ruling")
def test_the_sheet_is_told_section_by_section(run: Run) -> None:
    told = run("report", "evening", "--today", "2025-12-01").output
    assert " 2  Last day tomorrow, or before the next working day: 1" in told
    assert " 3  Struck today, with proof: none" in told
    assert "13  Service: scheduler: last run never" in told
    assert "Open after signing: section 2" in told


@pytest.mark.usefixtures("ruling")
def test_the_sheet_of_an_earlier_day_is_as_it_was_known_then(run: Run) -> None:
    found = json.loads(
        run("report", "evening", "--today", "2025-11-20", "--json").output
    )
    assert found["day"] == "2025-11-20"
    assert not found["asks"], "nothing had been recorded yet"


@pytest.mark.usefixtures("ruling")
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_sheet_is_printed_into_a_file(
    run: Run, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "sheet.pdf"
    run(
        "report",
        "evening",
        "--today",
        "2025-12-01",
        "--pdf",
        file,
        "--language",
        language,
    )
    assert file.read_bytes().startswith(b"%PDF-")


@pytest.mark.usefixtures("ruling")
def test_cases_without_a_next_step_are_listed_for_programs(run: Run) -> None:
    listed = json.loads(run("report", "next-steps", "--json").output)
    assert all(each["ref"].startswith("RT-") for each in listed)
    assert set(listed[0]) >= {"ref", "title", "owner", "said"}
