"""Dossiers, cases and their deadlines: what is known, what follows, and why."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, render_template, request

from remedytrack.core.workflow.standing import Deadline
from remedytrack.reports.diagram import tracks_drawn
from remedytrack.services.cases import (
    CaseView,
    case_view,
    dossier,
    dossiers,
)
from remedytrack.services.opening import linkable
from remedytrack.services.remedies import ladder
from remedytrack.web.case_page import journal_shown
from remedytrack.web.deadline_page import deadline_page
from remedytrack.web.languages import wording
from remedytrack.web.moves import recall_moves
from remedytrack.web.parts import now, registry
from remedytrack.web.practice_page import practice_shown
from remedytrack.web.roles import READERS, open_to, viewer
from remedytrack.web.showing import day_shown
from remedytrack.web.versions import newest_version

blueprint = Blueprint("cases", __name__)


def case_shown(ref: str) -> CaseView:
    """Return the case called ``ref`` if the reader may see it, else raise NotFound."""
    return case_view(registry(), viewer=viewer(), now=now(), ref=ref)


@blueprint.get("/matters")
@open_to(*READERS)
def folders() -> str:
    """List the dossiers of the reader."""
    return render_template(
        "dossiers.html", dossiers=dossiers(registry(), viewer=viewer())
    )


@blueprint.get("/matters/<ref>")
@open_to(*READERS)
def folder(ref: str) -> str:
    """Show a dossier: its cases, what happened, the remedies of all or of a person."""
    asked = request.args.get("person") or None
    return render_template(
        "dossier.html",
        dossier=dossier(registry(), viewer=viewer(), matter_ref=ref),
        ladder=ladder(
            registry(), viewer=viewer(), now=now(), matter_ref=ref, person=asked
        ),
    )


@blueprint.get("/cases/<ref>")
@open_to(*READERS)
def case(ref: str) -> str:
    """Show a case: where it stands, its deadlines, its journal."""
    shown = case_shown(ref)
    deadlines = sorted(shown.standing.deadlines, key=_urgency)
    today = now().astimezone(shown.zone).date()
    return render_template(
        "case.html",
        case=shown,
        today=today,
        practice=practice_shown(shown, today),
        pending=[each for each in deadlines if each.state.is_pending],
        ended=[each for each in deadlines if not each.state.is_pending],
        journal=journal_shown(shown),
        flag_titles={flag.id: flag.title for flag in shown.definition.flags},
        moves=recall_moves(),
        newest=newest_version(shown.proceeding),
        pictures=tracks_drawn(
            shown.definition, wording().language, shown.standing.states
        ),
        linkable=linkable(registry(), viewer=viewer(), ref=ref, compared=True)
        if shown.can_record
        else [],
    )


@blueprint.get("/cases/<ref>/deadlines/<uuid:deadline_id>")
@open_to(*READERS)
def deadline(ref: str, deadline_id: UUID) -> str:
    """Show why a deadline is on that day, and what can be done about it."""
    return deadline_page(case_shown(ref), deadline_id, moves=recall_moves())


def _urgency(each: Deadline) -> date:
    return day_shown(each) or date.min
