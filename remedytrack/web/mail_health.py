"""The page of mail health: what became of the mails, and what needs a hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, render_template

from remedytrack.core.access import Role
from remedytrack.services.keys import why_not
from remedytrack.services.mail_health import LISTED, mail_health
from remedytrack.storage.deliveries import Fate
from remedytrack.web.languages import N_, reader_zone
from remedytrack.web.languages import gettext as _
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import open_to, viewer

blueprint = Blueprint("mail_health", __name__)

_FATES: Final[Mapping[Fate, str]] = {
    Fate.WAITING: N_("Not sent yet"),
    Fate.DEFERRED: N_("Tried, and put off"),
    Fate.REFUSED: N_("Refused"),
    Fate.REPEATED: N_("Possibly repeated"),
    Fate.WITHDRAWN: N_("Withdrawn before they left"),
    Fate.SENT: N_("Sent"),
}


@blueprint.get("/mail-health")
@open_to(Role.COORDINATOR, Role.ADMINISTRATOR)
def overview() -> str:
    """Show what became of the mails; no address, and none of their words."""
    return render_template(
        "mail_health.html",
        shown=mail_health(registry(), viewer=viewer(), now=now()),
        fates={fate: _(words) for fate, words in _FATES.items()},
        why_not=why_not,
        listed=LISTED,
        zone=reader_zone(),
    )
