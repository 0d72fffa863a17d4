"""A case replayed: twenty entries beside one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.lawbook import Lawbook
from tests.bench.racing import race
from tests.bench.report import Measure

WORKFLOW = "kz.police_complaint"
KINDS = (
    "complaint_filed",
    "report_registered",
    *["investigative_step"] * 17,
    "case_terminated",
)
RECORDED_AT = datetime(2025, 1, 1, 12, tzinfo=UTC)
NOW = RECORDED_AT + timedelta(days=300)


def measure_replay(law: Lawbook, *, times: int, rounds: int) -> Iterator[Measure]:
    """Replay a journal of twenty entries, and its first entry alone."""
    definition, journal = law.workflows[WORKFLOW], _journal()

    def replayed(entries: int) -> None:
        for _ in range(times):
            replay(definition, journal[:entries], law, NOW)

    methods = {
        "one": lambda _: replayed(1),
        "twenty": lambda _: replayed(len(KINDS)),
    }
    laps = race(methods, [None] * rounds)
    yield Measure(
        name=f"replay of a case with {len(KINDS)} entries",
        value=laps["twenty"].best / times * 1e3,
        unit="ms",
        spread=laps["twenty"].spread,
        ratio=laps["twenty"].ratio_to(laps["one"]),
        beside="replay of its first entry",
    )


def _journal() -> list[Entry]:
    return [
        Entry(
            id=UUID(int=n),
            kind=kind,
            occurred=When.on(date(2025, 1, 1) + timedelta(days=n)),
            recorded_at=RECORDED_AT + timedelta(days=n),
            recorded_by="bench",
        )
        for n, kind in enumerate(KINDS)
    ]
