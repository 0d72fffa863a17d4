"""Sending: claim with a lease, check that it is still true, send, mark.

Between two sends lies one durable commit: it marks what was sent, claims the next mail
and checks it. A crash between sending and marking repeats a mail with the same
Message-ID; nothing loses one. One bad row never stops the rows behind it
(`architecture.md`, reminders).
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
    Post,
    Transport,
)
from remedytrack.services.bouncing import refused_address, suspend
from remedytrack.services.lettering import Envelope
from remedytrack.services.queueing import deadline_of, take_back
from remedytrack.services.registry import Registry
from remedytrack.services.sealing import Cover, cover_for, covered
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Mail, Recipient

_log = logging.getLogger(__name__)

LEASE_MARGIN = timedelta(seconds=60)
"""A lease outlives the transport's time-out by this, so no living sender loses it."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after the first, second … failed try; the last one repeats."""

LONGEST_SERVER_PAUSE = timedelta(minutes=5)
"""The longest wait where the server was out of reach, which says nothing of the mail.

A round asks such a server once, so waiting longer would spare it nothing.
"""

LONGEST_ROUND = timedelta(minutes=2)
"""After this the tick goes on; planning and the heartbeat must not wait for long."""

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


@dataclass(frozen=True, slots=True)
class _Round:
    """What a round works with; ``ends_at`` is when it claims no more."""

    registry: Registry
    envelope: Envelope
    moment: Moment
    timeout: timedelta
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A mail in our hands, and its reader; without one there is nothing to send.

    ``meanwhile`` counts what became of it in that case; ``cover`` says how much of it
    its carriers may read.
    """

    mail: Mail
    reader: Recipient | None
    meanwhile: Sent = Sent()
    cover: Cover | None = None


@dataclass(frozen=True, slots=True)
class _Tried:
    """A mail that was offered to the server, and why it did not take it."""

    mail: Mail
    failure: DeliveryFailed | None


class _NobodyThere:
    """Stands in for a server that is out of reach: it is asked once a round."""

    def __init__(self, failure: DeliveryFailed) -> None:
        self._failure = failure

    def send(self, mail: OutgoingMail) -> None:  # noqa: ARG002
        raise self._failure.with_traceback(None)


def send_mails(
    registry: Registry, envelope: Envelope, transport: Transport, moment: Moment
) -> Sent:
    """Send every mail that is due and free; return what became of them.

    A server that is out of reach is asked once: what else is due waits as well, or is
    withdrawn if it is no longer true. ``moment`` is asked anew for each mail, because
    sending takes time.
    """
    timeout = timedelta(seconds=transport.timeout_seconds)
    ends_at = moment() + LONGEST_ROUND
    this = _Round(registry, envelope, moment, timeout, ends_at)
    total, tried = Sent(), None
    with transport.session() as line:
        post: Post = line
        while True:
            counted, claimed = _put_down_and_claim(this, tried)
            total += counted
            if claimed is None:
                return total
            total += claimed.meanwhile
            tried = _tried(this, post, claimed)
            if tried and tried.failure and tried.failure.unreachable:
                post = _NobodyThere(tried.failure)


def _put_down_and_claim(
    this: _Round, tried: _Tried | None
) -> tuple[Sent, _Claimed | None]:
    """Put down what became of the last mail and claim the next, in one commit."""
    now = this.moment()
    try:
        with this.registry.store.writing() as unit:
            return _put_down(this, unit, tried, now), _next(this, unit, tried, now)
    except Exception:
        # What has left is put down, whatever it was about the next one.
        with this.registry.store.writing() as unit:
            _put_down(this, unit, tried, now)
        raise


def _next(
    this: _Round, unit: Unit, tried: _Tried | None, now: datetime
) -> _Claimed | None:
    broken_off = tried and tried.failure and tried.failure.broken_off
    if broken_off or now > this.ends_at:
        return None
    mail = unit.mails.claim(now, now + this.timeout + LEASE_MARGIN)
    return _checked(unit, mail, now) if mail else None


def _checked(unit: Unit, mail: Mail, now: datetime) -> _Claimed:
    """Return the mail with its reader if all it says still holds.

    If some of it was overtaken the mail is withdrawn, and what is still owed waits for
    the next planning, which writes a new one.
    """
    try:
        reader = unit.people.recipient(mail.recipient_id)
        if reader is None or not _is_true(unit, mail, reader, now):
            take_back(unit, mail, now)
            return _Claimed(mail, None, Sent(withdrawn=1))
        cover = cover_for(unit, mail, reader, now)
    except Exception as error:  # noqa: BLE001 - one bad row never stops the next
        failure = _unexpected(mail, error, ambiguous=False)
        return _Claimed(mail, None, _put_off(unit, mail, failure, now))
    return _Claimed(mail, reader, cover=cover)


def _tried(this: _Round, post: Post, claimed: _Claimed) -> _Tried | None:
    """Offer the mail to the server, unless there is nothing to send."""
    mail, reader, cover = claimed.mail, claimed.reader, claimed.cover
    if reader is None or cover is None:
        return None
    try:
        outgoing = _outgoing(mail, this.envelope, reader)
        outgoing = covered(outgoing, cover, this.moment())
    except Exception as error:  # noqa: BLE001 - as above
        return _Tried(mail, _unexpected(mail, error, ambiguous=False))
    if not _time_is_left(this, mail):
        return _Tried(mail, _claim_ran_out())
    try:
        post.send(outgoing)
    except DeliveryFailed as failure:
        return _Tried(mail, failure)
    except Exception as error:  # noqa: BLE001 - as above
        return _Tried(mail, _unexpected(mail, error, ambiguous=True))
    return _Tried(mail, None)


def _time_is_left(this: _Round, mail: Mail) -> bool:
    """Whether the lease outlives the send; not so after a long stop of the process."""
    return mail.lease_until is None or this.moment() + this.timeout < mail.lease_until


def _claim_ran_out() -> DeliveryFailed:
    return DeliveryFailed(Phase.BUILD, None, "the process stood still for too long")


def _unexpected(mail: Mail, error: Exception, *, ambiguous: bool) -> DeliveryFailed:
    """``ambiguous``: nobody knows how far it came. Its text may hold an address."""
    _log.error(
        "A mail failed in an unexpected way.", exc_info=error, extra={"mail": mail.id}
    )
    phase = Phase.AFTER_DATA if ambiguous else Phase.BUILD
    reason = f"unexpected error: {type(error).__name__}"
    return DeliveryFailed(phase, None, reason, ambiguous=ambiguous)


def _outgoing(mail: Mail, envelope: Envelope, reader: Recipient) -> OutgoingMail:
    return OutgoingMail(
        message_id=mail.message_id,
        sender=envelope.sender,
        recipient=reader.address,
        subject=mail.subject,
        body=mail.body,
        date=mail.created_at,
    )


def _is_true(unit: Unit, mail: Mail, recipient: Recipient, now: datetime) -> bool:
    stale = _of_another_day(mail, recipient, now)
    return _holds(unit, mail, now) and recipient.gets_mail and not stale


def _holds(unit: Unit, mail: Mail, now: datetime) -> bool:
    reminders = unit.reminders.of_mail(mail.id)
    overtaken = [r.id for r in reminders if deadline_of(unit, r) is None]
    if overtaken:
        unit.reminders.cancel(overtaken, now)
    return not overtaken


def _of_another_day(mail: Mail, recipient: Recipient, now: datetime) -> bool:
    """Whether its "today" and "in 3 days" have become wrong while it waited.

    What may have arrived already is repeated as it was, so that it can be recognised.
    """
    zone = ZoneInfo(recipient.zone)
    written_on = mail.created_at.astimezone(zone).date()
    return not mail.possibly_repeated and written_on != now.astimezone(zone).date()


def _put_down(this: _Round, unit: Unit, tried: _Tried | None, now: datetime) -> Sent:
    if tried is None:
        return Sent()
    if tried.failure is None:
        unit.mails.mark_sent(tried.mail, now)
        return Sent(sent=1)
    if tried.failure.permanent:
        return _give_up(this, unit, tried.mail, tried.failure, now)
    return _put_off(unit, tried.mail, tried.failure, now)


def _give_up(
    this: _Round, unit: Unit, mail: Mail, failure: DeliveryFailed, now: datetime
) -> Sent:
    if not unit.mails.mark_failed(mail, f"{failure.phase}: {failure.reason}"):
        return Sent()  # whoever has claimed it since decides
    subject = {"mail": str(mail.id), "recipient": mail.recipient_id}
    unit.audit.append(now, "scheduler", "mail.fail", subject, {})
    status = refused_address(failure)
    if status is not None:
        unit.reminders.detach(mail.id)
        suspend(unit, this.envelope, mail.recipient_id, status, now)
    return Sent(failed=1)


def _put_off(unit: Unit, mail: Mail, failure: DeliveryFailed, now: datetime) -> Sent:
    unit.mails.mark_retry(
        mail,
        now + _pause(mail, failure),
        f"{failure.phase}: {failure.reason}",
        possibly_repeated=failure.ambiguous,
    )
    return Sent(deferred=1)


def _pause(mail: Mail, failure: DeliveryFailed) -> timedelta:
    pause = PAUSES[min(mail.attempts, len(PAUSES)) - 1]
    return min(pause, LONGEST_SERVER_PAUSE) if failure.unreachable else pause
