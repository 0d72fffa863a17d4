"""What storage gives and takes, where the core has no value of its own.

Ids of matters, proceedings, entries and so on are UUIDv7; users, recipients and
persons are opaque strings. Moments (``…_at``) are aware and come back in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.ladder import Scope
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.core.workflow.standing import Embargo


@dataclass(frozen=True, slots=True)
class Matter:
    """The folder of proceedings about the same events; its title is content."""

    id: UUID
    ref: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Authority:
    """A body and the calendar it works by; its name is content.

    ``merged_into`` is the body that it turned out to be.
    """

    id: UUID
    calendar: str
    merged_into: UUID | None = None


@dataclass(frozen=True, slots=True)
class Proceeding:
    """One workflow instance as the schedule plane knows it.

    ``embargo``, ``owner``, ``deputy``, ``headline_state`` and ``changes_at`` are
    projections: ``store_standing`` writes them. ``rev`` counts the stored standings.
    """

    id: UUID
    ref: str
    matter_id: UUID
    workflow: str
    workflow_version: int
    authority_id: UUID | None
    opened_at: datetime
    embargo: Embargo = Embargo.NONE
    owner: str | None = None
    deputy: str | None = None
    headline_state: str = ""
    changes_at: datetime | None = None
    rev: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Result:
    """One count of one deadline, kept for ever; the next one supersedes it.

    ``trace`` is the canonical document. ``safe_on`` and ``arguable_on`` are what the
    count gave, without extensions entered by hand; the law columns are those of the
    earlier end, and ``None`` where nothing could be counted any more. ``cause`` says
    in short why it was counted: an entry's id, ``rebuild`` or the like.
    """

    id: UUID
    proceeding_id: UUID
    deadline_id: UUID
    limit_version: str | None
    profile_version: str | None
    calendar: str | None
    calendar_revision_on: date | None
    tzdata: str
    safe_on: date | None
    arguable_on: date | None
    trace: str
    computed_at: datetime
    cause: str | None = None
    supersedes: UUID | None = None


@dataclass(frozen=True, slots=True)
class EntryContent:
    """The words that belong to an entry: our note, the source, its ``text`` fields."""

    note: str | None = None
    source_document: str | None = None
    source_place: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two proceedings, for example ``appeal_of``."""

    from_id: UUID
    to_id: UUID
    kind: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """What happened, without names; ``proceeding_id`` is the complaint about it.

    ``to_investigate`` says that somebody had to investigate it: an attack is, a hotel
    that cancels a booking is not.
    """

    id: UUID
    ref: str
    matter_id: UUID
    occurred: When
    authority_id: UUID | None = None
    authority_knew: bool = False
    proceeding_id: UUID | None = None
    to_investigate: bool = True


@dataclass(frozen=True, slots=True)
class IncidentContent:
    """The words that belong to an incident."""

    title: str
    note: str | None = None
    source_document: str | None = None
    source_place: str | None = None


class Privacy(StrEnum):
    """What a mail may say: counts only, or references and dates too."""

    STRICT = "strict"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets mail, where, in which language, at which hour (0-23) of their zone.

    ``id`` is the user's id; the account itself is never read for mailing.

    Attributes:
        team: whose ladder and evening check are theirs; a plain name.
        privacy: how much a mail says.
        always_daily: they want a daily mail whether or not there is news.
        on_duty: terms in hours are told to them whoever answers for the case.
        deputy: the id of who stands in for them, unless a case or an absence says so.
        suspended_at: since when nothing is mailed to the address, because it refused.
        suspended_because: the refusal in short, such as ``5.1.1``.
    """

    id: str
    address: str
    language: str
    zone: str
    hour: int = 9
    active: bool = True
    team: str | None = None
    privacy: Privacy = Privacy.STRICT
    always_daily: bool = False
    on_duty: bool = False
    deputy: str | None = None
    suspended_at: datetime | None = None
    suspended_because: str | None = None

    @property
    def gets_mail(self) -> bool:
        """Whether anything is mailed to them now."""
        return self.active and self.suspended_at is None


@dataclass(frozen=True, slots=True)
class Absence:
    """Days, both counted, on which ``recipient_id`` cannot be reached.

    ``deputy`` stands in for them; without one, whoever does so otherwise. An absence
    that was ended early (``ended_at``) says nothing any more.
    """

    id: UUID
    recipient_id: str
    from_on: date
    until_on: date
    deputy: str | None
    recorded_at: datetime
    recorded_by: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LadderSetting:
    """The rungs that a team or a person wants for one class of consequence."""

    scope: Scope
    subject: str
    consequence: Consequence
    days_before: tuple[int, ...]
    hours_before: tuple[int, ...]
    set_at: datetime
    set_by: str


ASKS_TO_CHECK = "|check"
"""What the name of a stored rung ends with where the date itself is to be checked."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What someone is owed. ``key`` makes it unique, so planning twice adds nothing.

    ``deadline_id`` refers to a projection and ``remind_on`` to its day; both may be
    absent, as for a deadline without a date.
    """

    id: UUID
    key: str
    deadline_id: UUID | None
    proceeding_id: UUID
    recipient_id: str
    rung: str
    remind_on: date | None
    due_at: datetime
    kind: str
    planned_at: datetime
    mail_id: UUID | None = None
    cancelled_at: datetime | None = None

    @property
    def asks_to_check(self) -> bool:
        """Whether the reader is asked to check the date itself, not only to act."""
        return self.rung.endswith(ASKS_TO_CHECK)


class Call(StrEnum):
    """What a transaction may ask of other processes, where a queue carries calls."""

    TICK = "remedytrack.tick"
    DELIVER = "remedytrack.deliver"


class MailState(StrEnum):
    """Where a mail stands. Only ``queued`` and ``sending`` are looked at by a tick."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the outbox.

    ``message_id`` is made with the row and never changes. ``attempts`` counts the
    claims and is the fencing token: who was claimed past can no longer mark it.
    ``possibly_repeated`` says that an earlier try may have reached the server.
    """

    id: UUID
    message_id: str
    recipient_id: str
    sort: str
    subject: str
    body: str
    language: str
    created_at: datetime
    due_at: datetime
    next_try_at: datetime
    state: MailState = MailState.QUEUED
    lease_until: datetime | None = None
    attempts: int = 0
    sent_at: datetime | None = None
    last_error: str | None = None
    possibly_repeated: bool = False
    strict_body: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; the password is not part of the value."""

    id: str
    email: str
    name: str
    active: bool
    roles: frozenset[str]
