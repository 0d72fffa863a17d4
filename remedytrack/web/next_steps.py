"""Cases without a next step: the list, and the reason why one waits."""

from __future__ import annotations

from flask import Blueprint, render_template

from remedytrack.core.workflow.journal import NoStep
from remedytrack.reports import proof_words
from remedytrack.services import next_steps
from remedytrack.services.check_refusals import LookAgainPassed
from remedytrack.web.entries import Answer, back_to_case, recordable_case
from remedytrack.web.forms import UNPROCESSABLE, Form, Wrong
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone, wording
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import READERS, WRITERS, open_to, viewer

blueprint = Blueprint("next_steps", __name__)


@blueprint.get("/next-steps")
@open_to(*READERS)
def overview() -> str:
    """List the open cases that nothing is ahead for."""
    return render_template(
        "next_steps.html",
        found=next_steps.next_steps_missing(registry(), viewer=viewer(), now=now()),
        no_step_words=lambda why: proof_words.no_step(wording(), why),
        zone=reader_zone(),
    )


@blueprint.route("/cases/<ref>/no-next-step", methods=["GET", "POST"])
@open_to(*WRITERS)
def explain(ref: str) -> Answer:
    """Say why a case waits, and until when."""
    case = recordable_case(ref)
    form = Form.sent("waits")
    if form.typed:
        with form.noting_problems(beside={LookAgainPassed: "look_again"}):
            recorded = next_steps.explain_waiting(
                registry(),
                actor=viewer(),
                now=now(),
                ref=ref,
                why=_why(form),
                look_again_on=form.day("look_again")
                if form.text("look_again")
                else None,
                note=form.text("note"),
            )
            return back_to_case(ref, recorded)
    reasons = [(each.value, proof_words.no_step(wording(), each)) for each in NoStep]
    page = render_template("no_next_step.html", case=case, form=form, reasons=reasons)
    return (page, UNPROCESSABLE) if form.failed else page


def _why(form: Form) -> NoStep:
    chosen = form.text("why")
    for each in NoStep:
        if each == chosen:
            return each
    raise Wrong("why", _("Choose a reason."))
