"""What is stored about random lives of every procedure, and what a rebuild makes of it.

Every entry is stored as it comes and its case refreshed then, no other; when time
passes, only the cases are refreshed whose moment has come. A rebuild replays them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from remedytrack.services.refreshing import rebuild, refresh
from tests.oracle.test_replay import PROCEDURES, case_of, lives
from tests.oracle.values import Line
from tests.oracle.views import entry_of
from tests.services.office import Office


def test_a_rebuilt_projection_equals_the_stored_one(office: Office) -> None:
    cases = {_opened(office, name): _life_of(name) for name in PROCEDURES}
    ends = [_recorded(office, case, lines) for case, lines in cases.items()]
    for later in (0, 1, 30, 400):
        now = max(ends) + timedelta(days=later)
        _refresh_what_is_due(office, now)
        stored = _dump(office)
        rebuild(office.registry, now)
        assert _dump(office) == stored


def _life_of(procedure: str) -> tuple[Line, ...]:
    case = case_of(procedure)
    lives(case, 2)
    return case.longest[0]


def _opened(office: Office, procedure: str) -> UUID:
    ref = office.open(procedure)
    with office.registry.store.reading() as unit:
        proceeding = unit.proceedings.by_ref(ref)
        assert proceeding is not None
        return proceeding.id


def _recorded(office: Office, case: UUID, lines: Sequence[Line]) -> datetime:
    for line in lines:
        with office.registry.store.writing() as unit:
            unit.journal.append(case, entry_of(line))
            proceeding = unit.proceedings.get(case)
            refresh(unit, office.registry, proceeding, line.recorded_at)
    return lines[-1].recorded_at


def _refresh_what_is_due(office: Office, now: datetime) -> None:
    with office.registry.store.writing() as unit:
        for proceeding in unit.proceedings.due(now):
            refresh(unit, office.registry, proceeding, now)


def _dump(office: Office) -> str:
    with office.registry.store.reading() as unit:
        return unit.projections.dump()
