"""A day made a holiday late, over stored deadlines: those it may move, and the list.

The stored deadlines are rows of the docket's own table. Those that the changed days
cannot concern have no payload: whoever read one of them would fail, so a run that ends
has found its candidates by the index alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, inspect

from remedytrack.core.dates import When
from remedytrack.core.lawchanges import LawChange, difference
from remedytrack.core.recounting import Recounted, Verdict
from remedytrack.core.timelimits.calendar import DayKind
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.lawbook import Lawbook
from remedytrack.services.law_impact import candidates, recount
from remedytrack.services.law_in_use import law_in_use
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import Begin, beginning, open_engine
from remedytrack.storage.projections import _deadline_row
from remedytrack.storage.schema import create_schema
from remedytrack.storage.tables.projections import DeadlineRow
from remedytrack.storage.unit import Store
from tests.bench.racing import race
from tests.bench.report import Measure, Sense, Target
from tests.bench.terms import TWENTY, Different

RARE, COMMON = date(2024, 9, 18), date(2025, 9, 17)
"""Two working days in the middle of quiet weeks: few stored terms saw the first one."""

TIMES_MORE = 10
"""So many times more stored terms saw the second."""

REACH = timedelta(days=60)
"""Longer than any of the terms: who began earlier did not see the day."""

FIRST, LAST = date(2022, 1, 10), date(2026, 10, 1)
PART, QUIET = 10_000, 400
FLAT = Target(Sense.AT_MOST, 3)
IN_PROPORTION = Target(Sense.AT_MOST, 1.5 * TIMES_MORE)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A day that becomes a holiday: the law with it, and what differs from before."""

    day: date
    law: Lawbook
    change: LawChange


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a change: how many may move, and which ones do."""

    candidates: int
    moved: tuple[tuple[UUID, Recounted], ...]


def measure_law_change(
    law: Lawbook, folder: Path, *, totals: Iterable[int], hits: int, rounds: int
) -> Iterator[Measure]:
    """Change a day that ``hits`` of so many ``totals`` saw, then one that more saw."""
    rare, common = made_holiday(law, RARE), made_holiday(law, COMMON)
    smallest: float | None = None
    for total in totals:
        with _stored(law, folder / f"{total}.db", total, hits) as store:
            few = _measure(store, rare, total, rounds)
            smallest = smallest or few.value
            flat = replace(few, ratio=few.value / smallest, target=FLAT)
            yield replace(flat, beside="the smallest table, as many hits")
            many = _measure(store, common, total, rounds)
            grown = replace(many, ratio=many.value / few.value, target=IN_PROPORTION)
            yield replace(grown, beside=f"the same table, 1/{TIMES_MORE} of the hits")


def made_holiday(law: Lawbook, day: date) -> Change:
    """Return the law in which the calendar has one holiday more."""
    file = law.calendars["kz"]
    late = file.days[0].model_copy(update={"day": day, "kind": DayKind.HOLIDAY})
    changed = file.model_copy(update={"days": (*file.days, late)})
    after = replace(law, calendars={**law.calendars, "kz": changed})
    return Change(day, after, difference(law_in_use(law), law_in_use(after)))


def impact_of(store: Store, change: Change) -> Found:
    """Find what may move by one index, count it again, and list what moves."""
    registry = Registry(store, change.law)
    with store.reading() as unit:
        owned = candidates(unit, change.change, law_in_use(change.law))
    again = recount(registry, owned)
    moved = [(of, result) for _, of, result in again if result.verdict is Verdict.MOVES]
    return Found(len(owned), tuple(sorted(moved, key=_urgent_first)))


def _urgent_first(move: tuple[UUID, Recounted]) -> tuple[bool, str]:
    was, now = move[1].was[0], move[1].now[0] if move[1].now else None
    return not (was and now and now < was), str(now)


def _measure(store: Store, change: Change, total: int, rounds: int) -> Measure:
    laps = race({"": lambda drawn: impact_of(store, drawn)}, [change] * rounds)[""]
    found = laps.answers[0]
    if not found.moved:
        raise Different(f"{change.day} moved nothing, which cannot be")
    return Measure(
        name=f"a late holiday over {total:,} deadlines, {found.candidates:,} saw it",
        value=laps.best * 1e3,
        unit="ms",
        spread=laps.spread,
        note=f"{len(found.moved):,} move",
    )


@contextmanager
def _stored(law: Lawbook, file: Path, total: int, hits: int) -> Iterator[Store]:
    """Open a new database with ``total`` deadlines, ``hits`` of which saw RARE."""
    engine = open_engine(f"sqlite:///{file}")
    create_schema(engine)
    # The rows belong to no proceeding: foreign keys are off, as in a migration.
    with beginning(engine, Begin.MIGRATING).begin() as connection:
        _fill(connection, law, total, hits)
    store = Store(engine)
    try:
        yield store
    finally:
        store.close()
        file.unlink()


def _fill(connection: Connection, law: Lawbook, total: int, hits: int) -> None:
    """Store ``hits`` rows that saw RARE, ten times more that saw COMMON, and others.

    They are mixed, so that the rows that were seen do not lie side by side.
    """
    chance = Random(3)  # noqa: S311
    concerned = list(_concerned(law, hits, chance))
    chance.shuffle(concerned)
    quiet = _quiet(law, min(QUIET, total - len(concerned)), chance)
    connection.execute(insert(DeadlineRow), quiet)
    others, parts = total - len(concerned) - len(quiet), total // PART or 1
    for part in range(parts):
        copies = others * (part + 1) // parts - others * part // parts
        connection.exec_driver_sql(_COPY, (copies, len(quiet)))
        connection.execute(insert(DeadlineRow), concerned[part::parts])


_NAMES = [column.name for column in inspect(DeadlineRow).columns]
_REST = ", ".join(name for name in _NAMES if name != "id")
_COPY = f"""
    WITH RECURSIVE counted(n) AS
        (SELECT 1 UNION ALL SELECT n + 1 FROM counted LIMIT ?)
    INSERT INTO deadline (id, {_REST})
    SELECT lower(hex(randomblob(16))), {_REST}
    FROM counted JOIN deadline AS quiet ON quiet.rowid = 1 + n * 7919 % ?
