"""The power is cut: whatever was acknowledged is there, whatever the disk kept.

A kill cannot prove this, because the system keeps what a dead process wrote.
"""

import pytest

from tests.crash import scenes
from tests.crash.cutting import Recording, cut, recorded
from tests.crash.scenes import Stage
from tests.figures import Say

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("crash"),
    pytest.mark.usefixtures("tracing"),
]


@pytest.fixture(scope="module")
def work(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Recording]:
    """Some days of an office, as its disk saw them, and with less syncing."""
    scene = stage.scene(scenes.last_day, people=3)
    folder = tmp_path_factory.mktemp("power")
    return {how: recorded(scene, folder, synchronous=how) for how in ("FULL", "NORMAL")}


def test_three_hundred_cuts_lose_nothing_that_was_acknowledged(
    work: dict[str, Recording], say: Say
) -> None:
    losses = cut(work["FULL"], 300, seed=1)
    say(f"Power cut ({work['FULL']}): {losses}")
    assert (losses.lost, losses.corrupt) == (0, 0)
    assert losses.unsure


def test_with_less_syncing_cuts_do_lose_so_the_proof_can_see(
    work: dict[str, Recording], say: Say
) -> None:
    losses = cut(work["NORMAL"], 100, seed=1)
    say(f"Power cut, control run with synchronous=NORMAL: {losses}")
    assert losses.lost
    assert losses.corrupt == 0


@pytest.mark.minutes
def test_ten_thousand_cuts_lose_nothing_that_was_acknowledged(
    work: dict[str, Recording], say: Say
) -> None:
    losses = cut(work["FULL"], 10_000, seed=2)
    say(f"Power cut ({work['FULL']}): {losses}")
    assert losses.images == 10_000
    assert (losses.lost, losses.corrupt) == (0, 0)
