"""Processes that tick, and die where they are told to.

Run as ``python -m tests.crash.ticking DATABASE``. Every line on standard input is an
order; the answer is a line with the exit codes of the processes that carried it out.
Each of them is forked from this one, which has read the law already, may have ticked
once itself and does nothing else, so a death costs milliseconds and what is left to die
in is the work itself. A kill is a real SIGKILL: no handler, no cleanup.
"""

import ctypes
import gc
import json
import os
import signal
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from remedytrack.lawbook import load
from remedytrack.notify.address import parse_mail_url
from remedytrack.notify.transport import RecordingTransport, Transport, transport_for
from remedytrack.resources import folder
from remedytrack.scheduler.tick import Works, tick
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.unit import Store
from tests.crash.points import Points
from tests.crash.tracing import BEGINS
from tests.services.office import ENVELOPE

TIMEOUT_SECONDS = 30
"""How long a mail server may take; long, because the machine may be busy."""

_PR_SET_PTRACER, _ANYBODY = 0x59616D61, -1


@dataclass(frozen=True)
class Order:
    """Tick at ``now`` towards the mail server at ``port``, in ``rivals`` processes.

    Attributes:
        port: without one, mails go nowhere.
        rivals: with none, the parent itself ticks, and survives.
        dies_at: the named point that each dies at, at its ``nth`` passing; ``None`` is
            any point. Without ``nth`` it lives.
        dies_after_ms: when to kill them from outside.
        waits: whether each waits for a word before it begins, so that somebody can
            watch it from its first step on.
        notes: the file where each writes down the points that it passes.
    """

    now: str
    port: int | None
    rivals: int = 1
    dies_at: str | None = None
    nth: int | None = None
    dies_after_ms: int | None = None
    waits: bool = False
    notes: str | None = None

    def written(self) -> str:
        return json.dumps(asdict(self))


class Parent:
    """The one that all who tick are forked from.

    Args:
        database: its address.
    """

    def __init__(self, database: str) -> None:
        self._engine = open_engine(database)
        self._registry = Registry(Store(self._engine), load(folder("workflows")))
        self._transports: dict[int | None, Transport] = {None: RecordingTransport()}

    def carry_out(self, order: Order) -> list[int]:
        """Return how the processes that carried it out ended."""
        self._transport(order.port)
        if not order.rivals:
            self._tick(order)
            return []
        gate, latch = os.pipe()
        pids = [self._born(order, gate) for _ in range(order.rivals)]
        if order.waits:
            _say(pids)
            sys.stdin.readline()
        os.write(latch, b"!" * order.rivals)
        if order.dies_after_ms is not None:
            time.sleep(order.dies_after_ms / 1000)
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        waited = [os.waitpid(pid, 0)[1] for pid in pids]
        os.close(gate)
        os.close(latch)
        return [os.waitstatus_to_exitcode(status) for status in waited]

    def _transport(self, port: int | None) -> Transport:
        if port not in self._transports:
            words = f"starttls=no&timeout={TIMEOUT_SECONDS}"
            url = parse_mail_url(f"smtp://127.0.0.1:{port}?{words}")
            self._transports[port] = transport_for(url, data_folder=Path("/"))
        return self._transports[port]

    def _born(self, order: Order, gate: int) -> int:
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            if order.waits:
                _let_anybody_watch()
            os.read(gate, 1)
            self._tick(order)
            code = 0
        except Exception:  # noqa: BLE001 - to be read by whoever wonders
            traceback.print_exc()
        finally:
            os._exit(code)

    def _tick(self, order: Order) -> None:
        """Tick once, as a process that has just started."""
        if order.nth is not None or order.notes is not None:
            self._place_points(order)
        Path(BEGINS).exists()
        works = Works(self._registry, ENVELOPE, self._transport(order.port))
        tick(works, datetime.fromisoformat(order.now))
        self._registry.store.close()

    def _place_points(self, order: Order) -> None:
        notes = Path(order.notes or os.devnull).open("a", buffering=1)  # noqa: SIM115
        points = Points(order.dies_at, order.nth, lambda name: notes.write(name + "\n"))
        points.watch_database(self._engine)
        points.watch_mail()


def _let_anybody_watch() -> None:
    """Where only a parent may trace its children, allow it to a stranger too."""
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(_ANYBODY), 0, 0, 0)


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main(database: str) -> None:
    """Carry out one order a line."""
    parent = Parent(database)
    # A child that never looks through what it inherits need not copy it.
    gc.freeze()
    while line := sys.stdin.readline():
        _say(parent.carry_out(Order(**json.loads(line))))


if __name__ == "__main__":
    main(sys.argv[1])
