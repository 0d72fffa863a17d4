"""Random lives of cases of every procedure: our replay against one that shares no code.

The runs are the same every time. What the lives met is asked for as well: a test in
which no term ever ends would agree about everything and prove nothing.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.core.laws import lawbook
from tests.oracle.machine import Case

PROCEDURES = sorted(lawbook().workflows)
MET_BY_ALL = (
    "corrected",
    "withdrawn",
    "checked",
    "unexpected",
    "on the moment",
    "looked before it changed",
    "told in another order",
    "corrected and back",
    "flag",
    "clock of a person",
    "reminded early",
    "taken on",
    *(f"state {each}" for each in ("open", "overdue", "missed", "late", "satisfied")),
    *(f"state {each}" for each in ("waived", "confidential", "liftable", "lifted")),
    *(f"timeliness {each}" for each in ("in_time", "late", "unknown")),
    *(f"restoration {each}" for each in ("possible", "asked", "lapsed")),
    "no date: trigger_unknown",
    "no date: reasonable_time",
)


def lives(case: type[Case], examples: int, steps: int = 12) -> Counter[str]:
    """Let so many cases live, and return what they met."""
    run_state_machine_as_test(
        case,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    return case.reached


def case_of(procedure: str) -> type[Case]:
    """Return the machine of one procedure, which has met nothing yet."""
    own: dict[str, object] = {"procedure": procedure, "reached": Counter[str]()}
    own |= {"longest": [()], "ids_from": (1 + PROCEDURES.index(procedure)) * 10**6}
    return type("CaseOf", (Case,), own)


def test_our_replay_and_the_oracle_agree_about_every_life() -> None:
    every = Counter[str]()
    for procedure in PROCEDURES:
        every += lives(case_of(procedure), 6)
    assert [each for each in MET_BY_ALL if not every[each]] == []
    assert every["silence"] > 50
    assert every["silence upon silence"] > 0


@pytest.mark.slow
@pytest.mark.minutes
@pytest.mark.parametrize("procedure", PROCEDURES)
def test_they_agree_about_many_lives(procedure: str) -> None:
    lives(case_of(procedure), 150, steps=20)
