"""A small office on a file database: its people, its shipped law, its cases.

Times are said as people in Almaty say them; the office's ``now`` stands still until a
test moves it.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.access import Role, Viewer
from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Basis
from remedytrack.core.workflow.standing import Deadline
from remedytrack.notify.transport import OutgoingMail, RecordingTransport, Transport
from remedytrack.scheduler.tick import Ticked, Works, tick
from remedytrack.services import acting, opening, recording
from remedytrack.services.duties import DUTIES
from remedytrack.services.lettering import Envelope
from remedytrack.services.owing import FALLBACK
from remedytrack.services.recording import Recorded, Report
from remedytrack.services.registry import Registry
from remedytrack.storage.values import (
    Account,
    EntryContent,
    Matter,
    Privacy,
    Recipient,
)

ALMATY = ZoneInfo("Asia/Almaty")
ENVELOPE = Envelope("RemedyTrack <docket@example.org>", "https://docket.example.org")

LAWYER = Viewer("lawyer", frozenset({Role.LAWYER}))
DEPUTY = Viewer("deputy", frozenset({Role.LAWYER}))
COORDINATOR = Viewer("coordinator", frozenset({Role.COORDINATOR}))
AUDITOR = Viewer("auditor", frozenset({Role.AUDITOR}))
OUTSIDER = Viewer("outsider", frozenset({Role.LAWYER}))
ADMINISTRATOR = Viewer("administrator", frozenset({Role.ADMINISTRATOR}))
EVERYBODY = (LAWYER, DEPUTY, COORDINATOR, AUDITOR, OUTSIDER, ADMINISTRATOR)
CIRCLE = (LAWYER, DEPUTY, COORDINATOR, AUDITOR, ADMINISTRATOR)
MAILED = (LAWYER, DEPUTY, COORDINATOR)

APPEAL = "kz.administrative_appeal"
CASE = "kz.administrative_case"
COMPLAINT = "kz.police_complaint"
LETTER = "un.special_procedures"
REGISTRATION = "kz.registration"
APPEAL_TERM = "kz.koap.appeal"


def almaty(text: str) -> datetime:
    """Return the moment that a clock in Almaty shows as ``text``."""
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY).astimezone(UTC)


def address(viewer: Viewer) -> str:
    return f"{viewer.id}@example.org"


FOUNDED = almaty("2025-12-01T10:00")


def found(registry: Registry) -> Matter:
    """Put the office's people on record, and open its dossier."""
    with registry.store.writing() as unit:
        for viewer in EVERYBODY:
            roles = frozenset(role.value for role in viewer.roles)
            name = viewer.id.title()
            account = Account(
                viewer.id, address(viewer), name, active=True, roles=roles
            )
            unit.accounts.add(account, "no password")
        for viewer in MAILED:
            unit.people.put_recipient(recipient(viewer))
        unit.settings.put(FALLBACK, COORDINATOR.id)
        unit.settings.put(DUTIES, "off")
    members = [viewer.id for viewer in CIRCLE]
    title = "The march of 8 March"
    return opening.open_matter(
        registry, actor=LAWYER, now=FOUNDED, title=title, members=members
    )


