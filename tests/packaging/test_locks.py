"""The lock files: hashes for everything, one truth, nothing of anybody's machine."""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]

REQUIREMENT = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;\\]+)")
HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


class Locked(NamedTuple):
    version: str
    hashes: frozenset[str]


def read_lock(text: str) -> dict[str, Locked]:
    """Return each locked release by its name."""
    locked = {}
    for block in re.split(r"\n(?=[a-z0-9])", text):
        if found := REQUIREMENT.match(block):
            hashes = frozenset(HASH.findall(block))
            locked[found["name"]] = Locked(found["version"], hashes)
    return locked


def locked_in(path: Path) -> dict[str, Locked]:
    return read_lock(path.read_text(encoding="utf-8"))


def test_a_lock_is_read_name_by_name() -> None:
    digest = "0" * 64
    text = f"# made by make lock\nflask==3.1.3 \\\n    --hash=sha256:{digest}\n"
    assert read_lock(text) == {
        "flask": Locked("3.1.3", frozenset({f"sha256:{digest}"})),
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_release_has_a_hash(lock: Path) -> None:
    releases = locked_in(lock)
    assert releases
    assert [name for name, locked in releases.items() if not locked.hashes] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
@pytest.mark.parametrize(
    "foreign", ["http", "://", "/", "--index", "--extra-index", "--find-links", " @ "]
)
def test_a_lock_names_no_registry_and_no_path(lock: Path, foreign: str) -> None:
    assert foreign not in lock.read_text(encoding="utf-8")


def test_the_tests_run_on_the_very_releases_that_users_get() -> None:
    runtime, development = (locked_in(path) for path in LOCKS)
    different = {
        name: (locked.version, development.get(name))
        for name, locked in runtime.items()
        if development.get(name) != locked
    }
    assert different == {}


def test_every_direct_dependency_is_in_the_run_time_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    required = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["build"],
        *project["build-system"]["requires"],
    ]
    names = {re.split(r"[<>=!~ ;\[]", line, maxsplit=1)[0] for line in required}
    assert names - locked_in(LOCKS[0]).keys() == set()
