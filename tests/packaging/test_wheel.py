"""The wheel, installed alone outside the checkout, finds all that it needs."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SIGN_IN_PAGE = """
from remedytrack.app import create_app
from remedytrack.cli.installation import opened

with opened({}) as there:
    app = create_app(
        there.settings, store=there.store, lawbook=there.law, clock=there.clock
    )
    spoken = {"Accept-Language": "ru"}
    answer = app.test_client().get(
        "/sign-in", base_url="http://127.0.0.1", headers=spoken
    )
    print(answer.get_data(as_text=True))
"""

# One group: with several workers the wheel is still built and installed only once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@dataclass(frozen=True)
class Installation:
    """An environment with the run-time lock and our wheel, and nothing else."""

    bin: Path
    home: Path

    def run(self, program: str, *arguments: str) -> str:
        """Run an installed program outside the checkout; return what it printed."""
        return _run([str(self.bin / program), *arguments], cwd=self.home)


def _run(command: Sequence[str], *, cwd: Path) -> str:
    # Neither PYTHONPATH nor our own settings may lend the wheel anything.
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "REMEDYTRACK_", "COV_"))
    }
    done = subprocess.run(  # noqa: S603
        command, cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the source distribution, so that both are complete."""
    built = tmp_path_factory.mktemp("dist")
    python = sys.executable
    _run(
        [python, "-m", "hatchling", "build", "-t", "sdist", "-d", str(built)], cwd=ROOT
    )
    (sdist,) = built.glob("*.tar.gz")
    pip_wheel = [python, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    _run([*pip_wheel, "--no-build-isolation", "-w", str(built), str(sdist)], cwd=built)
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Install the run-time lock, then the wheel alone."""
    home = tmp_path_factory.mktemp("elsewhere")
    _run([sys.executable, "-m", "venv", str(home / "venv")], cwd=home)
    installation = Installation(bin=home / "venv" / "bin", home=home)
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock = str(ROOT / "requirements.lock")
    installation.run("python", *pip, "--require-hashes", "--requirement", lock)
    installation.run("python", *pip, "--no-deps", str(wheel))
    return installation


def test_the_wheel_holds_the_folders_and_no_left_overs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "remedytrack/py.typed" in names
    for folder in ("workflows", "migrations", "templates"):
        bundled = f"remedytrack/_bundled/{folder}/"
        committed = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert bool(committed) == any(name.startswith(bundled) for name in names)
    assert [name for name in names if name.endswith((".pyc", ".db", ".po~"))] == []
    tops = {name.split("/", 1)[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"remedytrack"}


def test_every_catalogue_travels_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    catalogues = (ROOT / "remedytrack").rglob("*.po")
    wanted = {str(path.relative_to(ROOT).as_posix()) for path in catalogues}
    assert wanted
    assert wanted - names == set()


def test_the_program_tells_its_version(installed: Installation) -> None:
    assert installed.run("remedytrack", "--version") == "remedytrack, version 0.1.0\n"


@pytest.mark.parametrize("name", ["workflows", "migrations", "templates"])
def test_each_folder_is_found_in_the_installed_copy(
    installed: Installation, name: str
) -> None:
    code = f"from remedytrack.resources import folder; print(folder({name!r}))"
    found = Path(installed.run("python", "-c", code).strip())
    assert found.is_relative_to(installed.home)
    assert found.parts[-2:] == ("_bundled", name)


def test_the_locked_dependencies_agree_with_each_other(installed: Installation) -> None:
    assert "No broken requirements" in installed.run("python", "-m", "pip", "check")


@pytest.fixture(scope="module")
def initialised(installed: Installation) -> Installation:
    """The installed copy after its first command; its data folder is ./var."""
    assert "Database made" in installed.run("remedytrack", "init")
    return installed


def test_the_installed_copy_counts_terms_by_its_own_law(
    installed: Installation,
) -> None:
    assert "No problems found." in installed.run("remedytrack", "workflow", "check")
    asked = ["compute", "kz.koap.appeal", "--on", "2025-02-28", "--json"]
    counted = json.loads(installed.run("remedytrack", *asked))
    assert [each["due_on"] for each in counted["readings"]] == [
        "2025-03-10",
        "2025-03-11",
        "2025-03-17",
    ]


def test_the_installed_copy_makes_a_database_by_its_own_migrations(
    initialised: Installation,
) -> None:
    assert "up to date" in initialised.run("remedytrack", "db", "upgrade")
    assert initialised.run("remedytrack", "docket") == "Nothing is pending.\n"


def test_the_installed_copy_shows_the_sign_in_page_in_russian(
    initialised: Installation,
) -> None:
    page = initialised.run("python", "-c", SIGN_IN_PAGE)
    assert '<html lang="ru">' in page
    assert "Войти" in page


def test_the_installed_copy_has_the_facts_of_the_demo(installed: Installation) -> None:
    code = (
        "from remedytrack.demo.dataset import bundled; print(len(bundled().dossiers))"
    )
    assert int(installed.run("python", "-c", code)) > 5
