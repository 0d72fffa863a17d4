"""A kill, or a failing disk, at the system calls of a tick: the next one mends it all.

The points lie evenly over every system call from the first look at what is due to the
end of the process, connections and checkpoints included.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash import scenes
from tests.crash.scenes import Setting, Stage
from tests.crash.sweeping import Sweep, Tally, disk_errors, evenly, kills
from tests.figures import Say

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("crash"),
    pytest.mark.usefixtures("tracing"),
]

SPARE = 1.05
"""A point may be missed: memory is asked for at slightly different moments."""


@pytest.fixture(scope="module")
def sweep(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    chosen = [
        stage.scene(scenes.day_after, people=1),
        stage.scene(scenes.lease_ran_out, people=2),
        stage.scene(scenes.overtaken, people=2),
        stage.scene(scenes.some_refused, people=2),
    ]
    with Sweep(tmp_path_factory.mktemp("sweep"), chosen) as sweep:
        yield sweep


def test_five_hundred_kills_lose_nothing(sweep: Sweep, say: Say) -> None:
    tally = sweep.strike(evenly(kills(sweep.calls()), int(500 * SPARE)))
    say(f"Kill sweep: {tally}")
    assert_right(tally, at_least=500)
    assert tally.repeats_at.total(), "no kill after the 250: the sweep is blind"


def test_a_disk_that_is_full_or_fails_loses_nothing(sweep: Sweep, say: Say) -> None:
    tally = sweep.strike(evenly(disk_errors(sweep.calls()), int(100 * SPARE)))
    say(f"Disk full or failing: {tally}")
    assert_right(tally, at_least=100)


@pytest.mark.minutes
@pytest.mark.parametrize(
    "setting",
    [
        scenes.last_day,
        scenes.day_after,
        scenes.lease_ran_out,
        scenes.overtaken,
        scenes.some_refused,
    ],
)
def test_two_thousand_kills_of_each_kind_of_morning_lose_nothing(
    setting: Setting, stage: Stage, tmp_path: Path, say: Say
) -> None:
    mornings = [stage.scene(setting, people=number) for number in range(2, 9)]
    with Sweep(tmp_path, mornings) as sweep:
        points = evenly(kills(sweep.calls()), int(2_000 * SPARE))
        assert len(set(points)) == len(points)
        tally = sweep.strike(points)
    say(f"Kill sweep, {setting.__name__}: {tally}")
    assert_right(tally, at_least=2_000)
    assert tally.repeats_at.total()


@pytest.mark.minutes
def test_a_failing_disk_at_every_call_of_a_tick_loses_nothing(
    stage: Stage, tmp_path: Path, say: Say
) -> None:
    mornings = [
        stage.scene(scenes.day_after, people=2),
        stage.scene(scenes.lease_ran_out, people=2),
    ]
    with Sweep(tmp_path, mornings) as sweep:
        points = disk_errors(sweep.calls())
        tally = sweep.strike(points)
    say(f"Disk full or failing at every call: {tally}")
    assert_right(tally, at_least=int(len(points) / SPARE))


def assert_right(tally: Tally, *, at_least: int) -> None:
    assert tally.wrong == []
    assert tally.struck >= at_least
