"""Appointments that one person cannot keep both, in words beside each of them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import g

from remedytrack.core.workflow.standing import APPOINTMENT, Deadline
from remedytrack.services.appointments import Clash, clashing
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone, wording
from remedytrack.web.parts import registry
from remedytrack.web.roles import viewer
from remedytrack.web.showing import Tag


def clash_tags(deadline: Deadline) -> list[Tag]:
    """Return a mark for each appointment of the same person at the same hour."""
    if deadline.limit != APPOINTMENT or not deadline.state.is_pending:
        return []
    return [
        Tag(
            "alarm",
            _(
                "same person, same hour: %(ref)s, %(moment)s",
                ref=clash.ref,
                moment=wording().moment(clash.at, reader_zone()),
            ),
        )
        for clash in _all_clashes().get(deadline.id, ())
    ]


def _all_clashes() -> Mapping[UUID, tuple[Clash, ...]]:
    """Return all clashes that the reader may see, read once for a page."""
    if "clashes" not in g:
        g.clashes = clashing(registry(), viewer=viewer())
    found: Mapping[UUID, tuple[Clash, ...]] = g.clashes
    return found
