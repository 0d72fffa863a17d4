"""The program as a process: serving, stopping, and what it does not start."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from remedytrack.cli.installation import opened
from remedytrack.demo.clock import MARK, OFFSET
from remedytrack.services.liveness import HEARTBEAT
from tests.cli.conftest import Run

PATIENCE_SECONDS = 60


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    return free


@contextmanager
def process(*arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """Run the program beside us; it is dead at the end, whatever happened."""
    command = [sys.executable, "-m", "remedytrack", *map(str, arguments)]
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def page(port: int, running: "subprocess.Popen[str]") -> tuple[str, dict[str, str]]:
    """Ask for the sign-in page until somebody answers."""
    for _ in range(PATIENCE_SECONDS * 5):
        assert running.poll() is None, running.stderr
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/sign-in", timeout=10
            ) as answer:
                return answer.read().decode(), dict(answer.headers)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail("nobody answered")


@pytest.mark.slow
@pytest.mark.usefixtures("ready")
def test_serving_ticks_and_stops_in_good_order(port: int) -> None:
    with process("serve", "--port", port) as running:
        words, headers = page(port, running)
        assert "Sign in" in words
        assert {"Server", "Via"}.isdisjoint(headers)
        running.send_signal(signal.SIGTERM)
        told, complained = running.communicate(timeout=PATIENCE_SECONDS)

    assert running.returncode == 0, complained
    assert told == f"RemedyTrack serves http://127.0.0.1:{port}\n"
    assert "Traceback" not in complained
    assert "NO REMINDERS ARE MAILED" in complained
    with opened(os.environ) as installation, installation.store.reading() as unit:
        assert unit.heartbeats.last(HEARTBEAT) is not None


@pytest.mark.slow
@pytest.mark.usefixtures("ready")
def test_the_scheduler_alone_ticks_until_it_is_told_to_stop() -> None:
    with process("scheduler") as running:
        _until_it_ticked(running)
        running.send_signal(signal.SIGTERM)
        told, complained = running.communicate(timeout=PATIENCE_SECONDS)

    assert running.returncode == 0, complained
    assert "The scheduler ticks" in told
    assert "Traceback" not in complained


def _until_it_ticked(running: "subprocess.Popen[str]") -> None:
    for _ in range(PATIENCE_SECONDS * 5):
        assert running.poll() is None, running.stderr
        with opened(os.environ) as installation, installation.store.reading() as unit:
            if unit.heartbeats.last(HEARTBEAT) is not None:
                return
        time.sleep(0.2)
    pytest.fail("it never ticked")


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_named_before_anything_is_made(
    run: Run, var: Path, port: int, command: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        said = run(command, "--port", port, code=1).stderr

    assert f"Port {port} of 127.0.0.1 is in use" in said
    assert f"make PORT={port + 1}" in said
    assert not var.exists()


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("command", [["serve"], ["scheduler"], ["tick"], ["docket"]])
def test_a_real_installation_refuses_a_shifted_clock(
    run: Run, port: int, command: list[str]
) -> None:
    with opened(os.environ) as installation, installation.store.writing() as unit:
        unit.settings.put(OFFSET, "-31536000")

    where = ["--port", port] if command == ["serve"] else []
    said = run(*command, *where, code=1).stderr

    assert "somebody has stored a shifted clock" in said


@pytest.mark.parametrize("arguments", [[], ["--reset"]])
def test_the_demo_never_touches_a_real_installation(
    run: Run, var: Path, ruling: str, arguments: list[str]
) -> None:
    said = run("demo", "--no-serve", *arguments, code=1).stderr

    assert "holds the data of a real installation" in said
    assert not (var / "sign-ins.txt").exists()
    assert ruling in run("docket", "--json").stdout


@pytest.mark.slow
@pytest.mark.usefixtures("ready")
def test_the_demo_starts_over_after_an_interruption_and_is_loaded_once(
    run: Run, var: Path
) -> None:
    with opened(os.environ) as installation, installation.store.writing() as unit:
        unit.settings.put(MARK, "loading")

    first = run("demo", "--no-serve").stdout
    assert "The last load was interrupted; starting over." in first
    assert "Mon 1 Dec 2025, 09:0" in first
    sign_ins = (var / "sign-ins.txt").read_text()
    assert {line.split("\t")[0] for line in sign_ins.splitlines()} == {
        "lawyer",
        "coordinator",
        "auditor",
        "administrator",
    }

    again = run("demo", "--no-serve").stdout
    assert "Loaded " not in again
    assert (var / "sign-ins.txt").read_text() == sign_ins