@dataclass
class Office:
    """The registry, the moment it is, and who does what unless a test says so."""

    registry: Registry
    matter: Matter
    now: datetime = field(default_factory=lambda: FOUNDED)

    def at(self, text: str) -> "Office":
        """Let it be ``text`` in Almaty."""
        self.now = almaty(text)
        return self

    def open(self, workflow: str, title: str = "The case") -> str:
        """Open a case and return its reference."""
        case = opening.NewCase(workflow, title)
        return opening.open_proceeding(
            self.registry,
            actor=LAWYER,
            now=self.now,
            matter_ref=self.matter.ref,
            case=case,
        ).ref

    def record(
        self,
        ref: str,
        kind: str,
        occurred: str,
        *,
        by: Viewer = LAWYER,
        person: str | None = None,
        note: str | None = None,
        seen: bool = False,
        begins_earlier: bool = False,
        **fields: str,
    ) -> Recorded:
        """Record an event as somebody reports it."""
        report = Report(
            kind,
            When.parse(occurred),
            fields,
            person=person,
            basis=Basis.DOCUMENT if seen else Basis.REPORTED,
            content=EntryContent(note=note),
            begins_earlier=begins_earlier,
        )
        return self.report(ref, report, by=by)

    def report(self, ref: str, report: Report, *, by: Viewer = LAWYER) -> Recorded:
        return recording.record_event(
            self.registry, actor=by, now=self.now, ref=ref, report=report
        )

    def correct(
        self, ref: str, entry_id: UUID, occurred: str, *, by: Viewer = LAWYER, **f: str
    ) -> Recorded:
        """Correct the date (and the fields) of an entry."""
        return recording.correct_event(
            self.registry,
            actor=by,
            now=self.now,
            ref=ref,
            entry_id=entry_id,
            report=Report("", When.parse(occurred), f),
        )

    def assign(self, ref: str, owner: Viewer, deputy: Viewer | None = None) -> None:
        """Let ``owner`` answer for a case, and ``deputy`` stand in."""
        acting.assign(
            self.registry,
            actor=LAWYER,
            now=self.now,
            ref=ref,
            owner=owner.id,
            deputy=deputy.id if deputy else None,
        )

    def link(self, ref: str, workflow: str = APPEAL) -> str:
        """Open a case linked to ``ref`` and return its reference."""
        case = opening.NewCase(workflow, "The appeal")
        return opening.open_linked(
            self.registry, actor=LAWYER, now=self.now, ref=ref, case=case
        ).ref

    def deadlines(self, ref: str) -> dict[str, Deadline]:
        """Return the stored deadlines of a case by their limits."""
        with self.registry.store.reading() as unit:
            proceeding = unit.proceedings.by_ref(ref)
            assert proceeding is not None
            found = unit.projections.deadlines([proceeding.id])
        return {deadline.limit: deadline for _, deadline in found}

    def deadline(self, ref: str, limit: str = APPEAL_TERM) -> Deadline:
        """Return the one stored deadline of a limit."""
        return self.deadlines(ref)[limit]

    def works(self, transport: Transport | None = None) -> Works:
        return Works(self.registry, ENVELOPE, transport)

    def tick(self, transport: Transport | None = None) -> Ticked:
        """Tick at the office's moment, while time stands still."""
        return tick(self.works(transport), self.now)

    def everything(self) -> tuple[object, ...]:
        """Return all that a refused act must leave as it was."""
        with self.registry.store.reading() as unit:
            proceedings = unit.proceedings.all()
            journals = [unit.journal.of(each.id) for each in proceedings]
            reminders = [unit.reminders.of_proceeding(p.id) for p in proceedings]
            audit = unit.audit.entries()
            revisions = [each.rev for each in proceedings]
            dump = unit.projections.dump()
            mails = unit.mails.recent(1000)
        return dump, journals, reminders, audit, revisions, mails


def recipient(viewer: Viewer, *, active: bool = True) -> Recipient:
    return Recipient(
        viewer.id,
        address(viewer),
        "en",
        "Asia/Almaty",
        hour=9,
        active=active,
        privacy=Privacy.REFERENCE,
    )


@dataclass(frozen=True, order=True)
class Posted:
    """A mail as it was handed over: when, to whom, and its first line."""

    on: date
    clock: str
    to: str
    first_line: str


@dataclass
class Postbox:
    """Collects what an office sends while its time is moved on."""

    office: Office
    transport: RecordingTransport = field(default_factory=RecordingTransport)
    posted: list[Posted] = field(default_factory=list)
    hours: tuple[int, ...] = (9,)

    def tick(self) -> Ticked:
        """Tick once and note what went out."""
        before = len(self.transport.sent)
        ticked = self.office.tick(self.transport)
        local = self.office.now.astimezone(ALMATY)
        for mail in self.transport.sent[before:]:
            to = mail.recipient.removesuffix("@example.org")
            first = mail.body.splitlines()[0]
            self.posted.append(Posted(local.date(), f"{local:%H:%M}", to, first))
        return ticked

    def run_until(self, text: str) -> "Postbox":
        """Tick now, at each of the day's hours until ``text``, and then."""
        end = almaty(text)
        while self.office.now < end:
            self.tick()
            self.office.now = min(self._next_hour(), end)
        self.tick()
        return self

    def _next_hour(self) -> datetime:
        local = self.office.now.astimezone(ALMATY)
        days = (local.date(), local.date() + timedelta(days=1))
        moments = (
            datetime.combine(day, time(hour), tzinfo=ALMATY)
            for day in days
            for hour in self.hours
        )
        return min(m for m in moments if m > self.office.now).astimezone(UTC)

    def days(self, viewer: Viewer) -> list[str]:
        """Return on which days ``viewer`` got mail, once for each mail."""
        return [str(each.on) for each in self.posted if each.to == viewer.id]

    def mails_to(self, viewer: Viewer) -> list[OutgoingMail]:
        return [m for m in self.transport.sent if m.recipient == address(viewer)]
