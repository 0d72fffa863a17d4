"""Calendar feeds: one a person, under a secret address that they can revoke.

A calendar lives on telephones and in other people's clouds, is refreshed late or never,
and cannot be called back. So a feed is off until its reader wants it, says no more than
a day, and is never the only channel: mails go out all the same.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from remedytrack.core.access import Output, Role, Viewer
from remedytrack.notify.calendar_feed import FeedDay
from remedytrack.services.owing import fallback_ids
from remedytrack.services.refusals import NotFound
from remedytrack.services.registry import Registry, visible
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding, Recipient

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Feed:
    """What a person's calendar may know, as of ``as_of``."""

    recipient: Recipient
    as_of: datetime
    days: tuple[FeedDay, ...]


def start_feed(registry: Registry, *, actor: Viewer, now: datetime) -> str:
    """Open a feed for ``actor`` and return its secret, which is kept nowhere.

    An earlier feed of theirs ends. Raises :class:`NotFound` for who gets no mail.
    """
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with registry.store.writing() as unit:
        if unit.people.recipient(actor.id) is None:
            raise NotFound(ref=actor.id)
        unit.feeds.start(actor.id, _hash(secret), now)
        unit.audit.append(now, actor.id, "feed.start", {"recipient": actor.id}, {})
    return secret


def stop_feed(registry: Registry, *, actor: Viewer, now: datetime) -> None:
    """End the feed of ``actor``, if there is one; its address is dead at once."""
    with registry.store.writing() as unit:
        if unit.feeds.revoke(actor.id, now):
            unit.audit.append(now, actor.id, "feed.stop", {"recipient": actor.id}, {})


def feed_since(registry: Registry, *, viewer: Viewer) -> datetime | None:
    """Return since when ``viewer`` has a feed."""
    with registry.store.reading() as unit:
        return unit.feeds.started_at(viewer.id)


def feed_of(registry: Registry, secret: str, now: datetime) -> Feed:
    """Return the feed behind ``secret``; :class:`NotFound` for any other text.

    Whoever may not sign in any more reads nothing here either.
    """
    with registry.store.reading() as unit:
        reader = unit.feeds.reader_of(_hash(secret))
        recipient = unit.people.recipient(reader) if reader else None
        account = unit.accounts.get(reader) if reader else None
        if recipient is None or account is None or not account.active:
            raise NotFound(ref="feed")
        roles = frozenset(Role(role) for role in account.roles)
        days = _days(unit, Viewer(account.id, roles), secret)
        return Feed(recipient, now, tuple(sorted(days, key=_by_day)))


def _days(unit: Unit, reader: Viewer, secret: str) -> Iterator[FeedDay]:
    """Yield a day for each deadline that the reader's cases have or ever had."""
    is_fallback = reader.id in fallback_ids(unit)
    cases = unit.proceedings.answered_by([reader.id], unassigned=is_fallback)
    for case in cases:
        if visible(unit, reader, case, Output.FEED):
            yield from _of_case(unit, case, secret)


def _of_case(unit: Unit, case: Proceeding, secret: str) -> Iterator[FeedDay]:
    here = {each.id: each for _, each in unit.projections.deadlines([case.id])}
    once = unit.results.current(case.id)
    for deadline_id in {**once, **here}:
        deadline = here.get(deadline_id)
        on = deadline.remind_on if deadline else once[deadline_id].safe_on
        if on is not None:
            over = deadline is None or not deadline.state.is_pending
            uid = hmac.digest(secret.encode(), deadline_id.bytes, "sha256").hex()
            yield FeedDay(uid, on, case.rev, over)


def _by_day(each: FeedDay) -> tuple[date, str]:
    return each.on, each.uid


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
