"""Counting a table: every row gets its dates, or says what is wrong with it."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.cli.conftest import Run

VECTORS = Path(__file__).parents[1] / "vectors" / "deadlines.csv"


def _counted(run: Run, tmp_path: Path, table: str) -> list[dict[str, str]]:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(table, encoding="utf-8")
    run("compute-batch", source, "--output", target)
    with target.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_worked_example_comes_out(run: Run, tmp_path: Path) -> None:
    rows = _counted(run, tmp_path, VECTORS.read_text(encoding="utf-8"))
    assert len(rows) == 210
    assert [row["id"] for row in rows if row["due"] != row["expected"]] == []
    assert {row["error"] for row in rows} == {""}


def test_limits_of_the_law_have_a_safe_and_an_arguable_date(
    run: Run, tmp_path: Path
) -> None:
    (row,) = _counted(run, tmp_path, "limit,on\nkz.koap.appeal,2025-02-28\n")
    assert (row["due"], row["safe"]) == ("2025-03-10", "2025-03-10")
    assert row["arguable"] == "2025-03-17"


def test_an_uncertain_day_is_counted_from_both_its_ends(
    run: Run, tmp_path: Path
) -> None:
    table = "limit,on\nun.sp.reply,2025-09-25|2025-09-29\n"
    (row,) = _counted(run, tmp_path, table)
    assert (row["safe"], row["arguable"]) == ("2025-11-24", "2025-11-28")


def test_a_bad_row_says_why_and_the_others_are_counted(
    run: Run, tmp_path: Path
) -> None:
    table = (
        "note,limit,on\n"
        "x,kz.koap.apeal,2025-02-28\n"
        "y,un.sp.reply,2025-02-30\n"
        "z,kz.koap.detention3,2025-02-28\n"
        "old,kz.koap.appeal,1990-01-01\n"
        "short,un.sp.reply\n"
        "good,un.sp.reply,2025-09-25\n"
    )
    *bad, good = _counted(run, tmp_path, table)
    assert (good["note"], good["due"], good["error"]) == ("good", "2025-11-24", "")
    assert [row["due"] for row in bad] == ["", "", "", "", ""]
    assert "kz.koap.apeal" in bad[0]["error"]
    assert "is not a date" in bad[1]["error"]
    assert "needs a clock time" in bad[2]["error"]
    assert "in force on 1990-01-01" in bad[3]["error"]
    assert "2 cells" in bad[4]["error"]


def test_a_table_without_the_columns_is_refused(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("what,when\na,b\n", encoding="utf-8")
    target = tmp_path / "out.csv"
    result = run("compute-batch", source, "--output", target, code=2)
    assert "lacks the column start" in result.stderr
    assert not target.exists()


def test_a_table_without_rows_stays_without(run: Run, tmp_path: Path) -> None:
    assert _counted(run, tmp_path, "limit,on\n") == []
