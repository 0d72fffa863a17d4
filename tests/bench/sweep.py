"""The planner's sweep: so many due among many more, on both databases.

The stored deadlines are rows of the docket's own table. Those whose turn has not come,
or is over, have nothing to read in them: a sweep that ends has found what is due by the
index alone, and costs with that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, text
from sqlmodel import select

from remedytrack.core.workflow.standing import Deadline
from remedytrack.lawbook import Lawbook
from remedytrack.services import acting
from remedytrack.services.planning import sweep
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import Begin, beginning, open_engine
from remedytrack.storage.projections import _deadline_row
from remedytrack.storage.repository import in_parts
from remedytrack.storage.schema import create_schema
from remedytrack.storage.tables.docket import ProceedingRow
from remedytrack.storage.tables.outbox import ReminderRow
from remedytrack.storage.tables.projections import DeadlineRow
from remedytrack.storage.unit import Store
from tests.bench.racing import timed
from tests.bench.report import Measure, Sense, Target
from tests.postgres import GIVEN, Server, started
from tests.services.office import APPEAL, LAWYER, Office, almaty, found

ENTERED, NOW = almaty("2025-11-22T18:00"), almaty("2025-11-25T09:00")
"""An appeal is entered, and its reminder of a week before is due."""

LONG_AGO, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)
QUIET = 1_000
FLAT = Target(Sense.AT_MOST, 3)

Row = dict[str, Any]


def measure_sweep(
    law: Lawbook,
    scratch: Path,
    *,
    totals: Sequence[int],
    due: Sequence[int],
    rounds: int,
) -> Iterator[Measure]:
    """Sweep tables that grow to each of ``totals``, with each of ``due`` in them."""
    with databases(scratch) as addresses:
        for name, url in addresses.items():
            docket = Docket.founded(law, url, max(due))
            yield from _measured(docket, name, totals, due, rounds)
            docket.close()


@contextmanager
def databases(scratch: Path) -> Iterator[dict[str, str]]:
    """Give the addresses of an empty database of each sort, by name."""
    with started(durable=True) if not GIVEN else _given(GIVEN) as server:
        url = server.new()
        yield {"SQLite": f"sqlite:///{scratch / 'sweep.db'}", "PostgreSQL": url}
        server.dropped(url)


@contextmanager
def _given(address: str) -> Iterator[Server]:
    yield Server(address)


def _measured(
    docket: Docket, name: str, totals: Sequence[int], due: Sequence[int], rounds: int
) -> Iterator[Measure]:
    first: dict[int, float] = {}
    for total in totals:
        docket.grow(total)
        for wanted in due:
            # The many take long enough for one round to tell.
            laps = rounds if wanted < max(due) else 1
            value = docket.swept(wanted, laps)
            first.setdefault(wanted, value)
            yield Measure(
                name=f"sweep on {name}, {wanted:,} due of {total:,} deadlines",
                value=value * 1e3,
                unit="ms",
                ratio=value / first[wanted],
                beside=f"{totals[0]:,} deadlines, as many due",
                target=FLAT,
            )


@dataclass(slots=True)
class Docket:
    """A database of deadlines; ``of_ours`` are real ones, which can be made due."""

    registry: Registry
    of_ours: list[UUID]
    total: int

    @classmethod
    def founded(cls, law: Lawbook, url: str, real: int) -> Docket:
        """Found an office at ``url`` with ``real`` appeals, none of them due."""
        engine = open_engine(url)
        create_schema(engine)
        registry = Registry(Store(engine), law)
        office = Office(registry, found(registry), ENTERED)
        # The planner takes notice of its people now, and not in what is measured.
        sweep(registry, NOW)
        case, deadline = an_appeal(office)
        ids = list(stored(registry, copied((case, deadline), real)))
        with connected(registry) as connection:
            _add_templates(connection, _deadline_row(case["id"], deadline, None))
        sweep(registry, NOW)
        return cls(registry, ids, real)

    def grow(self, total: int) -> None:
        """Add rows that are over, or whose turn has not come, up to ``total``."""
        copies = max(total - self.total, 0) // QUIET
        with connected(self.registry) as connection:
            given = {"n": copies, "before": self.total}
            connection.execute(text(_COPY[connection.dialect.name]), given)
        self.registry.store.engine.dispose()
        with self.registry.store.engine.connect() as connection:
            connection.execute(text("ANALYZE"))
        self.total += copies * QUIET

    def swept(self, wanted: int, rounds: int) -> float:
        """Return the seconds of the best sweep that found ``wanted`` due.

        On a server they are those of the wall, since it works in another process.
        """
        on_server = self.registry.store.engine.dialect.name == "postgresql"
        clock, best = perf_counter if on_server else process_time, []
        for _ in range(rounds):
            self.make_due(wanted)
            seconds, looked = timed(self._sweep, NOW, clock)
            if looked != wanted:
                raise AssertionError(f"{looked} of {wanted} were looked at")
            best.append(seconds)
        return min(best)

    def make_due(self, wanted: int) -> None:
        """Let exactly so many be due, and nothing planned about them."""
        moments = dict.fromkeys(self.of_ours, TOMORROW)
        moments |= dict.fromkeys(self.of_ours[:wanted], LONG_AGO)
        with self.registry.store.writing() as unit:
            unit.looks.put_off(moments)
        with connected(self.registry) as connection:
            connection.execute(delete(ReminderRow))

    def close(self) -> None:
        """Let go of the database."""
        self.registry.store.close()

    def _sweep(self, now: datetime) -> int:
        return sweep(self.registry, now)


@contextmanager
def connected(registry: Registry) -> Iterator[Connection]:
    """Write rows in one transaction; they may come before what they refer to."""
    engine = beginning(registry.store.engine, Begin.MIGRATING)
    with engine.begin() as connection:
        yield connection


def an_appeal(office: Office) -> tuple[Row, Deadline]:
    """Enter an appeal that has an owner and a deputy; return its row and deadline."""
    ref = office.open(APPEAL)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy="deputy",
    )
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    with office.registry.store.reading() as unit:
        (case,) = unit.proceedings._all(
            select(ProceedingRow).where(ProceedingRow.ref == ref)
        )
        return case.model_dump(), office.deadline(ref)


def copied(appeal: tuple[Row, Deadline], real: int) -> Iterator[tuple[Row, Row]]:
    """Yield ``real`` copies of a case and its deadline, each under its own id."""
    case, deadline = appeal
    for n in range(real):
        owner = uuid4()
        own = replace(deadline, id=uuid4())
        row = _deadline_row(owner, own, None, look_at=TOMORROW)
        yield (
            {**case, "id": owner, "ref": f"RT-{n:08}", "changes_at": None},
            row.model_dump(),
        )


def stored(registry: Registry, rows: Iterable[tuple[Row, Row]]) -> Iterator[UUID]:
    """Store these cases and deadlines; yield the deadlines' ids."""
    for part in in_parts(rows):
        with connected(registry) as connection:
            connection.execute(insert(ProceedingRow), [case for case, _ in part])
            connection.execute(insert(DeadlineRow), [each for _, each in part])
        yield from (deadline["id"] for _, deadline in part)


