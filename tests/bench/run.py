"""``make bench``: everything measured in one run. Read the ratios, not the seconds."""

from __future__ import annotations

import warnings
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from remedytrack.clock import SystemClock
from remedytrack.core.timelimits.lint_enumerate import YEARS
from remedytrack.lawbook import load
from remedytrack.resources import folder
from remedytrack.zones import use_pinned_zones
from tests.bench.batch import measure_batch
from tests.bench.deliveries import measure_deliveries
from tests.bench.law_change import measure_law_change
from tests.bench.lint import measure_lint
from tests.bench.recording import measure_recording
from tests.bench.replay import measure_replay
from tests.bench.report import Measure, stored, table
from tests.bench.stored_jobs import measure_stored_jobs
from tests.bench.sweep import measure_sweep
from tests.bench.terms import measure_terms

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured; the test of the bench takes a tiny one."""

    rows: int = 1_000_000
    batch_rounds: int = 2
    triggers: int = 2_000
    trigger_rounds: int = 11
    rounds: int = 5
    totals: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    hits: int = 500
    due: tuple[int, ...] = (0, 100, 10_000)
    jobs: int = 10_000
    rules: int | None = None
    years: int = YEARS
    dockets: tuple[int, ...] = (100, 1_000, 10_000)
    recorded: int = 20
    mails: int = 500
    full: bool = False


def main() -> None:
    """Measure, print and store."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=Size().rows)
    parser.add_argument("--full", action="store_true", help="nothing copied: hours")
    given = parser.parse_args()
    size = Size(rows=given.rows, full=given.full)
    use_pinned_zones()
    with TemporaryDirectory() as scratch:
        measures = list(measured(size, Path(scratch)))
    today = SystemClock().now().date()
    RESULTS.write_text(stored(measures, today), "utf-8")
    print("\n".join(table(measures, today)))


def measured(size: Size, scratch: Path) -> Iterator[Measure]:
    """Yield every measure; tables and databases go to ``scratch``."""
    law, rounds = load(folder("workflows")), size.rounds
    with warnings.catch_warnings():
        # workalendar says of its own days of Islam that they may be wrong.
        warnings.filterwarnings("ignore", module="workalendar")
        yield from measure_terms(
            law, triggers=size.triggers, rounds=size.trigger_rounds
        )
    yield from measure_lint(law, rules=size.rules, years=size.years, rounds=rounds)
    yield from measure_replay(law, times=size.triggers // 20, rounds=rounds)
    yield from measure_recording(
        law, scratch, sizes=size.dockets, cases=size.recorded, copied=not size.full
    )
    yield from measure_deliveries(scratch, mails=size.mails, rounds=rounds)
    yield from measure_batch(law, scratch, rows=size.rows, rounds=size.batch_rounds)
    yield from measure_law_change(
        law, scratch, totals=size.totals, hits=size.hits, rounds=rounds
    )
    totals = (*size.totals, 10 * max(size.totals)) if size.full else size.totals
    yield from measure_sweep(law, scratch, totals=totals, due=size.due, rounds=rounds)
    # APScheduler alone needs minutes to store 100,000.
    jobs = 10 * size.jobs if size.full else size.jobs
    some = jobs // 10 or 1
    yield from measure_stored_jobs(law, scratch, jobs=jobs, moved=some, due=some)


if __name__ == "__main__":
    main()
