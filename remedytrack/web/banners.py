"""Standing warnings above every page: a shifted clock, a scheduler that sleeps."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import request
from flask_security import current_user

from remedytrack.clock import ShiftedClock
from remedytrack.services.liveness import heartbeat_at, is_old
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone, wording
from remedytrack.web.law_changes import unpublished
from remedytrack.web.parts import known_on, now, parts, registry

_DEMO_ZONE = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True, slots=True)
class Banner:
    """A line above the page; ``tone`` is ``demo``, ``worry`` or ``alarm``.

    ``back`` is where today is, on a page about an earlier day.
    """

    tone: str
    text: str
    back: str | None = None


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
        return [Banner("worry", words, back=request.path)]
    if current_user.is_authenticated:
        shown += _worries()
        changed = unpublished()
        shown += [Banner("worry", changed)] if changed else []
        if parts().settings.mail_url is None:
            no_mail = _("Reminders are not being sent: no mail server is set.")
            shown.append(Banner("alarm", no_mail))
    return shown


def _worries() -> list[Banner]:
    seen_at = heartbeat_at(registry())
    if seen_at is None:
        return [
            Banner(
                "alarm",
                _("Reminders are not being sent: the scheduler has never run."),
            )
        ]
    if not is_old(seen_at, now()):
        return []
    words = _(
        "Reminders are not being sent: the scheduler was last seen %(moment)s.",
        moment=wording().moment(seen_at, reader_zone()),
    )
    return [Banner("alarm", words)]
