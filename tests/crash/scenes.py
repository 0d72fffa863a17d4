"""Scenes for trials: mornings of an office on which something can go wrong."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from remedytrack.core.access import Role, Viewer
from remedytrack.notify.transport import OutgoingMail, RecordingTransport
from remedytrack.services import opening
from remedytrack.storage.values import Account
from tests.crash.trials import Scene
from tests.services.desk import Founded
from tests.services.office import APPEAL, LAWYER, Office, address, recipient

A_LONG_LEASE = timedelta(hours=1)


class Interrupted(BaseException):
    """A process that was ended in the middle; nothing of ours catches it."""


class Interrupting(RecordingTransport):
    """Ends the process, as it were, once the server has the mail."""

    def send(self, mail: OutgoingMail) -> None:
        super().send(mail)
        raise Interrupted


def last_day(office: Office, people: int) -> None:
    """Give so many people an appeal each, on whose last day it is nine o'clock."""
    office.at("2025-12-01T12:00")
    for number in range(people):
        owner = Viewer(f"member{number}", frozenset({Role.LAWYER}))
        _hire(office, owner)
        _assign(office, office.open(APPEAL), owner)
    office.at("2025-12-02T09:00")


def day_after(office: Office, people: int) -> None:
    """The terms ran out in the night: cases to refresh, and everybody is told."""
    last_day(office, people)
    office.tick(RecordingTransport())
    office.at("2025-12-03T09:00")


def lease_ran_out(office: Office, people: int) -> None:
    """A process died just when the server had taken its first mail."""
    last_day(office, people)
    with suppress(Interrupted):
        office.tick(Interrupting())
    office.now += A_LONG_LEASE


def overtaken(office: Office, people: int) -> None:
    """Mails wait, and one says something that is no longer true."""
    last_day(office, people)
    office.tick()
    with office.registry.store.reading() as unit:
        first = min(unit.proceedings.all(), key=lambda each: each.ref)
    office.now += timedelta(minutes=5)
    office.record(first.ref, "appeal_filed", "2025-12-02")


def some_refused(office: Office, people: int) -> int:
    """The mail server asks every second recipient to come back later."""
    last_day(office, people)
    return (people + 1) // 2


Setting = Callable[[Office, int], int | None]
"""Makes the scene for so many people; a number says how many the server puts off."""


@dataclass(frozen=True)
class Stage:
    """Makes scenes of the office that was founded for all tests."""

    founded: Founded
    folder: Path

    def scene(self, setting: Setting, people: int) -> Scene:
        """Return the office as the setting leaves it, in a file of its own."""
        self.founded.restore()
        office = Office(self.founded.registry, self.founded.matter)
        refusals = setting(office, people)
        name = f"{setting.__name__} of {people}"
        file = self.folder / f"{name}.db"
        with (
            closing(sqlite3.connect(self.founded.file)) as database,
            closing(sqlite3.connect(file)) as copy,
        ):
            database.backup(copy)
        return Scene(name, file, office.now, refusals or 0)


def _assign(office: Office, ref: str, owner: Viewer) -> None:
    office.assign(ref, owner)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")


def _hire(office: Office, person: Viewer) -> None:
    with office.registry.store.writing() as unit:
        roles = frozenset({Role.LAWYER.value})
        account = Account(
            person.id, address(person), person.id, active=True, roles=roles
        )
        unit.accounts.add(account, "no password")
        unit.people.put_recipient(recipient(person))
    opening.add_member(
        office.registry,
        actor=LAWYER,
        now=office.now,
        matter_ref=office.matter.ref,
        user_id=person.id,
    )
