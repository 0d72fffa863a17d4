"""What people do to deadlines, findings and cases: one form, one act, one entry."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.core.workflow.journal import Proof
from remedytrack.services import acting
from remedytrack.services.fields import YES
from remedytrack.services.recording import Recorded
from remedytrack.services.refusals import NotFound
from remedytrack.web.cases import case_shown
from remedytrack.web.deadline_page import deadline_page
from remedytrack.web.entries import Answer, back_to_case, recordable_case
from remedytrack.web.forms import UNPROCESSABLE, Form
from remedytrack.web.languages import gettext as _
from remedytrack.web.moves import remember_moves
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import WRITERS, open_to, viewer

blueprint = Blueprint("acts", __name__, url_prefix="/cases/<ref>")

_DEADLINE = "/deadlines/<uuid:deadline_id>"


@blueprint.post(f"{_DEADLINE}/take-on")
@open_to(*WRITERS)
def acknowledge(ref: str, deadline_id: UUID) -> Answer:
    """Take a deadline on."""
    require_deadline(ref, deadline_id)
    form = Form.sent("acknowledge")
    with form.noting_problems():
        acting.acknowledge(
            registry(), actor=viewer(), now=now(), deadline_id=deadline_id
        )
        flash(_("Taken on. The reminders before the day go on."), "done")
        return to_deadline(ref, deadline_id)
    return shown_again(ref, deadline_id, form)


@blueprint.post(f"{_DEADLINE}/done")
@open_to(*WRITERS)
def satisfy(ref: str, deadline_id: UUID) -> Answer:
    """Mark a deadline as done, with or without proof."""
    require_deadline(ref, deadline_id)
    form = Form.sent("satisfy")
    with form.noting_problems():
        recorded = acting.satisfy(
            registry(),
            actor=viewer(),
            now=now(),
            deadline_id=deadline_id,
            done=form.when("done"),
            proof=form.text("proof"),
            kind=proof_kind(form),
        )
        return back_to_case(ref, recorded)
    return shown_again(ref, deadline_id, form)


@blueprint.post(f"{_DEADLINE}/extend")
@open_to(*WRITERS)
def extend(ref: str, deadline_id: UUID) -> Answer:
    """Record that a deadline was extended, or that an extension was asked for."""
    require_deadline(ref, deadline_id)
    form = Form.sent("extend")
    with form.noting_problems():
        recorded = acting.extend(
            registry(),
            actor=viewer(),
            now=now(),
            deadline_id=deadline_id,
            until=form.day("until"),
            granted=form.text("granted") == YES,
            reason=form.text("reason"),
        )
        return to_deadline(ref, deadline_id, recorded)
    return shown_again(ref, deadline_id, form)


@blueprint.post(f"{_DEADLINE}/give-up")
@open_to(*WRITERS)
def waive(ref: str, deadline_id: UUID) -> Answer:
    """Give a right up, with a reason."""
    require_deadline(ref, deadline_id)
    form = Form.sent("waive")
    with form.noting_problems():
        recorded = acting.waive(
            registry(),
            actor=viewer(),
            now=now(),
            deadline_id=deadline_id,
            reason=form.text("reason"),
        )
        return back_to_case(ref, recorded)
    return shown_again(ref, deadline_id, form)


@blueprint.route("/date", methods=["GET", "POST"])
@open_to(*WRITERS)
def enter_date(ref: str) -> Answer:
    """Enter a date by hand: a hearing, a term set by a letter."""
    case = recordable_case(ref)
    form = Form.sent("date")
    if form.typed:
        with form.noting_problems():
            recorded = acting.enter_date(
                registry(),
                actor=viewer(),
                now=now(),
                ref=ref,
                when=form.when("when"),
                sort=form.text("sort") or "other",
                title=form.text("title"),
                bound=_bound(form.text("bound")),
            )
            return back_to_case(ref, recorded)
    page = render_template("enter_date.html", case=case, form=form, parties=BoundParty)
    return (page, UNPROCESSABLE) if form.failed else page


@blueprint.route("/assign", methods=["GET", "POST"])
@open_to(*WRITERS)
def assign(ref: str) -> Answer:
    """Say who answers for a case, and who stands in."""
    case = recordable_case(ref)
    form = Form.sent("assign")
    if form.typed:
        with form.noting_problems():
            owner, deputy = form.text("owner"), form.text("deputy")
            chosen = {owner, deputy} - {""}
            if not chosen <= case.members.keys():
                raise NotFound(ref=", ".join(sorted(chosen)))
            recorded = acting.assign(
                registry(),
                actor=viewer(),
                now=now(),
                ref=ref,
                owner=owner or None,
                deputy=deputy or None,
            )
            return back_to_case(ref, recorded)
    page = render_template("assign.html", case=case, form=form)
    return (page, UNPROCESSABLE) if form.failed else page


@blueprint.post("/findings/<flag>")
@open_to(*WRITERS)
def review(ref: str, flag: str) -> Answer:
    """Confirm or contest a finding."""
    case = recordable_case(ref)
    if flag not in {each.id for each in case.standing.flags}:
        raise NotFound(ref=flag)
    form = Form.sent(flag)
    with form.noting_problems():
        recorded = acting.review_flag(
            registry(),
            actor=viewer(),
            now=now(),
            ref=ref,
            flag=flag,
            verdict=form.text("verdict") or "contested",
            reason=form.text("reason"),
        )
        return back_to_case(ref, recorded)
    flash(next(iter(form.problems.values())), "error")
    return redirect(url_for("cases.case", ref=ref) + "#findings", code=303)


def _bound(text: str) -> BoundParty:
    return BoundParty(text) if text in set(BoundParty) else BoundParty.US


def proof_kind(form: Form) -> Proof:
    """Return which kind of proof was chosen."""
    chosen = form.text("kind")
    return next((each for each in Proof if each == chosen), Proof.RECEIPT)


def require_deadline(ref: str, deadline_id: UUID) -> None:
    """Raise NotFound unless the case has the deadline."""
    recordable_case(ref).deadline(deadline_id)


def to_deadline(
    ref: str, deadline_id: UUID, recorded: Recorded | None = None
) -> Response:
    """Lead to the page of a deadline, which will show what moved."""
    if recorded is not None:
        remember_moves(recorded.shifts)
    there = url_for("cases.deadline", ref=ref, deadline_id=deadline_id)
    return redirect(there, code=303)


def shown_again(ref: str, deadline_id: UUID, form: Form) -> Answer:
    """Show the deadline's page with what was typed, and the problems beside it."""
    return deadline_page(case_shown(ref), deadline_id, form=form), UNPROCESSABLE
