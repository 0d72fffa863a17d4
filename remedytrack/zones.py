"""Which time zones the program counts by: the package's, and none older than 2024a.

A day ends at 24:00 where the body sits, and a term in hours ends to the minute. Since
1 March 2024 all of Kazakhstan has one time; data from before that would end every day
in Almaty an hour early, and nobody would see it.
"""

from __future__ import annotations

import zoneinfo
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

_ZONE = "Asia/Almaty"
_KNOWN_SINCE_2024A = (
    (datetime(2024, 2, 28, 12), timedelta(hours=6)),  # noqa: DTZ001 - wall time
    (datetime(2024, 3, 1, 12), timedelta(hours=5)),  # noqa: DTZ001 - wall time
)


class OutdatedZones(RuntimeError):
    """The time zone data do not know the law of Kazakhstan's time."""

    def __init__(self, source: str, wrong: str) -> None:
        super().__init__(
            f"The time zone data ({source}) are older than 2024a: {wrong}. Deadlines "
            "would end an hour off, so nothing was started. Install a newer package, "
            "“pip install --upgrade tzdata”, or install RemedyTrack again."
        )


def use_pinned_zones() -> None:
    """Read zones from the installed package ``tzdata`` only, from now on.

    Call it before any zone is opened: one that is open already stays as it is.
    """
    # The machine's own files come first by default; they may be years older, and
    # differ between the server that computed a day and the one that checks it.
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()


def require_current_zones() -> None:
    """Refuse zone data that do not know Almaty's change of 1 March 2024.

    The fact itself is tested, not a version number.

    Raises:
        OutdatedZones: they do not, or there are none at all.
    """
    try:
        almaty = zoneinfo.ZoneInfo.no_cache(_ZONE)
    except zoneinfo.ZoneInfoNotFoundError as error:
        raise OutdatedZones(zones_version(), f"they have no {_ZONE}") from error
    for noon, offset in _KNOWN_SINCE_2024A:
        found = noon.replace(tzinfo=almaty).utcoffset()
        if found != offset:
            shown, wanted = _hours(found), _hours(offset)
            wrong = f"{_ZONE} is UTC{shown} on {noon.date()}, not UTC{wanted}"
            raise OutdatedZones(zones_version(), wrong)


def zones_version() -> str:
    """Return which data are in use: ``tzdata 2026f``, or the machine's folder."""
    for folder in zoneinfo.TZPATH:
        if Path(folder, _ZONE).is_file():
            return f"the machine's, in {folder}"
    try:
        return f"tzdata {import_module('tzdata').IANA_VERSION}"
    except ModuleNotFoundError:
        return "none: the package tzdata is not installed"


def _hours(offset: timedelta | None) -> str:
    return f"{(offset or timedelta()) / timedelta(hours=1):+g}"
