"""A deadline in words: what stands beside its day, wherever a deadline is shown.

The arguable date of our own act is never part of this: it is shown on the deadline's
own page only, folded, with its warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from remedytrack.core.law import LawStatus, Texts
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.standing import (
    APPOINTMENT,
    BY_HAND,
    EVIDENCE,
    Deadline,
    DeadlineState,
    RemedyState,
)
from remedytrack.reports import proof_words
from remedytrack.web import words
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import wording

_ENDED_WELL = frozenset({DeadlineState.SATISFIED, DeadlineState.LIFTED})
_OVER = frozenset({DeadlineState.OVERDUE, DeadlineState.LATE, DeadlineState.MISSED})
_ALARMING = frozenset({DeadlineState.OVERDUE, DeadlineState.MISSED})


@dataclass(frozen=True, slots=True)
class Tag:
    """A short mark; ``tone`` is a class of the style sheet, the words carry it."""

    tone: str
    text: str


def day_shown(deadline: Deadline) -> date | None:
    """Return the day that a list shows and sorts by.

    Our own acts count to the earliest day. Another party is late, and a letter stays
    closed, by the latest way of counting only.
    """
    if is_ours(deadline):
        return deadline.safe_on
    return deadline.arguable_on


def is_ours(deadline: Deadline) -> bool:
    """Say whether it is our act that is due."""
    embargo = deadline.consequence is Consequence.EMBARGO
    return deadline.bound is BoundParty.US and not embargo


def act_of(deadline: Deadline, title: Texts | str | None = None) -> str:
    """Return what is to be done; ``title`` names a date entered by hand."""
    if isinstance(title, Texts):
        return wording().text(title)
    if deadline.act is not None:
        return wording().text(deadline.act)
    return title or _("Date entered by hand")


def by_when(deadline: Deadline) -> str:
    """Return the sentence with the day: file by, late after, closed until."""
    on = day_shown(deadline)
    if on is None:
        return _without_day(deadline)
    day = wording().day(on)
    if deadline.consequence is Consequence.EMBARGO:
        return _("confidential until %(day)s has passed", day=day)
    if is_appointment(deadline):
        return _("on %(day)s", day=day)
    if is_ours(deadline):
        return _("file by %(day)s", day=day)
    if deadline.state is DeadlineState.LATE:
        return _("late, as far as recorded: the term ended on %(day)s", day=day)
    return _("late after %(day)s", day=day)


def _without_day(deadline: Deadline) -> str:
    if deadline.limit == EVIDENCE and deadline.remind_on is not None:
        return _("we look again on %(day)s", day=wording().day(deadline.remind_on))
    return words.no_date(deadline.no_date) if deadline.no_date else _("no date")


def closing(deadline: Deadline, zone: ZoneInfo) -> str:
    """Return ``until 24:00 (Almaty, UTC+5)``; empty where there is no day.

    Where the day of the forum ends on another day here, that day is said too. What is
    over says nothing: nobody is to read that it still runs.
    """
    if deadline.state in _OVER:
        return ""
    at = deadline.closes_at if is_ours(deadline) else deadline.late_at
    on = day_shown(deadline)
    if at is None or on is None:
        return ""
    day, hour = _day_and_hour(at, zone)
    if day != wording().day(on):
        return _("until %(moment)s", moment=wording().moment(at, zone))
    if is_appointment(deadline):
        return _("at %(hour)s", hour=hour)
    return _("until %(hour)s", hour=hour)


def is_appointment(deadline: Deadline) -> bool:
    """Say whether it takes place on its day, as a hearing does, and has no term."""
    entered = deadline.limit in {BY_HAND, APPOINTMENT}
    return entered and deadline.consequence is Consequence.TARGET


def _day_and_hour(at: datetime, zone: ZoneInfo) -> tuple[str, str]:
    day, __, hour = wording().moment(at, zone).partition(", ")
    return day, hour


def tone(deadline: Deadline, today: date) -> str:
    """Return the class of the row: ``alarm``, ``today`` or nothing."""
    if deadline.state in _ALARMING:
        return "alarm"
    due = day_shown(deadline)
    return "today" if due == today and is_ours(deadline) else ""


def days_left(deadline: Deadline, today: date) -> str:
    """Return “today”, “tomorrow”, “in 5 days”, “3 days ago”; empty without a day."""
    on = day_shown(deadline)
    if on is None:
        return ""
    left = (on - today).days
    match left:
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case -1:
            return _("yesterday")
        case _ if left > 0:
            return wording().plural("in %(n)s day", "in %(n)s days", left)
        case _:
            return wording().plural("%(n)s day ago", "%(n)s days ago", -left)


def tags(deadline: Deadline) -> list[Tag]:
    """Return the marks of a deadline, the gravest first."""
    return [
        *_state_tags(deadline),
        *_restoration_tags(deadline),
        *_date_tags(deadline),
        *_rule_tags(deadline),
    ]


def _state_tags(deadline: Deadline) -> list[Tag]:
    state = deadline.state
    if state is DeadlineState.OPEN:
        return []
    if state is DeadlineState.SATISFIED and not deadline.proven and is_ours(deadline):
        return [Tag("warn", _("done without proof"))]
    shade = {
        DeadlineState.OVERDUE: "alarm",
        DeadlineState.MISSED: "alarm",
        DeadlineState.LATE: "warn",
        DeadlineState.CONFIDENTIAL: "closed",
        DeadlineState.LIFTABLE: "closed",
    }.get(state, "fine" if state in _ENDED_WELL else "")
    shown = [Tag(shade, words.deadline_state(state))]
    if deadline.timeliness is not None:
        shown.append(Tag("", words.timeliness(deadline.timeliness)))
    return shown


def _restoration_tags(deadline: Deadline) -> list[Tag]:
    """A missed term is a state with an exit, not the end (КоАП 832(2), CivPC 126)."""
    if deadline.restoration is None:
        return []
    said = words.restoration(deadline.restoration)
    if deadline.restore_by_on is not None:
        day = wording().brief_day(deadline.restore_by_on)
        return [Tag("warn", _("%(said)s by %(day)s", said=said, day=day))]
    return [Tag("", said)]


def _date_tags(deadline: Deadline) -> list[Tag]:
    if not deadline.state.is_pending:
        return []
    shown = []
    if deadline.provisional:
        shown.append(Tag("warn", _("preliminary date")))
    shown += _check_tags(deadline)
    if (
        deadline.remind_on
        and deadline.safe_on
        and deadline.remind_on < deadline.safe_on
    ):
        day = wording().brief_day(deadline.remind_on)
        shown.append(
            Tag("warn", _("reminders run to the earlier date, %(day)s", day=day))
        )
    return shown


def _check_tags(deadline: Deadline) -> list[Tag]:
    if deadline.differs is not None:
        differs = _(
            "two entries of the starting date differ: %(first)s, %(second)s",
            first=wording().when(deadline.trigger_when),
            second=wording().when(deadline.differs.said),
        )
        return [Tag("alarm", differs)]
    if deadline.checked_alone is not None:
        return [Tag("warn", proof_words.alone(wording(), deadline.checked_alone))]
    if deadline.is_hard and not deadline.double_checked and not deadline.provisional:
        return [Tag("", _("no second check"))]
    return []


def _rule_tags(deadline: Deadline) -> list[Tag]:
    if deadline.status is None:
        return [Tag("", _("entered by hand, no rule"))]
    if deadline.status is LawStatus.VERIFIED:
        return []
    shade = "warn" if deadline.status is LawStatus.DRAFT else ""
    return [Tag(shade, words.law_status(deadline.status))]


def rung_tone(state: RemedyState) -> str:
    """Return the shade of a rung of the remedy ladder."""
    shades = {
        RemedyState.GRANTED: "fine",
        RemedyState.OPEN: "warn",
        RemedyState.LAPSED: "alarm",
        RemedyState.SILENT: "warn",
    }
    return shades.get(state, "")


def big_day(on: date, today: date) -> tuple[str, str, str]:
    """Return weekday, number and month of ``on``, for the block left of a row."""
    voice = wording()
    return voice.weekday(on), str(on.day), voice.month(on, this_year=today.year)
