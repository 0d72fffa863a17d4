"""Why this day? Every step says a sentence, every skipped day a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from remedytrack.core.dates import DayRange
from remedytrack.core.law import Texts
from remedytrack.core.timelimits.computation import Skipped
from remedytrack.core.timelimits.compute import compute
from remedytrack.core.timelimits.explain import (
    Sentence,
    length,
    sentences,
    skipped_day,
)
from remedytrack.core.timelimits.terms import Unit
from remedytrack.core.timelimits.work import Trigger
from tests.core.laws import ALMATY, SmallLaw, a_limit, a_profile, counted


def _english(sentence: Sentence) -> str:
    return sentence.msgid % {
        name: _words(value) for name, value in sentence.values.items()
    }


def _words(value: object) -> object:
    match value:
        case Sentence():
            return _english(value)
        case tuple():
            return ", ".join(str(_words(each)) for each in value)
        case Texts():
            return value.en
        case _:
            return value


def _told(limit: Any, on: date, reading: str = "only", **profile: Any) -> list[str]:
    law = SmallLaw(a_profile(**profile)) if profile else None
    computation = counted(limit, on, law=law)
    result = next(r for r in computation.readings if r.reading == reading)
    return [_english(sentence) for sentence, _ in sentences(result)]


def test_the_rolled_reading_tells_its_steps_in_order_with_the_paragraphs() -> None:
    computation = counted("kz.koap.appeal", date(2025, 2, 28))
    rolled = next(r for r in computation.readings if r.reading == "rolled")
    told = list(sentences(rolled))
    assert [_english(sentence) for sentence, _ in told] == [
        "The text in force on 2025-02-28 is that of 2015-01-01.",
        "Counted from 2025-02-28.",
        "2025-02-28 itself is not counted; the first day is 2025-03-01.",
        "10 calendar days end on 2025-03-10.",
        "2025-03-10 is not a working day; the last day becomes 2025-03-11.",
        "Not counted: 2025-03-10 (day off for 2025-03-08, International Women's Day).",
        "The day ends at 24:00, that is 2025-03-11 19:00:00+00:00.",
    ]
    cites = [cite for _, cite in told if cite]
    assert cites == [
        "КоАП art. 739(2)",
        "КоАП art. 739(3)",
        "КоАП art. 739(5)",
        "КоАП art. 739(4)",
    ]


def test_working_days_name_every_day_that_was_left_out() -> None:
    told = _told("kz.koap.appeal", date(2025, 2, 28), "working")
    assert "10 working days end on 2025-03-17." in told
    (left_out,) = [each for each in told if each.startswith("Not counted")]
    for day in ("2025-03-01 (weekend)", "2025-03-08 (International", "2025-03-15"):
        assert day in left_out


def test_a_clipped_month_says_that_the_month_has_no_such_day() -> None:
    told = _told(a_limit(1, "month"), date(2025, 1, 31), resume="refuse")
    assert (
        "one month end on 2025-02-28, the last day of the month, which has no such day."
        in told
    )


def test_a_counted_trigger_day_and_the_end_of_the_office_hours() -> None:
    told = _told(
        a_limit(3, "day"), date(2025, 6, 2), start="same_day", ends="office_close"
    )
    assert "2025-06-02 is the first day counted." in told
    assert told[-1].startswith("The act must be done before the office closes")


def test_a_roll_back_and_a_roll_nobody_can_know_are_told() -> None:
    back = {"after": "backward", "before": "none"}
    told = _told(
        a_limit(5, "day"), date(2025, 9, 1), roll=back, roll_applies_to=["day"]
    )
    assert (
        "2025-09-06 is not a working day; the last day becomes 2025-09-05, before it."
        in told
    )
    forward = {"after": "forward", "before": "none"}
    told = _told(
        a_limit(3, "year"), date(2025, 5, 5), roll=forward, roll_applies_to=["year"]
    )
    assert any(
        each.startswith("The calendar does not reach 2028-05-05") for each in told
    )


def test_a_term_in_hours_tells_the_minute() -> None:
    at = datetime(2025, 2, 28, 15, tzinfo=ALMATY)
    law = SmallLaw(a_profile(start="moment", ends="moment"))
    (result,) = counted(a_limit(24, "hour"), at.date(), at, law=law).readings
    told = [_english(sentence) for sentence, _ in sentences(result)]
    assert told[1] == "Counted from 2025-02-28 15:00:00+05:00."
    assert told[2] == "24 hours end on 2025-03-01."
    assert told[-1].startswith("The term ends to the minute: 2025-03-01 10:00")


def test_a_suspension_says_how_far_it_moves_the_end() -> None:
    computation = compute(
        a_limit(3, "working_day"),
        SmallLaw(a_profile()),
        Trigger(date(2025, 6, 2), ALMATY),
        calendar="kz",
        stops=(DayRange(date(2025, 6, 4), date(2025, 6, 5)),),
    )
    told = [_english(sentence) for sentence, _ in sentences(computation.safe)]
    assert "3 working days end on 2025-06-05." in told
    assert "The suspension moves the end to 2025-06-10." in told
    assert any("2025-06-07" in each for each in told if each.startswith("Not counted"))


@pytest.mark.parametrize("unit", [each for each in Unit if each is not Unit.DATE])
def test_a_length_has_a_singular_and_a_plural(unit: Unit) -> None:
    assert _english(length(1, unit)).startswith("one ")
    assert _english(length(2, unit)).startswith("2 ")


@pytest.mark.parametrize(
    ("skipped", "expected"),
    [
        (Skipped(date(2025, 6, 7), "weekend"), "2025-06-07 (weekend)"),
        (
            Skipped(date(2025, 1, 3), "moved_off", of=date(2025, 1, 5)),
            "2025-01-03 (day of rest moved from 2025-01-05)",
        ),
        (
            Skipped(date(2025, 3, 10), "in_lieu", None, date(2025, 3, 8)),
            "2025-03-10 (day off for 2025-03-08, )",
        ),
        (
            Skipped(date(2025, 5, 9), "holiday", Texts(en="Victory Day", ru="9 мая")),
            "2025-05-09 (Victory Day)",
        ),
        (Skipped(date(2025, 5, 9), "closure"), "2025-05-09 (closure)"),
    ],
)
def test_a_day_left_out_has_a_reason(skipped: Skipped, expected: str) -> None:
    assert _english(skipped_day(skipped)) == expected
