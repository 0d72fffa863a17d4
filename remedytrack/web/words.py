"""The words of the field for our codes: whole phrases, as practitioners say them.

Codes never reach the screen. Where a person decides by a word (late, missed, done
without proof), the word follows the legal meaning and not the colour beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.definition import Grade
from remedytrack.core.workflow.journal import Act, Basis
from remedytrack.core.workflow.standing import (
    DeadlineState,
    Embargo,
    NoDate,
    RemedyState,
    Restoration,
    Timeliness,
)
from remedytrack.storage.values import MailState
from remedytrack.web.languages import N_
from remedytrack.web.languages import gettext as _

CONSEQUENCES: Final[Mapping[Consequence, str]] = {
    Consequence.BAR: N_("after this day the right is lost"),
    Consequence.RESTORABLE: N_(
        "late filing is still accepted, but execution is not suspended and "
        "reasons are needed"
    ),
    Consequence.PRESUMPTION: N_("late is possible with good reasons"),
    Consequence.TARGET: N_("an aim: being late is noted, nothing is lost in law"),
    Consequence.EXPECTATION: N_(
        "an answer is expected; there is no penalty for being late"
    ),
    Consequence.EMBARGO: N_("say nothing outside the circle"),
}

ABUSE: Final = frozenset({"un.ccpr.abuse", "un.ccpr.abuse_after_other_body"})
"""After these years a communication may be taken for an abuse (rule 99(c), Rev.11)."""

PARTIES: Final[Mapping[BoundParty, str]] = {
    BoundParty.US: N_("we must act"),
    BoundParty.AUTHORITY: N_("waiting for the body"),
    BoundParty.COURT: N_("waiting for the court"),
    BoundParty.UN: N_("waiting for the UN"),
    BoundParty.STATE: N_("waiting for the State"),
}

DEADLINE_STATES: Final[Mapping[DeadlineState, str]] = {
    DeadlineState.OPEN: N_("running"),
    DeadlineState.OVERDUE: N_("overdue by the strict count"),
    DeadlineState.MISSED: N_("missed by every way of counting"),
    DeadlineState.LATE: N_("late by every way of counting"),
    DeadlineState.SATISFIED: N_("done"),
    DeadlineState.WAIVED: N_("given up"),
    DeadlineState.CONFIDENTIAL: N_("confidential"),
    DeadlineState.LIFTABLE: N_("confidential: over by count, a person must look"),
    DeadlineState.LIFTED: N_("public"),
}

LAW_STATUSES: Final[Mapping[LawStatus, str]] = {
    LawStatus.DRAFT: N_("rule from memory, source not seen"),
    LawStatus.SOURCED: N_("rule not checked by a lawyer"),
    LawStatus.DISPUTED: N_("several ways of counting"),
    LawStatus.VERIFIED: N_("rule checked by a lawyer"),
}

NO_DATES: Final[Mapping[NoDate, str]] = {
    NoDate.TRIGGER_UNKNOWN: N_("The day that it is counted from is not known."),
    NoDate.BEYOND_CALENDAR: N_("The calendar does not reach that far yet."),
    NoDate.NO_VERSION: N_("No text of the rule is on file for that day."),
    NoDate.SUSPENDED: N_("The term is suspended; when it goes on is not known."),
    NoDate.NO_CLOCK_TIME: N_(
        "The term is in hours, and the hour it began is not known."
    ),
    NoDate.LETTER_SILENT: N_("The letter sets the term; what it says is not entered."),
    NoDate.REASONABLE_TIME: N_(
        "The law says “within a reasonable time” and gives no number."
    ),
    NoDate.NO_LAST_DAY: N_("It has no last day; it waits until somebody decides."),
}

REMEDIES: Final[Mapping[RemedyState, str]] = {
    RemedyState.GRANTED: N_("granted"),
    RemedyState.REFUSED: N_("refused"),
    RemedyState.SILENT: N_("no answer"),
    RemedyState.USED: N_("used, no result yet"),
    RemedyState.OPEN: N_("open"),
    RemedyState.LAPSED: N_("lapsed"),
    RemedyState.NOT_AVAILABLE: N_("not available"),
}

RESTORATIONS: Final[Mapping[Restoration, str]] = {
    Restoration.POSSIBLE: N_("the missed term may be asked back"),
    Restoration.ASKED: N_("asked to restore the term"),
    Restoration.GRANTED: N_("the term was restored"),
    Restoration.REFUSED: N_("restoring the term was refused"),
    Restoration.LAPSED: N_("the time to ask the term back is over"),
}

TIMELINESS: Final[Mapping[Timeliness, str]] = {
    Timeliness.IN_TIME: N_("in time"),
    Timeliness.LATE: N_("late"),
    Timeliness.UNKNOWN: N_("not known whether in time"),
}

BASES: Final[Mapping[Basis, str]] = {
    Basis.REPORTED: N_("reported, document not seen"),
    Basis.DOCUMENT: N_("document seen"),
}

ACTS: Final[Mapping[Act, str]] = {
    Act.ACKNOWLEDGED: N_("Taken on"),
    Act.SATISFIED: N_("Marked as done"),
    Act.EXTENDED: N_("Extension"),
    Act.WAIVED: N_("Given up"),
    Act.ASSIGNED: N_("Assigned"),
    Act.FLAG_REVIEWED: N_("Finding reviewed"),
    Act.DATE_ENTERED: N_("Date entered by hand"),
    Act.DOUBLE_CHECKED: N_("Second check of a date"),
    Act.PROOF_GIVEN: N_("Proof given"),
    Act.PROOF_OPENED: N_("Proof opened by a second person"),
    Act.NO_NEXT_STEP: N_("No next step for now"),
}

EMBARGOES: Final[Mapping[Embargo, str]] = {
    Embargo.NONE: N_("not confidential"),
    Embargo.CLOSED: N_("confidential"),
    Embargo.LIFTABLE: N_("confidential: over by count, a person must look"),
    Embargo.LIFTED: N_("public"),
}

GRADES: Final[Mapping[Grade, str]] = {
    Grade.N3: N_("closed or refused without investigation"),
    Grade.N2: N_("no answer beyond the legal term"),
    Grade.N1: N_("old, and we know nothing"),
    Grade.N0: N_("too recent"),
}

MAIL_STATES: Final[Mapping[MailState, str]] = {
    MailState.QUEUED: N_("waiting"),
    MailState.SENDING: N_("being sent"),
    MailState.SENT: N_("sent"),
    MailState.FAILED: N_("failed"),
    MailState.WITHDRAWN: N_("no longer needed"),
}


def consequence(missed: Consequence, limit: str | None = None) -> str:
    """Say what missing the date of ``limit`` means."""
    if limit in ABUSE:
        return _("later it may constitute an abuse of the right, unless justified")
    return _(CONSEQUENCES[missed])


def bound(party: BoundParty) -> str:
    """Say whom we wait for."""
    return _(PARTIES[party])


def deadline_state(state: DeadlineState) -> str:
    """Say where a deadline stands."""
    return _(DEADLINE_STATES[state])


def law_status(status: LawStatus) -> str:
    """Say how far a rule was checked."""
    return _(LAW_STATUSES[status])


def no_date(why: NoDate) -> str:
    """Say why there is no date."""
    return _(NO_DATES[why])


def remedy(state: RemedyState) -> str:
    """Say where a remedy stands."""
    return _(REMEDIES[state])


def restoration(state: Restoration) -> str:
    """Say what became of a missed term that can be asked back."""
    return _(RESTORATIONS[state])


def timeliness(judged: Timeliness) -> str:
    """Say whether it was in time."""
    return _(TIMELINESS[judged])


def basis(rests_on: Basis) -> str:
    """Say what a fact rests on."""
    return _(BASES[rests_on])


def act(kind: Act) -> str:
    """Name what somebody did to a case."""
    return _(ACTS[kind])


def embargo(of_case: Embargo) -> str:
    """Say whether the contents may leave the circle."""
    return _(EMBARGOES[of_case])


def grade(sure: Grade) -> str:
    """Say how sure the finding is."""
    return _(GRADES[sure])


def mail_state(state: MailState) -> str:
    """Say what became of a mail."""
    return _(MAIL_STATES[state])


def date_hint() -> str:
    """Say how dates are typed, in one place for every form."""
    return _(
        "For example 2025-11-25 or 25.11.2025, with the hour 2025-11-25T15:00, only "
        "the month 2025-11. Not certain: ../2025-11-25 (not later than), "
        "2025-11-20/2025-11-25 (between), 2025-11-20|2025-11-25 (one of the two); "
        "~ at the end means about."
    )


def number(count: int) -> str:
    """Return ``1 593``: thousands apart, as all three languages write them."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
