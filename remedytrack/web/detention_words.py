"""What is said about a detention: to ask for, to bring, to collect, and the message.

The law behind a line stands beside it. What leaves us in a message names nobody, unless
the person has consented to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from remedytrack.core.practice.detention import (
    BASIS,
    BASIS_KNOWN,
    COUNSEL_ARRIVED,
    Clock,
    ClockState,
)
from remedytrack.core.workflow.definition import Workflow
from remedytrack.services.detentions import Detention
from remedytrack.web import words
from remedytrack.web.languages import N_, wording
from remedytrack.web.languages import gettext as _
from remedytrack.wording.dates import utc_offset

_AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)

Line = tuple[str, str | None]
"""A sentence to translate, and its article, where the law report has one."""

ASK_FOR: Final[Sequence[Line]] = (
    (
        N_("A copy of the record, with the minute of the restraint and the grounds"),
        "КоАП arts 788(1), 788(2)",
    ),
    (N_("The basis and the article: they decide how long"), "КоАП art. 789"),
    (
        N_(
            "Their own counsel, by name; another one only if that one cannot be there "
            "within three hours"
        ),
        "КоАП art. 750(4)",
    ),
    (N_("That relatives or counsel are told"), "КоАП arts 788(1), 788(2)"),
    (
        N_("That the rights are explained; if not, write so in the record"),
        "КоАП art. 788(5)",
    ),
    (
        N_("An interpreter, if the language of the record is not theirs"),
        "КоАП art. 758",
    ),
    (N_("A doctor; every injury written down and photographed"), None),
    (
        N_(
            "Sign nothing about “immediate entry into force”: an appeal would then "
            "suspend nothing"
        ),
        "КоАП art. 883(3-1)",
    ),
    (
        N_(
            "Write no “explanation” before counsel is there: it can be used against "
            "them"
        ),
        None,
    ),
)

BRING: Final[Sequence[Line]] = (
    (N_("Notice of representation, advocate's card"), "КоАП art. 750(7)"),
    (N_("Interpreter: Kazakh, Russian, English"), None),
    (N_("Medicine, papers on illness or disability"), None),
)

COLLECT: Final[Sequence[Line]] = (
    (
        N_(
            "Video of the station and of the street, body cameras: ask in writing "
            "today that they be kept. How long they are kept has not been checked."
        ),
        None,
    ),
    (N_("The entrance book: minute of arrival and of leaving"), None),
    (
        N_(
            "The record of detention: the minute it gives, beside the minute of the "
            "restraint. The difference is evidence."
        ),
        "КоАП arts 786, 788, 789(1)",
    ),
    (N_("Injuries: a doctor's paper and dated photographs, today"), None),
    (N_("Witnesses by initials, and the calls to counsel with their minutes"), None),
)


def clock_shown(at: datetime, zone: ZoneInfo, beside: date) -> str:
    """Return ``18:00``, with its day before it where that is not ``beside``.

    Midnight is the 24:00 of the day that it ends.
    """
    local = at.astimezone(zone)
    day, clock = local.date(), f"{local:%H:%M}"
    if local.time() == time():
        day, clock = day - timedelta(days=1), "24:00"
    if day == beside:
        return clock
    return _("%(day)s, %(clock)s", day=wording().brief_day(day), clock=clock)


def duration(between: timedelta) -> str:
    """Return ``2 h 33 min`` for a time of either sign, cut to whole minutes."""
    hours, minutes = divmod(int(abs(between).total_seconds() // 60), 60)
    return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)


def duration_pattern() -> str:
    """Return how the script writes a time: ``{h} h {m} min``."""
    return _("%(hours)s h %(minutes)s min", hours="{h}", minutes="{m}")


def length(clock: Clock) -> str:
    """Return ``3 hours``, or “at once” where the law gives no number."""
    if clock.limit.by_clock:
        return wording().say("%(n)d hours", n=clock.limit.term.n)
    return _("at once")


def short_length(clock: Clock) -> str:
    """Return ``3 h``, or “at once” where the law gives no number."""
    if clock.limit.by_clock:
        return _("%(hours)s h", hours=clock.limit.term.n)
    return _("at once")


def by_end(clocks: Iterable[Clock]) -> list[Clock]:
    """Return the clocks by their ends; what is due at once comes first."""
    return sorted(clocks, key=lambda each: each.ends_at or _AT_ONCE)


def over(clock: Clock, shown: Detention, ended: str) -> str:
    """Say what it means that a term is over; ``ended`` is when it was."""
    if clock.caps_the_holding:
        if not shown.held:
            return _("held longer than the law allows: it ended %(time)s", time=ended)
        return _("held longer than the law allows, since %(time)s", time=ended)
    if clock.limit.satisfied_by == COUNSEL_ARRIVED:
        return _("over since %(time)s: another advocate may be appointed", time=ended)
    return _("not done in time: over since %(time)s", time=ended)


def outcome(clock: Clock) -> str:
    """Say how a term ended that is no longer running."""
    judged = clock.deadline.timeliness
    if judged is not None:
        return words.timeliness(judged)
    return words.deadline_state(clock.deadline.state)


def bases_shown(clock: Clock, shown: Detention) -> str:
    """Return the bases under which a term applies; empty where under all."""
    return ", ".join(basis_words(clock, shown.case.definition))


def basis_words(clock: Clock, definition: Workflow) -> list[str]:
    """Return the words for the bases of a term."""
    choice = definition.events[BASIS_KNOWN].fields[BASIS].choice
    return [wording().text(choice[each]) for each in clock.bases]


def call_line() -> str:
    """Return the message that says nothing: it may go to anybody's telephone."""
    return _("Urgent. Call me. Hours are running.")


