"""The evening check: today's sheet, its signature, and the sheets that were signed."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from remedytrack.core.evening import Sheet, Signed, fingerprint
from remedytrack.reports.evening_pdf import evening_pdf
from remedytrack.reports.evening_words import signature, written
from remedytrack.services import evening
from remedytrack.web.entries import Answer
from remedytrack.web.forms import UNPROCESSABLE, Form
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import READERS, WRITERS, open_to, viewer

blueprint = Blueprint("evening", __name__, url_prefix="/evening")


@blueprint.get("")
@open_to(*READERS)
def overview() -> Answer:
    """Show the sheet of today, or as it was signed."""
    return _page(Form("sign"))


@blueprint.post("/sign")
@open_to(*WRITERS)
def sign() -> Answer:
    """Sign the sheet that the person had before them."""
    form = Form.sent("sign")
    with form.noting_problems():
        evening.sign(
            registry(), actor=viewer(), now=now(), looked_at=form.text("looked_at")
        )
        flash(_("Signed. Thank you: tomorrow's sheet begins here."), "done")
        return redirect(url_for("evening.overview"), code=303)
    return _page(form), UNPROCESSABLE


@blueprint.get("/today.pdf")
@open_to(*READERS)
def print_today() -> Response:
    """Give the sheet of today to print."""
    signed, previous = _beside()
    sheet = signed.sheet if signed else _today()
    return _pdf(sheet, previous, signed)


@blueprint.get("/<int:number>")
@open_to(*READERS)
def past(number: int) -> Answer:
    """Show a sheet that was signed."""
    signed = evening.signed_sheet(registry(), viewer=viewer(), number=number)
    return _rendered(signed.sheet, signed=signed, previous=None, form=Form("sign"))


@blueprint.get("/<int:number>.pdf")
@open_to(*READERS)
def print_past(number: int) -> Response:
    """Give a signed sheet to print."""
    signed = evening.signed_sheet(registry(), viewer=viewer(), number=number)
    return _pdf(signed.sheet, None, signed)


def _page(form: Form) -> str:
    signed, previous = _beside()
    sheet = signed.sheet if signed else _today()
    return _rendered(sheet, signed=signed, previous=previous, form=form)


def _rendered(
    sheet: Sheet, *, signed: Signed | None, previous: Signed | None, form: Form
) -> str:
    voice = wording()
    return render_template(
        "evening.html",
        sheet=sheet,
        words=written(sheet, voice),
        signed=signed,
        signature=signature(signed, voice) if signed else None,
        previous=signature(previous, voice) if previous else None,
        looked_at=fingerprint(sheet),
        earlier=[
            (each, signature(each, voice))
            for each in evening.sheets_of(registry(), viewer=viewer())
            if signed is None or each.number != signed.number
        ],
        codes=evening.codes(registry(), viewer=viewer()),
        form=form,
    )


def _today() -> Sheet:
    return evening.evening_sheet(registry(), viewer=viewer(), now=now())


def _beside() -> tuple[Signed | None, Signed | None]:
    return evening.signed_beside(registry(), viewer=viewer(), now=now())


def _pdf(sheet: Sheet, previous: Signed | None, signed: Signed | None) -> Response:
    body = evening_pdf(sheet, wording(), previous=previous, signed=signed)
    response = Response(body, mimetype="application/pdf")
    name = f"evening-{sheet.day.isoformat()}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
