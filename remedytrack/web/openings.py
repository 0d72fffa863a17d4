"""Opening dossiers and cases, and letting people into a circle."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from remedytrack.core.workflow.definition import Kind
from remedytrack.services import opening
from remedytrack.services.cases import DossierView, dossier
from remedytrack.services.opening import NewCase
from remedytrack.services.refusals import NotFound
from remedytrack.web.bodies import Options, bodies, body_of, calendars
from remedytrack.web.entries import Answer, recordable_case
from remedytrack.web.forms import UNPROCESSABLE, Form, Wrong
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.parts import now, parts, registry
from remedytrack.web.roles import WRITERS, open_to, viewer

blueprint = Blueprint("openings", __name__)

LINKS = (opening.SAME_EVENT, opening.RELATED, opening.COMPARED_WITH)
"""An appeal is opened as a linked case instead: it takes facts from its origin."""


@blueprint.route("/matters/new", methods=["GET", "POST"])
@open_to(*WRITERS)
def matter() -> Answer:
    """Open a dossier; whoever opens it is its first member."""
    form = Form.sent("matter")
    if form.typed:
        with form.noting_problems():
            title = named(form)
            opened = opening.open_matter(
                registry(), actor=viewer(), now=now(), title=title
            )
            return redirect(url_for("cases.folder", ref=opened.ref), code=303)
    page = render_template("open_matter.html", form=form)
    return (page, UNPROCESSABLE) if form.failed else page


@blueprint.route("/matters/<ref>/cases/new", methods=["GET", "POST"])
@open_to(*WRITERS)
def proceeding(ref: str) -> Answer:
    """Open a case in a dossier."""
    shown = recordable_dossier(ref)
    form = Form.sent("case")
    if form.typed:
        with form.noting_problems():
            opened = opening.open_proceeding(
                registry(),
                actor=viewer(),
                now=now(),
                matter_ref=ref,
                case=_new_case(form),
            )
            return redirect(url_for("cases.case", ref=opened.ref), code=303)
    back = url_for("cases.folder", ref=ref)
    return _case_form(form, shown.title, back, procedures())


@blueprint.route("/cases/<ref>/linked/new", methods=["GET", "POST"])
@open_to(*WRITERS)
def linked(ref: str) -> Answer:
    """Open a case linked to another, such as an appeal: facts are copied to it."""
    case = recordable_case(ref)
    form = Form.sent("case")
    if form.typed:
        with form.noting_problems():
            opened = opening.open_linked(
                registry(), actor=viewer(), now=now(), ref=ref, case=_new_case(form)
            )
            return redirect(url_for("cases.case", ref=opened.ref), code=303)
    back = url_for("cases.case", ref=ref)
    return _case_form(form, case.title, back, procedures(case.definition.kind))


@blueprint.post("/cases/<ref>/links")
@open_to(*WRITERS)
def link(ref: str) -> Response:
    """Record that two existing cases belong together."""
    recordable_case(ref)
    form = Form.sent("link")
    with form.noting_problems():
        other, kind = form.text("to"), form.text("kind")
        if not other or kind not in LINKS:
            raise Wrong("to", _("Choose a case, and how it belongs to this one."))
        opening.link(
            registry(), actor=viewer(), now=now(), ref=ref, to=other, kind=kind
        )
        flash(_("The two cases are linked."), "done")
    for problem in form.problems.values():
        flash(problem, "error")
    return redirect(url_for("cases.case", ref=ref) + "#linked", code=303)


@blueprint.post("/matters/<ref>/members")
@open_to(*WRITERS)
def member(ref: str) -> Response:
    """Let somebody into the circle of a dossier."""
    recordable_dossier(ref)
    form = Form.sent("member")
    with form.noting_problems():
        opening.add_member(
            registry(),
            actor=viewer(),
            now=now(),
            matter_ref=ref,
            user_id=form.text("member"),
        )
        flash(_("Added to the circle."), "done")
    for problem in form.problems.values():
        flash(problem, "error")
    return redirect(url_for("cases.folder", ref=ref), code=303)


def procedures(linked_to: Kind | None = None) -> Options:
    """Return the procedures by name; those that take facts from ``linked_to`` first."""
    named = [
        (name, wording().text(workflow.title), linked_to)
        for name, workflow in parts().lawbook.workflows.items()
    ]
    taking = {
        name
        for name, workflow in parts().lawbook.workflows.items()
        if linked_to
        and any(e.from_linked is linked_to for e in workflow.events.values())
    }
    ordered = sorted(named, key=lambda each: (each[0] not in taking, each[1]))
    return [(name, title) for name, title, __ in ordered]


def recordable_dossier(ref: str) -> DossierView:
    """Return the dossier called ``ref`` if the reader may add to it."""
    shown = dossier(registry(), viewer=viewer(), matter_ref=ref)
    if not shown.can_record:
        raise NotFound(ref=ref)
    return shown


def _case_form(form: Form, over: str, back: str, workflows: Options) -> Answer:
    page = render_template(
        "open_case.html",
        form=form,
        over=over,
        back=back,
        workflows=workflows,
        bodies=bodies(),
        calendars=calendars(),
    )
    return (page, UNPROCESSABLE) if form.failed else page


def _new_case(form: Form) -> NewCase:
    workflow, title = form.text("workflow"), named(form)
    if workflow not in parts().lawbook.workflows:
        raise Wrong("workflow", _("Choose one of those offered."))
    return NewCase(
        workflow=workflow,
        title=title,
        number=form.text("number") or None,
        authority_id=body_of(form),
    )


def named(form: Form) -> str:
    """Return the name that was typed; :class:`Wrong` where there is none."""
    title = form.text("title")
    if not title:
        raise Wrong("title", _("Give it a name that you will recognise."))
    return title
