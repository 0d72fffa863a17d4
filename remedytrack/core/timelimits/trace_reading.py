"""Reading a trace: what it asked, and the computation it tells of, for the "why".

Nothing is counted and no law is needed: the words come from the codes of the steps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.trace import (
    ARGUABLE,
    IN_TRACES,
    SAFE,
    Plain,
    Question,
    Seen,
    canonical,
    renamed,
)

_QUESTION = TypeAdapter(Question)
_SEEN: TypeAdapter[Seen | None] = TypeAdapter(Seen | None)
_COMPUTATION = TypeAdapter(Computation)
_IN_STEPS = {written: name for name, written in IN_TRACES.items()}


class NotATrace(ValueError):
    """A text is not what :func:`document` writes."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"This is not a trace: {problem}. Make one with “remedytrack compute LIMIT "
            "--on DATE --trace”."
        )


def traces_in(text: str) -> dict[str, Plain]:
    """Return the one or two traces of a document, by the end that each counts from.

    Raises:
        NotATrace: it is none.
    """
    try:
        ends = json.loads(text)
    except ValueError as error:
        raise NotATrace(str(error)) from error
    if not isinstance(ends, dict) or not {SAFE} <= set(ends) <= {SAFE, ARGUABLE}:
        raise NotATrace(f"it has no “{SAFE}”, or something else beside it")
    found = {end: ends[end] for end in (SAFE, ARGUABLE) if ends.get(end) is not None}
    if not all(isinstance(each, dict) for each in found.values()):
        raise NotATrace("an end is no object")
    return found


def question_in(written: Plain) -> Question:
    """Return what a trace says was asked.

    Raises:
        NotATrace: it does not say so, or not in a way that can be asked.
    """
    try:
        # From JSON: there a day and a code may be texts, in law as data they may not.
        return _QUESTION.validate_json(canonical(written.get("asked")))
    except ValidationError as error:
        raise NotATrace(_problem("asked", error)) from error


def seen_in(written: Plain) -> Seen | None:
    """Return what a trace says of the calendar; ``None`` where none was asked.

    Raises:
        NotATrace: it does not say it whole.
    """
    try:
        return _SEEN.validate_json(canonical(written.get("calendar")))
    except ValidationError as error:
        raise NotATrace(_problem("calendar", error)) from error


def computation_in(written: Plain) -> Computation:
    """Return the computation that a trace tells of, so that it can be put in words.

    Raises:
        NotATrace: something is missing, or is not what it should be.
    """
    question_in(written)
    try:
        return _COMPUTATION.validate_json(canonical(_told(written)))
    except ValidationError as error:
        raise NotATrace(_problem("trace", error)) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise NotATrace(f"a part is missing or of another kind ({error})") from error


def computations_in(text: str) -> tuple[Computation | None, Computation | None]:
    """Return the counts of a document from the earliest and from the latest day.

    An end that is open has none; they are the same where only one was written.

    Raises:
        NotATrace: the text is no document of traces.
    """
    written = traces_in(text)
    counts = {end: computation_in(each) for end, each in written.items()}
    safe = counts.get(SAFE)
    return safe, counts.get(ARGUABLE, None if ARGUABLE in json.loads(text) else safe)


def _told(written: Mapping[str, Any]) -> Plain:
    asked, calendar = written["asked"], written["calendar"] or {}
    same = {name: written[name] for name in ("warnings", "status", "cite", "consulted")}
    return same | {
        "limit": str(written["rule"]).partition("@")[0],
        "limit_version": written["rule"],
        "profile_version": written["profile"],
        "calendar": calendar.get("id"),
        "calendar_revision_on": calendar.get("revision"),
        "trigger_on": asked["on"],
        "trigger_at": asked.get("at"),
        "zone": asked["zone"],
        "readings": [_reading(each) for each in written["readings"]],
    }


def _reading(written: Mapping[str, Any]) -> Plain:
    steps = [renamed(step, _IN_STEPS) for step in written["steps"]]
    return {"title": None, **written, "steps": steps}


def _problem(part: str, error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join((part, *(str(each) for each in first["loc"])))
    return f"{place}: {first['msg']}"
