"""Bouncing: an address that refuses our mail, and what follows from it.

Nothing is sent to such an address until a person has looked at it. Whoever stands in is
told in the meantime, what was on its way waits for them, and the others on the cases
learn of it at once: a mail that came back looks like a quiet day to its reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from remedytrack.core.access import Role, Viewer
from remedytrack.core.audit import Detail
from remedytrack.core.reminding import Sort
from remedytrack.core.timelimits.explain import Sentence
from remedytrack.notify.bounces import Bounce, Verdict, read_bounce
from remedytrack.notify.delivery import DeliveryFailed, Phase
from remedytrack.notify.rendering import Rendered, filled
from remedytrack.services.lettering import Envelope
from remedytrack.services.owing import fallback_ids
from remedytrack.services.refusals import NotAllowed, NotFound, Refused
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Mail, Recipient
from remedytrack.wording import Wording

BY_MAIL = "bounce"
"""Who acts, in the record, where a mail came back."""

_STATUS = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.])")


class MailUnknown(Refused):
    """No mail of ours has the Message-ID that came back."""

    message = Sentence(
        "The report returns no mail that was sent from here. Nothing was changed.", {}
    )


class NotSuspended(Refused):
    """Mail goes to that address as it is."""

    message = Sentence("This address is not held back; nothing was changed.", {})


class Taken(StrEnum):
    """What followed from a bounce."""

    SUSPENDED = "suspended"
    GIVEN_UP = "given_up"
    NOTED = "noted"
    ALREADY = "already"
    FORMER_ADDRESS = "former_address"


def take_bounce(
    registry: Registry, envelope: Envelope, data: bytes, now: datetime
) -> Taken:
    """Act on a mail that came back; return what followed.

    A mail that came back is failed, and what it said is owed again. A refusal for good
    suspends the address; a delay is noted only. The same report again changes nothing.

    Raises:
        NotABounce: ``data`` is no report.
        MailUnknown: it is about no mail of ours.
    """
    bounce = read_bounce(data)
    with registry.store.writing() as unit:
        mail = _ours(unit, bounce)
        match bounce.verdict:
            case Verdict.DELAYED:
                return _note_delay(unit, mail, bounce, now)
            case Verdict.GIVEN_UP | Verdict.REFUSED:
                return _take_back(unit, envelope, mail, bounce, now)
            case never:
                assert_never(never)


def refused_address(failure: DeliveryFailed) -> str | None:
    """Return the status with which a server refused the address itself, if it did."""
    if not failure.permanent or failure.phase is not Phase.RCPT:
        return None
    found = _STATUS.search(failure.reason)
    return found[0] if found else str(failure.code or "5.0.0")


def suspend(
    unit: Unit, envelope: Envelope, recipient_id: str, status: str, now: datetime
) -> bool:
    """Send nothing to this person's address any more; say whether that is new.

    What waits for them is withdrawn and owed again, which is whoever's who stands in;
    the others on their cases and the coordinators are told.

    Args:
        unit: the transaction that records the refusal, too.
        envelope: for the mails to the others.
        recipient_id: whose address it is.
        status: such as ``5.1.1``, and nothing else of what the server said.
        now: the moment.
    """
    recipient = unit.people.recipient(recipient_id)
    if recipient is None or recipient.suspended_at is not None:
        return False
    held = replace(recipient, suspended_at=now, suspended_because=status)
    unit.people.put_recipient(held)
    for mail in unit.deliveries.queued_to(recipient_id):
        unit.mails.withdraw(mail)
        unit.reminders.detach(mail.id)
    others = list(_others(unit, recipient_id))
    for other in others:
        unit.mails.queue(_notice(envelope, other, now))
    subject = {"recipient": recipient_id}
    details: dict[str, Detail] = {"because": status, "told": len(others)}
    unit.audit.append(now, BY_MAIL, "address.suspend", subject, details)
    return True


def lift(
    registry: Registry, *, actor: Viewer, now: datetime, recipient_id: str
) -> None:
    """Send mail to this person again: somebody has seen that the address is right.

    Raises:
        NotAllowed: the actor keeps neither the docket nor the installation.
        NotFound: nobody of this id gets mail.
        NotSuspended: mail goes there as it is.
    """
    if not may_lift(actor):
        raise NotAllowed
    with registry.store.writing() as unit:
        recipient = unit.people.recipient(recipient_id)
        if recipient is None:
            raise NotFound(ref=recipient_id)
        if recipient.suspended_at is None:
            raise NotSuspended
        unit.people.put_recipient(lifted(recipient))
        subject = {"recipient": recipient_id}
        unit.audit.append(now, actor.id, "address.lift", subject, {})


def may_lift(viewer: Viewer) -> bool:
    """Say whether ``viewer`` may let mail go to a refused address again."""
    return viewer.operator or viewer.has(Role.COORDINATOR, Role.ADMINISTRATOR)


def lifted(recipient: Recipient) -> Recipient:
    """Return ``recipient`` as somebody to whom mail is sent."""
    return replace(recipient, suspended_at=None, suspended_because=None)


def changed_at_setting(recipient_id: str) -> str:
    """Return the name of the setting that says when an address was last changed."""
    return f"address_changed:{recipient_id}"


def _ours(unit: Unit, bounce: Bounce) -> Mail:
    for message_id in bounce.message_ids:
        mail = unit.deliveries.by_message_id(message_id)
        if mail is not None:
            return mail
    raise MailUnknown


def _note_delay(unit: Unit, mail: Mail, bounce: Bounce, now: datetime) -> Taken:
    unit.deliveries.note(mail, f"delayed {bounce.status}")
    _audit(unit, mail, "mail.delayed", bounce.status, now)
    return Taken.NOTED


def _take_back(
    unit: Unit, envelope: Envelope, mail: Mail, bounce: Bounce, now: datetime
) -> Taken:
    if not unit.deliveries.came_back(mail, f"bounced {bounce.status}"):
        return Taken.ALREADY
    unit.reminders.detach(mail.id)
    _audit(unit, mail, "mail.bounce", bounce.status, now)
    if bounce.verdict is Verdict.GIVEN_UP:
        return Taken.GIVEN_UP
    if _is_of_a_former_address(unit, mail):
        return Taken.FORMER_ADDRESS
    suspend(unit, envelope, mail.recipient_id, bounce.status, now)
    return Taken.SUSPENDED


def _is_of_a_former_address(unit: Unit, mail: Mail) -> bool:
    changed = unit.settings.get(changed_at_setting(mail.recipient_id))
    left_at = mail.sent_at or mail.created_at
    return changed is not None and left_at < datetime.fromisoformat(changed)


def _others(unit: Unit, recipient_id: str) -> Iterator[Recipient]:
    """Yield who works on the same cases, and whom cases without anybody fall to."""
    ids = dict.fromkeys(fallback_ids(unit))
    for case in unit.proceedings.all():
        if recipient_id in {case.owner, case.deputy}:
            ids |= dict.fromkeys(each for each in (case.owner, case.deputy) if each)
    for other_id in ids:
        other = unit.people.recipient(other_id) if other_id != recipient_id else None
        if other is not None and other.gets_mail:
            yield other


def _notice(envelope: Envelope, reader: Recipient, now: datetime) -> Mail:
    """Write the mail that names nobody and no case."""
    say = Wording(reader.language).say
    told = "\n".join(
        (
            say("Mail to one of you is refused by the other side."),
            "",
            say("Nothing is sent to that address now; whoever stands in is reminded."),
            say("Tell the person by another way, and sign in to see who it is."),
            envelope.home_link,
            "",
        )
    )
    body = filled(told)
    rendered = Rendered(say("Reminder"), body, strict_body=body)
    return envelope.mail(reader, rendered, Sort.ESCALATION.value, now)


def _audit(unit: Unit, mail: Mail, action: str, status: str, now: datetime) -> None:
    subject = {"mail": str(mail.id), "recipient": mail.recipient_id}
    unit.audit.append(now, BY_MAIL, action, subject, {"because": status})
