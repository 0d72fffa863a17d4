"""How States answered UN letters: the day of each reply, against the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from remedytrack.core.access import Output, Viewer
from remedytrack.core.dates import When
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.definition import EventDefinition, Kind, Workflow
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.standing import Deadline, Embargo, Timeliness
from remedytrack.services.looking import visible_standings
from remedytrack.services.registry import Registry


@dataclass(frozen=True, slots=True)
class LetterReplies:
    """One letter: when it was sent, by when a reply was expected, on which day it came.

    The day of sending is day 0. ``on_last_day`` marks a reply that is in time only
    because that day is not counted. ``further`` holds later replies with their days:
    they follow up, they are not late.
    """

    ref: str
    title: str
    number: str | None
    embargo: Embargo
    sent: When | None = None
    limit_on: date | None = None
    replied: When | None = None
    day: int | None = None
    timeliness: Timeliness | None = None
    further: tuple[tuple[When, int | None], ...] = ()
    on_last_day: bool = False


@dataclass(frozen=True, slots=True)
class Replies:
    """All letters and the summary: how many in time, and the median day."""

    letters: Sequence[LetterReplies]

    @property
    def in_time(self) -> int:
        """How many were answered in time by every reading."""
        return sum(each.timeliness is Timeliness.IN_TIME for each in self.letters)

    @property
    def median_day(self) -> float | None:
        """The median day of the first replies whose day is known."""
        days = [each.day for each in self.letters if each.day is not None]
        return median(days) if days else None


def replies(
    registry: Registry,
    *,
    viewer: Viewer,
    today: date,
    output: Output = Output.PAGE,
) -> Replies:
    """Return how the letters that ``viewer`` may see were answered by ``today``."""
    letters: list[LetterReplies] = []
    with registry.store.reading() as unit:
        for proceeding, standing, entries in visible_standings(
            registry, unit, viewer, today, output
        ):
            definition = registry.definition(proceeding)
            if definition.kind is not Kind.COMMUNICATION:
                continue
            theirs = _by_state(definition, entries)
            bare = LetterReplies(
                ref=proceeding.ref,
                title=unit.proceedings.titles([proceeding.id])[proceeding.id],
                number=unit.proceedings.numbers([proceeding.id]).get(proceeding.id),
                embargo=standing.embargo,
            )
            letters += [
                _answered(bare, deadline, theirs)
                for deadline in standing.deadlines
                if _expects_reply(deadline)
            ]
    return Replies(sorted(letters, key=_sent))


def _expects_reply(deadline: Deadline) -> bool:
    expected = deadline.consequence is Consequence.EXPECTATION
    return expected and deadline.bound is BoundParty.STATE


def _by_state(definition: Workflow, entries: Sequence[Entry]) -> list[Entry]:
    events = definition.events
    return [each for each in entries if _is_of_state(events.get(each.kind))]


def _is_of_state(event: EventDefinition | None) -> bool:
    return event is not None and event.by is BoundParty.STATE


def _answered(
    letter: LetterReplies, deadline: Deadline, theirs: Sequence[Entry]
) -> LetterReplies:
    sent, replied = deadline.trigger_when, deadline.done_when
    day = _days_between(sent, replied)
    limit = When.on(deadline.safe_on) if deadline.safe_on else None
    kinds = {entry.id: entry.kind for entry in theirs}
    first = kinds.get(deadline.done_by) if deadline.done_by else None
    later = [
        entry.occurred
        for entry in theirs
        if replied is not None
        and entry.kind != first
        and not entry.occurred.surely_by(replied.latest or date.min)
    ]
    return replace(
        letter,
        sent=sent,
        limit_on=deadline.safe_on,
        replied=replied,
        day=day,
        timeliness=deadline.timeliness,
        further=tuple((when, _days_between(sent, when)) for when in later),
        on_last_day=day is not None and day == _days_between(sent, limit),
    )


def _sent(letter: LetterReplies) -> str:
    return str(letter.sent)


def _days_between(begin: When, end: When | None) -> int | None:
    if end is None or begin.day is None or end.day is None:
        return None
    return (end.day - begin.day).days
