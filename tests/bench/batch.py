"""A whole table: ``compute-batch`` beside a naive loop; both read and write CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from random import Random

from dateutil.relativedelta import relativedelta
from holidays import HolidayBase

from remedytrack.cli.batching import compute_batch_command
from remedytrack.core.dates import ONE_DAY
from remedytrack.core.law import Rule
from remedytrack.core.timelimits.compute import readings_of
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.profile import Direction, RollWay, Start
from remedytrack.core.timelimits.refusals import CannotCount
from remedytrack.core.timelimits.terms import Unit
from remedytrack.lawbook import Lawbook
from tests.bench.racing import Lap, race
from tests.bench.report import Measure, Sense, Target
from tests.bench.rivals import naive_working_days, official_days
from tests.bench.terms import FIRST, TWENTY, Different

NO_SLOWER = Target(Sense.AT_MOST, 1)
LAST = date(2026, 10, 31)
_BATCH, _NAIVE = "compute-batch", "naive loop"


@dataclass(frozen=True, slots=True)
class NaiveRule:
    """All that the naive loop knows of a rule: how long, and whether it rolls."""

    n: int
    unit: Unit
    rolls: bool

    @property
    def at_most(self) -> timedelta:
        """More than it can take: a term must end within the calendar."""
        return timedelta(days=self.n * _LONGEST_DAYS[self.unit] + _LONGEST_ROLL_DAYS)


_LONGEST_DAYS = {Unit.DAY: 1, Unit.WORKING_DAY: 3, Unit.MONTH: 31, Unit.YEAR: 366}
_LONGEST_ROLL_DAYS = 14


NaiveRules = Mapping[str, NaiveRule]


def measure_batch(
    law: Lawbook, folder: Path, *, rows: int, rounds: int
) -> Iterator[Measure]:
    """Count tables of ``rows`` rows in ``folder``: of one rule, and of many."""
    known = naive_rules(law)
    for name, rules in (("one rule", {TWENTY: known[TWENTY]}), ("many rules", known)):
        source = folder / "in.csv"
        write_table(source, tuple(rules), rows)
        laps = race(_methods(law, folder, rules), [source] * rounds)
        require_same_dates(folder)
        title = f"compute-batch, {rows:,} rows of {name} ({len(rules)}), CSV included"
        yield _measure(title, laps)


def _methods(
    law: Lawbook, folder: Path, rules: NaiveRules
) -> dict[str, Callable[[Path], None]]:
    return {
        _BATCH: lambda source: _counted(source, folder / "ours.csv"),
        _NAIVE: lambda source: naively(law, source, folder / "naive.csv", rules),
    }


def _counted(source: Path, target: Path) -> None:
    """Run the whole command as it is typed, the reading of the law included."""
    command = compute_batch_command.callback
    assert command is not None
    with redirect_stdout(StringIO()):
        command(source, target)


def naively(law: Lawbook, source: Path, target: Path, rules: NaiveRules) -> None:
    """Count every row with a loop over the days, and write one column."""
    official = official_days(law.calendar("kz"))

    def due(rule: NaiveRule, day: date) -> date:
        if rule.unit is Unit.WORKING_DAY:
            return naive_working_days(day, rule.n, official)
        return naively_rolled(day, rule, official)

    with (
        source.open(encoding="utf-8", newline="") as read,
        target.open("w", encoding="utf-8", newline="") as written,
    ):
        rows, out = csv.reader(read), csv.writer(written, lineterminator="\n")
        out.writerow((*next(rows), "due"))
        for limit, on in rows:
            ends_on = due(rules[limit], date.fromisoformat(on))
            out.writerow((limit, on, ends_on.isoformat()))


def naively_rolled(day: date, rule: NaiveRule, official: HolidayBase) -> date:
    """Count days, months or years, and walk on from a day off where the rule says."""
    if rule.unit is Unit.DAY:
        due = day + timedelta(days=rule.n)
    elif rule.unit is Unit.MONTH:
        due = day + relativedelta(months=rule.n)
    else:
        due = day + relativedelta(years=rule.n)
    return naive_working_days(due - ONE_DAY, 1, official) if rule.rolls else due


def naive_rules(law: Lawbook) -> NaiveRules:
    """Return what a naive loop can count: forward, plain, one reading all the time."""
    found = {limit_id: list(_ways(law, limit_id)) for limit_id in law.limit_ids}
    known = {limit_id: set(map(_naive_rule, ways)) for limit_id, ways in found.items()}
    return {
        limit_id: rule
        for limit_id, rules in known.items()
        if len(rules) == 1 and (rule := rules.pop()) is not None
        if LAST + rule.at_most <= law.calendar("kz").last
    }


def _ways(law: Lawbook, limit_id: str) -> Iterator[tuple[Counting, ...]]:
    """Yield the readings of every text of a rule and of its profile that applies."""
    workflow, versions = law.limit_versions(limit_id)
    forum = versions[-1].calendar or workflow.calendar
    covered = versions[0].valid.from_on <= FIRST and versions[-1].valid.covers(LAST)
    if not covered or forum != "kz":
        return
    for version in filter(_applies, versions):
        for profile in filter(_applies, law.profiles[version.profile]):
            try:
                yield () if version.void else readings_of(version, profile)
            except CannotCount:  # a letter sets the term, or the law has no number
                yield ()


def _applies(rule: Rule) -> bool:
    """Say whether the text was in force on some day of the tables."""
    ends_on = rule.valid.to_on
    return rule.valid.from_on <= LAST and (ends_on is None or ends_on >= FIRST)


def _naive_rule(ways: Sequence[Counting]) -> NaiveRule | None:
    if len(ways) != 1 or not _naively_countable(ways[0]):
        return None
    (way,) = ways
    return NaiveRule(way.term.n, way.unit, way.roll_way is RollWay.FORWARD)


def _naively_countable(way: Counting) -> bool:
    units = {Unit.DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR}
    rolls = {RollWay.FORWARD, RollWay.NONE}
    forward = way.direction is Direction.AFTER and way.roll_way in rolls
    from_next_day = way.start is Start.NEXT_DAY
    return way.is_plain and way.unit in units and forward and from_next_day


def write_table(target: Path, limits: Sequence[str], rows: int) -> None:
    """Write ``rows`` random questions, the same ones every time."""
    chance = Random(2)  # noqa: S311
    bounds = FIRST.toordinal(), LAST.toordinal()
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("limit", "on"))
        for _ in range(rows):
            day = date.fromordinal(chance.randint(*bounds))
            out.writerow((chance.choice(limits), day.isoformat()))


def require_same_dates(folder: Path) -> None:
    """Refuse a run in which the two tables give a row another date."""
    with (
        (folder / "ours.csv").open(encoding="utf-8", newline="") as ours,
        (folder / "naive.csv").open(encoding="utf-8", newline="") as naive,
    ):
        for mine, theirs in zip(csv.reader(ours), csv.reader(naive), strict=True):
            if mine[2] != theirs[2]:
                raise Different(f"compute-batch {mine}, naive loop {theirs}")


def _measure(title: str, laps: Mapping[str, Lap[None]]) -> Measure:
    ours, naive = laps[_BATCH], laps[_NAIVE]
    return Measure(
        name=title,
        value=ours.best,
        unit="s",
        spread=ours.spread,
        ratio=ours.ratio_to(naive),
        beside=f"naive loop, {naive.best:.1f} s",
        target=NO_SLOWER,
    )
