"""As known then: the whole record as it was at an earlier moment, for every view."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from remedytrack.core.dates import midnight_after
from remedytrack.services.refreshing import rebuild
from remedytrack.services.registry import Registry
from remedytrack.storage.past import copy_as_known, keep_closed

_INSTANT = timedelta(microseconds=1)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last instant of ``day`` in ``zone``."""
    return midnight_after(day, zone) - _INSTANT


def as_known(registry: Registry, moment: datetime) -> Registry:
    """Return the record and the calendars as they were known at ``moment``.

    Every view works on it as on the present one: what was entered later is not there,
    and all that follows was worked out from the rest, by the rules loaded now. It is a
    copy in memory, so nothing that is done to it is kept; close its store when done.
    What a reader may see is decided by the circles and embargoes of today.
    """
    store = copy_as_known(registry.store, moment)
    past = Registry(store, registry.law.as_known(moment.date()))
    rebuild(past, moment)
    keep_closed(registry.store, store)
    return past
