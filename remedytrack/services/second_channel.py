"""The second channel: by which somebody hears that the first one stands still.

An alarm says what stands still and since when, and nothing of any case.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from remedytrack.core.timelimits.explain import Sentence
from remedytrack.notify.outgoing import OutgoingMail
from remedytrack.notify.transport import DeliveryFailed, Transport
from remedytrack.notify.webhook import Webhook, WebhookFailed
from remedytrack.services.lettering import Envelope
from remedytrack.wording import Wording

_LANGUAGES: Final = ("en", "ru")
_UTC: Final = ZoneInfo("UTC")

_SUBJECT: Final = "Service notice"
"""The same for every alarm, and neutral on a lock screen."""

_log = logging.getLogger(__name__)


class Trouble(StrEnum):
    """What keeps reminders from going out."""

    SCHEDULER = "scheduler"
    MAIL = "mail"
    CLOCK = "clock"
    DATABASE = "database"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to tell: a trouble noticed at ``since``, or that it is over."""

    trouble: Trouble
    since: datetime
    over: bool = False

    @property
    def sentence(self) -> Sentence:
        """What it says."""
        template = (_OVER if self.over else _BEGUN)[self.trouble]
        return Sentence(template.msgid, {"since": self.since})


class AlarmNotTold(RuntimeError):
    """An alarm did not get through: by one route, or by none of those that are set."""


class Route(Protocol):
    """One way by which an alarm leaves."""

    def tell(self, alarm: Alarm, now: datetime) -> None:
        """Tell ``alarm``; :class:`AlarmNotTold` where it did not get through."""
        ...


@dataclass(frozen=True, slots=True)
class Posting:
    """Posts alarms to a webhook."""

    webhook: Webhook

    def tell(self, alarm: Alarm, now: datetime) -> None:  # noqa: ARG002 - see Route
        """Post ``alarm``; :class:`AlarmNotTold` where it was not accepted."""
        try:
            self.webhook.post(_document(alarm))
        except WebhookFailed as failure:
            raise AlarmNotTold(str(failure)) from failure


@dataclass(frozen=True, slots=True)
class Mailing:
    """Mails alarms to one address, by a server of their own."""

    transport: Transport
    envelope: Envelope
    address: str

    def tell(self, alarm: Alarm, now: datetime) -> None:
        """Mail ``alarm``; :class:`AlarmNotTold` where it was not accepted."""
        body = "\n\n".join(text_of(alarm, each) for each in _LANGUAGES)
        letter = OutgoingMail(
            message_id=self.envelope.message_id(),
            sender=self.envelope.sender,
            recipient=self.address,
            subject=_SUBJECT,
            body=f"{body}\n",
            date=now,
        )
        try:
            self.transport.send(letter)
        except DeliveryFailed as failure:
            reason = f"The second mail route: {failure.phase}, {failure.reason}."
            raise AlarmNotTold(reason) from failure


@dataclass(frozen=True, slots=True)
class SecondChannel:
    """The routes by which alarms leave: none, one, or several for safety."""

    routes: tuple[Route, ...] = ()

    def tell(self, alarm: Alarm, now: datetime) -> None:
        """Log ``alarm`` and tell it by every route; one that works is enough.

        Raises:
            AlarmNotTold: there are routes, and none of them worked.
        """
        level = logging.WARNING if alarm.over else logging.ERROR
        _log.log(level, "%s", text_of(alarm, "en"), extra={"action": "alarm"})
        failures = [why for route in self.routes if (why := _tried(route, alarm, now))]
        for reason in failures:
            _log.error("An alarm was not told. %s", reason, extra={"action": "alarm"})
        if failures and len(failures) == len(self.routes):
            raise AlarmNotTold(" ".join(failures))


def _tried(route: Route, alarm: Alarm, now: datetime) -> str | None:
    """Return why ``route`` did not work, if it did not."""
    try:
        route.tell(alarm, now)
    except AlarmNotTold as failure:
        return str(failure)
    return None


def text_of(alarm: Alarm, language: str) -> str:
    """Return the sentence of ``alarm`` in a language, its moment in UTC."""
    return Wording(language, _UTC).sentence(alarm.sentence)


def _document(alarm: Alarm) -> dict[str, str]:
    return {
        "source": "remedytrack",
        "trouble": alarm.trouble.value,
        "state": "over" if alarm.over else "begun",
        "since": alarm.since.astimezone(UTC).isoformat(timespec="seconds"),
        "text": text_of(alarm, "en"),
    }


_BEGUN: Final = {
    Trouble.SCHEDULER: Sentence(
        "No reminders are going out: the scheduler is silent. Noticed %(since)s.", {}
    ),
    Trouble.MAIL: Sentence(
        "Mails have been waiting for more than an hour: no server takes them. Noticed "
        "%(since)s.",
        {},
    ),
    Trouble.CLOCK: Sentence(
        "Reminders are held: the clock of the server contradicts elapsed time. Set it "
        "right, or confirm it by “remedytrack clock confirm”. Noticed %(since)s.",
        {},
    ),
    Trouble.DATABASE: Sentence(
        "No reminders are going out: the database cannot be used. Noticed %(since)s.",
        {},
    ),
    Trouble.SITE: Sentence("The site does not answer. Noticed %(since)s.", {}),
}
_OVER: Final = {
    Trouble.SCHEDULER: Sentence(
        "Over: the scheduler works again. Its silence was noticed %(since)s.", {}
    ),
    Trouble.MAIL: Sentence(
        "Over: no mail waits for more than an hour now. That was noticed %(since)s.",
        {},
    ),
    Trouble.CLOCK: Sentence(
        "Over: reminders go out again, the clock is right or was confirmed. They were "
        "held %(since)s.",
        {},
    ),
    Trouble.DATABASE: Sentence(
        "Over: the database can be used again. That it could not was noticed "
        "%(since)s.",
        {},
    ),
    Trouble.SITE: Sentence("Over: the site answers again, as of %(since)s.", {}),
}
