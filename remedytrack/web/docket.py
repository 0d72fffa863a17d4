"""The docket: what is due, in the order in which a lawyer looks at a week."""

from __future__ import annotations

from flask import Blueprint, render_template

from remedytrack.web.roles import READERS, open_to

blueprint = Blueprint("docket", __name__)


@blueprint.get("/")
@open_to(*READERS)
def overview() -> str:
    """Show the deadlines of the cases that the reader may see."""
    return render_template("docket.html")
