"""Computations as words and as JSON: every reading with its steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from remedytrack.cli.printing import Plain, in_utc
from remedytrack.core.timelimits.computation import (
    Ambiguity,
    Computation,
    ReadingResult,
    StepOp,
)
from remedytrack.core.timelimits.explain import told
from remedytrack.core.timelimits.explain_doubts import warning
from remedytrack.wording import Wording


def wording_for(computation: Computation, language: str) -> Wording:
    """Return a voice that tells moments in the zone in which the days end."""
    return Wording(language, ZoneInfo(computation.zone))


def readings(computation: Computation, language: str) -> list[Plain]:
    """Return every reading, the earliest first, as plain data."""
    in_order = sorted(computation.readings, key=lambda each: each.closes_at)
    return [
        {
            "reading": each.reading,
            "trigger_on": computation.trigger_on.isoformat(),
            "due_on": each.due_on.isoformat(),
            "closes_at": in_utc(each.closes_at),
            "steps": list(_steps(computation, each, language)),
        }
        for each in in_order
    ]


def warnings(
    computations: Iterable[Computation],
    language: str,
    more: Sequence[Ambiguity] = (),
) -> list[Plain]:
    """Return the ambiguities of the case, and ``more`` of them, each once."""
    found: dict[tuple[str, str], Plain] = {}
    for computation in computations:
        wording = wording_for(computation, language)
        for each in (*computation.warnings, *more):
            text = wording.sentence(warning(each))
            shown: Plain = {"code": each.code, "reading": each.reading, "text": text}
            found.setdefault((each.code, f"{each.reading} {text}"), shown)
    return list(found.values())


def lines(computation: Computation, language: str) -> Iterator[str]:
    """Yield a computation as text: each reading, and its steps below it."""
    wording = wording_for(computation, language)
    for each in sorted(computation.readings, key=lambda each: each.closes_at):
        title = f" – {wording.text(each.title)}" if each.title else ""
        yield f"{each.due_on}  {wording.day(each.due_on)}  [{each.reading}]{title}"
        for step in _steps(computation, each, language):
            cite = f"  ({step['cite']})" if step["cite"] else ""
            yield f"    {step['text']}{cite}"


def _steps(
    computation: Computation, reading: ReadingResult, language: str
) -> Iterator[Plain]:
    """Yield each step as one sentence or two, with the paragraph it rests on."""
    wording = wording_for(computation, language)
    for step in reading.steps:
        cite = computation.cite if step.op is StepOp.VERSION else step.cite
        yield {
            "op": step.op.value,
            "text": " ".join(wording.sentence(sentence) for sentence, _ in told(step)),
            "cite": cite,
            "on": step.after_on.isoformat() if step.after_on else None,
        }