def message(shown: Detention, now: datetime) -> str:
    """Return the line for whoever goes: place, times, what is needed, and no name."""
    return " ".join(_sentences(shown, now))


def _sentences(shown: Detention, now: datetime) -> Iterator[str]:
    yield _who(shown)
    yield _since(shown)
    running = shown.clocks_in(ClockState.RUNNING, ClockState.OVER)
    caps = [
        _cap(clock, clock.ends_at, shown)
        for clock in running
        if clock.caps_the_holding and clock.ends_at
    ]
    if caps:
        yield _("By law at most: %(caps)s.", caps="; ".join(dict.fromkeys(caps)))
    if shown.basis is None:
        yield _("Nobody has named the basis.")
    else:
        yield _("Basis: %(basis)s.", basis=wording().text(shown.basis))
    yield from _needed(shown, now)
    yield _("Call me.")


def _who(shown: Detention) -> str:
    if shown.may_be_named:
        initials = ", ".join(shown.persons.values())
        return _("Urgent: %(initials)s is being held.", initials=initials)
    return _("Urgent: somebody is being held.")


def _since(shown: Detention) -> str:
    at, zone = shown.restrained_at, shown.case.zone
    if at is None:
        since = wording().when(shown.restrained) if shown.restrained else "–"
    else:
        clock = clock_shown(at, zone, date.min)
        since = f"{clock} ({utc_offset(at.astimezone(zone))})"
    if shown.where:
        return _("Since %(time)s, %(place)s.", time=since, place=shown.where)
    return _("Since %(time)s, place not known.", time=since)


def _cap(clock: Clock, ends_at: datetime, shown: Detention) -> str:
    began = shown.restrained_at
    beside = began.astimezone(shown.case.zone).date() if began else date.min
    ends = clock_shown(ends_at, shown.case.zone, beside)
    if clock.state is ClockState.OVER:
        return _("%(hours)s – over since %(time)s", hours=length(clock), time=ends)
    return _("%(hours)s – until %(time)s", hours=length(clock), time=ends)


def _needed(shown: Detention, now: datetime) -> Iterator[str]:
    if not shown.counsel_is_there:
        waiting = (
            clock.ends_at
            for clock in shown.clocks_in(ClockState.RUNNING)
            if clock.limit.satisfied_by == COUNSEL_ARRIVED and clock.ends_at
        )
        by = next(waiting, None)
        if by is None:
            yield _("Counsel is needed there.")
        else:
            today = now.astimezone(shown.case.zone).date()
            ends = clock_shown(by, shown.case.zone, today)
            yield _("Counsel is needed there by %(time)s.", time=ends)
    if shown.record is None:
        yield _("No record so far.")
