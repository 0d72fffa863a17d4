"""A time-out for a whole delivery, not for each of its words.

A socket's own time-out starts again with every byte, so a server that drips its
answers could hold a delivery for longer than its lease.
"""

import socket
import threading
from contextlib import suppress

from remedytrack.clock import SystemClock

# Zero would mean: do not wait at all.
_SHORTEST = 0.001


class Deadline:
    """Cuts one TCP connection when its time is over, and gives more for each mail.

    Looking up the server's name is the system's business and is not cut; a
    connection is refused when the time has passed meanwhile.

    Attributes:
        seconds: how much time :meth:`begin` gives.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._clock = SystemClock()
        self._ends = self._clock.monotonic() + seconds
        self._line: socket.socket | None = None
        self._stopped = threading.Event()
        self._cut = False
        # Whoever gives more time must not meet the hand that is about to cut.
        self._lock = threading.Lock()

    @property
    def passed(self) -> bool:
        """Whether the time is over, or the connection was cut."""
        return self._cut or self._left() <= 0

    def begin(self) -> None:
        """Let the time begin anew; a connection that was cut stays cut."""
        with self._lock:
            self._ends = self._clock.monotonic() + self.seconds

    def require(self) -> None:
        """Raise :class:`TimeoutError` if the time is over."""
        if self.passed:
            raise TimeoutError(f"not done within {self.seconds:g} s")

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a connection to the first address of ``host`` that answers.

        The time left is shared between the addresses still untried.

        Raises:
            OSError: none of them answered in time.
        """
        self._cut = False
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        failure = OSError("the host has no address")
        for tried, (*_, address) in enumerate(found):
            self.require()
            numeric_host, numeric_port = str(address[0]), int(address[1])
            share = max(self._left(), _SHORTEST) / (len(found) - tried)
            try:
                line = socket.create_connection((numeric_host, numeric_port), share)
            except OSError as error:
                failure = error
            else:
                return self._watched(line)
        raise failure

    def stop(self) -> None:
        """End the watch; the connection itself is left alone."""
        self._stopped.set()
        with self._lock:
            if self._line is not None:
                self._line.close()
                self._line = None

    def _left(self) -> float:
        return self._ends - self._clock.monotonic()

    def _watched(self, line: socket.socket) -> socket.socket:
        line.settimeout(self.seconds)
        # The final dot is sent by itself and must not wait for the body's receipt.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A duplicate stays good while TLS takes the first socket over.
        self._line, self._stopped = line.dup(), threading.Event()
        threading.Thread(target=self._watch, args=(self._stopped,), daemon=True).start()
        return line

    def _watch(self, stopped: threading.Event) -> None:
        while not stopped.wait(max(self._left(), 0)):
            with self._lock:
                if self._left() <= 0 and not stopped.is_set():
                    self._cut_line()
                    return

    def _cut_line(self) -> None:
        self._cut = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)
