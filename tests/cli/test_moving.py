"""``workflow move``: what another version would change, and moving."""

from pathlib import Path

import pytest

from remedytrack.resources import folder
from tests.cli.conftest import Run

APPEAL = "kz/administrative_appeal.yaml"
TEXT = (folder("workflows") / APPEAL).read_text(encoding="utf-8")
SHIPPED = int(TEXT.split("\nversion: ")[1].split()[0])


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of one's own with a later version: five days for the appeal."""
    begin = TEXT.index("- id: kz.koap.appeal\n")
    rule = TEXT[begin:].replace("n: 10,", "n: 5,", 1)
    own = tmp_path / "own"
    own.mkdir()
    written = TEXT[:begin].replace(f"version: {SHIPPED}", "version: 99", 1) + rule
    (own / "appeal.yaml").write_text(written, encoding="utf-8")
    monkeypatch.setenv("REMEDYTRACK_WORKFLOWS", str(own))


def test_there_is_nothing_to_move_to(run: Run, ruling: str) -> None:
    refused = run("workflow", "move", ruling, code=1)
    assert f"follows version {SHIPPED} already" in refused.stderr


@pytest.mark.usefixtures("newer")
def test_what_would_change_is_printed_and_nothing_is_changed(
    run: Run, ruling: str
) -> None:
    said = run("workflow", "move", ruling).stdout
    assert f"version {SHIPPED} -> version 99" in said
    assert "kz.koap.appeal: 2025-12-02" in said
    assert "-> 2025-11-27" in said
    assert "Nothing was changed" in said
    assert run("workflow", "move", ruling).stdout == said


@pytest.mark.usefixtures("newer")
def test_a_case_is_moved_and_moved_back(run: Run, ruling: str) -> None:
    moved = run("workflow", "move", ruling, "--yes").stdout
    assert f"{ruling} follows version 99 now." in moved
    back = run("workflow", "move", ruling, "--to", SHIPPED, "--yes").stdout
    assert "kz.koap.appeal: 2025-11-27" in back


@pytest.mark.usefixtures("newer")
def test_a_version_that_there_is_not_is_refused(run: Run, ruling: str) -> None:
    said = run("workflow", "move", ruling, "--to", 7, code=1).stderr
    assert f"There are: 1, {SHIPPED}, 99." in said


def test_a_rebuild_says_which_case_it_left(
    run: Run,
    ruling: str,
    newer: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("workflow", "move", ruling, "--yes")
    monkeypatch.delenv("REMEDYTRACK_WORKFLOWS")
    done = run("rebuild", code=1)
    assert "Rebuilt 1 cases" in done.stdout
    assert f"{ruling} follows version 99" in done.stderr
    del newer
