"""Mail health: what became of the mails, and what a person has to look after.

Silence looks the same whether nothing is due or nothing is sent. Names of colleagues
appear here, and neither addresses nor the words of a mail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from remedytrack.core.access import Role, Viewer
from remedytrack.services.keys import KeyState, state_of
from remedytrack.services.liveness import HEARTBEAT, is_old, waits_too_long
from remedytrack.services.refusals import NotAllowed
from remedytrack.services.registry import Registry
from remedytrack.storage.deliveries import Fate
from remedytrack.storage.unit import Store, Unit
from remedytrack.storage.values import Mail, Recipient

LISTED = 50
"""So many mails of one fate are listed, the latest."""

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']+@[^\s<>()\[\]:;,\"']+")


@dataclass(frozen=True, slots=True)
class Line:
    """One mail without its words; ``error`` is the server's, without addresses."""

    mail: Mail
    name: str
    error: str | None


@dataclass(frozen=True, slots=True)
class Suspended:
    """Somebody to whom nothing is sent, because their address refused mail."""

    recipient: Recipient
    name: str


@dataclass(frozen=True, slots=True)
class KeyWorry:
    """Somebody whose OpenPGP key needs a hand."""

    recipient_id: str
    name: str
    state: KeyState


@dataclass(frozen=True, slots=True)
class MailHealth:
    """Everything that the page shows.

    Attributes:
        counts: how many mails share each fate.
        lines: the latest of each.
        sent_day: how many left in the last 24 hours.
        sent_week: and in the last seven days.
        oldest_unsent_at: when the one that waits longest was due.
        waits_too_long: whether that is longer than any passing trouble.
        suspended: the addresses that refused mail.
        keys: the keys that are not used, or soon will not be.
        heartbeat_at: when the scheduler last finished a round.
        silent: whether it should have done so since.
    """

    counts: Mapping[Fate, int]
    lines: Mapping[Fate, Sequence[Line]]
    sent_day: int
    sent_week: int
    oldest_unsent_at: datetime | None
    waits_too_long: bool
    suspended: Sequence[Suspended]
    keys: Sequence[KeyWorry]
    heartbeat_at: datetime | None
    silent: bool

    @property
    def worries(self) -> int:
        """How many things are wrong."""
        once = (self.waits_too_long, self.silent)
        return len(self.suspended) + len(self.keys) + sum(once)


def mail_health(registry: Registry, *, viewer: Viewer, now: datetime) -> MailHealth:
    """Return what became of the mails; :class:`NotAllowed` for whoever keeps nothing.

    Coordinators and administrators keep the sending of mails.
    """
    if not may_see_health(viewer):
        raise NotAllowed
    with registry.store.reading() as unit:
        names = {each.id: each.name for each in unit.accounts.all()}
        lines = {fate: _lines(unit, fate, names) for fate in Fate}
        waiting_since = unit.mails.waiting_since()
        heartbeat_at = unit.heartbeats.last(HEARTBEAT)
        return MailHealth(
            counts={fate: unit.deliveries.count(fate) for fate in Fate},
            lines=lines,
            sent_day=unit.deliveries.sent_since(now - _DAY),
            sent_week=unit.deliveries.sent_since(now - _WEEK),
            oldest_unsent_at=unit.mails.oldest_unsent_at(),
            waits_too_long=waits_too_long(waiting_since, now),
            suspended=_suspended(unit, names),
            keys=_keys(unit, names, now),
            heartbeat_at=heartbeat_at,
            silent=is_old(heartbeat_at, now),
        )


def may_see_health(viewer: Viewer) -> bool:
    """Say whether ``viewer`` looks after the sending of mails."""
    return viewer.operator or viewer.has(Role.COORDINATOR, Role.ADMINISTRATOR)


def held_back(store: Store) -> int:
    """Return to how many people nothing is sent; cheap enough for every page."""
    with store.reading() as unit:
        return len([p for p in unit.people.recipients() if p.active and p.suspended_at])


def without_addresses(text: str) -> str:
    """Return ``text`` with whatever looks like an address left out."""
    return _ADDRESS.sub("…", text)


def _lines(unit: Unit, fate: Fate, names: Mapping[str, str]) -> list[Line]:
    return [
        Line(
            mail=mail,
            name=names.get(mail.recipient_id, mail.recipient_id),
            error=without_addresses(mail.last_error) if mail.last_error else None,
        )
        for mail in unit.deliveries.latest(fate, LISTED)
    ]


def _suspended(unit: Unit, names: Mapping[str, str]) -> list[Suspended]:
    return [
        Suspended(each, names.get(each.id, each.id))
        for each in unit.people.recipients()
        if each.active and each.suspended_at is not None
    ]


def _keys(unit: Unit, names: Mapping[str, str], now: datetime) -> list[KeyWorry]:
    states = [state_of(key, now) for key in unit.keys.all()]
    return [
        KeyWorry(each.key.recipient_id, names.get(each.key.recipient_id, ""), each)
        for each in states
        if each.worrying
    ]
