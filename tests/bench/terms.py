"""One term: twenty working days, beside what one would otherwise count them with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random

from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.compute import compute
from remedytrack.core.timelimits.explain import sentences
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.work import Trigger
from remedytrack.lawbook import Lawbook
from remedytrack.wording import Wording
from tests.bench.racing import Lap, race
from tests.bench.report import Measure, Sense, Target
from tests.bench.rivals import Count, Days, Triggers, rivals

TWENTY = "kz.appc.decide_complaint"
THREE = "kz.koap.appeal"
FIRST = date(2021, 7, 1)
"""From here on the profile of the one and the rule of the other are in force."""

ONE, THREES = "compute(), one reading", "compute(), three readings"
TOLD, THREES_TOLD = "the one told in Russian", "the three told in Russian"
OWN_DAYS = {"workalendar", THREES, THREES_TOLD}
"""Methods that count another thing, or by other days."""

BARE = "bare table"
TARGETS = {
    ONE: Target(Sense.AT_MOST, 80),
    THREES: Target(Sense.AT_MOST, 200),
    TOLD: Target(Sense.AT_MOST, 1000),
    THREES_TOLD: Target(Sense.AT_MOST, 1000),
}
AS_FAST_AS = Target(Sense.AT_LEAST, 3)

Answers = Sequence[date] | Days


class Different(AssertionError):
    """Two methods that count the same thing gave other days."""


def measure_terms(
    law: Lawbook, *, triggers: int, rounds: int, seed: int = 1
) -> Iterator[Measure]:
    """Count ``triggers`` random days, other ones in each round, in every way."""
    forum = law.calendar("kz")
    chances = [Random(seed + n) for n in range(rounds)]  # noqa: S311
    draws = [_drawn(forum, triggers, chance) for chance in chances]
    methods: dict[str, Count] = {**rivals(forum, _length(law)), **_ours(law)}
    race(methods, draws[:1])  # workalendar and others fill their own memory once
    laps = race(methods, draws)
    for name in methods.keys() - OWN_DAYS:
        _require_same(name, laps[name], laps[BARE])
    yield from _measures(laps, triggers)


def random_days(first: date, last: date, n: int, chance: Random) -> list[date]:
    """Return ``n`` days from ``first`` to ``last``, with repetition."""
    bounds = first.toordinal(), last.toordinal()
    return [date.fromordinal(chance.randint(*bounds)) for _ in range(n)]


def _drawn(forum: Calendar, n: int, chance: Random) -> Triggers:
    last = forum.last.replace(month=10)  # the terms must end within the calendar
    return Triggers.of(random_days(FIRST, last, n, chance))


def _length(law: Lawbook) -> int:
    length = _newest(law, TWENTY).term.n
    assert length is not None
    return length


def _ours(law: Lawbook) -> Mapping[str, Count]:
    wording = Wording("ru", law.calendar("kz").zone)

    def told(computations: Iterator[Computation]) -> list[date]:
        return [_told(each, wording) for each in computations]

    return {
        ONE: lambda drawn: [c.safe_on for c in _counted(law, TWENTY, drawn)],
        THREES: lambda drawn: [c.safe_on for c in _counted(law, THREE, drawn)],
        TOLD: lambda drawn: told(_counted(law, TWENTY, drawn)),
        THREES_TOLD: lambda drawn: told(_counted(law, THREE, drawn)),
    }


def _counted(law: Lawbook, limit: str, drawn: Triggers) -> Iterator[Computation]:
    rule, zone = _newest(law, limit), law.calendar("kz").zone
    for day in drawn.days:
        yield compute(rule, law, Trigger(day, zone), calendar="kz")


def _newest(law: Lawbook, limit: str) -> TimeLimit:
    return law.limit_versions(limit)[1][-1]


def _told(computation: Computation, wording: Wording) -> date:
    for reading in computation.readings:
        for sentence, _ in sentences(reading):
            wording.sentence(sentence)
    return computation.safe_on


def _require_same(name: str, lap: Lap[Answers], floor: Lap[Answers]) -> None:
    if _differing(lap, floor):
        raise Different(f"{name} and the bare table end on different days")


def _differing(lap: Lap[Answers], floor: Lap[Answers]) -> int:
    """Return how many answers of all rounds are other days."""
    rounds = zip(lap.answers, floor.answers, strict=True)
    pairs = (pair for a, b in rounds for pair in zip(a, b, strict=True))
    return sum(bool(mine != theirs) for mine, theirs in pairs)


def _measures(laps: Mapping[str, Lap[Answers]], each: int) -> Iterator[Measure]:
    floor = laps[BARE]
    asked = each * len(floor.answers)
    wrong = _differing(laps["workalendar"], floor)
    notes = {"workalendar": f"{wrong / asked:.1%} of its days are other days"}
    for name, lap in laps.items():
        yield Measure(
            name=name,
            value=lap.best / each * 1e6,
            unit="µs",
            spread=lap.spread,
            ratio=lap.ratio_to(floor),
            beside=BARE,
            target=TARGETS.get(name),
            note=notes.get(name, ""),
        )
    yield Measure(
        name="compute() against the naive loop: times faster",
        value=laps[ONE].best / each * 1e6,
        unit="µs",
        ratio=laps["naive loop"].ratio_to(laps[ONE]),
        beside="naive loop",
        target=AS_FAST_AS,
    )
