"""Every text of every time limit, counted for every trigger of many years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.lint_enumerate import YEARS, Enumeration, Enumerator
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.timelimits.refusals import CannotCount
from remedytrack.lawbook.book import Lawbook


@dataclass(frozen=True, slots=True)
class NotEnumerated:
    """A text of a time limit that has no dates of its own, and why."""

    limit_version: str
    reason: str


def enumerations(
    law: Lawbook, years: int = YEARS
) -> Iterator[Enumeration | NotEnumerated]:
    """Yield each text of each time limit under each text of its profile it can meet."""
    enumerators = {
        name: Enumerator(file, years) for name, file in law.calendars.items()
    }
    for limit_id in law.limit_ids:
        workflow, versions = law.limit_versions(limit_id)
        for limit in versions:
            enumerator = enumerators[limit.calendar or workflow.calendar]
            for profile in _profiles(law, limit):
                yield _enumerated(enumerator, limit, profile)


def _profiles(law: Lawbook, limit: TimeLimit) -> Iterator[CountingProfile]:
    if not limit.void:
        for profile in law.profile_versions(limit.profile):
            if profile.valid.meets(limit.valid):
                yield profile


def _enumerated(
    enumerator: Enumerator, limit: TimeLimit, profile: CountingProfile
) -> Enumeration | NotEnumerated:
    try:
        return enumerator.enumerate(limit, profile)
    except CannotCount as error:
        return NotEnumerated(limit.version, str(error))
