"""The processes of :mod:`tests.crash.ticking`, as the tests order them about."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tests.crash.ticking import Order

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Workers:
    """A parent that forks whoever ticks."""

    process: subprocess.Popen[str]

    def carry_out(self, order: Order) -> list[int]:
        """Return the exit codes, -9 for the killed."""
        self._say(order.written())
        return self._answer()

    def warm_up(self, now: datetime) -> None:
        """Let the parent tick once at ``now``, to no server; its children are warm."""
        self.tick_itself(Order(now.isoformat(), None))

    def tick_itself(self, order: Order) -> None:
        """Let the parent carry it out, without the cost of a fork."""
        assert self.carry_out(replace(order, rivals=0)) == []

    def begin(self, order: Order) -> int:
        """Fork one that waits for :meth:`go_on`, and return its process id."""
        self._say(replace(order, waits=True).written())
        (pid,) = self._answer()
        return pid

    def go_on(self) -> int:
        """Let it begin; return its exit code when it has ended."""
        self._say("go on")
        (code,) = self._answer()
        return code

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def _answer(self) -> list[int]:
        assert self.process.stdout is not None
        codes: list[int] = json.loads(self.process.stdout.readline())
        return codes


@contextmanager
def working(file: Path) -> Iterator[Workers]:
    """Start a parent on the database in ``file``."""
    command = [sys.executable, "-m", "tests.crash.ticking"]
    with subprocess.Popen(  # noqa: S603 - our own module
        [*command, f"sqlite:///{file}"],
        cwd=ROOT,
        # What is listed once must come in the same order again.
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Workers(process)
        process.communicate()
