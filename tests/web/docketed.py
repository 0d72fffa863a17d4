"""A dossier with the ruling of 22 November 2025, its appeal, a complaint, a letter."""

from dataclasses import dataclass
from datetime import UTC, datetime

from remedytrack.core.access import Role, Viewer
from remedytrack.core.dates import When
from remedytrack.services import acting, opening, recording
from remedytrack.services.opening import NewCase
from remedytrack.services.recording import Report
from remedytrack.services.refreshing import rebuild
from remedytrack.services.registry import Registry
from remedytrack.storage.values import EntryContent, IncidentContent

LAWYER = Viewer(Role.LAWYER, frozenset({Role.LAWYER}))
CIRCLE = (Role.COORDINATOR, Role.AUDITOR)
STATEMENT = "Statement of 24 November 2025"


@dataclass(frozen=True)
class Docketed:
    """References of what :func:`filled` made."""

    matter: str
    case: str
    appeal: str
    complaint: str
    letter: str


def filled(registry: Registry, now: datetime) -> Docketed:
    """Record the facts on their days and let the result stand at ``now``."""
    maker = _Maker(registry)
    matter = opening.open_matter(
        registry,
        actor=LAWYER,
        now=_day("2024-10-09"),
        title="Roundtable in Astana",
        members=CIRCLE,
    ).ref
    case = maker.opened(matter, "kz.administrative_case", "A.T., article 434(1)")
    maker.tell(case, "ruling_made", "2025-11-22", penalty="fine", amount="80000")
    appeal = opening.open_linked(
        registry,
        actor=LAWYER,
        now=_day("2025-11-22"),
        ref=case,
        case=NewCase("kz.administrative_appeal", "Appeal of A.T."),
    ).ref
    acting.assign(
        registry,
        actor=LAWYER,
        now=_day("2025-11-22"),
        ref=appeal,
        owner=Role.LAWYER,
        deputy=Role.COORDINATOR,
    )
    complaint = maker.opened(matter, "kz.police_complaint", "=Event entered")
    maker.tell(complaint, "complaint_filed", "2024-10-09")
    letter = maker.opened(matter, "un.special_procedures", "Letter of 25 September")
    maker.tell(letter, "letter_sent", "2025-09-25")
    maker.tell(letter, "reply_received", "2025-11-24")
    opening.record_incident(
        registry,
        actor=LAWYER,
        now=_day("2025-02-13"),
        matter_ref=matter,
        occurred=When.parse("2025-02-13"),
        content=IncidentContent("Event entered, two held", "Told", STATEMENT, "page 2"),
        authority_knew=True,
    )
    rebuild(registry, now)
    return Docketed(matter, case, appeal, complaint, letter)


@dataclass(frozen=True)
class _Maker:
    registry: Registry

    def opened(self, matter: str, workflow: str, title: str) -> str:
        """Open a case in ``matter``."""
        return opening.open_proceeding(
            self.registry,
            actor=LAWYER,
            now=_day("2024-10-09"),
            matter_ref=matter,
            case=NewCase(workflow, title),
        ).ref

    def tell(self, ref: str, kind: str, day: str, **fields: str) -> None:
        """Record an event in the evening of its day."""
        content = EntryContent(source_document=STATEMENT, source_place="paragraph 3")
        report = Report(kind, When.parse(day), fields, content=content)
        recording.record_event(
            self.registry, actor=LAWYER, now=_day(day), ref=ref, report=report
        )


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=13, tzinfo=UTC)
