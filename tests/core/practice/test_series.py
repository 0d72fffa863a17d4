"""Attempts dated one by one beside a report of at least so many."""

import pytest

from remedytrack.core.practice.series import attempts, counted
from tests.core.practice.practised import fact


def test_each_attempt_has_its_own_decision_and_grounds() -> None:
    first, second = attempts(
        [
            fact("application_filed", "2024-04-08"),
            fact("refusal_ground", "2024-04-15"),
            fact("application_decided", "2024-04-15", outcome="refused"),
            fact("application_filed", "2024-06-03"),
        ]
    )
    assert (first.outcome, first.days, len(first.grounds)) == ("refused", 7, 1)
    assert (second.outcome, second.days, second.grounds) == (None, None, ())


def test_a_refusal_on_the_day_of_the_next_filing_is_that_of_the_first() -> None:
    first, second = attempts(
        [
            fact("application_filed", "2024-04-08"),
            fact("application_filed", "2024-04-15"),
            fact("application_decided", "2024-04-16", outcome="refused"),
        ]
    )
    assert (first.decided, second.outcome) == (None, "refused")


@pytest.mark.parametrize(
    ("dated", "count", "at_least", "said"),
    [
        (1, 15, True, "\N{GREATER-THAN OR EQUAL TO} 15"),
        (1, 15, False, "15"),
        (16, 15, True, "16"),
        (15, 15, True, "\N{GREATER-THAN OR EQUAL TO} 15"),
    ],
)
def test_a_lower_bound_is_said_as_one(
    dated: int, count: int, *, at_least: bool, said: str
) -> None:
    report = fact("attempts_reported", "2025-09-25", count=count, at_least=at_least)
    assert str(counted(dated, [report])) == said
    assert str(counted(dated, [])) == str(dated)
