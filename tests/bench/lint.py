"""What ``workflow check`` takes for a rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from remedytrack.lawbook import Lawbook, load
from tests.bench.racing import race
from tests.bench.report import Measure, Sense, Target

A_SECOND = Target(Sense.AT_MOST, 1)


def measure_lint(folder: Path, *, rounds: int) -> Iterator[Measure]:
    """Read and check all law of ``folder``, and divide by its rules."""
    lap = race({"": load}, [folder] * rounds)[""]
    rules = _versions(lap.answers[0])
    yield Measure(
        name="workflow check, a rule",
        value=lap.best / rules,
        unit="s",
        spread=lap.spread,
        target=A_SECOND,
        note=f"all {rules} of them in {lap.best:.2f} s",
    )


def _versions(law: Lawbook) -> int:
    return sum(len(law.limit_versions(limit_id)[1]) for limit_id in law.limit_ids)
