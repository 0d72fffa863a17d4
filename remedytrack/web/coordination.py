"""The coordinator's page: who was told, who took it on, what slips."""

from __future__ import annotations

from flask import Blueprint, render_template

from remedytrack.core.access import Role
from remedytrack.services.coordination import coordination
from remedytrack.storage.values import MailState
from remedytrack.web.languages import reader_zone
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import open_to, viewer
from remedytrack.web.showing import is_ours

blueprint = Blueprint("coordination", __name__)


@blueprint.get("/coordination")
@open_to(Role.COORDINATOR)
def overview() -> str:
    """Show who was told what and when, and what nobody has taken on."""
    shown = coordination(registry(), viewer=viewer(), now=now())
    return render_template(
        "coordination.html",
        shown=shown,
        not_taken_on=[row for row in shown.not_taken_on if is_ours(row.deadline)],
        states=MailState,
        zone=reader_zone(),
    )
