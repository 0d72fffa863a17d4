"""A time-out for a whole conversation, not for each of its words.

A socket's own time-out starts again with every byte, so a server that drips its
answers could hold a delivery for longer than its lease.
"""

import socket
import threading
from contextlib import suppress

from remedytrack.clock import SystemClock


class Deadline:
    """Cuts one TCP connection when its time is over.

    Looking up the server's name is the system's business and is not cut; a
    connection is refused when the time has passed meanwhile.

    Attributes:
        seconds: the time from now until the cut.
        passed: whether the connection was cut.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._clock = SystemClock()
        self._ends = self._clock.monotonic() + seconds
        self._line: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a connection to the first address of ``host`` that answers.

        The time left is shared between the addresses still untried.

        Raises:
            OSError: none of them answered in time.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        failure = OSError("the host has no address")
        for tried, (*_, address) in enumerate(found):
            numeric_host, numeric_port = str(address[0]), int(address[1])
            try:
                share = self._left() / (len(found) - tried)
                line = socket.create_connection((numeric_host, numeric_port), share)
            except OSError as error:
                failure = error
            else:
                return self._watched(line)
        raise failure

    def stop(self) -> None:
        """End the watch; the connection itself is left alone."""
        if self._timer is not None:
            self._timer.cancel()
        if self._line is not None:
            self._line.close()

    def _left(self) -> float:
        left = self._ends - self._clock.monotonic()
        if left <= 0:
            self.passed = True
            raise TimeoutError(f"no connection within {self.seconds:g} s")
        return left

    def _watched(self, line: socket.socket) -> socket.socket:
        line.settimeout(self.seconds)
        # A duplicate stays good while TLS takes the first socket over.
        self._line = line.dup()
        self._timer = threading.Timer(self._ends - self._clock.monotonic(), self._cut)
        self._timer.daemon = True
        self._timer.start()
        return line

    def _cut(self) -> None:
        self.passed = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)
