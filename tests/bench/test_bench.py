"""The bench at a tiny size, so that it cannot rot. Nothing is timed here."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.bench.report import Measure, Sense, Target, stored, table
from tests.bench.run import Size, measured

TINY = Size(
    rows=40,
    batch_rounds=1,
    triggers=20,
    trigger_rounds=2,
    rounds=2,
    totals=(60, 120),
    hits=5,
    due=(0, 1, 5),
    jobs=5,
    rules=3,
    years=1,
    dockets=(2, 4),
    recorded=1,
    mails=3,
)
TODAY = date(2025, 12, 1)


@pytest.fixture(scope="module")
def measures(tmp_path_factory: pytest.TempPathFactory) -> list[Measure]:
    return list(measured(TINY, tmp_path_factory.mktemp("bench")))


def test_every_measure_is_taken(measures: list[Measure]) -> None:
    names = " | ".join(each.name for each in measures)
    for part in ("bare table", "naive loop", "numpy", "three readings", "Russian"):
        assert part in names
    for part in ("lint", "replay", "transitions", "4 cases", "compute-batch"):
        assert part in names
    assert "120 deadlines" in names
    assert "3 mails delivered from the outbox" in names
    for part in ("sweep on SQLite", "sweep on PostgreSQL", "add 5 of 5 reminders"):
        assert part in names
    assert all(each.value > 0 for each in measures)


def test_a_run_is_kept_as_json_and_shown_as_a_table(measures: list[Measure]) -> None:
    kept = json.loads(stored(measures, TODAY))
    assert kept["measured_on"] == "2025-12-01"
    assert [each["name"] for each in kept["measures"]] == [m.name for m in measures]
    lines = list(table(measures, TODAY))
    assert len({len(line) for line in lines[2:]}) == 1


def test_a_target_bounds_the_ratio() -> None:
    measure = Measure("m", 1, "s", ratio=80, target=Target(Sense.AT_MOST, 80))
    assert measure.held
    assert not replace(measure, ratio=81).held
    assert not replace(measure, target=Target(Sense.AT_LEAST, 81)).held


def test_without_a_ratio_a_target_bounds_the_value() -> None:
    assert Measure("m", 2, "s", target=Target(Sense.AT_MOST, 1)).held is False
    assert Measure("m", 2, "s").held is None
