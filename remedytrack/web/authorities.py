"""The page of the bodies: what counts under each, and which of them are one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from remedytrack.core.access import Role
from remedytrack.services import authorities
from remedytrack.web.forms import Form, Wrong
from remedytrack.web.languages import gettext as _
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import open_to, viewer

blueprint = Blueprint("authorities", __name__, url_prefix="/authorities")

KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


@blueprint.get("")
@open_to(*KEEPERS)
def overview() -> str:
    """Show the bodies with the cases and incidents that the reader may see."""
    return render_template(
        "authorities.html",
        bodies=authorities.authorities(registry(), viewer=viewer()),
    )


@blueprint.post("/<uuid:one>/merge")
@open_to(*KEEPERS)
def merge(one: UUID) -> Response:
    """Let a body count under another."""
    form = Form.sent("merge")
    with form.noting_problems():
        into = _chosen(form)
        authorities.merge(registry(), actor=viewer(), now=now(), one=one, into=into)
        flash(_("The two bodies count as one now."), "done")
    return _back(form)


@blueprint.post("/<uuid:one>/unmerge")
@open_to(*KEEPERS)
def unmerge(one: UUID) -> Response:
    """Let a body stand on its own again."""
    form = Form.sent("unmerge")
    with form.noting_problems():
        authorities.unmerge(registry(), actor=viewer(), now=now(), one=one)
        flash(_("The body stands on its own again."), "done")
    return _back(form)


def _chosen(form: Form) -> UUID:
    try:
        return UUID(form.text("into"))
    except ValueError:
        raise Wrong("into", _("Choose one of those offered.")) from None


def _back(form: Form) -> Response:
    for problem in form.problems.values():
        flash(problem, "error")
    return redirect(url_for("authorities.overview"), code=303)
