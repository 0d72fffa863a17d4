"""The register of a dossier: what went out and what came in, to read, print, take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, render_template

from remedytrack.core.access import Output
from remedytrack.core.practice.register import Direction
from remedytrack.reports.tables import csv_text
from remedytrack.services.registering import Registered, register_of
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone, wording
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import READERS, open_to, viewer
from remedytrack.web.showing import Tag

blueprint = Blueprint("register", __name__, url_prefix="/matters/<ref>")

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Tells spreadsheets that the table is UTF-8."""


@blueprint.get("/register")
@open_to(*READERS)
def overview(ref: str) -> str:
    """Show the papers of a dossier, newest first."""
    view = register_of(registry(), viewer=viewer(), matter_ref=ref, today=_today())
    return render_template(
        "register.html",
        view=view,
        today=_today(),
        direction_words=direction_words,
        proof_tag=proof_tag,
    )


@blueprint.get("/register.csv")
@open_to(*READERS)
def download(ref: str) -> Response:
    """Give the register as a table; what is under embargo is not in it.

    It leaves the circle: a person stands in it only who consented to that.
    """
    view = register_of(
        registry(),
        viewer=viewer(),
        matter_ref=ref,
        today=_today(),
        output=Output.EXPORT,
    )
    table = csv_text(_heading(), [_row(each) for each in view.lines])
    response = Response(_BOM + table, mimetype="text/csv")
    name = f"register-{ref}-{_today().isoformat()}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def direction_words(direction: Direction) -> str:
    """Return ``out`` or ``in`` as a register says it."""
    return _("out") if direction is Direction.OUT else _("in")


def proof_tag(line: Registered) -> Tag | None:
    """Return whether there is proof; ``None`` where none is asked for."""
    if line.line.proven:
        return Tag("fine", _("proof on file"))
    return Tag("warn", _("no proof: ask for it")) if line.line.asked else None


def _heading() -> Sequence[str]:
    return [
        _("Date"),
        _("Direction"),
        _("What"),
        _("Paper"),
        _("To or from"),
        _("How"),
        _("Number"),
        _("Proof"),
        _("Person"),
        _("Reference"),
    ]


def _row(each: Registered) -> Sequence[str]:
    voice, tag = wording(), proof_tag(each)
    return [
        voice.when(each.line.entry.occurred),
        direction_words(each.line.direction),
        voice.text(each.title),
        each.paper or "",
        each.other_side or "",
        voice.text(each.channel) if each.channel else "",
        each.number or "",
        tag.text if tag else "",
        each.initials or "",
        each.ref,
    ]


def _today() -> date:
    return now().astimezone(reader_zone()).date()
