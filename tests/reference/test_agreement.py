"""The engine gives what a slow walk over the days gives, case by case."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.reference.cases import Case, cases, engine
from tests.reference.evaluator import Answer, answer, expected_of, read

FILE = Path(__file__).parents[1] / "vectors" / "deadlines.csv"
CHUNK = 2_000
CHUNKS = range(10)
LARGE_CHUNK = 20_000
LARGE_CHUNKS = range(1_000, 1_050)

Disagreement = tuple[Case, Answer, Answer]


def _disagreements(seed: int, many: int) -> list[Disagreement]:
    answers = (
        (case, answer(case.question), engine(case)) for case in cases(seed, many)
    )
    return [each for each in answers if each[1] != each[2]]


@pytest.mark.parametrize("seed", CHUNKS)
def test_twenty_thousand_cases(seed: int) -> None:
    assert _disagreements(seed, CHUNK)[:3] == []


@pytest.mark.slow
@pytest.mark.minutes
@pytest.mark.parametrize("seed", LARGE_CHUNKS)
def test_a_million_cases(seed: int) -> None:
    assert _disagreements(seed, LARGE_CHUNK)[:3] == []


def test_a_third_of_the_cases_is_aimed_at_the_days_that_break_engines() -> None:
    aimed = [
        case.forum.near_a_place(case.question.start)
        for seed in CHUNKS
        for case in cases(seed, CHUNK // 10)
    ]
    assert sum(aimed) / len(aimed) > 0.3


def test_the_cases_ask_for_everything_that_a_rule_can_say() -> None:
    asked = [case.question for case in cases(0, CHUNK)]
    assert {each.unit for each in asked} == {
        "calendar_day", "working_day", "week", "month", "year", "hour",
    }  # fmt: skip
    assert {(each.roll, each.modified) for each in asked} == {
        ("none", False), ("forward", False), ("forward", True),
        ("backward", False), ("backward", True),
    }  # fmt: skip
    assert {each.clip for each in asked} == {"down", "up", "sticky"}
    for choice in (
        "include", "clear", "stops", "cutoff", "service_before", "service_after",
        "min_working_days", "only_working_days",
    ):  # fmt: skip
        assert sum(bool(getattr(each, choice)) for each in asked) >= 20, choice
    assert sum(each.length < 0 for each in asked) > 200


def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_reference_gives_every_worked_example() -> None:
    wrong = {
        row["id"]: (expected_of(row), row["expected"])
        for row in _rows()
        if expected_of(row) != row["expected"]
    }
    assert wrong == {}


def test_the_reference_refuses_an_option_that_it_does_not_know() -> None:
    row = _rows()[0] | {"options": "cutof=16:00"}
    with pytest.raises(ValueError, match="cutof"):
        read(row)
