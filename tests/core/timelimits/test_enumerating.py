"""Every trigger of 14 years under every reading; the choices that no rule may leave."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from remedytrack.core.timelimits.compute import readings_of
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.lint_choices import choice_findings
from remedytrack.core.timelimits.lint_enumerate import (
    Difference,
    Enumerator,
    Example,
    Window,
)
from remedytrack.core.timelimits.refusals import NoNumberInLaw
from tests.core.laws import a_limit, a_profile, lawbook

KZ = Enumerator(lawbook().calendars["kz"])
FORWARD: dict[str, Any] = {
    "roll": {"after": "forward", "before": "none"},
    "roll_applies_to": ["day", "week", "month", "year"],
}


def _found(limit: TimeLimit, **profile: Any) -> dict[str, Difference]:
    """Return what the last 14 years of the Kazakh calendar give, by what differs."""
    counted = KZ.enumerate(limit, a_profile(**profile))
    return {f"{d.code} {d.reading}/{d.other}": d for d in counted.differences}


def _share(triggers: int) -> str:
    return f"{100 * triggers / KZ.window.days:.2f}"


def test_the_triggers_are_the_last_fourteen_years_of_the_calendar() -> None:
    assert KZ.window == Window(date(2014, 1, 1), date(2027, 12, 31))
    assert KZ.window.days == 5113
    file = lawbook().calendars["kz"]
    assert Enumerator(file, 1).window == Window(date(2027, 1, 1), date(2027, 12, 31))
    # There are no triggers before the calendar begins.
    assert Enumerator(file, 40).window.first == file.horizon.from_on


@pytest.mark.parametrize(
    ("months", "rounded", "rounded_rolled", "sticky", "sticky_rolled"),
    [
        (1, "1.86", "1.29", "1.37", "1.06"),
        (2, "1.02", "0.68", "0.82", "0.47"),
        (3, "1.29", "0.88", "0.82", "0.68"),
        (4, "1.56", "1.04", "1.37", "0.82"),
        (6, "1.84", "1.25", "1.37", "1.02"),
        (12, "0.06", "0.04", "0.08", "0.06"),
    ],
)
def test_month_ends_matter_as_often_as_the_published_table_says(
    months: int, rounded: str, rounded_rolled: str, sticky: str, sticky_rolled: str
) -> None:
    # The table was computed by another program, on its own.
    found = _found(a_limit(months, "month"), **FORWARD)
    up, last = found["W01 only/up"], found["W02 only/sticky"]
    assert (_share(up.before), _share(up.after)) == (rounded, rounded_rolled)
    assert (_share(last.before), _share(last.after)) == (
        sticky,
        sticky_rolled,
    )


def test_the_first_triggers_are_named_with_both_last_days() -> None:
    up = _found(a_limit(3, "month"), **FORWARD)["W01 only/up"]
    assert len(up.examples) == 3
    # 30 April 2014 against 1 May, a holiday, and what follows it.
    assert up.examples[0] == Example(
        date(2014, 1, 31), date(2014, 4, 30), date(2014, 5, 4)
    )


def test_readings_of_the_rule_are_set_beside_each_other() -> None:
    appeal = lawbook().limit_versions("kz.koap.appeal")[1][0]
    profile = lawbook().profile_versions("kz.koap")[0]
    found = {
        (d.code, d.reading, d.other): d
        for d in KZ.enumerate(appeal, profile).differences
    }
    assert set(found) == {
        (None, "strict", "rolled"),
        ("W07", "strict", "working"),
        ("W07", "rolled", "working"),
    }
    rolled = found[None, "strict", "rolled"]
    # The roll is all that differs, and a third of the last days are no working days.
    assert rolled.before == 0
    assert 0.32 < rolled.after / KZ.window.days < 0.33
    assert found["W07", "strict", "working"].after == KZ.window.days


def test_counted_back_both_readings_or_the_one_beside_the_other() -> None:
    back: dict[str, Any] = {"direction": "before", "count": "nth_day"}
    one = _found(a_limit(5, "working_day", **back))
    assert set(one) == {"W03 only/clear_days"}
    both = [{"id": "nth", "count": "nth_day"}, {"id": "clear", "count": "clear_days"}]
    two = _found(a_limit(5, "working_day", direction="before", readings=both))
    assert set(two) == {"W03 nth/clear"}
    assert two["W03 nth/clear"].after == KZ.window.days


def test_a_term_in_days_hangs_on_no_choice() -> None:
    assert _found(a_limit(10, "day"), **FORWARD) == {}


def test_the_anchor_is_counted_but_no_case_is_warned_of_the_later_day() -> None:
    week = _found(a_limit(1, "week"))["W05 only/first_day"]
    assert week.after == KZ.window.days
    assert not week.told
    first = _found(a_limit(1, "week"), month_anchor="first_day")["W05 only/event_day"]
    assert first.told


def test_days_for_delivery_and_the_first_day_go_the_long_way() -> None:
    deemed = {"n": 3, "when": "before", "unit": "day"}
    found = _found(a_limit(1, "month", deemed=deemed), **FORWARD)
    assert {name[:3] for name in found} == {"W01", "W02", "W05", "W06"}
    assert found["W06 only/after/between"].before > 0
    counted = _found(a_limit(1, "month"), start="same_day", **FORWARD)
    assert set(counted) == {"W01 only/up", "W02 only/sticky"}


def test_a_month_end_that_is_refused_has_no_day_beside_the_rounded_one() -> None:
    refused = _found(a_limit(1, "month"), month_end="refuse")["W01 only/down"]
    assert refused.after == refused.before == 95
    assert refused.examples[0] == Example(date(2014, 1, 29), None, date(2014, 2, 28))


def test_hours_are_doubtful_in_the_night_of_the_change_of_zone() -> None:
    moment: dict[str, Any] = {"start": "moment", "ends": "moment"}
    day = _found(a_limit(24, "hour"), **moment)["W12 only/clock"]
    # 29 February 2024 lasted 25 hours; every other trigger is without a doubt.
    assert day.after == 1
    assert day.examples[0].trigger_on == date(2024, 2, 29)
    assert _found(a_limit(3, "hour"), **moment) == {}
    # Other doubts of hours are not of the clock, and readings in hours stand alone.
    readings = [{"id": "one"}, {"id": "other", "term": {"n": 25, "unit": "hour"}}]
    office: dict[str, Any] = {**moment, "ends_in_person": "office_close"}
    assert set(_found(a_limit(24, "hour", readings=readings), **office)) == {
        "W12 one/clock",
        "W12 other/clock",
    }


def test_a_term_without_a_number_is_not_counted() -> None:
    term = {"reasonable": True, "ask_after": {"n": 1, "unit": "month"}}
    with pytest.raises(NoNumberInLaw):
        KZ.enumerate(a_limit(1, "month", term=term), a_profile())


def _open_choices(
    limit: TimeLimit, closes: str | None = None, **profile: Any
) -> list[str]:
    hour = time.fromisoformat(closes) if closes else None
    kz = lawbook().calendars["kz"].model_copy(update={"office_closes": hour})
    ways = readings_of(limit, a_profile(**profile))
    return [each.message for each in choice_findings("rule", ways, kz, ())]


def test_w06_days_for_delivery_after_a_term_say_whether_it_is_rolled_first() -> None:
    after = {"n": 3, "when": "after", "unit": "day"}
    open_rule = a_limit(10, "day", deemed=after)
    (message,) = _open_choices(open_rule, **FORWARD)
    assert "nothing says `deemed.roll` (W06)" in message
    said = a_limit(10, "day", deemed={**after, "roll": "between"})
    assert _open_choices(said, **FORWARD) == []
    # Without a roll there is nothing to choose.
    assert _open_choices(open_rule) == []


def test_w04_and_w14_an_office_that_closes_needs_its_hours() -> None:
    limit = a_limit(10, "day")
    hours, closing = _open_choices(limit, ends="office_close")
    assert "nothing says `cutoff` (W04)" in hours
    assert "the calendar “kz” says no `office_closes` (W14)" in closing
    whole = a_limit(10, "day", cutoff={"time": "16:00:00"})
    assert _open_choices(whole, "18:00:00", ends="office_close") == []
    back = a_limit(10, "day", direction="before", count="nth_day")
    assert _open_choices(back, "18:00:00", ends="office_close") == []
    assert _open_choices(limit) == []
