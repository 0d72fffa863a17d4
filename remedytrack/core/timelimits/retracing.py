"""Does a trace follow? Counting its question anew by the law it names.

Three things can come out, and the second and the third are not the same: every step
follows, a step does not, or the law that the trace names is no longer there, so that
nobody can say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Protocol

from pydantic import JsonValue

from remedytrack.core.timelimits.compute import CountingLaw, NoProfileInForce
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.refusals import CannotCount
from remedytrack.core.timelimits.trace import (
    ENGINE,
    Plain,
    Question,
    Seen,
    canonical,
    days_sha,
    text_sha,
    trace,
)
from remedytrack.core.timelimits.trace_reading import question_in, seen_in, traces_in


class KnownLaw(CountingLaw, Protocol):
    """Law in which a rule can be found by its id, in every version."""

    def limit_versions(self, limit_id: str) -> tuple[object, Sequence[TimeLimit]]:
        """Return the procedure of a rule and its versions; ``LookupError`` if none."""


class Outcome(StrEnum):
    """What re-executing a trace gave; :func:`worst` of several is the last here."""

    FOLLOWS = "follows"
    GONE = "gone"
    DIFFERS = "differs"


Path = tuple[str | int, ...]
"""Where in a trace: ``("readings", 0, "steps", 4, "out")``."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one trace follows, and where it first does not.

    ``end`` says which of the two counts of a document it is. For
    :attr:`Outcome.GONE`, ``path`` names what the trace asks for and ``stored`` the
    value that is not there, ``recomputed`` what is. ``reading`` and ``op`` name the
    step that does not follow, where it is a step.
    """

    outcome: Outcome
    end: str
    path: Path = ()
    stored: JsonValue = None
    recomputed: JsonValue = None
    reading: str | None = None
    op: str | None = None


def verdicts(text: str, law: KnownLaw, tzdata: str) -> tuple[Verdict, ...]:
    """Count every trace of the document ``text`` anew and compare byte by byte.

    Args:
        text: what :func:`~remedytrack.core.timelimits.trace.document` wrote.
        law: the law as it is known now, with its earlier versions and revisions.
        tzdata: which time zone data are in use.

    Raises:
        NotATrace: it is none.
    """
    ends = traces_in(text)
    found = tuple(_verdict(end, each, law, tzdata) for end, each in ends.items())
    if worst(found) is Outcome.FOLLOWS and canonical(json.loads(text)) != text:
        return (*found, Verdict(Outcome.DIFFERS, "document", ("bytes",)))
    return found


def worst(found: Sequence[Verdict]) -> Outcome:
    """Return the gravest outcome; a document without any count follows."""
    grave = list(Outcome)
    return max((each.outcome for each in found), key=grave.index, default=grave[0])


def _verdict(end: str, written: Plain, law: KnownLaw, tzdata: str) -> Verdict:
    question, seen = question_in(written), seen_in(written)
    limit = _limit(written, law)
    if limit is None:
        return Verdict(Outcome.GONE, end, ("rule",), written.get("rule"))
    try:
        for path, there in _law_there(limit, question, seen, law, tzdata):
            named = _at(written, path)
            if named != there:
                return Verdict(Outcome.GONE, end, path, named, there)
        again = question.put_to(limit, law, seen.revision if seen else None)
    except LookupError as error:
        return Verdict(Outcome.GONE, end, ("law",), None, str(error))
    except (CannotCount, OverflowError) as error:
        return Verdict(Outcome.DIFFERS, end, ("asked",), None, str(error))
    return _compared(end, written, trace(again, tzdata))


def _law_there(
    limit: TimeLimit,
    question: Question,
    seen: Seen | None,
    law: KnownLaw,
    tzdata: str,
) -> Iterator[tuple[Path, JsonValue]]:
    """Yield what there is now of everything that a trace counts by."""
    yield ("engine",), ENGINE
    yield ("tzdata",), tzdata
    yield ("rule_sha",), text_sha(limit)
    profile = law.profile_in_force(limit.profile, question.selected_on)
    if profile is None:
        raise NoProfileInForce(limit, question.selected_on)
    yield ("profile",), f"{profile.id}@{profile.valid.from_on}"
    yield ("profile_sha",), text_sha(profile)
    if seen is not None:
        forum = law.calendar(seen.id, seen.revision)
        yield ("calendar", "days_sha"), days_sha(forum, seen.first, seen.last)


def _limit(written: Plain, law: KnownLaw) -> TimeLimit | None:
    """Return the version of the rule that a trace names, if it is (still) there."""
    name = str(written.get("rule"))
    try:
        _, versions = law.limit_versions(name.partition("@")[0])
    except LookupError:
        return None
    return next((each for each in versions if each.version == name), None)


def _compared(end: str, stored: Plain, fresh: Plain) -> Verdict:
    difference = _first_difference(stored, fresh, ())
    if difference is None:
        return Verdict(Outcome.FOLLOWS, end)
    path, was, now = difference
    reading, op = _step_at(path, fresh if _at(fresh, path[:4]) else stored)
    return Verdict(Outcome.DIFFERS, end, path, was, now, reading, op)


_Difference = tuple[Path, JsonValue, JsonValue]


def _first_difference(was: JsonValue, now: JsonValue, path: Path) -> _Difference | None:
    """Return the first place where two values differ: steps before what they give."""
    match was, now:
        case dict(), dict():
            for key in sorted(was.keys() | now.keys(), key=_steps_first):
                found = _first_difference(was.get(key), now.get(key), (*path, key))
                if found:
                    return found
            return None
        case list(), list():
            for index, (mine, other) in enumerate(zip_longest(was, now)):
                found = _first_difference(mine, other, (*path, index))
                if found:
                    return found
            return None
        case _:
            return None if canonical(was) == canonical(now) else (path, was, now)


def _steps_first(key: str) -> tuple[bool, str]:
    return key not in {"readings", "steps"}, key


def _step_at(path: Path, written: Plain) -> tuple[str | None, str | None]:
    """Return the reading, and the operation of the step, that ``path`` leads to."""
    if path[0] != "readings":
        return None, None
    reading = _at(written, (*path[:2], "reading"))
    op = _at(written, (*path[:4], "op")) if "steps" in path else None
    return str(reading), None if op is None else str(op)


def _at(written: JsonValue, path: Path) -> JsonValue:
    """Return what stands at ``path``, ``None`` where there is no such place."""
    for part in path:
        match written, part:
            case dict(), str():
                written = written.get(part)
            case list(), int() if part < len(written):
                written = written[part]
            case _:
                return None
    return written
