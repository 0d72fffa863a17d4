"""A world that runs faster than ours, so that a lease lasts seconds.

Everything in it runs faster alike: the clock, and with it the time-out of the mail
server, which the lease is made from. So a lease outlives a send as it does elsewhere.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from remedytrack.clock import SystemClock
from remedytrack.notify.outgoing import OutgoingMail
from remedytrack.notify.transport import Post, Transport
from remedytrack.services.sending import LEASE_MARGIN

_HOST = SystemClock()


def stamp() -> float:
    """Return the host's present moment, in seconds since the epoch."""
    return _HOST.now().timestamp()


@dataclass(frozen=True)
class Tempo:
    """A clock for many processes: it showed ``began_at`` at ``second``.

    Attributes:
        began_at: what it showed at first, aware.
        second: the host's monotonic second at that moment.
        times: so many times faster than the host's clock does it run.
        timeout: of the mail server, in the host's seconds.
    """

    began_at: datetime
    second: float
    times: float
    timeout: float

    @classmethod
    def beginning(cls, began_at: datetime, *, times: float, timeout: float) -> "Tempo":
        return cls(began_at, _HOST.monotonic(), times, timeout)

    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (_HOST.monotonic() - self.second) * self.times

    @property
    def lease(self) -> timedelta:
        """How long a claim holds, by this clock."""
        return timedelta(seconds=self.timeout * self.times) + LEASE_MARGIN

    @property
    def lease_seconds(self) -> float:
        """How long a claim holds, by the host's clock."""
        return self.lease.total_seconds() / self.times


class Hurried:
    """A transport as that world sees it: its time-out is longer by the faster clock."""

    def __init__(self, transport: Transport, tempo: Tempo) -> None:
        self._transport = transport
        self.timeout_seconds = transport.timeout_seconds * tempo.times

    def send(self, mail: OutgoingMail) -> None:
        self._transport.send(mail)

    def session(self) -> AbstractContextManager[Post]:
        return self._transport.session()
