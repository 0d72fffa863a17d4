"""compute(): every reading of a time limit, with its reasons and its doubts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remedytrack.core.dates import DayRange
from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.computation import Ambiguity, Computation, StepOp
from remedytrack.core.timelimits.compute import NoProfileInForce, compute
from remedytrack.core.timelimits.counting import ChoiceLeftOpen
from remedytrack.core.timelimits.limit import version_in_force
from remedytrack.core.timelimits.work import Trigger
from tests.core.laws import (
    ALMATY,
    SmallLaw,
    a_calendar,
    a_limit,
    a_profile,
    counted,
    kz,
)

FORWARD: dict[str, Any] = {
    "roll": {"after": "forward", "before": "none"},
    "roll_applies_to": ["day", "month", "year"],
}


def _on(text: str) -> date:
    return date.fromisoformat(text)


def _readings(computation: Computation) -> dict[str, str]:
    return {each.reading: each.due_on.isoformat() for each in computation.readings}


def test_ten_sutki_have_three_readings_and_we_act_on_the_earliest() -> None:
    computation = counted("kz.koap.appeal", _on("2025-02-28"))
    assert _readings(computation) == {
        "strict": "2025-03-10",
        "rolled": "2025-03-11",
        "working": "2025-03-17",
    }
    assert computation.safe_on == _on("2025-03-10")
    assert computation.arguable_on == _on("2025-03-17")
    assert computation.status is LawStatus.DISPUTED
    assert computation.safe.closes_at == datetime(2025, 3, 10, 19, tzinfo=UTC)
    assert not computation.provisional


@pytest.mark.parametrize(
    ("handed_over", "strict", "rolled", "working"),
    [
        ("2024-05-15", "2024-05-25", "2024-05-27", "2024-05-29"),
        ("2025-02-19", "2025-03-01", "2025-03-03", "2025-03-05"),
        ("2025-02-21", "2025-03-03", "2025-03-03", "2025-03-07"),
        ("2025-11-22", "2025-12-02", "2025-12-02", "2025-12-05"),
        ("2025-11-25", "2025-12-05", "2025-12-05", "2025-12-09"),
    ],
)
def test_the_appeals_of_the_real_cases(
    handed_over: str, strict: str, rolled: str, working: str
) -> None:
    assert _readings(counted("kz.koap.appeal", _on(handed_over))) == {
        "strict": strict,
        "rolled": rolled,
        "working": working,
    }


@pytest.mark.parametrize(
    ("sent", "day_60"),
    [
        ("2019-10-25", "2019-12-24"),
        ("2021-07-15", "2021-09-13"),
        ("2025-09-25", "2025-11-24"),
    ],
)
def test_the_sixty_days_of_the_real_letters(sent: str, day_60: str) -> None:
    assert counted("un.sp.reply", _on(sent)).safe_on == _on(day_60)


def test_the_confidential_period_ends_with_the_day_in_geneva() -> None:
    computation = counted("un.sp.embargo", _on("2025-09-25"))
    (only,) = computation.readings
    assert (computation.zone, only.due_on) == ("Europe/Zurich", _on("2025-11-24"))
    assert only.closes_at == datetime(2025, 11, 25, 4, tzinfo=ALMATY)


def test_the_readings_of_a_profile_and_of_a_limit_multiply() -> None:
    computation = counted("kz.koap.appeal_decided", _on("2025-03-03"))
    assert len(computation.readings) == 6
    assert "strict+extended" in _readings(computation)
    title = next(
        r.title for r in computation.readings if r.reading == "working+extended"
    )
    assert title is not None


def test_a_notice_of_an_assembly_has_both_ways_of_counting_back() -> None:
    computation = counted("kz.assembly.notify", _on("2025-03-08"))
    assert _readings(computation) == {"clear": "2025-02-28", "nth": "2025-03-03"}
    assert computation.safe_on == _on("2025-02-28")


def test_a_computation_opens_with_its_version_and_its_trigger() -> None:
    at = datetime(2025, 2, 28, 10, tzinfo=UTC)
    computation = counted("kz.koap.appeal", _on("2025-02-28"), at)
    version, trigger, *_ = computation.readings[0].steps
    assert (version.op, version.code) == (
        StepOp.VERSION,
        "kz.koap.appeal@2015-01-01",
    )
    assert (trigger.op, trigger.moment_at) == (StepOp.TRIGGER, at)
    assert computation.profile_version == "kz.koap@2015-01-01"
    assert (computation.calendar, computation.calendar_revision_on) == (
        "kz",
        kz().revision,
    )
    assert computation.cite.endswith("art. 832(1)")


def test_a_count_without_working_days_and_roll_asks_no_calendar() -> None:
    computation = counted("un.sp.reply", _on("2025-09-25"))
    assert (computation.calendar, computation.calendar_revision_on) == (None, None)


def test_a_rule_without_a_profile_in_force_says_so() -> None:
    law = SmallLaw(a_profile(valid={"from": "2020-01-01", "to": "2020-12-31"}))
    with pytest.raises(NoProfileInForce, match=r"test\.plain.*2019-12-31"):
        counted(a_limit(10, "day"), _on("2019-12-31"), law=law)


def test_the_selecting_day_chooses_the_profile_and_not_the_trigger() -> None:
    old = a_profile(valid={"from": "2020-01-01", "to": "2020-12-31"})
    new = a_profile(valid={"from": "2021-01-01"}, start="same_day")
    trigger = Trigger(_on("2021-01-10"), ALMATY)
    law, limit = SmallLaw(old, new), a_limit(10, "day")
    chosen = _on("2020-12-31")
    before = compute(limit, law, trigger, calendar="kz", selected_on=chosen)
    assert before.safe_on == _on("2021-01-20")
    assert compute(limit, law, trigger, calendar="kz").safe_on == _on("2021-01-19")


def test_versions_of_a_limit_are_chosen_by_the_day_and_a_void_one_is_none() -> None:
    old = a_limit(10, "day", valid={"from": "2015-01-01", "to": "2019-12-31"})
    void = a_limit(
        1, "day", valid={"from": "2020-01-01", "to": "2020-12-31"}, void=True
    )
    new = a_limit(15, "day", valid={"from": "2021-01-01"})
    versions = (old, void, new)
    assert version_in_force(versions, _on("2019-12-31")) is old
    assert version_in_force(versions, _on("2020-06-01")) is None
    assert version_in_force(versions, _on("2021-01-01")) is new
    assert version_in_force(versions, _on("2014-12-31")) is None
    assert new.version == "test.limit@2021-01-01"


@pytest.mark.parametrize(
    "choice", ["start", "day_means", "month_end", "roll", "ends", "resume"]
)
def test_a_choice_left_open_is_never_guessed(choice: str) -> None:
    law = SmallLaw(a_profile(**{choice: None}))
    with pytest.raises(ChoiceLeftOpen, match=f"test.limit@2000-01-01.*`{choice}`"):
        counted(a_limit(10, "day"), _on("2025-02-28"), law=law)


def test_a_term_counted_back_must_say_which_day_is_meant() -> None:
    with pytest.raises(ChoiceLeftOpen, match="`count`"):
        counted(
            a_limit(10, "day", direction="before"),
            _on("2025-02-28"),
            law=SmallLaw(a_profile()),
        )


def _doubts(
    limit: Any, on: str, calendar: Calendar | None = None, **profile: Any
) -> tuple[Ambiguity, ...]:
    used = (calendar,) if calendar else ()
    law = SmallLaw(a_profile(**profile), calendars=used)
    name = calendar.id if calendar else "kz"
    return counted(limit, _on(on), law=law, calendar=name).warnings


def test_w01_a_month_without_that_day_is_told_with_the_other_rounding() -> None:
    assert _doubts(a_limit(1, "month"), "2025-01-31") == (
        Ambiguity("W01", "only", _on("2025-03-01")),
    )


def test_w01_is_silent_where_the_roll_makes_it_the_same_day() -> None:
    # 28 February 2026 is a Saturday; rounded up, Sunday 1 March: both end on Monday.
    assert _doubts(a_limit(1, "month"), "2026-01-31", **FORWARD) == ()
    assert _doubts(a_limit(1, "month"), "2026-01-31")[0].code == "W01"


def test_w01_and_w02_look_back_where_the_term_is_counted_back() -> None:
    limit = a_limit(1, "month", direction="before", count="nth_day")
    codes = {each.code: each.other_on for each in _doubts(limit, "2025-03-31")}
    assert codes == {"W01": _on("2025-03-01"), "W03": _on("2025-02-27")}
    sticky = {each.code: each.other_on for each in _doubts(limit, "2025-02-28")}
    assert sticky == {"W02": _on("2025-01-31"), "W03": _on("2025-01-27")}


def test_w02_a_term_from_the_last_day_of_a_month_may_end_on_a_last_day() -> None:
    assert _doubts(a_limit(1, "year"), "2023-02-28") == (
        Ambiguity("W02", "only", _on("2024-02-29")),
    )
    assert _doubts(a_limit(1, "month"), "2025-02-28", month_end="sticky") == (
        Ambiguity("W01", "only", _on("2025-03-28")),
    )
    assert _doubts(a_limit(1, "month"), "2025-02-28", month_end="refuse") == ()


def test_w02_counts_the_suspension_in_both_choices() -> None:
    stop = DayRange(_on("2025-03-10"), _on("2025-03-11"))
    law = SmallLaw(a_profile(resume="add_days"))
    computation = compute(
        a_limit(1, "month"),
        law,
        Trigger(_on("2025-02-28"), ALMATY),
        calendar="kz",
        stops=(stop,),
    )
    assert computation.safe_on == _on("2025-03-30")
    others = {each.code: each.other_on for each in computation.warnings}
    assert others == {"W02": _on("2025-04-02"), "W13": _on("2025-03-29")}


def test_w08_a_last_day_worked_only_by_decree_names_the_next_ordinary_one() -> None:
    # Sunday 5 January 2025 was worked for Friday 3 January; 6 January was a Monday.
    assert _doubts(a_limit(10, "day"), "2024-12-26", **FORWARD) == (
        Ambiguity("W08", "only", _on("2025-01-06")),
    )


def test_w08_passes_over_further_days_worked_by_decree() -> None:
    saturday: dict[str, object] = {"day": "2025-06-07", "kind": "moved_work"}
    sunday: dict[str, object] = {"day": "2025-06-08", "kind": "moved_work"}
    calendar = a_calendar("2025-01-01", "2025-06-30", (saturday, sunday))
    limit = a_limit(5, "day")
    assert _doubts(limit, "2025-06-02", calendar, **FORWARD) == (
        Ambiguity("W08", "only", _on("2025-06-09")),
    )
    short = a_calendar("2025-01-01", "2025-06-08", (saturday, sunday))
    assert _doubts(limit, "2025-06-02", short, **FORWARD) == (
        Ambiguity("W08", "only", None),
    )


def test_w09_an_estimated_holiday_within_the_term() -> None:
    # Kurban Ait 2027 is an estimate, a Sunday: on the Monday it would be a day lost.
    working = a_limit(10, "working_day")
    codes = {each.code: each.other_on for each in _doubts(working, "2027-05-11")}
    assert codes == {"W09": _on("2027-05-26"), "W10": None}
    # Ten calendar days end on Thursday the 20th whichever day it is.
    codes = {
        e.code: e.other_on for e in _doubts(a_limit(10, "day"), "2027-05-10", **FORWARD)
    }
    assert codes == {"W10": None}


def test_w10_a_year_whose_days_of_rest_are_not_decreed() -> None:
    codes = [each.code for each in _doubts(a_limit(5, "day"), "2026-12-28", **FORWARD)]
    assert codes == ["W10"]
    assert _doubts(a_limit(2, "day"), "2026-12-28", **FORWARD) == ()


def test_w10_a_roll_that_leaves_the_calendar_is_provisional() -> None:
    law = SmallLaw(a_profile(**FORWARD))
    computation = counted(a_limit(3, "year"), _on("2025-05-05"), law=law)
    assert computation.provisional
    assert "W10" in {each.code for each in computation.warnings}


def test_consulted_spans_everything_the_count_looked_at() -> None:
    computation = counted("kz.koap.appeal", _on("2025-02-28"))
    assert computation.consulted == (_on("2025-02-28"), _on("2025-03-17"))


WAYS: list[dict[str, Any]] = [
    FORWARD,
    {**FORWARD, "roll": {"after": "backward", "before": "none"}},
    {**FORWARD, "roll": {"after": "modified", "before": "none"}},
    {"day_means": "working"},
]


@settings(max_examples=150)
@given(
    st.dates(date(2025, 2, 1), date(2025, 9, 1)),
    st.integers(1, 40),
    st.sampled_from(WAYS),
    st.integers(0, 300),
)
def test_a_change_outside_the_consulted_days_never_moves_the_result(
    on: date, n: int, way: dict[str, Any], flipped: int
) -> None:
    def due(calendar: Calendar) -> Computation:
        law = SmallLaw(a_profile(**way), calendars=(calendar,))
        return counted(a_limit(n, "day"), on, law=law, calendar="test")

    plain = a_calendar("2025-01-01", "2025-12-31")
    before = due(plain)
    day = plain.first + timedelta(days=flipped)
    first, last = before.consulted
    if first <= day <= last:
        return
    kind = "moved_work" if day.weekday() > 4 else "holiday"
    fact: dict[str, object] = {"day": day.isoformat(), "kind": kind}
    changed = due(a_calendar("2025-01-01", "2025-12-31", (fact,)))
    assert changed.safe_on == before.safe_on


def test_the_same_input_gives_the_same_computation() -> None:
    on = _on("2025-02-28")
    assert counted("kz.koap.appeal", on) == counted("kz.koap.appeal", on)
