"""Every worked example of ``tests/vectors/deadlines.csv``, row by row."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from remedytrack.core.dates import DayRange, midnight_after
from remedytrack.core.timelimits.calendar import WEEKDAYS, Calendar
from remedytrack.core.timelimits.count import Trigger, count
from remedytrack.core.timelimits.profile import (
    Backward,
    Counting,
    DayMeans,
    Direction,
    Ends,
    MonthAnchor,
    MonthEnd,
    Resume,
    Roll,
    RollWay,
    Start,
    Term,
    Unit,
)

FILE = Path(__file__).parents[2] / "vectors" / "deadlines.csv"
MEANT_TO_BE_READ = {"clip", "clear", "stop", "roll", "bound", "clipped"}


@dataclass(frozen=True)
class Row:
    cells: dict[str, str]
    options: dict[str, str]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.cells["tz"] or "UTC")

    @property
    def trigger(self) -> Trigger:
        start = datetime.fromisoformat(self.cells["start"]).replace(tzinfo=self.zone)
        return Trigger(start.date(), self.zone, start.astimezone(UTC))

    @property
    def stops(self) -> list[DayRange]:
        pairs = [pair.split("/") for pair in self.options.get("stop", "").split(",")]
        days = [tuple(map(date.fromisoformat, pair)) for pair in pairs if pair != [""]]
        return [DayRange(first, last) for first, last in days]

    @property
    def calendar(self) -> Calendar:
        """Return the row's days off, on enough years either side of its trigger."""
        written = self.cells["holidays"].split()
        off = {date.fromisoformat(day) for day in written if day[0] != "+"}
        on = {date.fromisoformat(day[1:]) for day in written if day[0] == "+"}
        names = self.cells["weekend"].replace("none", "").split(",")
        weekend = {number for number, name in enumerate(WEEKDAYS) if name in names}
        around = 4000 if self.counting.unit is Unit.YEAR else 900
        first = self.trigger.on - timedelta(days=around)
        days = (first + timedelta(days=n) for n in range(2 * around))
        working = tuple(
            day in on or (day.weekday() not in weekend and day not in off)
            for day in days
        )
        return Calendar("row", self.zone, first, working, {}, {}, {}, first)

    @property
    def counting(self) -> Counting:
        cells, options, length = self.cells, self.options, int(self.cells["length"])
        unit = Unit(cells["unit"].removeprefix("calendar_"))
        way = RollWay(options.get("roll", cells["roll"]))
        hours = unit is Unit.HOUR
        from_next_day = cells["count_start"] == "exclude"
        starts = Start.NEXT_DAY if from_next_day else Start.SAME_DAY
        return Counting(
            reading="only",
            title=None,
            start=Start.MOMENT if hours else starts,
            day_means=DayMeans.CALENDAR,
            month_end=MonthEnd(options.get("clip", "down")),
            month_anchor=MonthAnchor.EVENT_DAY,
            roll=Roll(after=way, before=way),
            roll_applies_to=tuple(Unit),
            ends=Ends.MOMENT if hours else Ends.MIDNIGHT,
            resume=Resume.ADD_DAYS,
            count=Backward.CLEAR_DAYS if "clear" in options else Backward.NTH_DAY,
            term=Term(n=abs(length), unit=unit),
            direction=Direction.AFTER if length >= 0 else Direction.BEFORE,
        )


def _rows() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    options = [
        dict(option.split("=", 1) for option in row["options"].split(";") if option)
        for row in cells
    ]
    return [Row(*pair) for pair in zip(cells, options, strict=True)]


ROWS = _rows()


def _named(row: Row) -> str:
    return row.cells["id"]


@pytest.mark.parametrize("row", ROWS, ids=_named)
def test_row(row: Row) -> None:
    assert set(row.options) <= MEANT_TO_BE_READ
    expected = row.cells["expected"]
    match row.cells["unit"]:
        case "eod_utc":
            ended = midnight_after(row.trigger.on, row.zone)
            assert ended == datetime.fromisoformat(expected)
        case "hour":
            closes_at = count(row.counting, row.calendar, row.trigger).closes_at
            local = closes_at.astimezone(row.zone).replace(tzinfo=None)
            assert local == datetime.fromisoformat(expected)
        case _:
            result = count(row.counting, row.calendar, row.trigger, row.stops)
            assert result.due_on == date.fromisoformat(expected)
            codes = {step.code for step in result.steps}
            if "clipped" in row.options:
                assert codes & {"clipped", "clipped_up"}


def test_the_rows_of_kazakhstan_and_of_the_united_nations_are_all_there() -> None:
    ids = [_named(row) for row in ROWS]
    assert len(set(ids)) == len(ids)
    ours = [each for each in ids if each.startswith(("lawkz-", "kz-", "un-"))]
    assert len(ours) == 93
