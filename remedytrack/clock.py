"""The only reader of the clock.

Everything else takes the time as an argument. Whoever starts a unit of work (a
request, a command, a tick) asks a clock once and hands the moment down, so one
unit of work has one "now", and a test gives any moment it likes.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, Self

_SINCE_BOOT: int | None = getattr(
    time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None)
)
"""Runs on while the machine sleeps, else every sleep would look like a jump.

Linux has a clock of its own for that; CLOCK_MONOTONIC of macOS counts sleep, and so
does the one clock of Windows, which has no numbered ones.
"""


class NaiveMoment(ValueError):
    """A moment without a zone was given where an aware one is needed."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(
            f"The moment {moment.isoformat()} has no time zone. Give it one, "
            f"for example {moment.isoformat()}+00:00."
        )


class Clock(Protocol):
    """Whatever tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds from an unspecified start, never going back.

        For measuring how long something took: it does not jump when the host's
        clock is set, and it does not stop while the host sleeps.
        """
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The host's clock: the clock of a real installation."""

    def now(self) -> datetime:
        """Return the host's present moment in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the host's monotonic seconds."""
        return _elapsed()


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """The host's clock moved by a fixed offset: the clock of the demo.

    The offset is stored once and never changes, so time runs on at its usual
    pace, also while the program is off.

    Attributes:
        offset: what is added to the host's moment; negative for the past.
    """

    offset: timedelta

    @classmethod
    def starting_at(cls, moment: datetime, *, real_now: datetime) -> "ShiftedClock":
        """Return the clock that shows ``moment`` when the host shows ``real_now``.

        Args:
            moment: the aware moment to start from.
            real_now: the aware moment of the host's clock at the start.

        Raises:
            NaiveMoment: one of the two has no zone.
        """
        return cls(_in_utc(moment) - _in_utc(real_now))

    def now(self) -> datetime:
        """Return the host's present moment plus the offset, in UTC."""
        return datetime.now(UTC) + self.offset

    def monotonic(self) -> float:
        """Return the host's monotonic seconds, which no offset moves."""
        return _elapsed()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still: for tests and for simulated time.

    Attributes:
        at: the moment it shows, kept in UTC.

    Raises:
        NaiveMoment: ``at`` has no zone.
    """

    at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", _in_utc(self.at))

    def now(self) -> datetime:
        """Return the one moment this clock shows."""
        return self.at

    def monotonic(self) -> float:
        """Return the seconds of the one moment, so that nothing seems to take time."""
        return self.at.timestamp()


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment of a clock, and the monotonic second that it was read at.

    Attributes:
        at: the aware moment.
        second: in seconds, from the same start as the clock's.
    """

    at: datetime
    second: float

    @classmethod
    def of(cls, clock: Clock) -> Self:
        """Return what ``clock`` shows now, held fast."""
        return cls(clock.now(), clock.monotonic())

    def age(self, clock: Clock) -> timedelta:
        """Return how long ago it was, by elapsed time."""
        return timedelta(seconds=clock.monotonic() - self.second)

    def expected(self, clock: Clock) -> datetime:
        """Return what ``clock`` should show now, by elapsed time."""
        return self.at + self.age(clock)

    def divergence(self, clock: Clock) -> timedelta:
        """Return by how much ``clock`` is ahead of elapsed time, in whole seconds."""
        ahead = clock.now() - self.expected(clock)
        return timedelta(seconds=round(ahead.total_seconds()))


def _elapsed() -> float:
    return time.monotonic() if _SINCE_BOOT is None else time.clock_gettime(_SINCE_BOOT)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise NaiveMoment(moment)
    return moment.astimezone(UTC)
