"""Do the stored results follow? Each is counted anew by the law that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from remedytrack.core.timelimits.retracing import (
    KnownLaw,
    Outcome,
    Verdict,
    verdicts,
    worst,
)
from remedytrack.core.timelimits.trace_reading import NotATrace, computations_in
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Result


class Fault(StrEnum):
    """What is wrong with a result besides its steps."""

    NO_TRACE = "no_trace"
    OTHER_COLUMNS = "other_columns"
    BROKEN_CHAIN = "broken_chain"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Checked:
    """One result counted anew.

    ``faults`` are about the result as it is stored: no trace at all, columns that say
    something else than the trace, a chain that skips or forks, a deadline that rests
    on another result than the newest.
    """

    result: Result
    verdicts: tuple[Verdict, ...]
    faults: tuple[Fault, ...]

    @property
    def outcome(self) -> Outcome:
        """The gravest of everything found; a fault is a difference."""
        return Outcome.DIFFERS if self.faults else worst(self.verdicts)


def check_results(
    unit: Unit, law: KnownLaw, tzdata: str, deadline_id: UUID
) -> Iterator[Checked]:
    """Count every result of one deadline anew, the oldest first.

    Args:
        unit: the database as it is.
        law: the law as known now, with its earlier versions and revisions.
        tzdata: which time zone data are in use.
        deadline_id: whose results; one without results yields nothing.
    """
    results = unit.results.of_deadline(deadline_id)
    shown = unit.results.shown(deadline_id)
    before: Result | None = None
    for result in results:
        faults = []
        if result.supersedes != (before.id if before else None):
            faults.append(Fault.BROKEN_CHAIN)
        if result is results[-1] and shown not in {result.id, None}:
            faults.append(Fault.NOT_SHOWN)
        yield _checked(result, law, tzdata, faults)
        before = result


def _checked(
    result: Result, law: KnownLaw, tzdata: str, faults: list[Fault]
) -> Checked:
    try:
        found = verdicts(result.trace, law, tzdata)
        told = _told(result.trace)
    except NotATrace:
        return Checked(result, (), (*faults, Fault.NO_TRACE))
    if _columns(result) != told:
        faults.append(Fault.OTHER_COLUMNS)
    return Checked(result, found, tuple(faults))


def _columns(result: Result) -> tuple[object, ...]:
    return (
        result.limit_version,
        result.profile_version,
        result.calendar,
        result.calendar_revision_on,
        result.safe_on,
        result.arguable_on,
    )


def _told(trace: str) -> tuple[object, ...]:
    """Return what the columns of a result with this trace hold."""
    safe, arguable = computations_in(trace)
    counted = safe or arguable
    return (
        counted.limit_version if counted else None,
        counted.profile_version if counted else None,
        counted.calendar if counted else None,
        counted.calendar_revision_on if counted else None,
        safe.safe_on if safe else None,
        arguable.arguable_on if arguable else None,
    )
