"""Facts recorded through the services, as people do it, in a docket that grows.

Every fact is a transaction of its own, acknowledged by the disk: the entry, the whole
case replayed, its deadlines, results and audit entry stored. The docket is grown
between the measures by copies of one recorded case, or, at full scale, by recording
every case through the services too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from remedytrack.core.access import Role, Viewer
from remedytrack.core.dates import When
from remedytrack.lawbook import Lawbook
from remedytrack.services import opening
from remedytrack.services.recording import Report, record_event
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import Begin, beginning, open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.tables import METADATA
from remedytrack.storage.unit import Store
from tests.bench.replay import WORKFLOW
from tests.bench.report import Measure, Sense, Target

FACTS = (
    *("offence_committed", "complaint_filed", "report_registered", "case_opened"),
    *("term_interrupted", "case_reopened", "case_terminated", "case_reopened"),
    *("sent_to_trial", "returned_for_investigation"),
)
"""Ten facts a case."""

ACTOR = Viewer("bench", frozenset({Role.LAWYER}))
BEGAN = datetime(2025, 3, 3, 6, tzinfo=UTC)
FLAT = Target(Sense.AT_MOST, 1.5)

# The tables that a case has rows in: the case first, then what refers to it.
OF_A_CASE = ("proceeding", "content_proceeding", "entry", "deadline", "flag", "state")


def measure_recording(
    law: Lawbook, scratch: Path, *, sizes: Iterable[int], cases: int, copied: bool
) -> Iterator[Measure]:
    """Record ``cases`` through the services in dockets of each of ``sizes`` cases."""
    office = Office.founded(law, scratch / "recording.db")
    smallest: float | None = None
    for size in sizes:
        office.grow(size - cases, copied=copied)
        seconds = office.record(cases) / (cases * len(FACTS))
        smallest = smallest or seconds
        yield Measure(
            name=f"a fact recorded, {size:,} cases and {size * len(FACTS):,} facts",
            value=1 / seconds,
            unit="facts/s",
            ratio=seconds / smallest,
            beside="the same in the smallest docket",
            target=FLAT,
        )
    office.registry.store.close()


@dataclass(slots=True)
class Office:
    """A database with one dossier, and who records in it."""

    registry: Registry
    matter_ref: str
    size: int = 0

    @classmethod
    def founded(cls, law: Lawbook, file: Path) -> Office:
        """Return a new office on an SQLite file, as an installation has it."""
        engine = open_engine(f"sqlite:///{file}")
        create_schema(engine)
        registry = Registry(Store(engine), law)
        matter = opening.open_matter(
            registry, actor=ACTOR, now=BEGAN, title="All of them", members=[ACTOR.id]
        )
        return cls(registry, matter.ref)

    def grow(self, to: int, *, copied: bool) -> None:
        """Let there be ``to`` cases."""
        if copied and not self.size:
            self.record(1)
        missing = max(to - self.size, 0)
        if not copied:
            self.record(missing)
            return
        with beginning(self.registry.store.engine, Begin.WRITING).begin() as line:
            _copy_a_case(line, missing)
        self.size += missing

    def record(self, cases: int) -> float:
        """Open so many cases, record ten facts in each; return the facts' seconds."""
        seconds = 0.0
        for _ in range(cases):
            ref = self._opened()
            began = perf_counter()
            for n, kind in enumerate(FACTS):
                self._recorded(ref, kind, n)
            seconds += perf_counter() - began
        self.size += cases
        return seconds

    def _opened(self) -> str:
        case = opening.NewCase(WORKFLOW, "One of them")
        return opening.open_proceeding(
            self.registry, actor=ACTOR, now=BEGAN, matter_ref=self.matter_ref, case=case
        ).ref

    def _recorded(self, ref: str, kind: str, n: int) -> None:
        now = BEGAN + timedelta(days=n + 1)
        report = Report(kind, When.on(date(2025, 3, 3) + timedelta(days=n)), {})
        record_event(self.registry, actor=ACTOR, now=now, ref=ref, report=report)


def _copy_a_case(line: Connection, times: int) -> None:
    """Insert copies of the first case, with ids and references of their own."""
    original = line.execute(select(METADATA.tables["proceeding"])).mappings().first()
    assert original is not None
    rows = {name: _rows(line, name, original["id"]) for name in OF_A_CASE}
    for _ in range(times):
        new_ids: dict[object, UUID] = {}
        for name, these in rows.items():
            copies = [_copied(row, new_ids) for row in these]
            if copies:
                line.execute(insert(METADATA.tables[name]), copies)


def _rows(line: Connection, name: str, case: UUID) -> list[dict[str, Any]]:
    table = METADATA.tables[name]
    owner = table.c["id" if name == "proceeding" else "proceeding_id"]
    found = line.execute(select(table).where(owner == case)).mappings()
    return [{key: row[key] for key in row if key != "seq"} for row in found]


def _copied(row: dict[str, Any], new_ids: dict[object, UUID]) -> dict[str, Any]:
    """Give every id of the case a new one, the same one wherever it stands."""
    copy = dict(row)
    for key in ("id", "proceeding_id", "origin", "supersedes"):
        if isinstance(copy.get(key), UUID):
            copy[key] = new_ids.setdefault(copy[key], uuid4())
    if "ref" in copy:
        copy["ref"] = str(copy["id"])
    return copy
