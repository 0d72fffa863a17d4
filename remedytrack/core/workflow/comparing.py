"""What an example expects beside what the replay gives: every difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from remedytrack.core.findings import Path
from remedytrack.core.workflow.cascades import LegalOrder
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.examples import (
    Example,
    Expected,
    ExpectedDeadline,
    journal_of,
    moment_of,
)
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, Standing

NONE = "none"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came otherwise than an example expects.

    ``path`` leads to it from the example within its file; ``about`` names the event
    or the rule; ``deadline`` is the one concerned, where there is one, to ask why.
    """

    path: Path
    about: str
    expected: str
    came: str
    deadline: Deadline | None = None


def differences(
    example: Example, definition: Workflow, law: LegalOrder
) -> list[Difference]:
    """Replay ``example`` and return what came otherwise; an empty list if nothing."""
    zone = law.calendar(definition.calendar).zone
    journal = journal_of(example, definition, zone)
    standing = replay(definition, journal, law, moment_of(example, zone))
    compared = _Compared(example.expect, definition, standing, tuple(journal), zone)
    return [
        *compared.states(),
        *compared.deadlines(),
        *compared.unwanted_deadlines(),
        *compared.silences(),
        *compared.flags(),
        *compared.anomalies(),
    ]


@dataclass(frozen=True, slots=True)
class _Compared:
    expect: Expected
    definition: Workflow
    standing: Standing
    journal: tuple[Entry, ...]
    zone: ZoneInfo

    def states(self) -> Iterator[Difference]:
        for track, state in self.expect.states.items():
            came = self.standing.states[track]
            if came != state:
                last = [p for p in self.standing.passages if p.track == track][-1:]
                said = "".join(f", by {self._event(p.cause)}" for p in last)
                path = ("expect", "states", track)
                about = f"the track {track}"
                yield Difference(path, about, state, (came + said))

    def deadlines(self) -> Iterator[Difference]:
        lines: dict[str, list[tuple[int, ExpectedDeadline]]] = {}
        for n, line in enumerate(self.expect.deadlines):
            lines.setdefault(line.limit, []).append((n, line))
        for limit, wanted in lines.items():
            yield from self._of_limit(limit, wanted)

    def _of_limit(
        self, limit: str, wanted: Sequence[tuple[int, ExpectedDeadline]]
    ) -> Iterator[Difference]:
        """Pair lines and deadlines, those that agree first, and tell what is left."""
        free = [d for d in self.standing.deadlines if d.limit == limit]
        left: list[tuple[int, ExpectedDeadline]] = []
        for n, line in wanted:
            same = next((d for d in free if not self._unlike(line, d)), None)
            if same is None:
                left.append((n, line))
            else:
                free.remove(same)
        for n, line in left:
            if not free:
                path = ("expect", "deadlines", n)
                came = f"none, for {self._why_none(limit)}"
                yield Difference(path, limit, "a deadline", came)
                continue
            closest = min(free, key=lambda d: len(self._unlike(line, d)))
            free.remove(closest)
            yield from self._told(n, line, closest)
        named = {line.person for _, line in wanted} - {None}
        yield from self._not_named(free, named, wanted[0][0])

    def _not_named(
        self, free: Iterable[Deadline], persons: set[str | None], n: int
    ) -> Iterator[Difference]:
        for deadline in free:
            if deadline.state.is_pending and (
                not persons or deadline.person in persons
            ):
                came = f"another one: safe {deadline.safe_on}, {deadline.state}"
                path = ("expect", "deadlines", n)
                about = f"{deadline.limit}, {_started(deadline)}"
                yield Difference(path, about, "a line for each", came, deadline)

    def _told(
        self, n: int, line: ExpectedDeadline, deadline: Deadline
    ) -> Iterator[Difference]:
        for key, expected, came in self._unlike(line, deadline):
            path = ("expect", "deadlines", n, key)
            about = f"{line.limit}, {_started(deadline)}: {key}"
            yield Difference(path, about, expected, came, deadline)

    def _unlike(
        self, line: ExpectedDeadline, deadline: Deadline
    ) -> list[tuple[str, str, str]]:
        """Return key, what was expected and what came, for each that differs."""
        d, zone = deadline, self.zone
        triggers = {d.trigger_kind, str(d.trigger_when), str(d.trigger_when)[:10]}
        trigger = line.trigger if line.trigger in triggers else d.trigger_kind
        came = {
            "person": d.person,
            "trigger": trigger,
            "safe": _day(line.safe, d.safe_on, d.closes_at, zone),
            "arguable": _day(line.arguable, d.arguable_on, d.late_at, zone),
            "opens": _day(line.opens, d.opens_on, None, zone),
            "remind": _day(line.remind, d.remind_on, None, zone),
            "state": d.state,
            "no_date": d.no_date,
        }
        return [
            (key, str(wanted), str(found) if found is not None else NONE)
            for key, found in came.items()
            if (wanted := getattr(line, key)) is not None and wanted != found
        ]

    def unwanted_deadlines(self) -> Iterator[Difference]:
        for n, limit in enumerate(self.expect.not_deadlines):
            for deadline in self.standing.deadlines:
                if deadline.limit == limit and deadline.state.is_pending:
                    path = ("expect", "not_deadlines", n)
                    about = f"{limit}, {_started(deadline)}"
                    came = f"it runs until {deadline.safe_on}"
                    yield Difference(path, about, "not running", came, deadline)

    def silences(self) -> Iterator[Difference]:
        if self.expect.silences is not None:
            came = [silence.kind for silence in self.standing.silences]
            yield from _sets("silences", self.expect.silences, came)

    def flags(self) -> Iterator[Difference]:
        came = [flag.id for flag in self.standing.flags]
        if self.expect.flags is not None:
            yield from _sets("flags", self.expect.flags, came)
        for n, flag in enumerate(self.expect.not_flags):
            if flag in came:
                path = ("expect", "not_flags", n)
                yield Difference(path, f"the flag {flag}", "not raised", "raised")

    def anomalies(self) -> Iterator[Difference]:
        position = {entry.id: n for n, entry in enumerate(self.journal)}
        for each in self.standing.anomalies:
            if each.kind in self.expect.anomalies:
                continue
            n = position.get(each.entry)
            path: Path = ("expect",) if n is None else ("events", n)
            about = f"the event {self._event(each.entry)}"
            came = f"the track {each.track} is in “{each.state}”, where it has no place"
            yield Difference(path, about, "in its place", came)

    def _event(self, cause: object) -> str:
        """Name an entry or a silence as the example writes it."""
        for entry in self.journal:
            if entry.id == cause:
                return f"{entry.kind} of {entry.occurred}"
        for silence in self.standing.silences:
            if silence.id == cause:
                return f"the silence {silence.kind} of {silence.occurred}"
        return "?"

    def _why_none(self, limit: str) -> str:
        versions = self.definition.limits.get(limit, ())
        if not versions:
            return "none of its members runs"
        starts = {v.on for v in versions} | {v.until_known for v in versions}
        happened = {entry.kind for entry in self.journal}
        happened |= {silence.kind for silence in self.standing.silences}
        if not starts & happened:
            return f"its event “{versions[0].on}” did not happen"
        return "its condition (if) does not hold, or no version of it was in force"


def _day(
    wanted: str | None, on: date | None, at: datetime | None, zone: ZoneInfo
) -> str:
    """Write a day as the example wrote its own: with the hour, if it gave one."""
    if on is None:
        return NONE
    if wanted and "T" in wanted and at is not None:
        return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
    return on.isoformat()


def _started(deadline: Deadline) -> str:
    return f"from {deadline.trigger_kind} of {deadline.trigger_when}"


def _sets(key: str, wanted: Iterable[str], came: Iterable[str]) -> Iterator[Difference]:
    expected, found = sorted(wanted), sorted(came)
    if expected != found:
        missing = ", ".join(sorted(set(expected) - set(found)))
        more = ", ".join(sorted(set(found) - set(expected)))
        said = f" (missing: {missing})" if missing else ""
        said += f" (not expected: {more})" if more else ""
        about = ("expect", key)
        came_so = (", ".join(found) or NONE) + said
        yield Difference(about, key, ", ".join(expected) or NONE, came_so)
