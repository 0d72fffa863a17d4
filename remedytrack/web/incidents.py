"""Recording an incident: what happened, whether the authority knew, on whose word."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for

from remedytrack.core.dates import When
from remedytrack.services import opening
from remedytrack.services.cases import DossierView
from remedytrack.services.fields import NO, YES
from remedytrack.storage.values import IncidentContent
from remedytrack.web.bodies import Options, bodies, body_of, calendars
from remedytrack.web.entries import Answer
from remedytrack.web.forms import UNPROCESSABLE, Form, Wrong
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone, wording
from remedytrack.web.openings import named, recordable_dossier
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import WRITERS, open_to, viewer

blueprint = Blueprint("incidents", __name__)


@blueprint.route("/matters/<ref>/incidents/new", methods=["GET", "POST"])
@open_to(*WRITERS)
def record(ref: str) -> Answer:
    """Record an incident in a dossier."""
    shown = recordable_dossier(ref)
    form = Form.sent("incident")
    if form.typed:
        with form.noting_problems():
            incident = _recorded(ref, form, complaints(shown))
            flash(_("The incident is recorded."), "done")
            there = url_for("cases.folder", ref=ref) + f"#incident-{incident}"
            return redirect(there, code=303)
    page = render_template(
        "record_incident.html",
        dossier=shown,
        form=form,
        bodies=bodies(),
        calendars=calendars(),
        complaints=complaints(shown),
        yes_no=[(YES, _("yes")), (NO, _("no"))],
    )
    return (page, UNPROCESSABLE) if form.failed else page


def complaints(shown: DossierView) -> Options:
    """Return the cases of the dossier that may be the complaint about an incident."""
    return [
        (each.proceeding.ref, f"{each.proceeding.ref} {each.title}")
        for each in shown.cases
    ]


def _recorded(ref: str, form: Form, offered: Options) -> str:
    content = IncidentContent(
        title=named(form),
        note=form.text("note") or None,
        source_document=form.text("source_document") or None,
        source_place=form.text("source_place") or None,
    )
    occurred, complaint = _occurred(form), form.text("complaint")
    if complaint and complaint not in dict(offered):
        raise Wrong("complaint", _("Choose one of those offered."))
    return opening.record_incident(
        registry(),
        actor=viewer(),
        now=now(),
        matter_ref=ref,
        occurred=occurred,
        content=content,
        authority_id=body_of(form),
        authority_knew=form.text("knew") == YES,
        complaint_ref=complaint or None,
        to_investigate=form.text("to_investigate") != NO,
    ).ref


def _occurred(form: Form) -> When:
    occurred = form.when("occurred")
    today = now().astimezone(reader_zone()).date()
    if occurred.earliest is not None and occurred.earliest > today:
        day = wording().day(occurred.earliest)
        raise Wrong("occurred", _("%(day)s is still to come. Check the date.", day=day))
    return occurred
