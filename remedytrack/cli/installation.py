"""The installation that a command works on, put together from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from remedytrack.clock import Clock, ShiftedClock, SystemClock
from remedytrack.lawbook import Lawbook, load
from remedytrack.notify.address import parse_mail_url
from remedytrack.notify.transport import Transport, transport_for
from remedytrack.resources import folder
from remedytrack.scheduler.tick import Works
from remedytrack.services.lettering import Envelope
from remedytrack.services.registry import Registry
from remedytrack.settings import Settings
from remedytrack.storage.engine import open_engine, sqlite_file
from remedytrack.storage.migrate import current, head
from remedytrack.storage.unit import Store

DEMO_CLOCK = "demo_clock_offset_seconds"
"""The setting that marks a database as the demo's, and holds its clock's offset."""


class NotInitialised(RuntimeError):
    """There is no database yet where the settings say."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"There is no docket in {place} yet. Make one with “remedytrack init”, or "
            "name another data folder in REMEDYTRACK_VAR."
        )


class OtherSchema(RuntimeError):
    """The database was made by another version of the program."""

    def __init__(self, place: str, found: str, needed: str) -> None:
        super().__init__(
            f"The database {place} is at revision {found}; this program needs "
            f"{needed}. Take a backup, then run “remedytrack db upgrade”; if that does "
            "not know the revision, install the newer version of the program."
        )


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings, database, law and clock of one installation."""

    settings: Settings
    store: Store
    law: Lawbook
    clock: Clock

    @property
    def registry(self) -> Registry:
        """What the services work with."""
        return Registry(self.store, self.law)

    @property
    def envelope(self) -> Envelope:
        """What every mail has in common."""
        return Envelope(self.settings.mail_sender, self.settings.public_url)

    def works(self) -> Works:
        """Return what a tick works with; the mail address is checked here."""
        return Works(self.registry, self.envelope, _transport(self.settings))


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that the environment gives."""
    return Settings.from_environment(os.environ if environ is None else environ)


def read_law(settings: Settings) -> Lawbook:
    """Return the law that comes with the program, and the user's own over it."""
    return load(folder("workflows"), settings.workflows)


@contextmanager
def opened(environ: Mapping[str, str] | None = None) -> Iterator[Installation]:
    """Open the installation that the environment names.

    Raises:
        NotInitialised: there is no database yet.
        OtherSchema: the database is older or newer than this program.
        SettingRefused: a variable holds something unusable.
        LawbookRefused: the files of law hold problems.
    """
    settings = read_settings(environ)
    require_database(settings)
    law = read_law(settings)
    store = Store(open_engine(settings.database_url))
    try:
        offset = demo_offset(store)
        if offset is None:
            yield Installation(settings, store, law, SystemClock())
            return
        told = os.environ if environ is None else environ
        demo = Settings.from_environment(told, demo=True)
        yield Installation(demo, store, law, ShiftedClock(offset))
    finally:
        store.close()


def require_database(settings: Settings) -> None:
    """Refuse a database that is not there, or not of this version."""
    url = settings.database_url
    file = sqlite_file(url)
    place = str(file or "the database server")
    if file is not None and not _has_content(file):
        raise NotInitialised(place)
    found, needed = current(url), head()
    if found is None:
        raise NotInitialised(place)
    if found != needed:
        raise OtherSchema(place, found, needed)


def demo_offset(store: Store) -> timedelta | None:
    """Return how far the demo's clock is shifted; ``None``: this is no demo."""
    with store.reading() as unit:
        seconds = unit.settings.get(DEMO_CLOCK)
    return None if seconds is None else timedelta(seconds=float(seconds))


def _has_content(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _transport(settings: Settings) -> Transport | None:
    if settings.mail_url is None:
        return None
    address = parse_mail_url(settings.mail_url)
    return transport_for(address, data_folder=settings.var)
