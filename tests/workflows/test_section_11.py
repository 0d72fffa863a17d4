"""The worked dates of the law report (kazakhstan.md 11.2-11.5) come out of the rules.

Expected values are read from a file: the row of the report, the rule it became, the
trigger, the date to the letter, and the date where the last day rolls. Where the law is
read in several ways, both dates are among the results.
"""

from __future__ import annotations

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from remedytrack.core.dates import When
from remedytrack.lawbook import Lawbook
from remedytrack.services.asking import answer

FILE = Path(__file__).with_name("section_11.csv")
ROWS = list(csv.DictReader(FILE.read_text("utf-8").splitlines()))


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: f"{row['limit']} {row['on']} {row['strict']}"
)
def test_a_worked_date_is_among_the_results(law: Lawbook, row: dict[str, str]) -> None:
    found = answer(law, row["limit"], When.parse(row["on"]), ())
    # A code that says that the last day moves leaves nothing to the letter of the days.
    disputed = len(found.computations[0].readings) > 1
    wanted = {row["rolled"] or row["strict"]} | ({row["strict"]} if disputed else set())
    zone = ZoneInfo(found.computations[0].zone)
    results = {
        written
        for computation in found.computations
        for reading in computation.readings
        for written in (
            str(reading.due_on),
            f"{reading.closes_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        )
    }
    assert wanted <= results
