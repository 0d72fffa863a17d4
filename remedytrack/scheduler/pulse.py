"""A pulse: something done every so many seconds, whatever the wall clock does."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import Self

_log = logging.getLogger(__name__)


class Pulse:
    """Calls ``work`` in a thread of its own; a failure is logged, and the next comes.

    It waits on an event, which counts monotonic time: a wall clock that is set back,
    or stands still, holds it up by nothing.

    Args:
        name: of the thread, for logs.
        seconds: from the end of one call to the beginning of the next.
        work: called first after ``seconds``.
    """

    def __init__(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        self._name, self._seconds, self._work = name, seconds, work
        self._stopped = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin; a pulse that beats already goes on as it does."""
        if self._thread is None:
            self._stopped.clear()
            self._thread = Thread(target=self._beat, name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End, and wait for the call that is under way."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._stopped.set()
            thread.join()

    def __enter__(self) -> Self:
        """Beat inside the block."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop at its end."""
        self.stop()

    def _beat(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                self._work()
            except Exception:  # noqa: BLE001 - a pulse outlives what it calls
                _log.exception("The pulse %s failed.", self._name)
