"""What stands around every page: navigation, banners, and words for dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request, url_for
from flask_security import current_user

from remedytrack.core.access import Role
from remedytrack.services.mail_health import held_back
from remedytrack.web.banners import banners
from remedytrack.web.languages import NATIVE_NAMES, language, wording
from remedytrack.web.languages import gettext as _
from remedytrack.web.parts import parts
from remedytrack.web.roles import READERS, WRITERS, may_write, own_roles

_KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    title: str
    address: str
    is_here: bool


def init_app(app: Flask) -> None:
    """Give the templates of ``app`` the frame and the words."""
    app.context_processor(_frame)
    app.jinja_env.filters.update(
        day=lambda on: wording().day(on),
        long_day=lambda on: wording().long_day(on),
        brief_day=lambda on: wording().brief_day(on),
        when=lambda when: wording().when(when),
        text=lambda texts: wording().text(texts),
        citation=lambda cite: wording().citation(str(cite)),
        sentence=lambda sentence: wording().sentence(sentence),
        moment=_moment,
    )


def navigation() -> list[Place]:
    """Return the pages that the person signed in can open, in order of use."""
    offered = (
        (READERS, "docket.overview", _("Docket")),
        (READERS, "detentions.overview", _("Detentions")),
        (READERS, "cases.folders", _("Dossiers")),
        (READERS, "remedies.overview", _("Can still be saved")),
        (READERS, "evening.overview", _("Evening check")),
        ((Role.COORDINATOR,), "coordination.overview", _("Who was told")),
        (READERS, "findings.overview", _("Not investigated")),
        (READERS, "findings.replies", _("UN replies")),
        (tuple(Role), "calculator.choose", _("Calculator")),
        (_KEEPERS, "authorities.overview", _("Authorities")),
        ((Role.ADMINISTRATOR,), "law_changes.overview", _("Changed law")),
        (_KEEPERS, "people.overview", _("People")),
        (_KEEPERS, "mail_health.overview", _mail_health()),
        (WRITERS, "reminders.overview", _("My reminders")),
    )
    mine = own_roles()
    return [
        Place(title, url_for(endpoint), request.endpoint == endpoint)
        for roles, endpoint, title in offered
        if not mine.isdisjoint(roles) and endpoint in current_app.view_functions
    ]


def _mail_health() -> str:
    """Say in the title itself to how many people nothing is sent."""
    held = 0 if own_roles().isdisjoint(_KEEPERS) else held_back(parts().store)
    return f"{_('Mail health')} ({held})" if held else _("Mail health")


def _frame() -> dict[str, Any]:
    signed_in = current_user.is_authenticated
    return {
        "language": language(),
        "native_names": NATIVE_NAMES,
        "here": request.full_path.rstrip("?"),
        "reader": current_user if signed_in else None,
        "navigation": navigation() if signed_in else [],
        "banners": banners(),
        "may_write": may_write(),
    }


def _moment(at: datetime, zone: str) -> str:
    return wording().moment(at, ZoneInfo(zone))
