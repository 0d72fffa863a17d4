"""System calls of a process: listed, and struck at, by strace.

Every process starts with the same memory at the same moment, so the n-th call of a name
is nearly always at the same place again; where it is not, nobody dies, and the sweep
counts that too.
"""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BEGINS = "/the-tick-begins"
"""A file that is not there; asking for it marks the place in a list of system calls."""

_CALL = re.compile(r"^(?P<thread>\d+) +(?P<name>\w+)\(")
STRACE = shutil.which("strace")


@dataclass(frozen=True, order=True)
class Strike:
    """What happens at the ``nth`` call of a name; with a + at every one from there."""

    call: str
    nth: str
    what: str = "signal=KILL"

    @property
    def arguments(self) -> tuple[str, ...]:
        """What strace must be told."""
        inject = f"inject={self.call}:{self.what}:when={self.nth}"
        return "-e", f"trace={self.call}", "-e", inject


@cache
def can_trace() -> bool:
    """Whether strace is here and may watch a process."""
    if STRACE is None:
        return False
    command = [STRACE, "-o", "/dev/null", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


@contextmanager
def traced(pid: int, log: Path, *arguments: str) -> Iterator[None]:
    """Watch the process and its threads until their end, which the block waits for."""
    assert STRACE is not None
    command = [STRACE, "-f", "-o", str(log), *arguments, "-p", str(pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:  # noqa: S603
        assert strace.stderr is not None
        first = strace.stderr.readline()
        assert "attached" in first, first
        yield
        strace.stderr.read()


def has_struck(log: Path) -> bool:
    """Whether the strike of a traced process has come."""
    text = log.read_text(errors="replace")
    return "killed by SIGKILL" in text or "(INJECTED)" in text


def calls_in(log: Path) -> dict[str, range]:
    """Return for each system call which of its numbers belong to the tick.

    Threads count for themselves, as strace does; the numbers are those of the one that
    makes most of them.
    """
    passed: Counter[tuple[str, str]] = Counter()
    before: dict[str, int] = {}
    begun = False
    for line in log.read_text(errors="replace").splitlines():
        if (found := _CALL.match(line)) is None:
            continue
        passed[found["thread"], found["name"]] += 1
        if not begun and BEGINS in line:
            begun = True
            before = {name: n for (_, name), n in passed.items()}
    assert begun, "the mark of the beginning is in no system call"
    return {
        name: range(before.get(name, 0) + 1, most + 1)
        for name, most in _most(passed).items()
        if most > before.get(name, 0)
    }


def _most(passed: Counter[tuple[str, str]]) -> dict[str, int]:
    most: dict[str, int] = {}
    for (_, name), number in passed.items():
        most[name] = max(most.get(name, 0), number)
    return most
