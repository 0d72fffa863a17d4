"""Ladders in files: one a class, one a procedure, and what none may lack."""

from pathlib import Path

import pytest

from remedytrack.core.timelimits.limit import Consequence
from remedytrack.lawbook import LawbookRefused, load
from tests.lawbook.small_law import CONTENT, written

REQUEST = "kz.request"


def of_one_procedure(days: str, workflow: str) -> str:
    return (
        f"  - {{class: bar, workflow: {workflow}, days_before: {days}, "
        "overdue_daily: true, moves_earlier: true}\n"
    )


def test_a_procedure_may_have_a_ladder_of_its_own(law: Path) -> None:
    own = CONTENT["ladders.yaml"] + of_one_procedure("[10, 0]", REQUEST)
    written(law, {"ladders.yaml": own})
    book = load(law)
    assert book.ladder_of(REQUEST, Consequence.BAR).days_before == (10, 0)
    assert book.ladder_of(REQUEST, Consequence.TARGET).days_before == (7, 0)
    assert book.ladder_of("another", Consequence.BAR).days_before == (7, 0)


def test_a_user_s_own_folder_may_add_the_ladder_of_one_procedure(
    law: Path, tmp_path: Path
) -> None:
    extra = tmp_path / "extra"
    extra.mkdir()
    ladders = "ladders:\n" + of_one_procedure("[14, 0]", REQUEST)
    written(extra, {"ladders.yaml": ladders})
    book = load(law, extra=extra)
    assert book.ladder_of(REQUEST, Consequence.BAR).days_before == (14, 0)
    assert book.ladders["bar"].days_before == (7, 0)
    assert [str(each) for each in book.added] == [
        f"ladder bar ({REQUEST}) (extra/ladders.yaml)"
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("[7, 1]", "L352 the ladder of “bar” lacks the last day itself: add 0"),
        ("[3, 0]", "L352 the ladder of “bar” lacks a reminder at least a week before"),
        ("[]", "L352 the ladder of “bar” lacks the last day itself: add 0"),
    ],
)
def test_a_hard_ladder_keeps_its_last_day_and_a_week(
    law: Path, days: str, said: str
) -> None:
    own = CONTENT["ladders.yaml"] + of_one_procedure(days, REQUEST)
    written(law, {"ladders.yaml": own})
    with pytest.raises(LawbookRefused, match=said):
        load(law)


def test_a_ladder_of_an_unknown_procedure_is_refused(law: Path) -> None:
    own = CONTENT["ladders.yaml"] + of_one_procedure("[7, 0]", f"{REQUEST}s")
    written(law, {"ladders.yaml": own})
    with pytest.raises(LawbookRefused, match=r"L382 .* did you mean"):
        load(law)
