"""The installation that a command works on, put together from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from remedytrack.cli.options import HOME_ZONE
from remedytrack.clock import Clock, FixedClock, ShiftedClock
from remedytrack.demo.clock import installation_clock
from remedytrack.lawbook import Lawbook, load
from remedytrack.notify.address import parse_mail_url
from remedytrack.notify.transport import Transport, transport_for
from remedytrack.notify.webhook import Webhook
from remedytrack.resources import folder
from remedytrack.scheduler.tick import Works
from remedytrack.scheduler.watch import Watch
from remedytrack.services.lettering import Envelope
from remedytrack.services.past import as_known, end_of
from remedytrack.services.registry import Registry
from remedytrack.services.second_channel import (
    Mailing,
    Posting,
    Route,
    SecondChannel,
)
from remedytrack.settings import Settings
from remedytrack.storage.engine import open_engine, sqlite_file
from remedytrack.storage.migrate import current, head
from remedytrack.storage.unit import Store


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
        return envelope_of(self.settings)

    @property
    def is_demo(self) -> bool:
        """Whether this is the demo, whose clock is shifted."""
        return _shifted(self.clock)

    @property
    def is_shared(self) -> bool:
        """Whether many processes may work on it: its database is a server."""
        return self.store.engine.dialect.name == "postgresql"

    def works(self) -> Works:
        """Return what a tick works with; the mail address is checked here."""
        return Works(self.registry, self.envelope, _transport(self.settings))

    def watch(self) -> Watch:
        """Return what looks whether reminders go out, for a process that stays."""
        return Watch(self.store, self.clock, second_channel(self.settings))


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that the environment gives."""
    return Settings.from_environment(_told(environ))


def open_store(settings: Settings) -> Store:
    """Return the database; on PostgreSQL its transactions wake other processes."""
    engine = open_engine(settings.database_url)
    if engine.dialect.name != "postgresql":
        return Store(engine)
    # Half a second to import, which only PostgreSQL needs.
    from remedytrack.storage.queue import Calls  # noqa: PLC0415

    return Store(engine, Calls())


def envelope_of(settings: Settings) -> Envelope:
    """Return what every mail has in common."""
    return Envelope(settings.mail_sender, settings.public_url)


def second_channel(settings: Settings) -> SecondChannel:
    """Return the routes by which alarms leave; their addresses are checked here."""
    routes: list[Route] = []
    if settings.alarm_url is not None:
        routes.append(Posting(Webhook(settings.alarm_url)))
    if settings.alarm_mail_url is not None:
        address = parse_mail_url(settings.alarm_mail_url)
        transport = transport_for(address, data_folder=settings.var)
        to = str(settings.alarm_mail_to)
        routes.append(Mailing(transport, envelope_of(settings), to))
    return SecondChannel(tuple(routes))


def read_law(settings: Settings) -> Lawbook:
    """Return the law that comes with the program, and the user's own over it."""
    return load(folder("workflows"), settings.workflows)


@contextmanager
def opened_as_known(day: date | None) -> Iterator[Installation]:
    """Open the installation as it was known at the end of ``day``, to look at only.

    ``None``: as it is known now. Raises what :func:`opened` raises.
    """
    with opened() as installation:
        if day is None:
            yield installation
            return
        moment = end_of(day, HOME_ZONE)
        past = as_known(installation.registry, moment)
        try:
            yield Installation(
                installation.settings, past.store, past.law, FixedClock(moment)
            )
        finally:
            past.store.close()


@contextmanager
def opened(environ: Mapping[str, str] | None = None) -> Iterator[Installation]:
    """Open the installation that the environment names.

    Raises:
        NotInitialised: there is no database yet.
        OtherSchema: the database is older or newer than this program.
        SettingRefused: a variable holds something unusable.
        LawbookRefused: the files of law hold problems.
        ShiftedClockRefused: the clock is shifted, and this is no demo.
        DemoInterrupted: the demo was not loaded to its end.
    """
    settings = read_settings(environ)
    require_database(settings)
    law = read_law(settings)
    store = open_store(settings)
    try:
        clock = installation_clock(store)
        demo = Settings.from_environment(_told(environ), demo=_shifted(clock))
        yield Installation(demo, store, law, clock)
    finally:
        store.close()


def require_database(settings: Settings) -> None:
    """Refuse a database that is not there, or not of this version."""
    url = settings.database_url
    file = sqlite_file(url)
    place = str(file or "the database server")
    if file is not None and not has_content(file):
        raise NotInitialised(place)
    found, needed = current(url), head()
    if found is None:
        raise NotInitialised(place)
    if found != needed:
        raise OtherSchema(place, found, needed)


def _told(environ: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environ is None else environ


def _shifted(clock: Clock) -> bool:
    return isinstance(clock, ShiftedClock)


def has_content(file: Path) -> bool:
    """Say whether there is a file with anything in it."""
    return file.is_file() and file.stat().st_size > 0


def _transport(settings: Settings) -> Transport | None:
    if settings.mail_url is None:
        return None
    address = parse_mail_url(settings.mail_url)
    return transport_for(address, data_folder=settings.var)
