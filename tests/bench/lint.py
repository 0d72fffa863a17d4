"""The lint of a rule: every trigger of fourteen years under every reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial

from remedytrack.core.timelimits.calendar import CalendarFile
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.lint_enumerate import YEARS, Enumerator
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.timelimits.refusals import CannotCount
from remedytrack.lawbook import Lawbook
from tests.bench.racing import race
from tests.bench.report import Measure, Sense, Target

A_SECOND = Target(Sense.AT_MOST, 1)


def measure_lint(
    law: Lawbook, *, rules: int | None = None, years: int = YEARS, rounds: int
) -> Iterator[Measure]:
    """Lint each text of each rule by itself: nothing is remembered from another.

    The slowest one is timed ``rounds`` times more; ``rules`` takes the first so many.
    """
    texts = dict(_texts(law, law.limit_ids[:rules], years))
    once = race(texts, [None])
    slowest = max(once, key=lambda name: once[name].best)
    whole = sum(each.best for each in once.values())
    lap = race({slowest: texts[slowest]}, [None] * rounds)[slowest]
    yield Measure(
        name=f"lint of the slowest rule, all triggers of {years} years",
        value=lap.best,
        unit="s",
        spread=lap.spread,
        target=A_SECOND,
        note=f"{slowest}; all {len(once)} in {whole:.1f} s",
    )


def _texts(
    law: Lawbook, limit_ids: Iterable[str], years: int
) -> Iterator[tuple[str, Callable[[None], None]]]:
    for limit_id in limit_ids:
        workflow, versions = law.limit_versions(limit_id)
        for limit in versions:
            file = law.calendars[limit.calendar or workflow.calendar]
            for profile in law.profiles[limit.profile]:
                if not limit.void and profile.valid.meets(limit.valid):
                    name = f"{limit.version} by {profile.id}@{profile.valid.from_on}"
                    yield name, partial(_linted, file, years, limit, profile)


def _linted(
    file: CalendarFile,
    years: int,
    limit: TimeLimit,
    profile: CountingProfile,
    _: None,
) -> None:
    with suppress(CannotCount):
        Enumerator(file, years).enumerate(limit, profile)
