"""The version of a procedure that a case follows: what another one would change."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from remedytrack.core.law import Texts
from remedytrack.core.workflow.definition import Workflow
from remedytrack.services.refusals import Refused, SameVersion
from remedytrack.services.versions import (
    VersionChange,
    move_to_version,
    preview_version,
)
from remedytrack.storage.values import Proceeding
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.moves import moves_in_words, remember_moves
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import READERS, WRITERS, open_to, viewer

blueprint = Blueprint("versions", __name__, url_prefix="/cases/<ref>/version")


@dataclass(frozen=True, slots=True)
class State:
    """A track whose state differs, in words."""

    before: str
    after: str


@blueprint.get("")
@open_to(*READERS)
def preview(ref: str) -> str | Response:
    """Show what the present version of the procedure makes of the case."""
    try:
        change = preview_version(registry(), viewer=viewer(), now=now(), ref=ref)
    except SameVersion as refused:
        return _back(ref, refused)
    return render_template(
        "version.html",
        ref=ref,
        change=change,
        states=[
            State(_state(change.was, track, was), _state(change.to, track, is_now))
            for track, was, is_now in change.states
        ],
        moves=moves_in_words(change.shifts),
        findings=_findings(change),
        may_move=viewer().has(*WRITERS),
    )


@blueprint.post("")
@open_to(*WRITERS)
def move(ref: str) -> Response:
    """Let the case follow the present version from now on."""
    try:
        change = move_to_version(registry(), actor=viewer(), now=now(), ref=ref)
    except SameVersion as refused:
        return _back(ref, refused)
    words = _("The case follows version %(n)s now.", n=change.to.version)
    flash(words, "done")
    remember_moves(change.shifts)
    return redirect(url_for("cases.case", ref=ref), code=303)


def newest_version(proceeding: Proceeding) -> int:
    """Return the version that a new case of the same procedure gets."""
    return registry().workflow(proceeding.workflow).version


def _back(ref: str, refused: Refused) -> Response:
    flash(wording().sentence(refused.sentence), "done")
    return redirect(url_for("cases.case", ref=ref), code=303)


def _state(definition: Workflow | None, track: str, state: str | None) -> str:
    found = definition.tracks.get(track) if definition else None
    if found is None or state is None or state not in found.states:
        return _("none")
    return wording().text(found.states[state].title)


def _findings(change: VersionChange) -> list[tuple[str, str]]:
    """Return the findings that only one of the two makes, each with what happens."""
    old = {each.id: each.title for each in change.was.flags} if change.was else {}
    new = {each.id: each.title for each in change.to.flags}
    titles: dict[str, Texts] = {**old, **new}
    gone = [(wording().text(titles[x]), _("gone")) for x in change.flags_gone]
    return gone + [(wording().text(titles[x]), _("new")) for x in change.flags_new]
