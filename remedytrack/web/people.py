"""The people who get mail: who is away, in which team, and whose address refuses it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from remedytrack.core.access import Role
from remedytrack.core.ladder import Scope
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.services import (
    absences,
    bouncing,
    keys,
    people,
    preferences,
)
from remedytrack.services.refusals import NotFound
from remedytrack.web import words
from remedytrack.web.forms import Form
from remedytrack.web.languages import gettext as _
from remedytrack.web.parts import now, registry
from remedytrack.web.reminders import choose_ladder
from remedytrack.web.roles import open_to, viewer

blueprint = Blueprint("people", __name__, url_prefix="/people")

KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


@blueprint.get("")
@open_to(*KEEPERS)
def overview() -> str:
    """Show everybody who gets mail, and the ladders of the teams."""
    shown = people.people(registry(), viewer=viewer(), now=now())
    return render_template(
        "people.html",
        shown=shown,
        names={each.recipient.id: each.name for each in shown.everybody},
        class_options=[(each.value, words.consequence(each)) for each in Consequence],
        coordinates=viewer().has(Role.COORDINATOR),
        administers=preferences.may_change_address(viewer()),
    )


@blueprint.post("/<recipient_id>/away")
@open_to(Role.COORDINATOR)
def be_away(recipient_id: str) -> Response:
    """Record that somebody is away."""

    def act(form: Form) -> None:
        absences.be_away(
            registry(),
            actor=viewer(),
            now=now(),
            recipient_id=recipient_id,
            from_on=form.day("from_on"),
            until_on=form.day("until_on"),
            deputy=form.text("deputy") or None,
        )

    return _tried(act, _("Recorded."))


@blueprint.post("/away/<uuid:absence_id>/end")
@open_to(Role.COORDINATOR)
def be_back(absence_id: UUID) -> Response:
    """End somebody's absence."""

    def act(_form: Form) -> None:
        absences.end_absence(
            registry(), actor=viewer(), now=now(), absence_id=absence_id
        )

    return _tried(act, _("They are reminded themselves again."))


@blueprint.post("/<recipient_id>/team")
@open_to(Role.COORDINATOR)
def set_team(recipient_id: str) -> Response:
    """Put somebody in a team, or in none."""

    def act(form: Form) -> None:
        preferences.set_team(
            registry(),
            actor=viewer(),
            now=now(),
            recipient_id=recipient_id,
            team=form.text("team"),
        )

    return _tried(act, _("Saved."))


@blueprint.post("/ladder")
@open_to(Role.COORDINATOR)
def set_ladder() -> Response:
    """Choose how early a team is reminded of dates of one class, or go back."""

    def act(form: Form) -> None:
        missed, team = form.text("consequence"), form.text("team")
        if missed not in set(Consequence) or not team:
            raise NotFound(ref=missed or team)
        choose_ladder(form, Scope.TEAM, team, Consequence(missed))

    return _tried(act, _("Saved."))


@blueprint.post("/<recipient_id>/key/confirm")
@open_to(*KEEPERS)
def confirm_key(recipient_id: str) -> Response:
    """Take the fingerprint that its owner has told by another way."""

    def act(form: Form) -> None:
        keys.confirm_key(
            registry(),
            actor=viewer(),
            now=now(),
            recipient_id=recipient_id,
            fingerprint=form.text("fingerprint"),
        )

    return _tried(act, _("Confirmed. Their mails are encrypted from now on."))


@blueprint.post("/<recipient_id>/key/remove")
@open_to(*KEEPERS)
def remove_key(recipient_id: str) -> Response:
    """Forget somebody's key."""

    def act(_form: Form) -> None:
        keys.remove_key(
            registry(), actor=viewer(), now=now(), recipient_id=recipient_id
        )

    return _tried(act, _("The key is removed."))


@blueprint.post("/<recipient_id>/address")
@open_to(Role.ADMINISTRATOR)
def change_address(recipient_id: str) -> Response:
    """Send somebody's mail elsewhere."""

    def act(form: Form) -> None:
        preferences.change_address(
            registry(),
            actor=viewer(),
            now=now(),
            recipient_id=recipient_id,
            address=form.text("address"),
        )

    return _tried(act, _("Mail goes to the new address, which signs in as well."))


@blueprint.post("/<recipient_id>/lift")
@open_to(*KEEPERS)
def lift(recipient_id: str) -> Response:
    """Let mail go to an address again that had refused it."""

    def act(_form: Form) -> None:
        bouncing.lift(registry(), actor=viewer(), now=now(), recipient_id=recipient_id)

    return _tried(act, _("Mail goes there again; what waited leaves now."))


def _tried(act: Callable[[Form], None], done: str) -> Response:
    form = Form.sent()
    with form.noting_problems():
        act(form)
        flash(done, "done")
    for problem in form.problems.values():
        flash(problem, "error")
    return redirect(url_for("people.overview"), code=303)
