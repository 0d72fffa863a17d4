"""Units of work: one transaction, and everything that can be done in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session

from remedytrack.storage.absences import Absences
from remedytrack.storage.accounts import Accounts
from remedytrack.storage.authorities import Authorities
from remedytrack.storage.concerned import Concerned
from remedytrack.storage.deliveries import Deliveries
from remedytrack.storage.engine import Begin, beginning
from remedytrack.storage.evening import DayLog, EveningSheets
from remedytrack.storage.feeds import Feeds
from remedytrack.storage.incidents import Incidents
from remedytrack.storage.journal import Journal
from remedytrack.storage.keys import Keys
from remedytrack.storage.ladder_settings import LadderSettings
from remedytrack.storage.looks import Looks
from remedytrack.storage.mails import Mails
from remedytrack.storage.matters import Matters
from remedytrack.storage.people import People
from remedytrack.storage.proceedings import Proceedings
from remedytrack.storage.projections import Projections
from remedytrack.storage.published import PublishedLaws
from remedytrack.storage.record import AuditLog, Heartbeats, Settings
from remedytrack.storage.reminders import Reminders
from remedytrack.storage.results import Results
from remedytrack.storage.revisions import Revisions
from remedytrack.storage.values import Call


class Calls(Protocol):
    """What carries calls to other processes: such as procrastinate."""

    def make(self, session: Session, call: Call) -> None:
        """Make ``call`` a part of the open transaction."""
        ...


class Unit:
    """One transaction. Values come out, rows stay in.

    Args:
        session: the open transaction.
        calls: what wakes other processes, where there is such a thing.
    """

    def __init__(self, session: Session, calls: Calls | None = None) -> None:
        self._session, self._calls = session, calls
        revisions = Revisions(session)
        self.matters = Matters(session)
        self.projections = Projections(session)
        self.looks = Looks(session)
        self.results = Results(session)
        self.proceedings = Proceedings(session, revisions, self.projections)
        self.journal = Journal(session, revisions)
        self.incidents = Incidents(session)
        self.authorities = Authorities(session)
        self.people = People(session)
        self.absences = Absences(session)
        self.ladder_settings = LadderSettings(session)
        self.reminders = Reminders(session)
        self.mails = Mails(session, lambda: self.call(Call.DELIVER))
        self.deliveries = Deliveries(session)
        self.keys = Keys(session)
        self.feeds = Feeds(session)
        self.audit = AuditLog(session)
        self.settings = Settings(session)
        self.heartbeats = Heartbeats(session)
        self.accounts = Accounts(session)
        self.published_laws = PublishedLaws(session)
        self.evening_sheets = EveningSheets(session)
        self.day_log = DayLog(session)
        self.concerned = Concerned(session)

    def call(self, call: Call) -> None:
        """Ask it of whichever process is free, once this transaction is committed.

        Without a queue nothing happens: the next tick comes by itself.
        """
        if self._calls is not None:
            self._calls.make(self._session, call)


class Store:
    """The database as the rest of the program sees it.

    Args:
        engine: from :func:`~remedytrack.storage.engine.open_engine`.
        calls: what wakes other processes, where there is such a thing.
    """

    def __init__(self, engine: Engine, calls: Calls | None = None) -> None:
        self.engine = engine
        self._calls = calls
        self._writers = beginning(engine, Begin.WRITING)
        self._claimers = beginning(engine, Begin.CLAIMING)
        self._readers = beginning(engine, Begin.READING)

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """Give a unit that is committed at the end, or not at all.

        One writer works at a time and the others wait, so keep it short and never send
        a mail inside.
        """
        with self._begun(self._writers) as unit:
            yield unit

    @contextmanager
    def claiming(self) -> Iterator[Unit]:
        """Give a unit that waits for no writer where the database allows that.

        For one statement that decides by itself, such as ``mails.claim`` or a mark:
        what it read before may be overtaken by then. It writes no audit entry.
        """
        with self._begun(self._claimers) as unit:
            yield unit

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """Give a unit that sees one state of the database and changes nothing."""
        with Session(self._readers, expire_on_commit=False) as session:
            yield Unit(session)

    @contextmanager
    def _begun(self, engine: Engine) -> Iterator[Unit]:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield Unit(session, self._calls)

    def close(self) -> None:
        """Give up the connections; for the end of a process, and for tests."""
        self.engine.dispose()
