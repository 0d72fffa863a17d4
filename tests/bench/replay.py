"""A case of twenty entries replayed with its deadlines, beside the bare moves alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.lawbook import Lawbook
from tests.bench.machines import Moves, with_statemachine, with_transitions
from tests.bench.racing import Lap, race
from tests.bench.report import Measure, Sense, Target
from tests.bench.terms import Different

WORKFLOW, TRACK = "kz.police_complaint", "procedure"
KINDS = (
    *("complaint_filed", "report_registered", "case_opened"),
    *("term_interrupted", "case_reopened") * 6,
    *("case_terminated", "case_reopened", "sent_to_trial"),
    *("returned_for_investigation", "case_archived"),
)
"""Each of them moves the case: the libraries refuse an event that does not."""

RECORDED_AT = datetime(2025, 1, 1, 12, tzinfo=UTC)
NOW = RECORDED_AT + timedelta(days=300)
AT_MOST_MS = Target(Sense.AT_MOST, 2)


def measure_replay(law: Lawbook, *, times: int, rounds: int) -> Iterator[Measure]:
    """Replay a journal of twenty entries; let two libraries make its moves."""
    definition, journal = law.workflows[WORKFLOW], _journal()
    moves = Moves.of(definition, TRACK)
    runs = {
        "replay": lambda _: replay(definition, journal, law, NOW).states[TRACK],
        "transitions": with_transitions(moves),
        "python-statemachine": with_statemachine(moves),
    }

    def often(run: str) -> str:
        return [runs[run](KINDS) for _ in range(times)][-1]

    methods = {name: (lambda _, name=name: often(name)) for name in runs}
    laps = race(methods, [None] * rounds)
    _require_one_end(laps)
    ours = laps["replay"]
    yield Measure(
        name=f"replay of a case with {len(KINDS)} entries and its deadlines",
        value=ours.best / times * 1e3,
        unit="ms",
        spread=ours.spread,
        target=AT_MOST_MS,
    )
    for name in ("transitions", "python-statemachine"):
        yield Measure(
            name=f"its {len(KINDS)} bare moves in {name}, no deadline",
            value=laps[name].best / times * 1e3,
            unit="ms",
            spread=laps[name].spread,
            ratio=laps[name].ratio_to(ours),
            beside="our replay with deadlines",
        )


def _require_one_end(laps: dict[str, Lap[str]]) -> None:
    ends = {name: set(lap.answers) for name, lap in laps.items()}
    if len(set.union(*ends.values())) != 1:
        raise Different(f"The machines end in different states: {ends}")


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
