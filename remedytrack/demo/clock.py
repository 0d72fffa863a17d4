"""The demo's clock: its offset is stored at the first load and never changes.

Only a database that is marked as a demo may have one. On any other an offset is an
error, because a shifted clock would send every reminder on the wrong day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from remedytrack.clock import Clock, ShiftedClock, SystemClock
from remedytrack.storage.unit import Store, Unit

MARK = "demo"
OFFSET = "demo_clock_offset_seconds"

_LOADING, _LOADED = "loading", "loaded"


class ShiftedClockRefused(RuntimeError):
    """A database that is no demo holds an offset of the clock."""

    def __init__(self) -> None:
        super().__init__(
            "This database is no demo, but somebody has stored a shifted clock in it. "
            f"Nothing was started. Remove the setting “{OFFSET}”, or restore the "
            "database from a backup."
        )


class DemoInterrupted(RuntimeError):
    """The demo was not loaded to its end."""

    def __init__(self) -> None:
        super().__init__(
            "Loading the demo was interrupted, so its history is incomplete. Start "
            "over with “make demo-reset”."
        )


class NotADemo(RuntimeError):
    """The database is in use already, and not by a demo."""

    def __init__(self) -> None:
        super().__init__(
            "This database holds the data of a real installation; the demo is loaded "
            "into an empty one only. Choose another data folder with VAR=."
        )


def installation_clock(store: Store) -> Clock:
    """Return the clock that this database is to be served with.

    A demo's is shifted by its stored offset; every other is the host's.

    Raises:
        ShiftedClockRefused: there is an offset, but the database is no demo.
        DemoInterrupted: it is a demo that was not loaded to its end.
    """
    with store.reading() as unit:
        mark, offset = unit.settings.get(MARK), unit.settings.get(OFFSET)
    if mark is None and offset is None:
        return SystemClock()
    if mark is None:
        raise ShiftedClockRefused
    if offset is None:
        raise DemoInterrupted
    return ShiftedClock(timedelta(seconds=float(offset)))


def demo_clock(store: Store) -> ShiftedClock:
    """Return the clock of a loaded demo.

    Raises:
        NotADemo: the database is no demo.
        ShiftedClockRefused: see :func:`installation_clock`.
        DemoInterrupted: see :func:`installation_clock`.
    """
    clock = installation_clock(store)
    if not isinstance(clock, ShiftedClock):
        raise NotADemo
    return clock


def is_loaded(store: Store) -> bool:
    """Say whether the demo has been loaded to its end; see :func:`demo_clock`."""
    with store.reading() as unit:
        return unit.settings.get(MARK) == _LOADED


def mark_as_demo(unit: Unit) -> None:
    """Mark an empty database as a demo, before anything is loaded into it.

    Raises:
        DemoInterrupted: a load has begun in it already.
        NotADemo: there are accounts or dossiers in it.
    """
    if unit.settings.get(MARK) is not None:
        raise DemoInterrupted
    if unit.accounts.all() or unit.matters.all():
        raise NotADemo
    unit.settings.put(MARK, _LOADING)


def start_clock(store: Store, *, shows: datetime, real_now: datetime) -> ShiftedClock:
    """Store the offset, once and for all, and return the clock.

    Args:
        store: a demo that has just been loaded.
        shows: the aware moment that the demo begins with.
        real_now: the host's moment, in which that is.

    Raises:
        NotADemo: the database is no demo, or its clock runs already.
    """
    clock = ShiftedClock.starting_at(shows, real_now=real_now)
    with store.writing() as unit:
        if unit.settings.get(MARK) != _LOADING:
            raise NotADemo
        unit.settings.put(OFFSET, str(clock.offset.total_seconds()))
        unit.settings.put(MARK, _LOADED)
    return clock
