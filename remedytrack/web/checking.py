"""A second look: the starting date entered again, a proof given, opened, taken back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template

from remedytrack.core.workflow.standing import Deadline
from remedytrack.services import checking, proving
from remedytrack.services.cases import CaseView, JournalLine
from remedytrack.services.check_refusals import CheckedTooSoon
from remedytrack.services.refusals import NotFound, OwnCheck
from remedytrack.web.acts import (
    proof_kind,
    require_deadline,
    shown_again,
    to_deadline,
)
from remedytrack.web.case_page import entry_title
from remedytrack.web.deadline_page import may_check
from remedytrack.web.entries import Answer, back_to_case, recordable_case
from remedytrack.web.forms import UNPROCESSABLE, Form
from remedytrack.web.languages import gettext as _
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import WRITERS, open_to, viewer

blueprint = Blueprint("checking", __name__, url_prefix="/cases/<ref>")

_DEADLINE = "/deadlines/<uuid:deadline_id>"
_BESIDE = {OwnCheck: "alone_because", CheckedTooSoon: "alone_because"}


@blueprint.route(f"{_DEADLINE}/check", methods=["GET", "POST"])
@open_to(*WRITERS)
def check(ref: str, deadline_id: UUID) -> Answer:
    """Enter the starting date a second time; the page does not say the first."""
    case, deadline, trigger = _checkable(ref, deadline_id)
    form = Form.sent("check")
    if form.typed:
        with form.noting_problems(beside=_BESIDE):
            agrees = checking.double_check(
                registry(),
                actor=viewer(),
                now=now(),
                ref=ref,
                entry_id=deadline.trigger_id,
                occurred=form.when("occurred"),
                alone_because=form.text("alone_because"),
            )
            _say(agrees=agrees)
            return to_deadline(ref, deadline_id)
    page = render_template(
        "check.html",
        case=case,
        deadline=deadline,
        trigger=trigger,
        trigger_title=entry_title(case, trigger.entry),
        own=trigger.entry.recorded_by == viewer().id,
        form=form,
    )
    return (page, UNPROCESSABLE) if form.failed else page


@blueprint.post(f"{_DEADLINE}/prove")
@open_to(*WRITERS)
def prove(ref: str, deadline_id: UUID) -> Answer:
    """Say afterwards what shows that it was done."""
    require_deadline(ref, deadline_id)
    form = Form.sent("prove")
    with form.noting_problems():
        recorded = proving.prove(
            registry(),
            actor=viewer(),
            now=now(),
            deadline_id=deadline_id,
            proof=proof_kind(form),
            text=form.text("proof"),
        )
        return to_deadline(ref, deadline_id, recorded)
    return shown_again(ref, deadline_id, form)


@blueprint.post(f"{_DEADLINE}/proof-opened")
@open_to(*WRITERS)
def open_proof(ref: str, deadline_id: UUID) -> Answer:
    """Say that the proof was opened by a second person."""
    require_deadline(ref, deadline_id)
    form = Form.sent("open_proof")
    with form.noting_problems():
        recorded = proving.open_proof(
            registry(), actor=viewer(), now=now(), deadline_id=deadline_id
        )
        return to_deadline(ref, deadline_id, recorded)
    return shown_again(ref, deadline_id, form)


@blueprint.post(f"{_DEADLINE}/reopen")
@open_to(*WRITERS)
def reopen(ref: str, deadline_id: UUID) -> Answer:
    """Take back that it was done."""
    require_deadline(ref, deadline_id)
    form = Form.sent("reopen")
    with form.noting_problems():
        recorded = proving.reopen(
            registry(),
            actor=viewer(),
            now=now(),
            deadline_id=deadline_id,
            reason=form.text("reason"),
        )
        return back_to_case(ref, recorded)
    return shown_again(ref, deadline_id, form)


def _checkable(ref: str, deadline_id: UUID) -> tuple[CaseView, Deadline, JournalLine]:
    case = recordable_case(ref)
    deadline = case.deadline(deadline_id)
    lines = {line.entry.id: line for line in case.journal}
    trigger = lines.get(deadline.trigger_id)
    if trigger is None or not may_check(deadline, trigger):
        raise NotFound(ref=deadline_id)
    return case, deadline, trigger


def _say(*, agrees: bool) -> None:
    if agrees:
        flash(_("The two agree: the date is double-checked."), "done")
        return
    words = _(
        "The two DIFFER. Find out which is right: correct the entry, or check again. "
        "Until then you are reminded of the earlier day."
    )
    flash(words, "error")