"""  # noqa: S608 - the names are the table's own
"""Copies of the first rows, which are the quiet ones, by turns."""


def _concerned(law: Lawbook, hits: int, chance: Random) -> Iterator[Row]:
    for on, wanted in ((RARE, hits), (COMMON, hits * TIMES_MORE)):
        rows = [_template(law, day) for day in _days(on - REACH, on)]
        seen = [row for row in rows if _sees(row, on)]
        for _ in range(wanted):
            yield _as_another(chance.choice(seen), chance)


def _quiet(law: Lawbook, wanted: int, chance: Random) -> list[Row]:
    """Return rows that saw neither day, without what a reader would need."""
    near = {*_days(RARE - REACH, RARE), *_days(COMMON - REACH, COMMON)}
    far = [day for day in _days(FIRST, LAST) if day not in near]
    days = chance.sample(far, wanted)
    return [_template(law, day) | {"payload": ""} for day in days]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _sees(row: Row, day: date) -> bool:
    seen: bool = row["consulted_from"] <= day <= row["consulted_to"]
    return seen


def _template(law: Lawbook, day: date) -> Row:
    """Return the row that is stored of a complaint registered on ``day``."""
    workflow, versions = law.limit_versions(TWENTY)
    at = datetime.combine(day, time(6), tzinfo=UTC)
    entry = Entry(
        id=UUID(int=day.toordinal()),
        kind=versions[-1].on,
        occurred=When.on(day),
        recorded_at=at,
        recorded_by="bench",
    )
    (deadline,) = (
        each
        for each in replay(workflow, [entry], law, at).deadlines
        if each.limit == TWENTY
    )
    return _deadline_row(entry.id, deadline, None).model_dump()


def _as_another(row: Row, chance: Random) -> Row:
    """Return ``row`` as that of another proceeding."""
    new_id = UUID(int=chance.getrandbits(128))
    payload = row["payload"].replace(str(row["id"]), str(new_id))
    return row | {"id": new_id, "payload": payload}
