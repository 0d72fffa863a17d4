"""Sending: claim with a lease, check that it is still true, send, mark.

A crash between sending and marking repeats a mail with the same Message-ID; nothing
loses one. One bad row never stops the rows behind it (`architecture.md`, reminders).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from remedytrack.notify.transport import (
    DeliveryFailed,
    OutgoingMail,
    Phase,
    Transport,
)
from remedytrack.services.lettering import Envelope
from remedytrack.services.planning import deadline_of
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Mail, Recipient

_log = logging.getLogger(__name__)

LEASE_MARGIN = timedelta(seconds=60)
"""A lease outlives the transport's time-out by this, so no living sender loses it."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after the first, second … failed try; the last one repeats."""

Moment = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a round of sending did."""

    sent: int = 0
    withdrawn: int = 0
    deferred: int = 0
    failed: int = 0

    def __add__(self, other: Sent) -> Sent:
        return Sent(
            self.sent + other.sent,
            self.withdrawn + other.withdrawn,
            self.deferred + other.deferred,
            self.failed + other.failed,
        )


def send_mails(
    registry: Registry, envelope: Envelope, transport: Transport, moment: Moment
) -> Sent:
    """Send every mail that is due and free; return what became of them.

    ``moment`` is asked anew for each mail, because sending takes time.
    """
    total = Sent()
    while (mail := _claim(registry, transport, moment)) is not None:
        total += _handle(registry, envelope, transport, mail, moment)
    return total


def _claim(registry: Registry, transport: Transport, moment: Moment) -> Mail | None:
    now = moment()
    lease_until = now + timedelta(seconds=transport.timeout_seconds) + LEASE_MARGIN
    with registry.store.writing() as unit:
        return unit.mails.claim(now, lease_until)


def _handle(
    registry: Registry,
    envelope: Envelope,
    transport: Transport,
    mail: Mail,
    moment: Moment,
) -> Sent:
    address = _address_if_true(registry, mail, moment())
    if address is None:
        return Sent(withdrawn=1)
    try:
        transport.send(_outgoing(mail, envelope, address))
    except DeliveryFailed as failure:
        return _note_failure(registry, mail, failure, moment())
    except Exception as error:  # noqa: BLE001 - one bad row never stops the next
        _log.exception("A mail failed in an unexpected way.", extra={"mail": mail.id})
        return _note_failure(registry, mail, _unexpected(error), moment())
    with registry.store.writing() as unit:
        unit.mails.mark_sent(mail, moment())
    return Sent(sent=1)


def _unexpected(error: Exception) -> DeliveryFailed:
    """Nobody knows how far it had come, and its text may hold an address."""
    reason = f"unexpected error: {type(error).__name__}"
    return DeliveryFailed(Phase.AFTER_DATA, None, reason, ambiguous=True)


def _outgoing(mail: Mail, envelope: Envelope, address: str) -> OutgoingMail:
    return OutgoingMail(
        message_id=mail.message_id,
        sender=envelope.sender,
        recipient=address,
        subject=mail.subject,
        body=mail.body,
        date=mail.created_at,
    )


def _address_if_true(registry: Registry, mail: Mail, now: datetime) -> str | None:
    """Return where to send ``mail`` if all it says still holds.

    If some of it was overtaken the mail is withdrawn, and what is still owed waits for
    the next planning, which writes a new one.
    """
    with registry.store.writing() as unit:
        if not unit.mails.still_mine(mail):
            return None
        recipient = unit.people.recipient(mail.recipient_id)
        if recipient is None or not _is_true(unit, mail, recipient, now):
            _withdraw(unit, mail, now)
            return None
    return recipient.address


def _is_true(unit: Unit, mail: Mail, recipient: Recipient, now: datetime) -> bool:
    stale = _of_another_day(mail, recipient, now)
    return _holds(unit, mail, now) and recipient.active and not stale


def _holds(unit: Unit, mail: Mail, now: datetime) -> bool:
    reminders = unit.reminders.of_mail(mail.id)
    overtaken = [r.id for r in reminders if deadline_of(unit, r) is None]
    unit.reminders.cancel(overtaken, now)
    return not overtaken


def _of_another_day(mail: Mail, recipient: Recipient, now: datetime) -> bool:
    """Whether its "today" and "in 3 days" have become wrong while it waited.

    What may have arrived already is repeated as it was, so that it can be recognised.
    """
    zone = ZoneInfo(recipient.zone)
    written_on = mail.created_at.astimezone(zone).date()
    return not mail.possibly_repeated and written_on < now.astimezone(zone).date()


def _withdraw(unit: Unit, mail: Mail, now: datetime) -> None:
    unit.mails.withdraw(mail)
    unit.reminders.detach(mail.id)
    subject = {"mail": str(mail.id), "recipient": mail.recipient_id}
    unit.audit.append(now, "scheduler", "mail.withdraw", subject, {})


def _note_failure(
    registry: Registry, mail: Mail, failure: DeliveryFailed, now: datetime
) -> Sent:
    error = f"{failure.phase}: {failure.reason}"
    with registry.store.writing() as unit:
        if failure.permanent:
            unit.mails.mark_failed(mail, error)
            subject = {"mail": str(mail.id), "recipient": mail.recipient_id}
            unit.audit.append(now, "scheduler", "mail.fail", subject, {})
            return Sent(failed=1)
        pause = PAUSES[min(mail.attempts, len(PAUSES)) - 1]
        unit.mails.mark_retry(
            mail, now + pause, error, possibly_repeated=failure.ambiguous
        )
    return Sent(deferred=1)
