"""Processes that tick, and die where they are told to.

Run as ``python -m tests.crash.ticking DATABASE``. Every line on standard input is an
order; the answer is a line with the exit codes of the processes that carried it out.
Each of them is forked from this one, which has read the law already and does nothing
else, so a death costs milliseconds. A kill is a real SIGKILL: no handler, no cleanup.
"""

import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from remedytrack.lawbook import Lawbook, load
from remedytrack.notify.address import parse_mail_url
from remedytrack.notify.transport import OutgoingMail, Transport, transport_for
from remedytrack.resources import folder
from remedytrack.scheduler.tick import Works, tick
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.unit import Store
from tests.services.office import ENVELOPE


@dataclass(frozen=True)
class Order:
    """Tick at ``now`` towards the mail server at ``port``, in ``rivals`` processes.

    Each dies before or after the send with this number, or when ``dies_after_ms`` have
    passed; ``None`` lets it live.
    """

    now: str
    port: int
    rivals: int = 1
    dies_before_send: int | None = None
    dies_after_send: int | None = None
    dies_after_ms: int | None = None

    def written(self) -> str:
        return json.dumps(asdict(self))


class Mortal:
    """A transport that kills its own process around a send."""

    def __init__(self, real: Transport, order: Order) -> None:
        self.timeout_seconds = real.timeout_seconds
        self._real, self._order, self._sends = real, order, 0

    def send(self, mail: OutgoingMail) -> None:
        self._sends += 1
        self._perhaps_die(self._order.dies_before_send)
        self._real.send(mail)
        # The server has said 250; nothing of ours knows it yet.
        self._perhaps_die(self._order.dies_after_send)

    def _perhaps_die(self, at: int | None) -> None:
        if self._sends == at:
            os.kill(os.getpid(), signal.SIGKILL)


def ticked(database: str, law: Lawbook, order: Order) -> None:
    """Tick once, as a process that has just started."""
    store = Store(open_engine(database))
    url = parse_mail_url(f"smtp://127.0.0.1:{order.port}?starttls=no&timeout=5")
    transport = Mortal(transport_for(url, data_folder=Path("/")), order)
    works = Works(Registry(store, law), ENVELOPE, transport)
    tick(works, datetime.fromisoformat(order.now))
    store.close()


def born(database: str, law: Lawbook, order: Order) -> int:
    """Fork a process that carries the order out; return its id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        ticked(database, law, order)
        code = 0
    finally:
        os._exit(code)


def main(database: str) -> None:
    """Carry out one order a line."""
    law = load(folder("workflows"))
    for line in sys.stdin:
        order = Order(**json.loads(line))
        pids = [born(database, law, order) for _ in range(order.rivals)]
        if order.dies_after_ms is not None:
            time.sleep(order.dies_after_ms / 1000)
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        waited = [os.waitpid(pid, 0)[1] for pid in pids]
        codes = [os.waitstatus_to_exitcode(status) for status in waited]
        sys.stdout.write(json.dumps(codes) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
