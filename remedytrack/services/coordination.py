"""The coordinator's view: who was told, who took it on, what slips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from remedytrack.core.access import Viewer, may_coordinate
from remedytrack.services.docket import DocketRow, docket
from remedytrack.services.liveness import HEARTBEAT, is_old
from remedytrack.services.next_steps import next_steps_missing
from remedytrack.services.refusals import NotAllowed
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Mail, MailState

_RECENT = 50


@dataclass(frozen=True, slots=True)
class Told:
    """One mail: to whom, when, in which words, and for which cases."""

    mail: Mail
    recipient_name: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coordination:
    """Everything the coordinator's page shows."""

    told: Sequence[Told]
    counts: dict[MailState, int]
    oldest_unsent_at: datetime | None
    heartbeat_at: datetime | None
    heartbeat_is_old: bool
    not_taken_on: Sequence[DocketRow]
    unassigned: Sequence[DocketRow]
    differing: Sequence[DocketRow]
    checked_alone: Sequence[DocketRow]
    stepless: int
    failed: Sequence[Told]


def coordination(registry: Registry, *, viewer: Viewer, now: datetime) -> Coordination:
    """Return who was told what; :class:`NotAllowed` for anybody but coordinators.

    Mails name no case but by reference; rows are those the viewer may see.
    """
    if not may_coordinate(viewer):
        raise NotAllowed
    rows = docket(registry, viewer=viewer, now=now)
    with registry.store.reading() as unit:
        told = [_told(unit, mail) for mail in unit.mails.recent(_RECENT)]
        counts = unit.mails.counts()
        oldest = unit.mails.oldest_unsent_at()
        heartbeat = unit.heartbeats.last(HEARTBEAT)
    return Coordination(
        told=told,
        counts=counts,
        oldest_unsent_at=oldest,
        heartbeat_at=heartbeat,
        heartbeat_is_old=is_old(heartbeat, now),
        not_taken_on=[r for r in rows if r.ours and r.deadline.acknowledged_at is None],
        unassigned=[row for row in rows if row.owner is None],
        differing=[row for row in rows if row.deadline.differs is not None],
        checked_alone=[row for row in rows if row.deadline.checked_alone is not None],
        stepless=len(next_steps_missing(registry, viewer=viewer, now=now)),
        failed=[each for each in told if each.mail.state is MailState.FAILED],
    )


def _told(unit: Unit, mail: Mail) -> Told:
    account = unit.accounts.get(mail.recipient_id)
    reminders = unit.reminders.of_mail(mail.id)
    owners = dict.fromkeys(each.proceeding_id for each in reminders)
    refs = tuple(unit.proceedings.get(owner).ref for owner in owners)
    return Told(mail, account.name if account else mail.recipient_id, refs)
