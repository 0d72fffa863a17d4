"""The docket: what is due, in the order in which a lawyer looks at a week."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from remedytrack.core.access import Role
from remedytrack.services.cases import case_of_deadline
from remedytrack.services.docket import DocketRow, Group, docket, grouped
from remedytrack.services.liveness import heartbeat_at
from remedytrack.services.refusals import NotFound
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone
from remedytrack.web.parts import now, parts, registry
from remedytrack.web.roles import READERS, open_to, viewer

blueprint = Blueprint("docket", __name__)

MOST_ROWS = 40
"""Of one group; more are a link away, so that a page stays light."""

_SAID_WHEN_EMPTY = frozenset({Group.OVERDUE, Group.TODAY, Group.WEEK})


@dataclass(frozen=True, slots=True)
class Section:
    """One group of the docket as the page shows it."""

    group: Group
    title: str
    rows: list[DocketRow]
    hidden: int


@blueprint.get("/")
@open_to(*Role)
def overview() -> str:
    """Show the deadlines of the cases that the reader may see.

    Administrators see no case: they get the state of the installation instead.
    """
    if not viewer().has(*READERS):
        return render_template(
            "installation.html",
            heartbeat_at=heartbeat_at(registry()),
            zone=reader_zone(),
            mails_leave=parts().settings.mail_url is not None,
        )
    mine, whole = "mine" in request.args, "all" in request.args
    rows = docket(registry(), viewer=viewer(), now=now(), only_mine=mine)
    return render_template(
        "docket.html",
        sections=[
            _section(group, members, whole=whole)
            for group, members in grouped(rows).items()
            if members or group in _SAID_WHEN_EMPTY
        ],
        unproven=[row for row in rows if row.unproven and row.urgent_on],
        mine=mine,
        total=len(rows),
    )


@blueprint.get("/i/<uuid:deadline_id>")
@open_to(*READERS)
def from_mail(deadline_id: UUID) -> Response:
    """Lead from a mail to its deadline; a link that is over leads to the docket."""
    try:
        ref = case_of_deadline(registry(), viewer=viewer(), deadline_id=deadline_id)
    except NotFound:
        return redirect(url_for("docket.overview"), code=303)
    there = url_for("cases.deadline", ref=ref, deadline_id=deadline_id)
    return redirect(there, code=303)


def _section(group: Group, rows: list[DocketRow], *, whole: bool) -> Section:
    shown = rows if whole else rows[:MOST_ROWS]
    return Section(group, _title(group), shown, len(rows) - len(shown))


def _title(group: Group) -> str:
    titles = {
        Group.UNDATED: _("No date yet"),
        Group.OVERDUE: _("Overdue"),
        Group.TODAY: _("Today"),
        Group.WEEK: _("Next 7 days"),
        Group.MONTH: _("Next 30 days"),
        Group.LATER: _("Later"),
        Group.CONFIDENTIAL: _("Confidential"),
        Group.LATE: _("Late: waiting for others"),
    }
    return titles[group]
