"""The program as somebody types it, in a data folder of its own."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from remedytrack.cli import main
from remedytrack.cli.installation import opened
from remedytrack.core.access import OPERATOR
from remedytrack.core.dates import When
from remedytrack.demo.clock import MARK, start_clock
from remedytrack.services.acting import assign
from remedytrack.services.opening import (
    NewCase,
    open_linked,
    open_matter,
    open_proceeding,
)
from remedytrack.services.recording import Report, record_event
from remedytrack.services.registry import Registry

Run = Callable[..., Result]

RECORDED_AT = datetime(2025, 11, 24, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, not made yet."""
    folder = tmp_path / "var"
    monkeypatch.setenv("REMEDYTRACK_VAR", str(folder))
    return folder


@pytest.fixture
def run() -> Run:
    """Run the program; say which exit code is expected if it is not 0."""

    def typed(*arguments: object, code: int = 0, typing: str | None = None) -> Result:
        result = CliRunner().invoke(main, [str(a) for a in arguments], input=typing)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result

    return typed


@dataclass(frozen=True)
class Prepared:
    """Installations made once and copied for each test: making one takes a second."""

    ready: Path
    ruled: Path
    ref: str


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """One installation with a lawyer, and one with the lawyer's case too."""
    home = tmp_path_factory.mktemp("prepared")
    ready, ruled = home / "ready", home / "ruled"
    environ = {"REMEDYTRACK_VAR": str(ready)}
    who = ["--name", "L.", "--role", "lawyer"]
    for arguments in (["init"], ["user", "add", "l@example.org", *who]):
        made = CliRunner(env=environ).invoke(main, arguments)
        assert made.exit_code == 0, made.output
    copytree(ready, ruled)
    with opened({"REMEDYTRACK_VAR": str(ruled)}) as installation:
        ref = ruling_in(installation.registry)
    return Prepared(ready, ruled, ref)


@pytest.fixture
def ready(prepared: Prepared, var: Path) -> None:
    """An installation with a lawyer who gets mail."""
    copytree(prepared.ready, var)


@pytest.fixture
def ruling(prepared: Prepared, var: Path) -> str:
    """A ruling of 22 November 2025, entered on the 24th; the appeal's reference."""
    copytree(prepared.ruled, var)
    return prepared.ref


def ruling_in(registry: Registry) -> str:
    with registry.store.reading() as unit:
        (lawyer,) = unit.accounts.with_role("lawyer")
    now = RECORDED_AT
    matter = open_matter(
        registry, actor=OPERATOR, now=now, title="Café", members=[lawyer.id]
    )
    new = NewCase("kz.administrative_case", "A.T., petty hooliganism")
    case = open_proceeding(
        registry, actor=OPERATOR, now=now, matter_ref=matter.ref, case=new
    )
    made = Report(
        kind="ruling_made",
        occurred=When.parse("2025-11-22"),
        fields={"penalty": "fine", "amount": "80000"},
        person="at",
    )
    record_event(registry, actor=OPERATOR, now=now, ref=case.ref, report=made)
    appeal = open_linked(
        registry,
        actor=OPERATOR,
        now=now,
        ref=case.ref,
        case=NewCase("kz.administrative_appeal", "Appeal"),
    )
    assign(
        registry, actor=OPERATOR, now=now, ref=appeal.ref, owner=lawyer.id, deputy=None
    )
    return appeal.ref


@pytest.fixture
def as_demo(prepared: Prepared, var: Path) -> None:
    """The same installation, marked as a demo that begins on 1 December 2025."""
    copytree(prepared.ruled, var)
    with opened(os.environ) as installation:
        with installation.store.writing() as unit:
            unit.settings.put(MARK, "loading")
        start_clock(
            installation.store,
            shows=datetime(2025, 12, 1, 4, tzinfo=UTC),
            real_now=installation.clock.now(),
        )
