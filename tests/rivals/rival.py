"""Schedulers that share an outbox, and the nurse who starts another for each that ends.

Run as ``python -m tests.rivals.rival CALLING``. Each line on standard output is the
birth of a scheduler. They are forked from a process that has read the law, so that a
death costs milliseconds; what they run is what ``remedytrack scheduler`` runs, in a
world that is in a hurry. They end when standard input does.
"""

import ctypes
import gc
import json
import logging
import os
import select
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, make_url

from remedytrack.lawbook import Lawbook, load
from remedytrack.notify.address import parse_mail_url
from remedytrack.notify.transport import transport_for
from remedytrack.resources import folder
from remedytrack.scheduler.distributed import Distributed
from remedytrack.scheduler.embedded import on_its_own
from remedytrack.scheduler.guard import Pace
from remedytrack.scheduler.tick import Works
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.queue import Calls, server_address
from remedytrack.storage.unit import Store
from remedytrack.zones import use_pinned_zones
from tests.rivals.outbox import naming
from tests.rivals.tempo import Hurried, Tempo
from tests.services.office import ENVELOPE

TICK_SECONDS = 20.0
"""From one tick to the next, by the clock of the rivals."""

_PR_SET_PDEATHSIG = 1
_LOOK_SECONDS = 0.01


@dataclass(frozen=True)
class Calling:
    """What so many rivals are called to: the database, and the mail server's port."""

    database: str
    port: int
    rivals: int
    tempo: Tempo

    def written(self) -> str:
        said = asdict(self)
        said["tempo"]["began_at"] = self.tempo.began_at.isoformat()
        return json.dumps(said)

    @classmethod
    def read(cls, text: str) -> "Calling":
        said = json.loads(text)
        began_at = datetime.fromisoformat(said["tempo"].pop("began_at"))
        return cls(**{**said, "tempo": Tempo(began_at, **said["tempo"])})


@dataclass(frozen=True)
class Birth:
    """A scheduler that has just been started.

    Attributes:
        who: its name, in the journal and towards the mail server.
        instead: the one that ended; ``None`` for the first ones.
        code: how that one ended, -9 for the killed.
    """

    who: str
    pid: int
    instead: str | None = None
    code: int | None = None


class Nurse:
    """Starts schedulers, and another one for each that ends."""

    def __init__(self, calling: Calling, law: Lawbook) -> None:
        self._calling, self._law = calling, law
        self._living: dict[int, str] = {}
        self._born = 0

    def work(self) -> None:
        """Work until standard input ends."""
        for _ in range(self._calling.rivals):
            self._bear()
        while not select.select([sys.stdin], [], [], _LOOK_SECONDS)[0]:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid:
                self._bear(self._living.pop(pid), os.waitstatus_to_exitcode(status))
        for pid in self._living:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _bear(self, instead: str | None = None, code: int | None = None) -> None:
        self._born += 1
        who = f"rival-{self._born}"
        pid = os.fork()
        if not pid:
            self._live(who)
        self._living[pid] = who
        print(json.dumps(asdict(Birth(who, pid, instead, code))), flush=True)  # noqa: T201

    def _live(self, who: str) -> None:
        """Be a scheduler, and nothing afterwards."""
        code = 1
        try:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
            schedule(self._calling, self._law, who)
            code = 0
        except Exception:  # noqa: BLE001 - to be read by whoever wonders
            traceback.print_exc()
        finally:
            os._exit(code)


def schedule(calling: Calling, law: Lawbook, who: str) -> None:
    """Run the scheduler that belongs to the database."""
    engine, clock = _engine(calling.database, who), calling.tempo
    on_server = engine.dialect.name == "postgresql"
    store = Store(engine, Calls() if on_server else None)
    works = Works(Registry(store, law), ENVELOPE, _transport(calling, who))
    pace = Pace(tick=TICK_SECONDS / clock.times)
    if on_server:
        Distributed(works, clock, server_address(calling.database), pace).run()
    else:
        on_its_own(works, clock, pace).start()


def _engine(url: str, who: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        named = address.update_query_dict({"application_name": who})
        return open_engine(named.render_as_string(hide_password=False))
    engine = open_engine(url)
    naming(engine, who)
    return engine


def _transport(calling: Calling, who: str) -> Hurried:
    settings = f"starttls=no&timeout={calling.tempo.timeout:g}&ehlo={who}"
    server = parse_mail_url(f"smtp://127.0.0.1:{calling.port}?{settings}")
    return Hurried(transport_for(server, data_folder=Path("/")), calling.tempo)


def main(calling: str) -> None:
    """Read the law once, and look after those who go by it."""
    use_pinned_zones()
    # A tick that is still under way when the next is due is no news here.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    nurse = Nurse(Calling.read(calling), load(folder("workflows")))
    # A child that never looks through what it inherits need not copy it.
    gc.freeze()
    nurse.work()


if __name__ == "__main__":
    main(sys.argv[1])