_INDEXED = ("calendar", "consulted_span", "limit_version", "profile_version")
"""Columns that a sweep does not ask for: their indexes would take most of the time."""


def _add_templates(connection: Connection, like: DeadlineRow) -> None:
    """Store the rows that are copied: half are over, half come in the next year."""
    moments: Iterable[datetime | None] = (
        TOMORROW + timedelta(hours=8 * n) if n % 2 else None for n in range(QUIET)
    )
    plain = like.model_dump() | dict.fromkeys(_INDEXED)
    rows = [
        {**plain, "id": uuid4(), "limit_id": "quiet", "payload": "", "look_at": moment}
        for moment in moments
    ]
    for row in rows:
        row["state"] = "open" if row["look_at"] else "satisfied"
    connection.execute(insert(DeadlineRow), rows)


_REST = ", ".join(
    name for name in DeadlineRow.model_fields if name not in {"id", "limit_id"}
)
_COPY = {
    dialect: f"""{counting}
    INSERT INTO deadline (id, limit_id, {_REST})
    SELECT {new_id}, 'copy', {_REST} FROM deadline CROSS JOIN {counted}
    WHERE limit_id = 'quiet'
    """  # noqa: S608 - the names are the table's own
    for dialect, counting, new_id, counted in (
        (
            "sqlite",
            """WITH RECURSIVE counted(n) AS (SELECT 1 WHERE :n > 0
            UNION ALL SELECT n + 1 FROM counted WHERE n < :n)""",
            "printf('%032x', :before + row_number() OVER ())",
            "counted",
        ),
        (
            "postgresql",
            "",
            "CAST(lpad(to_hex(:before + row_number() OVER ()), 32, '0') AS uuid)",
            "generate_series(1, :n) AS counted",
        ),
    )
}
"""Copies of the rows that are never due."""
