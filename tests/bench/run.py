"""Ratios, measured in one run: ``make bench``. Read the ratios, not the seconds.

Each pair is timed alternately, round after round, in the same process; the best round
of each counts. Results also go to ``tests/bench/results.json``, which git ignores.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

import holidays

from remedytrack.core.dates import ONE_DAY, When
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.compute import compute
from remedytrack.core.timelimits.explain import sentences
from remedytrack.core.timelimits.work import Trigger
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.lawbook import Lawbook, load
from remedytrack.resources import folder
from remedytrack.wording import Wording

ROUNDS = 7
APPEAL = "kz.koap.appeal"
DAYS = [date(2024, 1, 1) + timedelta(days=3 * n) for n in range(200)]
RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Measure, print and store."""
    law = load(folder("workflows"))
    rows = [*_counting(law), *_replaying(law)]
    for name, ours, theirs, ratio in rows:
        print(f"{name:<58} {ours:>9.1f} µs {theirs:>9.1f} µs   {ratio:>6.2f}")
    print(f"Python {platform.python_version()}, {platform.machine()}")
    RESULTS.write_text(json.dumps([list(row) for row in rows], indent=1), "utf-8")


Row = tuple[str, float, float, float]


def _counting(law: Lawbook) -> list[Row]:
    """20 working days and three readings, beside the loop a user would write."""
    twenty = partial(_counted, law, "kz.appc.decide_complaint")
    three, told = partial(_counted, law, APPEAL), partial(_told, law)
    official = holidays.country_holidays("KZ", years=range(2023, 2028))
    naive = partial(_naively_counted, official)
    each = len(DAYS)
    return [
        _pair(
            "20 working days with reasons / naive loop (holidays)", twenty, naive, each
        ),
        _pair("appeal, three readings with reasons / naive loop", three, naive, each),
        _pair("the same, told in Russian / untold", told, three, each),
    ]


def _counted(law: Lawbook, limit: str) -> list[Computation]:
    rule, zone = law.limit_versions(limit)[1][-1], law.calendar("kz").zone
    triggers = (Trigger(day, zone) for day in DAYS)
    return [compute(rule, law, trigger, calendar="kz") for trigger in triggers]


def _told(law: Lawbook) -> None:
    wording = Wording("ru", law.calendar("kz").zone)
    for result in _counted(law, APPEAL):
        for reading in result.readings:
            for sentence, _ in sentences(reading):
                wording.sentence(sentence)


def _naively_counted(official: holidays.HolidayBase) -> None:
    for day in DAYS:
        _naive_working_days(day, 20, official)


def _naive_working_days(day: date, n: int, official: holidays.HolidayBase) -> date:
    """Count as most people do: no working Saturdays, no reasons, one reading."""
    while n:
        day += ONE_DAY
        if day.weekday() < 5 and day not in official:
            n -= 1
    return day


def _replaying(law: Lawbook) -> list[Row]:
    """A journal of 20 entries, beside reading the same entries once."""
    definition = law.workflows["kz.police_complaint"]
    kinds = [
        "complaint_filed",
        "report_registered",
        *["investigative_step"] * 17,
        "case_terminated",
    ]
    recorded = datetime(2025, 1, 1, 12, tzinfo=UTC)
    journal = [
        Entry(
            id=UUID(int=n),
            kind=kind,
            occurred=When.on(date(2025, 1, 1) + timedelta(days=n)),
            recorded_at=recorded + timedelta(days=n),
            recorded_by="bench",
        )
        for n, kind in enumerate(kinds)
    ]
    now = recorded + timedelta(days=300)

    def replayed() -> None:
        replay(definition, journal, law, now)

    def one() -> None:
        replay(definition, journal[:1], law, now)

    return [_pair("replay of 20 events / of one event", replayed, one, 1)]


def _pair(
    name: str, ours: Callable[[], object], theirs: Callable[[], object], each: int
) -> Row:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for run, times in zip((ours, theirs), taken, strict=True):
            began = perf_counter()
            run()
            times.append((perf_counter() - began) / each * 1e6)
    ratios = [a / b for a, b in zip(*taken, strict=True)]
    return name, min(taken[0]), min(taken[1]), median(ratios)


if __name__ == "__main__":
    main()
