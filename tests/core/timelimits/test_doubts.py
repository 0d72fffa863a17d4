"""Each code of doubt: an example that raises it, and a near miss that does not."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Any

import pytest

from remedytrack.core.dates import DayRange
from remedytrack.core.timelimits import calendar_doubts, kept
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.core.timelimits.computation import Ambiguity, Computation, Variant
from remedytrack.core.timelimits.compute import compute
from remedytrack.core.timelimits.explain_doubts import warning
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.version_doubts import version_doubts
from remedytrack.core.timelimits.work import Trigger
from tests.core.laws import ALMATY, SmallLaw, a_calendar, a_limit, a_profile, counted

FORWARD: dict[str, Any] = {
    "roll": {"after": "forward", "before": "none"},
    "roll_applies_to": ["day", "week", "month", "year"],
}
YEAR = a_calendar("2025-01-01", "2025-12-31")
OFFICE = a_calendar("2025-01-01", "2025-12-31", office_closes="18:00")
PLACE = {"other": "OTHER", "moment": "MOMENT"}


def _on(text: str) -> date:
    return date.fromisoformat(text)


def _doubts(
    limit: TimeLimit,
    on: str,
    *,
    calendar: Calendar = YEAR,
    stops: tuple[tuple[str, str], ...] = (),
    **profile: Any,
) -> dict[str, str | None]:
    """Return each code with its other day, or its other moment where it has one."""
    law = SmallLaw(a_profile(**profile), calendars=(calendar,))
    at = datetime.fromisoformat(on).replace(tzinfo=ALMATY) if "T" in on else None
    trigger = Trigger(_on(on[:10]), ALMATY, at)
    ranges = tuple(DayRange(_on(first), _on(last)) for first, last in stops)
    found = compute(limit, law, trigger, calendar=calendar.id, stops=ranges)
    return {each.code: _other(each) for each in found.warnings}


def _other(doubt: Ambiguity) -> str | None:
    if doubt.other_at is not None:
        return f"{doubt.other_at.astimezone(ALMATY):%Y-%m-%dT%H:%M}"
    return str(doubt.other_on) if doubt.other_on else None


def _before(**choices: Any) -> TimeLimit:
    return a_limit(5, "working_day", direction="before", **choices)


def test_w01_rounding_down_is_told_by_who_rounds_up_as_well() -> None:
    month = a_limit(1, "month")
    assert _doubts(month, "2025-01-31", month_end="up") == {"W01": "2025-02-28"}
    assert _doubts(month, "2025-01-28", month_end="up") == {}


def test_w03_counted_back_in_one_reading_names_the_day_of_the_other() -> None:
    # Friday 20 June: the fifth working day back is the 13th, five clear ones the 12th.
    assert _doubts(_before(count="nth_day"), "2025-06-20") == {"W03": "2025-06-12"}
    assert _doubts(_before(count="clear_days"), "2025-06-20") == {"W03": "2025-06-13"}
    assert _doubts(a_limit(5, "working_day"), "2025-06-20") == {}


def test_w03_is_told_once_where_both_readings_are_counted() -> None:
    both = [{"id": "nth", "count": "nth_day"}, {"id": "clear", "count": "clear_days"}]
    assert _doubts(_before(readings=both), "2025-06-20") == {"W03": "2025-06-13"}


def test_w03_is_silent_where_the_roll_back_makes_it_the_same_day() -> None:
    limit = a_limit(2, "day", direction="before", count="nth_day")
    roll = {"after": "none", "before": "backward"}
    back: dict[str, Any] = {"roll": roll, "roll_applies_to": ["day"]}
    # Two days before Tuesday is Sunday, three Saturday: both end on Friday the 13th.
    assert _doubts(limit, "2025-06-17", **back) == {}
    assert _doubts(limit, "2025-06-18", **back) == {"W03": "2025-06-13"}


@pytest.mark.parametrize(
    ("on", "doubts"),
    [
        ("2025-06-11T00:00", {"W04": "2025-06-20"}),
        ("2025-06-11T00:01", {}),
        ("2025-06-11", {}),
        # Ten days from Wednesday 4 or Thursday 5 June end on a weekend, so on Monday.
        ("2025-06-05T00:00", {}),
    ],
)
def test_w04_midnight_ends_one_day_and_begins_the_next(
    on: str, doubts: dict[str, str]
) -> None:
    assert _doubts(a_limit(10, "day"), on, **FORWARD) == doubts


@pytest.mark.parametrize(
    ("on", "doubts"),
    [
        # Moved to the 12th by the cutoff; received the same day it would end earlier.
        ("2025-06-10T16:00", {"W04": "2025-06-20"}),
        ("2025-06-10T15:59", {}),
        # From Wednesday 4 or Thursday 5 June it ends on the same Monday.
        ("2025-06-04T16:00", {}),
    ],
)
def test_w04_after_the_hour_that_the_rule_names(
    on: str, doubts: dict[str, str]
) -> None:
    limit = a_limit(10, "day", cutoff={"time": "16:00:00"})
    assert _doubts(limit, on, **FORWARD) == doubts


def test_w04_after_the_hour_at_which_the_calendar_says_the_office_closes() -> None:
    limit = a_limit(10, "day")
    late = _doubts(limit, "2025-06-10T18:00", calendar=OFFICE, **FORWARD)
    assert late == {"W04": "2025-06-23"}
    assert _doubts(limit, "2025-06-10T17:59", calendar=OFFICE, **FORWARD) == {}
    assert _doubts(limit, "2025-06-10T18:00", **FORWARD) == {}


def test_w04_a_day_off_matters_where_working_days_or_an_office_are_concerned() -> None:
    # Saturday 14 June; the next working day is Monday 16 June.
    assert _doubts(a_limit(5, "working_day"), "2025-06-14") == {"W04": "2025-06-23"}
    assert _doubts(a_limit(5, "working_day"), "2025-06-13") == {}
    assert _doubts(a_limit(10, "day"), "2025-06-14", **FORWARD) == {}
    office = _doubts(a_limit(10, "day"), "2025-06-14", calendar=OFFICE, **FORWARD)
    assert office == {"W04": "2025-06-26"}


def test_w04_knows_no_next_working_day_beyond_the_calendar() -> None:
    short = a_calendar("2025-06-01", "2025-06-15", office_closes="18:00")
    assert "W04" not in _doubts(a_limit(1, "day"), "2025-06-14", calendar=short)
    assert "W04" not in _doubts(a_limit(1, "day"), "2026-06-14", calendar=short)


def test_w05_who_keeps_the_day_after_the_event_is_told_of_the_event_day() -> None:
    week = a_limit(1, "week")
    assert _doubts(week, "2025-06-10", month_anchor="first_day") == {
        "W05": "2025-06-17"
    }
    # Kept by the event day, the other could only be later: that is told nobody.
    assert _doubts(week, "2025-06-10", month_anchor="event_day") == {}
    # Saturday 14 and Sunday 15 June both become Monday.
    rolled: dict[str, Any] = {**FORWARD, "month_anchor": "first_day"}
    assert _doubts(week, "2025-06-07", **rolled) == {}


def test_w05_where_the_readings_differ_in_it() -> None:
    readings = [
        {"id": "event", "month_anchor": "event_day"},
        {"id": "first", "month_anchor": "first_day"},
    ]
    disputed = a_limit(1, "month", readings=readings)
    assert _doubts(disputed, "2025-06-10") == {"W05": "2025-07-11"}
    assert _doubts(disputed, "2025-06-12", **FORWARD) == {}


def test_w06_days_for_delivery_before_a_month_or_after_it() -> None:
    deemed = {"n": 3, "when": "before", "unit": "day"}
    month = a_limit(1, "month", deemed=deemed)
    # 30 January + 3 days + a month is 2 March; a month, then 3 days, is 3 March.
    assert _doubts(month, "2025-01-30") == {"W06": "2025-03-03"}
    assert _doubts(month, "2025-03-10") == {}
    after = a_limit(1, "month", deemed={**deemed, "when": "after", "roll": "once"})
    assert _doubts(after, "2025-01-30")["W06"] == "2025-03-02"


def test_w07_what_a_day_means_is_told_once_and_not_where_it_is_all_one() -> None:
    day = counted("kz.koap.appeal", _on("2025-02-28")).warnings
    assert day == (Ambiguity("W07", "strict", _on("2025-03-17")),)
    # A term in months has no day that could mean a working day.
    months = [
        {"id": "calendar", "day_means": "calendar"},
        {"id": "working", "day_means": "working"},
    ]
    assert _doubts(a_limit(1, "month", readings=months), "2025-06-10") == {}
    assert _doubts(a_limit(1, "day", readings=months), "2025-06-10") == {}
    assert _doubts(a_limit(1, "day", readings=months), "2025-06-13") == {
        "W07": "2025-06-16"
    }


def test_w08_is_silent_on_an_ordinary_last_day() -> None:
    limit = a_limit(10, "day")
    kz = counted(limit, _on("2024-12-27"), law=SmallLaw(a_profile(**FORWARD)))
    assert kz.safe_on == _on("2025-01-06")
    assert kz.warnings == ()


def _with_an_estimate(day: str) -> Calendar:
    estimate: dict[str, object] = {"day": day, "certainty": "estimated"}
    return a_calendar("2025-01-01", "2025-12-31", (estimate,))


def test_w09_names_the_day_if_an_estimated_holiday_falls_beside_it() -> None:
    # Ten days from 9 June end on Thursday the 19th.
    limit = a_limit(10, "day")
    day_before = _with_an_estimate("2025-06-18")
    assert _doubts(limit, "2025-06-09", calendar=day_before, **FORWARD) == {
        "W09": "2025-06-20"
    }
    day_after = _with_an_estimate("2025-06-20")
    assert _doubts(limit, "2025-06-09", calendar=day_after, **FORWARD) == {
        "W09": "2025-06-20"
    }
    within = _with_an_estimate("2025-06-12")
    assert _doubts(limit, "2025-06-09", calendar=within, **FORWARD) == {}


def test_w09_an_estimate_on_a_weekend_may_take_a_working_day_or_none() -> None:
    sunday = _with_an_estimate("2025-06-15")
    week = a_limit(10, "working_day")
    assert _doubts(week, "2025-06-10", calendar=sunday) == {"W09": "2025-06-25"}
    wednesday = _with_an_estimate("2025-06-18")
    # Wherever in the week it falls, one working day is gone.
    assert _doubts(week, "2025-06-10", calendar=wednesday) == {}


def test_w09_guesses_nothing_about_days_that_the_calendar_does_not_hold() -> None:
    # No other Monday or Friday is known, so nobody can say what the 16th or 20th were.
    monday: dict[str, object] = {"day": "2025-06-16", "certainty": "estimated"}
    friday: dict[str, object] = {"day": "2025-06-20", "certainty": "estimated"}
    short = a_calendar("2025-06-16", "2025-06-20", (monday, friday))
    assert _doubts(a_limit(1, "day"), "2025-06-18", calendar=short, **FORWARD) == {}


def test_w11_the_rule_changed_between_the_act_and_its_delivery() -> None:
    old = a_limit(
        6,
        "month",
        select_by="act_made",
        valid={"from": "2000-01-01", "to": "2025-01-31"},
    )
    new = a_limit(4, "month", select_by="act_made", valid={"from": "2025-02-01"})
    law = SmallLaw(a_profile(), calendars=(YEAR,))

    def doubts(chosen: str, *versions: TimeLimit) -> tuple[Ambiguity, ...]:
        found = compute(
            old,
            law,
            Trigger(_on("2025-02-25"), ALMATY),
            calendar="test",
            selected_on=_on(chosen),
        )
        return version_doubts(found, versions, law)

    # Six months from delivery by the text of the decision, four by that of delivery.
    assert doubts("2025-01-19", old, new) == (
        Ambiguity("W11", "only", _on("2025-06-25")),
    )
    assert doubts("2025-02-25", old, new) == ()
    same = a_limit(6, "month", select_by="act_made", valid={"from": "2025-02-01"})
    assert doubts("2025-01-19", old, same) == ()
    assert doubts("2025-01-19", old) == (Ambiguity("W11", "only"),)


def test_w11_needs_a_computation_that_was_just_made_and_an_answer_in_the_other() -> (
    None
):
    clocked = a_limit(24, "hour", valid={"from": "2025-02-01"})
    old = a_limit(6, "month", valid={"from": "2000-01-01", "to": "2025-01-31"})
    law = SmallLaw(a_profile(), calendars=(YEAR,))
    found = compute(
        old,
        law,
        Trigger(_on("2025-02-25"), ALMATY),
        calendar="test",
        selected_on=_on("2025-01-19"),
    )
    assert version_doubts(found, (old, clocked), law) == ()


HOURS: dict[str, Any] = {"start": "moment", "ends": "moment"}


def test_w12_hours_over_the_night_in_which_almaty_set_its_clocks_back() -> None:
    leap = a_calendar("2024-01-01", "2024-12-31")
    day = a_limit(24, "hour")
    assert _doubts(day, "2024-02-29T20:00", calendar=leap, **HOURS) == {
        "W12": "2024-03-01T20:00"
    }
    assert _doubts(day, "2024-02-28T20:00", calendar=leap, **HOURS) == {}


def test_w12_hours_that_leave_out_a_weekend() -> None:
    through: dict[str, Any] = {**HOURS, "hours": "working_days_only"}
    day = a_limit(24, "hour")
    assert _doubts(day, "2025-06-13T15:00", **through) == {"W12": "2025-06-14T15:00"}
    assert _doubts(day, "2025-06-12T15:00", **through) == {}
    assert _doubts(day, "2025-06-13T15:00", **HOURS) == {}


def test_w13_a_suspension_in_a_month_may_end_a_day_sooner() -> None:
    month = a_limit(1, "month")
    given: dict[str, Any] = {"resume": "add_days"}
    stop = (("2025-06-16", "2025-06-18"),)
    assert _doubts(month, "2025-06-10", stops=stop, **given) == {"W13": "2025-07-12"}
    later = (("2025-08-04", "2025-08-06"),)
    assert _doubts(month, "2025-06-10", stops=later, **given) == {}
    # In days the ends of the suspension are named by the rule itself.
    assert _doubts(a_limit(10, "day"), "2025-06-10", stops=stop) == {}


def test_w13_a_suspension_of_one_day_or_without_beginning() -> None:
    month = a_limit(1, "month")
    given: dict[str, Any] = {"resume": "add_days"}
    one_day = (("2025-06-16", "2025-06-16"),)
    assert _doubts(month, "2025-06-10", stops=one_day, **given) == {"W13": "2025-07-10"}
    law = SmallLaw(a_profile(**given), calendars=(YEAR,))
    trigger = Trigger(_on("2025-06-10"), ALMATY)
    open_stops = (DayRange(None, _on("2025-06-12")), DayRange(_on("2025-09-01"), None))
    found = compute(month, law, trigger, calendar="test", stops=open_stops)
    assert found.warnings == (
        Ambiguity("W13", "only", _on("2025-07-11"), None, Variant.STOP_ENDS),
    )


def test_w13_a_suspension_from_the_last_day_on() -> None:
    # Ten days from 10 June end on Friday the 20th.
    limit = a_limit(10, "day")
    on_it = (("2025-06-20", "2025-06-30"),)
    assert _doubts(limit, "2025-06-10", stops=on_it) == {"W13": "2025-06-20"}
    after_it = (("2025-06-21", "2025-06-30"),)
    assert _doubts(limit, "2025-06-10", stops=after_it) == {}
    before_it = (("2025-06-19", "2025-06-30"),)
    assert _doubts(limit, "2025-06-10", stops=before_it) == {}


def test_w14_the_counter_closes_before_the_day_ends() -> None:
    limit = a_limit(10, "day")
    person: dict[str, Any] = {"ends_in_person": "office_close"}
    known = _doubts(limit, "2025-06-10", calendar=OFFICE, **person)
    assert known == {"W14": "2025-06-20T18:00"}
    # The step says that the hour is not known: no warning that is always there.
    assert _doubts(limit, "2025-06-10", **person) == {}
    assert _doubts(limit, "2025-06-10", calendar=OFFICE) == {}


def test_w14_an_office_that_closes_at_an_hour_nobody_wrote_down() -> None:
    limit = a_limit(10, "day")
    assert _doubts(limit, "2025-06-10", ends="office_close") == {"W14": None}
    known = _doubts(limit, "2025-06-10", calendar=OFFICE, ends="office_close")
    assert known == {}


def test_a_choice_that_has_no_answer_raises_no_doubt() -> None:
    # Counted from the next working day the term would leave the calendar.
    short = a_calendar("2025-06-01", "2025-06-20")
    week = a_limit(5, "working_day")
    assert _doubts(week, "2025-06-14", calendar=short) == {}
    assert _doubts(week, "2025-06-14") == {"W04": "2025-06-23"}


def test_a_computation_that_was_only_read_has_no_text_beside_it() -> None:
    found = counted("kz.koap.appeal", _on("2025-02-28"))
    told = Computation(
        **{each.name: getattr(found, each.name) for each in fields(found)}
    )
    assert told == found
    assert version_doubts(told, (), SmallLaw()) == ()


def test_what_was_worked_out_is_forgotten_when_it_becomes_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "MOST", 1)
    monkeypatch.setattr(calendar_doubts, "_MOST_MOVED", 1)
    for _ in range(2):
        test_w01_rounding_down_is_told_by_who_rounds_up_as_well()
        test_w09_names_the_day_if_an_estimated_holiday_falls_beside_it()


@pytest.mark.parametrize(
    "code",
    ["W01", "W02", "W03", "W05", "W06", "W07", "W08", "W09", "W11"],
)
def test_every_doubt_names_its_other_day(code: str) -> None:
    sentence = warning(Ambiguity(code, "only", _on("2025-03-01")))
    assert sentence.values["other"] == _on("2025-03-01")
    assert "OTHER" in sentence.msgid % PLACE


@pytest.mark.parametrize("code", ["W08", "W09", "W10", "W11"])
def test_a_doubt_without_another_day_says_so(code: str) -> None:
    told = warning(Ambiguity(code, "only")).msgid % PLACE
    assert told.endswith(".")
    assert "OTHER" not in told


@pytest.mark.parametrize("variant", Variant)
def test_every_variant_has_its_own_sentence(variant: Variant) -> None:
    said = warning(Ambiguity("W04", "only", None, None, variant)).msgid
    assert (said % PLACE).endswith((".", "ask."))
    others = [warning(Ambiguity("W04", "only", None, None, v)).msgid for v in Variant]
    assert others.count(said) == 1
