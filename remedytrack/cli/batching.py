"""Counting a whole table: one row in, the same row with its dates out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TextIO

import click

from remedytrack.cli.installation import read_law, read_settings
from remedytrack.core.dates import When
from remedytrack.core.timelimits.alternatives import MONTHS
from remedytrack.core.timelimits.computation import (
    Ambiguity,
    Computation,
    ReadingResult,
)
from remedytrack.core.timelimits.compute import Computed, compute, zone_of
from remedytrack.core.timelimits.count import Counted
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.limit import version_in_force
from remedytrack.core.timelimits.terms import Term
from remedytrack.core.timelimits.work import Trigger
from remedytrack.core.timelimits.worked import COLUMNS, worked
from remedytrack.lawbook import Lawbook
from remedytrack.services.asking import answer
from remedytrack.services.refusals import Refused

ADDED = ("due", "safe", "arguable", "flags", "error")
Added = tuple[str, str, str, str, str]
CountRow = Callable[[list[str]], Added]
_IN_EVERY_MONTH = 28
_MOST_KEPT = 1 << 18
"""Enough for every rule and each day of four years; at most some 160 MB."""


@click.command("compute-batch")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the table with its dates.",
)
def compute_batch_command(table: Path, output: Path) -> None:
    """Count every row of the CSV file TABLE.

    A row has the columns `limit` and `on`, or those of tests/vectors/README.md. The
    output adds due, safe, arguable, flags and error; a row that cannot be counted says
    why in `error`, and the others are counted all the same.
    """
    law = read_law(read_settings())
    with table.open(encoding="utf-8-sig", newline="") as source:
        rows = csv.reader(source)
        header = next(rows, [])
        count_row = _way_of_counting(header, law)
        with output.open("w", encoding="utf-8", newline="") as target:
            total, failed = _count_all(count_row, header, rows, target)
    click.echo(f"{total} rows counted, {failed} of them with an error.")


def _count_all(
    count_row: CountRow,
    header: list[str],
    rows: Iterable[list[str]],
    target: TextIO,
) -> tuple[int, int]:
    width, total, failed = len(header), 0, 0
    written = csv.writer(target, lineterminator="\n")
    written.writerow((*header, *ADDED))
    for row in rows:
        added = count_row(row) if len(row) == width else _uneven(row, width)
        written.writerow([*row[:width], *[""] * (width - len(row)), *added])
        total += 1
        failed += added[-1] != ""
    return total, failed


def _way_of_counting(header: list[str], law: Lawbook) -> CountRow:
    if {"limit", "on"} <= set(header):
        return _Limits(law, header.index("limit"), header.index("on"))
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        wanted = f"limit and on, or {', '.join(COLUMNS)}"
        raise click.UsageError(
            f"The table lacks the column {missing[0]}. It needs {wanted}."
        )
    return partial(_safely, partial(_worked, header))


def _safely(count: Callable[..., Added], *asked: object) -> Added:
    try:
        return count(*asked)
    except (ValueError, LookupError, OverflowError, Refused) as error:
        # Whatever is wrong with one row is its own: it is said there, and read there.
        return _error(" ".join(str(error).split()))


def _uneven(row: list[str], width: int) -> Added:
    return _error(f"The row has {len(row)} cells, the header {width}.")


def _error(message: str) -> Added:
    return "", "", "", "", message


def _worked(header: list[str], row: list[str]) -> Added:
    result = worked(dict(zip(header, row, strict=True)))
    return result.due, result.due, result.due, " ".join(result.flags), ""


class _Limits:
    """Rows that name a time limit of the law and the day it runs from.

    A long table asks the same question often; what was answered is kept.
    """

    def __init__(self, law: Lawbook, limit_at: int, on_at: int) -> None:
        self._law, self._limit_at, self._on_at = law, limit_at, on_at
        self._answer = lru_cache(_MOST_KEPT)(partial(_safely, self._answered))

    def __call__(self, row: list[str]) -> Added:
        return self._answer(row[self._limit_at], row[self._on_at])

    def _answered(self, limit: str, on: str) -> Added:
        try:
            day = date.fromisoformat(on.strip())
        except ValueError:
            return self._asked(limit, When.parse(on))
        return self._counted(limit, day)

    def _counted(self, limit_id: str, day: date) -> Added:
        """The common case, an exact day, without the detours of a question."""
        workflow, versions = self._law.limit_versions(limit_id)
        limit = version_in_force(versions, day)
        if limit is None or not isinstance(limit.term, Term) or limit.by_clock:
            return self._asked(limit_id, When.on(day))
        zone = zone_of(limit, self._law, workflow.calendar)
        computation = compute(
            limit, self._law, Trigger(day, zone), calendar=workflow.calendar
        )
        return _told(computation, computation)

    def _asked(self, limit_id: str, when: When) -> Added:
        found = answer(self._law, limit_id, when, ())
        return _told(found.safe, found.arguable, found.doubts)


def _told(
    safe: Computation | None,
    arguable: Computation | None,
    doubts: Iterable[Ambiguity] = (),
) -> Added:
    first = safe.safe_on.isoformat() if safe else ""
    last = arguable.arguable_on.isoformat() if arguable else ""
    both = (safe,) if safe is arguable else (safe, arguable)
    marks = {doubt.code for doubt in doubts}
    for each in filter(None, both):
        marks.update(doubt.code for doubt in each.warnings)
        marks.update(_clipped(each))
    return first, first, last, " ".join(sorted(marks)), ""


def _clipped(computation: Computation) -> tuple[str, ...]:
    """Ask only where a month may lack the day: it takes a count with all its steps."""
    if not isinstance(computation, Computed):
        return ()
    on, ways = computation.trigger_on, computation.question.ways
    pairs = zip(ways, computation.readings, strict=True)
    asked = (reading for way, reading in pairs if _may_be_clipped(way, on))
    return ("clipped",) if any(_is_clipped(each) for each in asked) else ()


def _may_be_clipped(way: Counting, on: date) -> bool:
    """No month lacks the 28th, nor a plain term its start on that day or the next."""
    return way.unit in MONTHS and (on.day >= _IN_EVERY_MONTH or not way.is_plain)


def _is_clipped(reading: ReadingResult) -> bool:
    return isinstance(reading, Counted) and reading.clipped
