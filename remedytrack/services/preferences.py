"""Preferences: how somebody is told, as they want it; and the address, as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from remedytrack.core.access import Role, Viewer, may_coordinate
from remedytrack.core.audit import Detail
from remedytrack.core.timelimits.explain import Sentence
from remedytrack.notify.outgoing import Unmailable, mailbox
from remedytrack.services.absences import NobodyToStandIn
from remedytrack.services.bouncing import changed_at_setting, lifted
from remedytrack.services.refusals import NotAllowed, NotFound, Refused
from remedytrack.services.registry import Registry
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Privacy, Recipient
from remedytrack.wording import LANGUAGES

HOURS = range(24)
LONGEST_TEAM = 60


class UnknownZone(Refused):
    """There is no such time zone."""

    message = Sentence(
        "There is no time zone “%(zone)s”. Write it like Asia/Almaty.", {}
    )


class UnknownChoice(Refused):
    """A language or an hour that is not among those offered."""

    message = Sentence("Choose one of those offered.", {})


class NotAnAddress(Refused):
    """No mail can be sent to what was entered."""

    message = Sentence("This is not one address such as name@example.org.", {})


class AddressTaken(Refused):
    """Somebody else signs in with it."""

    message = Sentence("Somebody else has this address already.", {})


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to be told.

    Attributes:
        language: ``en``, ``ru`` or ``kk``.
        zone: where they are, such as ``Asia/Almaty``.
        hour: of their daily mail, 0-23.
        privacy: how much a mail says.
        always_daily: whether they want a daily mail without news, too.
        on_duty: whether terms in hours are told to them, whosever they are.
        deputy: the id of who stands in for them by default; ``None`` for nobody.
    """

    language: str
    zone: str
    hour: int
    privacy: Privacy
    always_daily: bool
    on_duty: bool
    deputy: str | None


def recipient_of(registry: Registry, recipient_id: str) -> Recipient:
    """Return who gets mail under this id; :class:`NotFound` if nobody does."""
    with registry.store.reading() as unit:
        return _known(unit, recipient_id)


def set_wishes(
    registry: Registry, *, actor: Viewer, now: datetime, wishes: Wishes
) -> None:
    """Change how the actor is told.

    Raises:
        NotFound: the actor gets no mail.
        UnknownZone, UnknownChoice: a value that does not exist.
        NobodyToStandIn: the deputy gets no mail, or is the actor.
    """
    _check(wishes)
    with registry.store.writing() as unit:
        recipient = _known(unit, actor.id)
        _check_deputy(unit, actor.id, wishes.deputy)
        changed = replace(
            recipient,
            language=wishes.language,
            zone=wishes.zone,
            hour=wishes.hour,
            privacy=wishes.privacy,
            always_daily=wishes.always_daily,
            on_duty=wishes.on_duty,
            deputy=wishes.deputy or None,
        )
        unit.people.put_recipient(changed)
        details: dict[str, Detail] = {"privacy": wishes.privacy.value}
        subject = {"recipient": actor.id}
        unit.audit.append(now, actor.id, "preferences.set", subject, details)


def set_team(
    registry: Registry, *, actor: Viewer, now: datetime, recipient_id: str, team: str
) -> None:
    """Put somebody in a team, whose ladder is theirs; in none if ``team`` is empty.

    Raises :class:`NotAllowed` for anybody but a coordinator, and :class:`NotFound`.
    """
    if not may_coordinate(actor):
        raise NotAllowed
    with registry.store.writing() as unit:
        recipient = _known(unit, recipient_id)
        name = " ".join(team.split())[:LONGEST_TEAM]
        unit.people.put_recipient(replace(recipient, team=name or None))
        unit.audit.append(now, actor.id, "team.set", {"recipient": recipient_id}, {})


def change_address(
    registry: Registry,
    *,
    actor: Viewer,
    now: datetime,
    recipient_id: str,
    address: str,
) -> None:
    """Send mail to another address, which is also the one to sign in with.

    What refused the former one no longer counts. The record says that it was changed,
    and not to what.

    Raises:
        NotAllowed: the actor does not keep the installation.
        NotFound: nobody of this id gets mail.
        NotAnAddress: no mail can be sent there.
        AddressTaken: somebody else signs in with it.
    """
    if not may_change_address(actor):
        raise NotAllowed
    new = _as_address(address)
    with registry.store.writing() as unit:
        recipient = _known(unit, recipient_id)
        holder = unit.accounts.by_email(new)
        if holder is not None and holder.id != recipient_id:
            raise AddressTaken
        unit.people.put_recipient(replace(lifted(recipient), address=new))
        if unit.accounts.get(recipient_id) is not None:
            unit.accounts.set_email(recipient_id, new)
        unit.settings.put(changed_at_setting(recipient_id), now.isoformat())
        subject = {"recipient": recipient_id}
        unit.audit.append(now, actor.id, "address.change", subject, {})


def may_change_address(viewer: Viewer) -> bool:
    """Say whether ``viewer`` may decide where somebody's mail goes."""
    return viewer.operator or viewer.has(Role.ADMINISTRATOR)


def _known(unit: Unit, recipient_id: str) -> Recipient:
    recipient = unit.people.recipient(recipient_id)
    if recipient is None:
        raise NotFound(ref=recipient_id)
    return recipient


def _check(wishes: Wishes) -> None:
    if wishes.language not in LANGUAGES or wishes.hour not in HOURS:
        raise UnknownChoice
    try:
        ZoneInfo(wishes.zone)
    except (LookupError, ValueError, OSError):
        raise UnknownZone(zone=wishes.zone) from None


def _check_deputy(unit: Unit, recipient_id: str, deputy: str | None) -> None:
    if not deputy:
        return
    found = unit.people.recipient(deputy)
    if deputy == recipient_id or found is None or not found.active:
        raise NobodyToStandIn(person=deputy)


def _as_address(text: str) -> str:
    try:
        return mailbox("To", text.strip()).addr_spec
    except Unmailable:
        raise NotAnAddress from None
