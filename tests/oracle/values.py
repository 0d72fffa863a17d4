"""What the oracle works with: lines of a journal, deadlines, and days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.dates import When
from remedytrack.lawbook import Lawbook

DAY = timedelta(days=1)
FAR = 60
"""How many days are tried where a date is open to one side."""

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of a journal, as somebody wrote it down."""

    id: UUID
    kind: str
    when: When
    recorded_at: datetime
    by: str
    fields: Plain = field(default_factory=dict)
    person: str | None = None
    seen: bool = False
    supersedes: UUID | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class Came:
    """Something that happened: a fact with the dates it had before, or a silence."""

    id: UUID
    first_id: UUID
    kind: str
    when: When
    known_at: datetime
    first_recorded: str
    fields: Plain = field(default_factory=dict)
    person: str | None = None
    by: str | None = None
    seen: bool = False
    had: tuple[When, ...] = ()
    entered: bool = True


@dataclass(frozen=True)
class Due:
    """A deadline as the oracle sees it."""

    id: UUID
    limit: str
    bound: str
    consequence: str
    status: str | None
    trigger: Came
    person: str | None
    safe_on: date | None = None
    arguable_on: date | None = None
    remind_on: date | None = None
    closes_at: datetime | None = None
    late_at: datetime | None = None
    opens_on: date | None = None
    provisional: bool = False
    checked: bool = False
    zone: str | None = None
    hours: bool = False
    no_date: str | None = None
    state: str = "open"
    timeliness: str | None = None
    done_when: When | None = None
    done_by: UUID | None = None
    proven: bool = False
    taken_by: str | None = None
    restoration: str | None = None
    restore_by_on: date | None = None


@dataclass(frozen=True)
class Quiet:
    """A silence: the event that a term's end without an answer is."""

    id: UUID
    kind: str
    when: When
    known_at: datetime


@dataclass(frozen=True)
class Raised:
    """A flag that is up."""

    id: str
    age_since: When | None
    evidence: frozenset[UUID]
    unseen: bool


@dataclass(frozen=True)
class Result:
    """Where the proceeding stands."""

    states: dict[str, str]
    dues: tuple[Due, ...]
    quiet: tuple[Quiet, ...]
    flags: tuple[Raised, ...]
    unexpected: frozenset[tuple[UUID, str, str]]
    allowed: tuple[str, ...]
    embargo: str
    owner: str | None


class Running(NamedTuple):
    """One running of a time limit: what it counts from, until when only the worst case.

    ``anchor`` is what the identity of the deadline hangs on.
    """

    trigger: Came
    worst: Came | None
    anchor: UUID
    person: str | None

    @property
    def known(self) -> bool:
        """Whether the trigger itself is known."""
        return self.trigger is not self.worst


def plain(name: str, law: Lawbook) -> Plain:
    """Return a procedure as the mapping that its file holds."""
    key = name, id(law)
    if key not in _PLAIN:
        _PLAIN[key] = law.workflows[name].model_dump(
            mode="json", by_alias=True, exclude_none=True
        )
    return _PLAIN[key]


_PLAIN: dict[tuple[str, int], Plain] = {}


def chains(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield each fact with all its versions, in order of record."""
    ordered = sorted(lines, key=lambda each: (each.recorded_at, each.id))
    first_of = {line.id: line for line in ordered}

    def root(line: Line) -> UUID:
        while line.supersedes in first_of and line.supersedes is not None:
            line = first_of[line.supersedes]
        return line.id

    for line in ordered:
        if root(line) == line.id:
            yield [each for each in ordered if root(each) == line.id]


def fact(chain: Sequence[Line]) -> Came:
    first, last = chain[0], chain[-1]
    return Came(
        id=last.id,
        first_id=first.id,
        kind=last.kind,
        when=last.when,
        known_at=last.recorded_at,
        first_recorded=first.recorded_at.isoformat(),
        fields=last.fields,
        person=last.person,
        by=last.by,
        seen=last.seen,
        had=tuple(each.when for each in chain[:-1]),
    )


def day_of(when: When) -> date | None:
    return when.latest or when.earliest


def days_of(when: When) -> Iterator[date]:
    """Yield every day that it can have been; an open side is tried for a while."""
    for each in when.ranges:
        first = each.first or (each.last - FAR * DAY if each.last else None)
        last = each.last or (each.first + FAR * DAY if each.first else None)
        while first is not None and last is not None and first <= last:
            yield first
            first += DAY


def before(one: When, other: When) -> bool:
    """Say whether ``one`` surely came before ``other`` began."""
    known = one.latest is not None and other.earliest is not None
    return known and one.latest < other.earliest  # type: ignore[operator]


def recorded(came: Came) -> tuple[str, str]:
    return came.first_recorded, str(came.first_id)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return 0:00 of ``day``."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
