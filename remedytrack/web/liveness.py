"""/health for whatever watches the site, and the page of a clock that was doubted."""

from __future__ import annotations

import logging

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response

from remedytrack.core.access import Role
from remedytrack.services.liveness import Health, confirm_clock, health, signs
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone
from remedytrack.web.parts import now, parts, registry
from remedytrack.web.roles import open_to, viewer

blueprint = Blueprint("liveness", __name__)

_UNWELL = 503

_log = logging.getLogger(__name__)


@blueprint.get("/health")
def answer() -> tuple[Response, int]:
    """Say to anybody whether it all works: 200 or 503, no counts, nothing of a case."""
    found = _found()
    told = {
        "ok": found.ok,
        "scheduler": found.scheduler,
        "mail": found.mail,
        "clock": found.clock,
    }
    return jsonify(told), 200 if found.ok else _UNWELL


@blueprint.get("/clock")
@open_to(Role.COORDINATOR, Role.ADMINISTRATOR)
def clock() -> str:
    """Show what the clock shows, and why reminders are held if they are."""
    return render_template(
        "clock.html", hold=signs(parts().store).hold, now=now(), zone=reader_zone()
    )


@blueprint.post("/clock/confirm")
@open_to(Role.COORDINATOR, Role.ADMINISTRATOR)
def confirm() -> Response:
    """Believe the clock again, because a person says that it is right."""
    if confirm_clock(registry(), actor=viewer(), now=now()) is not None:
        flash(_("The clock is right; reminders go out again."), "done")
    return redirect(url_for("liveness.clock"), code=303)


def _found() -> Health:
    try:
        return health(signs(parts().store), parts().clock.now())
    except Exception:  # noqa: BLE001 - a database that fails is an answer here
        _log.exception("The health could not be read.")
        return Health(scheduler=False, mail=False, clock=False)
