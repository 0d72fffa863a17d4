"""Every worked example of ``tests/vectors/deadlines.csv``, row by row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from remedytrack.core.timelimits.worked import BadRow, worked

FILE = Path(__file__).parents[2] / "vectors" / "deadlines.csv"


def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = _rows()


def _named(row: dict[str, str]) -> str:
    return row["id"]


@pytest.mark.parametrize("row", ROWS, ids=_named)
def test_row(row: dict[str, str]) -> None:
    result = worked(row)
    assert result.due == row["expected"]
    # The engine must say by itself that the month had no such day.
    if "clipped=1" in row["options"].split(";"):
        assert result.flags == ("clipped",)


def test_all_rows_are_there() -> None:
    ids = [_named(row) for row in ROWS]
    assert len(set(ids)) == len(ids) == 210
    ours = [each for each in ids if each.startswith(("lawkz-", "kz-", "un-"))]
    assert len(ours) == 93


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("start", "2025-02-30", "start: “2025-02-30” is not understood"),
        ("length", "ten", "length: “ten” is not understood"),
        ("unit", "fortnight", "unit: “fortnight” is not understood"),
        ("count_start", "maybe", "count_start: “maybe” is not understood"),
        ("roll", "sideways", "roll: “sideways” is not understood"),
        ("weekend", "sat,sun,fun", "weekend: “fun” is not understood"),
        ("tz", "Mars/Olympus", "tz: “Mars/Olympus” is not understood"),
        ("options", "colour=red", "options: “colour=red” is not understood"),
        ("options", "cutoff=late", "cutoff: “late” is not understood"),
        ("options", "stop=2025-04-10", "stop: “2025-04-10” is not understood"),
        ("options", "service_after=3wd", "options: “3wd” is not understood"),
        ("options", "clip=sideways", "clip: “sideways” is not understood"),
    ],
)
def test_a_cell_that_is_not_understood_is_named(
    column: str, value: str, says: str
) -> None:
    row = next(each for each in ROWS if each["id"] == "kz-d01")
    with pytest.raises(BadRow, match=f"^{says}"):
        worked({**row, column: value})
