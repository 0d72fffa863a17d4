"""Which clocks of a detention run, which would, and which a basis strikes."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from remedytrack.core.practice.detention import (
    PROCEDURE,
    Clock,
    ClockState,
    blank_clocks,
    clocks_of,
)
from remedytrack.core.workflow.journal import Fact
from tests.core.laws import lawbook
from tests.core.practice.practised import fact

DETENTION = lawbook().workflows[PROCEDURE]
NOW = datetime(2025, 2, 28, 11, 30, tzinfo=UTC)
BEGAN = fact("restrained", "2025-02-28T15:00", "zs")


def clocks(*facts: Fact, now: datetime = NOW) -> Mapping[str, Clock]:
    journal = [each.entry for each in facts]
    found = clocks_of(DETENTION, journal, lawbook(), now)
    return {each.limit.id.removeprefix("kz.detention."): each for each in found}


def states(found: Mapping[str, Clock], state: ClockState) -> set[str]:
    return {name for name, clock in found.items() if clock.state is state}


def test_without_a_basis_every_cap_runs_and_says_under_which_basis_it_holds() -> None:
    found = clocks(BEGAN)

    running = {"cap3", "cap24", "cap48", "criminal48", "record", "counsel3"}
    assert states(found, ClockState.RUNNING) == running
    possible = {"prosecutor24", "criminal72", "criminal_prosecutor12"}
    assert states(found, ClockState.POSSIBLE) == possible
    assert found["cap3"].bases == ("fine_only",)
    assert found["record"].bases == ()
    assert found["cap3"].ends_at == datetime(2025, 2, 28, 13, tzinfo=UTC)
    assert found["record"].ends_at is None


@pytest.mark.parametrize(
    ("basis", "runs"),
    [
        ("fine_only", {"cap3"}),
        ("arrest_possible", {"cap24"}),
        ("guarded", {"cap48", "prosecutor24"}),
        ("criminal", {"criminal48", "criminal_prosecutor12"}),
        ("criminal_listed", {"criminal72", "criminal_prosecutor12"}),
    ],
)
def test_a_basis_strikes_the_caps_of_the_others(basis: str, runs: set[str]) -> None:
    found = clocks(BEGAN, fact("basis_known", "2025-02-28T16:00", basis=basis))

    assert states(found, ClockState.RUNNING) == runs | {"record", "counsel3"}
    caps = {"cap3", "cap24", "cap48", "criminal48"}
    assert states(found, ClockState.STRUCK) == caps - runs


def test_a_release_after_the_cap_stays_over() -> None:
    """13 February 2025: a fine only, held from 11:00 to 14:30."""
    found = clocks(
        fact("restrained", "2025-02-13T11:00", "gs"),
        fact("basis_known", "2025-02-13", basis="fine_only"),
        fact("released", "2025-02-13T14:30", "gs", how="released"),
    )
    assert found["cap3"].state is ClockState.OVER
    assert found["cap3"].caps_the_holding


def test_a_release_in_time_is_met() -> None:
    released = fact("released", "2025-02-28T17:59", "zs", how="released")
    found = clocks(BEGAN, released, now=datetime(2025, 3, 1, tzinfo=UTC))
    assert found["cap3"].state is ClockState.MET


def test_nothing_runs_before_anybody_is_restrained() -> None:
    assert clocks() == {}


def test_the_blank_card_has_every_cap() -> None:
    lengths = {
        clock.limit.term.n
        for clock in blank_clocks(DETENTION, lawbook(), NOW)
        if clock.limit.by_clock
    }
    assert lengths == {3, 12, 24, 48, 72}
