"""Standing warnings above every page: whatever keeps reminders from going out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_security import current_user

from remedytrack.clock import ShiftedClock
from remedytrack.services.liveness import Hold, Signs, health, may_confirm, signs
from remedytrack.services.mail_health import held_back, may_see_health
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader, reader_zone, wording
from remedytrack.web.law_changes import unpublished
from remedytrack.web.parts import known_on, now, parts
from remedytrack.web.roles import viewer

_DEMO_ZONE = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True, slots=True)
class Banner:
    """A line above the page.

    Attributes:
        tone: ``demo``, ``worry`` or ``alarm``.
        text: what it says.
        link: where to go from there.
        link_text: what the link says.
    """

    tone: str
    text: str
    link: str = ""
    link_text: str = ""


def banners() -> list[Banner]:
    """Return what everybody has to know before reading the page."""
    shown = []
    if isinstance(parts().clock, ShiftedClock):
        moment = wording().moment(now(), _DEMO_ZONE)
        shown.append(
            Banner(
                "demo",
                _(
                    "Demo: the clock of this installation began on 1 December 2025 "
                    "and runs on; it is now %(moment)s.",
                    moment=moment,
                ),
            )
        )
    if current_user.is_authenticated and (day := known_on()):
        words = _(
            "As known at the end of %(day)s: what was entered later is left out, and "
            "nothing can be entered here.",
            day=wording().long_day(day),
        )
        return [Banner("worry", words, request.path, _("Back to today"))]
    if current_user.is_authenticated:
        shown += _alarms(signs(parts().store))
        shown += _refused_mail()
        changed = unpublished()
        shown += [Banner("worry", changed)] if changed else []
        if parts().settings.mail_url is None:
            no_mail = _("Reminders are not being sent: no mail server is set.")
            shown.append(Banner("alarm", no_mail))
    return shown


def _alarms(seen: Signs) -> list[Banner]:
    """Return what keeps reminders from going out, by all that the database shows."""
    found = health(seen, now())
    shown = []
    if seen.hold is not None:
        shown.append(_held(seen.hold))
    if not found.scheduler:
        shown.append(Banner("alarm", _silent_since(seen.heartbeat_at)))
    if not found.mail and parts().settings.mail_url is not None:
        words = _(
            "Mails have been waiting for more than an hour: the mail server does not "
            "take them."
        )
        shown.append(Banner("alarm", words))
    return shown


def _refused_mail() -> list[Banner]:
    """Return that the reader's address refuses mail, or any, to whoever keeps them."""
    shown = []
    own = reader()
    if own is not None and own.suspended_at is not None:
        words = _("Mail to you is refused; whoever stands in is reminded instead.")
        what_to_do = url_for("reminders.overview")
        shown.append(Banner("alarm", words, what_to_do, _("What to do")))
    held = held_back(parts().store) if may_see_health(viewer()) else 0
    if held:
        words = _("Addresses that refuse mail: %(n)s. Nothing is sent there.", n=held)
        page = url_for("mail_health.overview")
        shown.append(Banner("alarm", words, page, _("Mail health")))
    return shown


def _silent_since(heartbeat_at: datetime | None) -> str:
    if heartbeat_at is None:
        return _("Reminders are not being sent: the scheduler has never run.")
    return _(
        "Reminders are not being sent: the scheduler was last seen %(moment)s.",
        moment=wording().moment(heartbeat_at, reader_zone()),
    )


def _held(hold: Hold) -> Banner:
    words = _(
        "Reminders are held: the clock of the server showed %(shown)s when it should "
        "have been %(expected)s.",
        shown=wording().moment(hold.shown_at, reader_zone()),
        expected=wording().moment(hold.expected_at, reader_zone()),
    )
    if not may_confirm(viewer()):
        return Banner("alarm", words)
    return Banner("alarm", words, url_for("liveness.clock"), _("Look at the clock"))
