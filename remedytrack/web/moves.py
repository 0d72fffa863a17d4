"""Before and after: which deadlines an entry moved, shown once on the next page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import session

from remedytrack.core.workflow.standing import (
    APPOINTMENT,
    BY_HAND,
    EVIDENCE,
    Deadline,
    DeadlineState,
)
from remedytrack.services.refreshing import Shift
from remedytrack.web import words
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording
from remedytrack.web.parts import parts
from remedytrack.web.showing import day_shown, is_ours

_KEY = "moved"
_MOST = 12
"""A session travels in a cookie of 4 kB: what does not fit is on the page itself."""


@dataclass(frozen=True, slots=True)
class Move:
    """One deadline before and after, in words. ``direction`` is ``earlier`` or so.

    ``caution`` says to which earlier day reminders go on running, if they do.
    """

    ref: str
    deadline_id: UUID | None
    act: str
    before: str
    after: str
    direction: str
    caution: str


def remember_moves(shifts: Iterable[Shift]) -> None:
    """Keep ``shifts`` for the next page that this person opens."""
    session[_KEY] = _shown(shifts)[:_MOST]


def recall_moves() -> list[Move] | None:
    """Return what was kept, once; ``None`` where nothing was recorded just now."""
    kept = session.pop(_KEY, None)
    return None if kept is None else [_in_words(each) for each in kept]


def moves_in_words(shifts: Iterable[Shift]) -> list[Move]:
    """Return how ``shifts`` look to a reader, all of them, at once."""
    return [_in_words(each) for each in _shown(shifts)]


def _shown(shifts: Iterable[Shift]) -> list[dict[str, Any]]:
    shown = [_plain(shift) for shift in shifts]
    return [each for each in shown if each["was"] != each["now"]]


def _plain(shift: Shift) -> dict[str, Any]:
    deadline = shift.after or shift.before
    return {
        "ref": shift.ref,
        "limit": deadline.limit if deadline else BY_HAND,
        "id": str(shift.after.id) if shift.after else "",
        "was": _side(shift.before),
        "now": _side(shift.after),
        "reminding": _earlier_reminder(shift.after),
    }


def _side(deadline: Deadline | None) -> list[str]:
    if deadline is None:
        return []
    on = day_shown(deadline)
    state = deadline.state
    # Until the day comes nobody cares by which count it would be over.
    noted = "" if state is DeadlineState.OPEN else state.value
    return [on.isoformat() if on else "", noted, "ours" if is_ours(deadline) else ""]


def _earlier_reminder(deadline: Deadline | None) -> str:
    if deadline is None or not deadline.remind_on or not deadline.safe_on:
        return ""
    earlier = deadline.remind_on < deadline.safe_on
    return deadline.remind_on.isoformat() if earlier else ""


def _in_words(kept: dict[str, Any]) -> Move:
    was, now = kept["was"], kept["now"]
    return Move(
        ref=kept["ref"],
        deadline_id=UUID(kept["id"]) if kept["id"] else None,
        act=_act(kept["limit"]),
        before=_side_in_words(was) or _("new"),
        after=_side_in_words(now) or _("no longer a deadline"),
        direction=_direction(was, now),
        caution=_caution(kept["reminding"]),
    )


def _side_in_words(side: list[str]) -> str:
    if not side:
        return ""
    on, state, ours = side
    day = wording().day(date.fromisoformat(on)) if on else _("no date")
    if state:
        return f"{day} ({words.deadline_state(DeadlineState(state))})"
    if not on:
        return day
    return _("file by %(day)s", day=day) if ours else _("late after %(day)s", day=day)


def _direction(was: list[str], now: list[str]) -> str:
    if not was or not now or not was[0] or not now[0] or was[0] == now[0]:
        return ""
    return _("moved LATER") if now[0] > was[0] else _("moved EARLIER: look today")


def _caution(reminding_on: str) -> str:
    if not reminding_on:
        return ""
    day = wording().day(date.fromisoformat(reminding_on))
    return _(
        "Until a second person has checked the starting date, reminders run to the "
        "earlier day: %(day)s.",
        day=day,
    )


def _act(limit: str) -> str:
    if limit == BY_HAND:
        return _("Date entered by hand")
    if limit == APPOINTMENT:
        return _("Appointment")
    if limit == EVIDENCE:
        return _("Evidence to preserve")
    return wording().text(parts().lawbook.act_called(limit))
