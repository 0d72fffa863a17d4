"""Changed law, for administrators: what it moves, and bringing the stored dates over.

The page tries the files of law as they lie on the disk now; what is published is the
law that the program has loaded, so that no page counts by another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from remedytrack.core.access import OPERATOR, Role
from remedytrack.core.lawchanges import Fate
from remedytrack.lawbook import Lawbook, LawbookRefused, load
from remedytrack.resources import folder
from remedytrack.services.law_described import days_described, names_of
from remedytrack.services.law_impact import impact
from remedytrack.services.law_in_use import fingerprint_of, law_has_changed
from remedytrack.services.law_moves import Dates, Move, Way
from remedytrack.services.law_publishing import publish as publish_law
from remedytrack.services.refusals import PublishedMeanwhile
from remedytrack.services.registry import Registry
from remedytrack.web.languages import N_, reader_zone, wording
from remedytrack.web.languages import gettext as _
from remedytrack.web.parts import now, parts, registry
from remedytrack.web.roles import open_to, own_roles, viewer
from remedytrack.web.showing import is_ours

blueprint = Blueprint("law_changes", __name__, url_prefix="/law")

WAYS: Final[Mapping[Way, str]] = {
    Way.EARLIER: N_("earlier: urgent"),
    Way.UNCOUNTED: N_("no date any more"),
    Way.DATED: N_("has a date now"),
    Way.NEW: N_("new date"),
    Way.GONE: N_("no longer applies"),
    Way.LATER: N_("later"),
}
FATES: Final[Mapping[Fate, str]] = {
    Fate.ADDED: N_("added"),
    Fate.REMOVED: N_("removed"),
    Fate.CHANGED: N_("changed"),
}
_COUNT = "remedytrack.law_count"


@dataclass(frozen=True, slots=True)
class Row:
    """A move as the page shows it: the day that a list of dates shows, was and is."""

    move: Move
    way: str
    was_on: date | None
    now_on: date | None
    responsible: str


@blueprint.get("")
@open_to(Role.ADMINISTRATOR)
def overview() -> str:
    """Show what changed in the law, and which dates it moves."""
    try:
        law = _on_disk()
    except LawbookRefused as refused:
        return render_template("law_changes.html", problems=refused.problems)
    trial = Registry(parts().store, law)
    shown = impact(trial, viewer=viewer(), now=now())
    names = names_of(trial, shown.moves)
    return render_template(
        "law_changes.html",
        problems=(),
        shown=shown,
        days=days_described(law, shown.change),
        rules=[
            (each.version, _(FATES[each.fate]))
            for each in (*shown.change.limits, *shown.change.profiles)
        ],
        rows=[_row(move, names) for move in shown.moves],
        hidden=[(_(WAYS[way]), n, way.urgent) for way, n in shown.hidden.items()],
        to_restart=fingerprint_of(law) != fingerprint_of(parts().lawbook),
        zone=reader_zone(),
    )


@blueprint.post("/publish")
@open_to(Role.ADMINISTRATOR)
def publish() -> Response:
    """Bring the stored dates over to the law that is loaded."""
    try:
        done = publish_law(registry(), actor=viewer(), now=now())
    except PublishedMeanwhile as refused:
        flash(wording().sentence(refused.sentence), "error")
        return redirect(url_for("law_changes.overview"), code=303)
    flash(
        _(
            "Published. Dates moved: %(moved)s, urgent: %(urgent)s. People told: "
            "%(told)s.",
            moved=len(done.moves),
            urgent=done.urgent,
            told=done.told,
        ),
        "done",
    )
    if done.failed:
        flash(
            _(
                "Cases that failed: %(n)s. They stand as before; see the log.",
                n=len(done.failed),
            ),
            "error",
        )
    return redirect(url_for("law_changes.overview"), code=303)


def unpublished() -> str | None:
    """Return what those who answer for the law should know above every page."""
    if own_roles().isdisjoint({Role.ADMINISTRATOR, Role.COORDINATOR}):
        return None
    if not law_has_changed(registry()):
        return None
    moving, urgent = _counts()
    return _(
        "The law has changed, and the dates stored here do not follow it yet. Dates "
        "that would move: %(moving)s, urgent: %(urgent)s. An administrator publishes "
        "it.",
        moving=moving,
        urgent=urgent,
    )


def _counts() -> tuple[int, int]:
    """Count what would move, anew only where law, results or journals have changed."""
    with parts().store.reading() as unit:
        published = unit.published_laws.fingerprint()
        seen = unit.published_laws.last_result_seq()
    key = fingerprint_of(parts().lawbook), published, seen
    known: tuple[object, tuple[int, int]] | None = current_app.extensions.get(_COUNT)
    if known is None or known[0] != key:
        found = impact(registry(), viewer=OPERATOR, now=now())
        known = key, (found.count, found.urgent)
        current_app.extensions[_COUNT] = known
    return known[1]


def _on_disk() -> Lawbook:
    return load(folder("workflows"), parts().settings.workflows)


def _row(move: Move, names: Mapping[str, str]) -> Row:
    return Row(
        move=move,
        way=_(WAYS[move.way]),
        was_on=_shown_on(move, move.was),
        now_on=_shown_on(move, move.now),
        responsible=", ".join(names[each] for each in move.responsible),
    )


def _shown_on(move: Move, dates: Dates | None) -> date | None:
    """Our own acts count to the earliest day; the arguable one stays on its page."""
    if dates is None:
        return None
    return dates.safe_on if is_ours(move.deadline) else dates.arguable_on
