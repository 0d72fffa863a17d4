"""Who gets a daily mail though there is no news: people who asked for one every day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from remedytrack.core import recipients
from remedytrack.services.lettering import Desk
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Recipient


def without_mail_today(desk: Desk) -> list[Recipient]:
    """Return who is owed a daily mail now and has none yet since their hour today.

    The mails themselves are the record of it, so a standstill of weeks is followed by
    one mail; write them before asking again.
    """
    return [
        person
        for person in _daily(desk.unit)
        if (slot := _slot_today(person, desk.now)) <= desk.now
        and not desk.unit.mails.daily_since(person.id, slot)
    ]


def next_daily_at(unit: Unit, now: datetime) -> datetime | None:
    """Return the first hour after ``now`` at which somebody is owed one."""
    after = now + timedelta.resolution
    return min((_hours_of(p).slot_from(after) for p in _daily(unit)), default=None)


def _daily(unit: Unit) -> Iterator[Recipient]:
    for person in unit.people.recipients():
        if person.gets_mail and person.always_daily:
            yield person


def _slot_today(person: Recipient, now: datetime) -> datetime:
    zone = ZoneInfo(person.zone)
    return _hours_of(person).slot_on(now.astimezone(zone).date())


def _hours_of(person: Recipient) -> recipients.Recipient:
    return recipients.Recipient(person.id, ZoneInfo(person.zone), person.hour)
