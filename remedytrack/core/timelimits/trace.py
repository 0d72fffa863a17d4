"""The canonical trace: what was asked, by which law, and every step, as plain data.

Equal questions under equal law give equal bytes: sorted keys, ASCII only, no clock, no
locale. A stored trace can be told in any language without counting again, and counted
again to see that it follows (:mod:`remedytrack.core.timelimits.retracing`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import JsonValue, TypeAdapter
from pydantic_core import to_jsonable_python

from remedytrack.core.dates import DayRange
from remedytrack.core.law import Definition
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.computation import (
    Ambiguity,
    Computation,
    ReadingResult,
    Step,
)
from remedytrack.core.timelimits.compute import Computed, CountingLaw, compute
from remedytrack.core.timelimits.extensions import Extension
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.terms import Length
from remedytrack.core.timelimits.work import Trigger

ENGINE = "1"
"""Rises when the same question under the same law may get another trace."""

Plain = dict[str, JsonValue]
"""A JSON object."""

SAFE, ARGUABLE = "safe", "arguable"
"""The two ends of a document: counted from the earliest and from the latest day."""


@dataclass(frozen=True, slots=True)
class Question:
    """Every argument of :func:`~remedytrack.core.timelimits.compute.compute` but law.

    ``at`` is in UTC. What is as by default is not written, so that an argument of
    later versions leaves the traces of those who do not use it as they are.
    """

    event: str
    on: date
    zone: str
    calendar: str
    selected_on: date
    at: datetime | None = None
    stops: tuple[DayRange, ...] = ()
    extensions: tuple[Extension, ...] = ()
    letter: Length | None = None

    @classmethod
    def of(cls, computed: Computed) -> Self:
        """Return what ``computed`` was asked."""
        asked = computed.question
        at = asked.trigger.at
        return cls(
            event=asked.limit.on,
            on=asked.trigger.on,
            zone=asked.trigger.zone.key,
            calendar=asked.forum.id,
            selected_on=asked.chosen_on,
            at=at.astimezone(UTC) if at else None,
            stops=asked.stops,
            extensions=asked.extensions,
            letter=asked.letter,
        )

    def put_to(
        self, limit: TimeLimit, law: CountingLaw, as_of: date | None
    ) -> Computation:
        """Count ``limit`` anew, by the calendar as known on ``as_of``.

        Raises what :func:`~remedytrack.core.timelimits.compute.compute` raises.
        """
        return compute(
            limit,
            law,
            Trigger(self.on, ZoneInfo(self.zone), self.at),
            calendar=self.calendar,
            selected_on=self.selected_on,
            stops=self.stops,
            extensions=self.extensions,
            letter=self.letter,
            as_of=as_of,
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """What a count saw of a calendar: its revision, and the days it looked at.

    ``days_sha`` is of these days only, so that a year that is filled in later takes
    no older trace away.
    """

    id: str
    revision: date
    first: date
    last: date
    days_sha: str


_QUESTION = TypeAdapter(Question)
_SEEN = TypeAdapter(Seen | None)
_STEP = TypeAdapter(Step)
_AMBIGUITY = TypeAdapter(Ambiguity)
IN_TRACES: Mapping[str, str] = {"before_on": "in", "after_on": "out"}
"""What a step's days are called in a trace."""


def canonical(value: JsonValue) -> str:
    """Return ``value`` as the one JSON text that equal values have."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def fingerprint(value: JsonValue) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal digits."""
    return sha256(canonical(value).encode()).hexdigest()


def text_sha(definition: Definition) -> str:
    """Return the fingerprint of a rule or a profile as it is written."""
    written = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return fingerprint(written)


def trace(computation: Computation, tzdata: str) -> Plain:
    """Return the trace of a computation that was just made.

    Args:
        computation: from :func:`~remedytrack.core.timelimits.compute.compute`; one
            read from a trace has no law any more.
        tzdata: which time zone data were used.

    Raises:
        TypeError: the computation was not just made.
    """
    if not isinstance(computation, Computed):
        msg = "Only a computation that was just made knows what it was asked."
        raise TypeError(msg)
    asked = computation.question
    return {
        "engine": ENGINE,
        "rule": computation.limit_version,
        "rule_sha": text_sha(asked.limit),
        "profile": computation.profile_version,
        "profile_sha": text_sha(asked.profile),
        "calendar": _SEEN.dump_python(_seen(computation, asked.forum), mode="json"),
        "tzdata": tzdata,
        "asked": _QUESTION.dump_python(
            Question.of(computation), mode="json", exclude_defaults=True
        ),
        "readings": [_reading(each) for each in computation.readings],
        "safe": _end(computation.safe),
        "arguable": _end(computation.arguable),
        "warnings": [
            _AMBIGUITY.dump_python(each, mode="json", exclude_defaults=True)
            for each in computation.warnings
        ],
        "consulted": [day.isoformat() for day in computation.consulted],
        "status": computation.status.value,
        "cite": computation.cite,
    }


def document(
    safe: Computation | None, arguable: Computation | None, tzdata: str
) -> str:
    """Return the canonical text of a count from a trigger known or uncertain.

    Args:
        safe: counted from the earliest day; ``None`` where that end is open.
        arguable: counted from the latest; written only if it differs from ``safe``.
        tzdata: which time zone data were used.
    """
    ends: Plain = {SAFE: trace(safe, tzdata) if safe else None}
    if arguable is None or arguable != safe:
        ends[ARGUABLE] = trace(arguable, tzdata) if arguable else None
    return canonical(ends)


def _reading(result: ReadingResult) -> Plain:
    """Return every part of a result; what is as by default is not written."""
    parts = {each.name: getattr(result, each.name) for each in fields(ReadingResult)}
    by_default = {each.name: each.default for each in fields(ReadingResult)}
    written: Plain = {
        name: to_jsonable_python(part)
        for name, part in parts.items()
        if name != "steps" and part is not None and part != by_default[name]
    }
    return written | {"steps": [_step(each) for each in result.steps]}


def _step(step: Step) -> JsonValue:
    written = _STEP.dump_python(step, mode="json", exclude_defaults=True)
    return renamed(written, IN_TRACES)


def renamed(step: Plain, names: Mapping[str, str]) -> Plain:
    """Return ``step`` with its keys called as ``names`` has them."""
    return {names.get(key, key): value for key, value in step.items()}


def _end(result: ReadingResult) -> Plain:
    return {
        "reading": result.reading,
        "on": result.due_on.isoformat(),
        "at": _utc(result.closes_at),
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _seen(computation: Computation, forum: Calendar) -> Seen | None:
    if computation.calendar is None:
        return None
    others = [each.other_on for each in computation.warnings if each.other_on]
    days = [*computation.consulted, *others]
    first, last = min(days), max(days)
    return Seen(forum.id, forum.revision, first, last, days_sha(forum, first, last))


def days_sha(forum: Calendar, first: date, last: date) -> str:
    """Return the fingerprint of the days from ``first`` to ``last``."""
    begin = max((first - forum.first).days, 0)
    end = max((last - forum.first).days + 1, begin)
    facts = {
        str(day): [
            fact.kind.value,
            forum.names[fact.name].model_dump() if fact.name in forum.names else None,
            forum.acts[fact.act].cite if fact.act in forum.acts else None,
            str(fact.of),
            fact.certainty.value,
        ]
        for day, fact in forum.facts.items()
        if first <= day <= last
    }
    undecreed = forum.undecreed_from is not None and forum.undecreed_from <= last
    working = "".join("01"[works] for works in forum.working[begin:end])
    return fingerprint([str(first), working, facts, undecreed])  # type: ignore[list-item]
