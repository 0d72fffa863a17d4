"""A death at every named point of a tick: the next one makes all of it good."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.crash import scenes
from tests.crash.points import AFTER_SEND
from tests.crash.scenes import Stage
from tests.crash.ticking import Order
from tests.crash.trials import Scene, Trials, trying
from tests.figures import Say

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("crash")]

KILLED = -9
MARKED = "mark: after commit"
STAGES = {"refresh", "due-scan", "plan", "claim", "check", "send", "mark", "heartbeat"}


@pytest.fixture(scope="module")
def scene(stage: Stage) -> Scene:
    """The night the terms ran out: refreshes, and two mails that say so."""
    return stage.scene(scenes.day_after, people=2)


@pytest.fixture(scope="module")
def trials(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    with trying(tmp_path_factory.mktemp("points"), [scene]) as trials:
        yield trials


def test_a_death_at_any_named_point_loses_nothing(
    trials: Trials, scene: Scene, tmp_path: Path, say: Say
) -> None:
    """A mail comes twice if its server has said 250 and our commit is not done."""
    points = _points(trials, scene, tmp_path / "points")
    assert {name.partition(":")[0] for name in points} >= STAGES
    expected = trials.undisturbed(scene)
    assert len(expected) == 2

    under_way = False
    for number, name in enumerate(points, 1):
        outcome = trials.disturbed(scene, expected, partial(_die, trials, number))
        assert outcome.code == KILLED, name
        assert outcome.is_right, (name, outcome)
        under_way = name == AFTER_SEND or (under_way and name != MARKED)
        assert len(outcome.repeated) == under_way, (name, outcome)
    say(f"Deaths at {len(points)} named points: 0 lost, 0 corrupt")


def _points(trials: Trials, scene: Scene, notes: Path) -> list[str]:
    trials.set_up(scene)
    assert trials.workers.carry_out(trials.order(scene.now, notes)) == [0]
    return notes.read_text().splitlines()


def _die(trials: Trials, number: int, order: Order) -> int:
    (code,) = trials.workers.carry_out(replace(order, nth=number))
    return code
