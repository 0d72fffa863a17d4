"""procrastinate around the same functions, on as many machines as there are.

Each process asks for a tick every half minute of elapsed time and works on whatever
any of them asked for. The queue only wakes: a call that is lost, doubled or stuck costs
nothing, because the next tick finds the rows as they are (`engines.md` 2.3). Its own
periodic tasks go by the wall clock and are not used.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from procrastinate import App, PsycopgConnector

from remedytrack.clock import Clock
from remedytrack.scheduler.guard import USUAL_PACE, Guard, Pace
from remedytrack.scheduler.pulse import Pulse
from remedytrack.scheduler.tick import Works, tick
from remedytrack.services.liveness import HEARTBEAT
from remedytrack.services.sending import Moment, send_mails
from remedytrack.storage.engine import SEARCH_PATH
from remedytrack.storage.queue import QUEUE
from remedytrack.storage.values import Call

_AT_ONCE = 2
"""A tick need not wait for a delivery that takes long."""


class Distributed:
    """A worker of the queue: start as many as you like, anywhere.

    Args:
        works: what a tick works with; its store is on PostgreSQL.
        clock: the one that the work goes by.
        address: of the same database, as libpq reads it.
        pace: how often a tick is asked for.
    """

    def __init__(
        self, works: Works, clock: Clock, address: str, pace: Pace = USUAL_PACE
    ) -> None:
        self._works, self._clock, self._pace = works, clock, pace
        self._guard = Guard(works.registry.store, clock, pace)
        self._app = App(
            connector=PsycopgConnector(
                conninfo=address, kwargs={"options": f"-c search_path={SEARCH_PATH}"}
            )
        )
        self._app.task(name=Call.TICK, queue=QUEUE)(self._tick)
        self._app.task(name=Call.DELIVER, queue=QUEUE)(self._deliver)

    def run(self) -> None:
        """Work until the process is told to stop; what is under way is finished."""
        self._ask_for_a_tick()
        with Pulse("ticks", self._pace.tick, self._ask_for_a_tick):
            self._app.run_worker(
                queues=[QUEUE], concurrency=_AT_ONCE, delete_jobs="always"
            )

    def _ask_for_a_tick(self) -> None:
        with self._works.registry.store.claiming() as unit:
            if not self._has_just_ticked(unit.heartbeats.last(HEARTBEAT)):
                unit.call(Call.TICK)

    def _has_just_ticked(self, at: datetime | None) -> bool:
        """Whether another process has ticked, so that more of them tick no oftener."""
        half = timedelta(seconds=self._pace.tick / 2)
        return at is not None and abs(self._clock.now() - at) < half

    def _tick(self) -> None:
        """Refresh and plan; what is queued calls for its delivery by itself."""
        without_post = replace(self._works, transport=None)
        self._guard.run(lambda now, moment: tick(without_post, now, moment))
        self._guard.run(lambda now, _moment: self._call_if_due(now))

    def _deliver(self) -> None:
        self._guard.run(self._send)

    def _send(self, now: datetime, moment: Moment) -> None:
        works = self._works
        if works.transport is None:
            return
        # Whoever is free elsewhere takes a part of what is due.
        self._call_if_due(now)
        send_mails(works.registry, works.envelope, works.transport, moment)

    def _call_if_due(self, now: datetime) -> None:
        if self._works.transport is None:
            return
        with self._works.registry.store.claiming() as unit:
            if unit.mails.is_due(now):
                unit.call(Call.DELIVER)
