"""Next steps: what a cascade proposes, the remedy ladder, what can still be saved."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for

from remedytrack.services import proposing
from remedytrack.services.opening import NewCase
from remedytrack.services.refusals import NotFound
from remedytrack.services.remedies import saving
from remedytrack.web.cases import case_shown
from remedytrack.web.deadline_page import deadline_page
from remedytrack.web.entries import Answer
from remedytrack.web.forms import UNPROCESSABLE, Form
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import READERS, WRITERS, open_to, viewer

blueprint = Blueprint("remedies", __name__)


@blueprint.get("/saving")
@open_to(*READERS)
def overview() -> str:
    """Show everything whose last day is ahead."""
    found = saving(registry(), viewer=viewer(), now=now())
    return render_template("saving.html", found=found)


@blueprint.post("/cases/<ref>/deadlines/<uuid:deadline_id>/open")
@open_to(*WRITERS)
def accept(ref: str, deadline_id: UUID) -> Answer:
    """Open the case that is proposed, or name the one that was opened already."""
    here = case_shown(ref)
    proposed = here.deadline(deadline_id)
    if proposed.proposes is None:
        raise NotFound(ref=deadline_id)
    form = Form.sent("accept")
    with form.noting_problems():
        existing = form.text("existing")
        if existing:
            proposing.accept_as(
                registry(),
                actor=viewer(),
                now=now(),
                deadline_id=deadline_id,
                ref=existing,
            )
            opened = existing
        else:
            plain = registry().workflow(proposed.proposes).title
            title = form.text("title") or wording().text(plain)
            case = NewCase(proposed.proposes, title)
            opened = proposing.accept(
                registry(),
                actor=viewer(),
                now=now(),
                deadline_id=deadline_id,
                case=case,
            ).ref
        flash(_("Opened, with the day that it runs from."), "done")
        return redirect(url_for("cases.case", ref=opened))
    return deadline_page(here, deadline_id, form=form), UNPROCESSABLE
