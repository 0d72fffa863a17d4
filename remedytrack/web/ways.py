"""A way of counting as pages show it: its last day, and its steps in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from remedytrack.core.timelimits.computation import (
    Ambiguity,
    Computation,
    ReadingResult,
)
from remedytrack.core.timelimits.explain import sentences
from remedytrack.core.timelimits.explain_doubts import warning
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import language
from remedytrack.wording import Wording


@dataclass(frozen=True, slots=True)
class Way:
    """One way of counting: its name, its last day, its steps with their paragraphs."""

    title: str
    due_on: date
    closes_at: datetime
    steps: tuple[tuple[str, str | None], ...]
    provisional: bool


def ways_of(computations: Iterable[Computation]) -> list[Way]:
    """Return every way of counting, in the order of the computations."""
    return [
        _way(computation, reading)
        for computation in computations
        for reading in computation.readings
    ]


def warnings_of(
    computations: Iterable[Computation], more: Sequence[Ambiguity] = ()
) -> list[str]:
    """Return what is doubtful about the computations, and ``more``, each doubt once."""
    found = (
        _voice(computation).sentence(warning(each))
        for computation in computations
        for each in (*computation.warnings, *more)
    )
    return list(dict.fromkeys(found))


def _voice(computation: Computation) -> Wording:
    """Return a voice that tells moments in the zone in which the days end."""
    return Wording(language(), ZoneInfo(computation.zone))


def _way(computation: Computation, reading: ReadingResult) -> Way:
    voice = _voice(computation)
    title = (
        voice.text(reading.title) if reading.title else _("the only way of counting")
    )
    steps = tuple((voice.sentence(step), cite) for step, cite in sentences(reading))
    return Way(title, reading.due_on, reading.closes_at, steps, reading.provisional)
