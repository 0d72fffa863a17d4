"""Terms that are not so many days: named days, windows, letters, looks back, more time.

The windows are those of the communications report (law/un.md 3.4); the look back is
that of the urgent action on disappearances (law/un.md, WGEID-URGENT).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from pydantic import ValidationError

from remedytrack.core.dates import DayRange
from remedytrack.core.timelimits import kept
from remedytrack.core.timelimits.computation import Computation, StepOp
from remedytrack.core.timelimits.compute import compute
from remedytrack.core.timelimits.explain import sentences, term
from remedytrack.core.timelimits.extensions import Extension
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.profile import ExtendFrom
from remedytrack.core.timelimits.refusals import (
    LetterSilent,
    NoNumberInLaw,
    NotExtendable,
    OutsideWindows,
    StillSuspended,
)
from remedytrack.core.timelimits.terms import Length, SetDay, Term, Unit
from remedytrack.core.timelimits.work import Trigger
from tests.core.laws import ALMATY, SmallLaw, a_calendar, a_limit, a_profile

ROLLED: dict[str, Any] = {
    "roll": {"after": "forward", "before": "none"},
    "roll_applies_to": ["day", "working_day", "week", "month", "year", "date"],
}

REPORT = [
    {"id": "june", "from": "12-01", "to": "02-29", "until": "04-30"},
    {"id": "september", "from": "03-01", "to": "05-31", "until": "07-31"},
    {"id": "march", "from": "06-01", "to": "11-30", "until": "01-31"},
]
WINDOWS = {"window": [part | {"title": {"en": "s", "ru": "с"}} for part in REPORT]}


def _computed(
    limit: TimeLimit,
    on: date,
    *,
    extensions: tuple[Extension, ...] = (),
    stops: tuple[DayRange, ...] = (),
    letter: Length | None = None,
    calendar: dict[str, Any] | None = None,
    **choices: Any,
) -> Computation:
    test = a_calendar("2024-01-01", "2027-12-31", **(calendar or {}))
    law = SmallLaw(a_profile(**choices), calendars=(test,))
    return compute(
        limit,
        law,
        Trigger(on, ALMATY),
        calendar="test",
        extensions=extensions,
        stops=stops,
        letter=letter,
    )


def _other(term: dict[str, Any], **choices: Any) -> TimeLimit:
    return a_limit(1, "day", term=term, **choices)


@pytest.mark.parametrize(
    ("sent", "until"),
    [
        ("2025-09-25", "2026-01-31"),
        ("2025-11-30", "2026-01-31"),
        ("2025-12-01", "2026-04-30"),
        ("2024-02-29", "2024-04-30"),
        ("2025-02-28", "2025-04-30"),
        ("2025-03-01", "2025-07-31"),
        ("2025-06-01", "2026-01-31"),
    ],
)
def test_a_letter_goes_to_the_session_of_its_window(sent: str, until: str) -> None:
    found = _computed(_other(WINDOWS), date.fromisoformat(sent))
    assert str(found.safe_on) == until
    assert found.safe.steps[-2].op is StepOp.APPOINTED


def test_a_day_in_no_window_has_no_end() -> None:
    only = {"window": WINDOWS["window"][:1]}
    with pytest.raises(OutsideWindows, match="2025-06-15"):
        _computed(_other(only), date(2025, 6, 15))


@pytest.mark.parametrize(
    ("start", "fixed", "on", "due"),
    [
        ("next_day", "05-01", "2025-04-30", "2025-05-01"),
        ("next_day", "05-01", "2025-05-01", "2026-05-01"),
        ("same_day", "05-01", "2025-05-01", "2025-05-01"),
        ("next_day", "02-29", "2025-01-10", "2025-02-28"),
        ("next_day", "02-29", "2024-01-10", "2024-02-29"),
    ],
)
def test_a_day_that_the_law_names(start: str, fixed: str, on: str, due: str) -> None:
    limit = _other({"fixed": fixed})
    assert str(_computed(limit, date.fromisoformat(on), start=start).safe_on) == due


def test_a_named_day_rolls_only_where_the_profile_says_so() -> None:
    limit, on = _other({"fixed": "08-30"}), date(2025, 8, 1)  # a Saturday
    assert _computed(limit, on).safe_on == date(2025, 8, 30)
    assert _computed(limit, on, **ROLLED).safe_on == date(2025, 9, 1)


def test_a_letter_sets_a_day_or_a_number() -> None:
    day = _other({"by_letter": "until"})
    asked = SetDay(set_on=date(2025, 7, 4))
    assert _computed(day, date(2025, 6, 1), letter=asked).safe_on == date(2025, 7, 4)
    number = _other({"by_letter": "days", "unit": "day"})
    weeks = Term(n=14, unit=Unit.DAY)
    assert _computed(number, date(2025, 6, 1), letter=weeks).safe_on == date(
        2025, 6, 15
    )


def test_a_silent_letter_gives_no_date() -> None:
    with pytest.raises(LetterSilent, match="enter its “until”"):
        _computed(_other({"by_letter": "until"}), date(2025, 6, 1))


def test_a_reasonable_time_has_no_last_day() -> None:
    term = {"reasonable": True, "ask_after": {"n": 30, "unit": "day"}}
    with pytest.raises(NoNumberInLaw, match="no number"):
        _computed(_other(term), date(2025, 6, 1))


@pytest.mark.parametrize(
    ("on", "due"),
    [("2025-03-20", "2025-06-20"), ("2025-02-28", "2025-05-31")],
)
def test_a_look_back_in_months_reaches_as_far_as_counting_back_does(
    on: str, due: str
) -> None:
    # From 28 May back three months is 28 February, and so it is from 31 May.
    limit = a_limit(3, "month", lookback=True)
    assert str(_computed(limit, date.fromisoformat(on)).safe_on) == due


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        (ExtendFrom.RAW_DUE, "2025-06-24"),  # Saturday 14 June and ten days
        (ExtendFrom.ROLLED_DUE, "2025-06-26"),  # Monday 16 June and ten days
        (ExtendFrom.DECISION, "2025-06-20"),  # Tuesday 10 June and ten days
    ],
)
def test_an_extension_is_added_to_what_the_law_says(
    starts: ExtendFrom, due: str
) -> None:
    more = Extension(Term(n=10, unit=Unit.DAY), starts, date(2025, 6, 10))
    limit = a_limit(10, "day")
    found = _computed(limit, date(2025, 6, 4), extensions=(more,), **ROLLED)
    assert str(found.safe_on) == due
    assert any(step.op is StepOp.EXTEND for step in found.safe.steps)


def test_two_extensions_follow_each_other_and_the_roll_comes_once() -> None:
    week = Extension(Term(n=1, unit=Unit.WEEK), ExtendFrom.RAW_DUE, date(2025, 6, 10))
    limit = a_limit(10, "day")
    found = _computed(limit, date(2025, 6, 4), extensions=(week, week), **ROLLED)
    assert found.safe_on == date(2025, 6, 30)  # Saturday 28 June, rolled


def test_a_suspension_within_the_extension_counts() -> None:
    more = Extension(Term(n=10, unit=Unit.DAY), ExtendFrom.RAW_DUE, date(2025, 6, 10))
    stop = DayRange(date(2025, 6, 16), date(2025, 6, 17))
    found = _computed(
        a_limit(10, "day"), date(2025, 6, 4), extensions=(more,), stops=(stop,)
    )
    assert found.safe_on == date(2025, 6, 26)


def test_days_do_not_lengthen_a_term_in_hours() -> None:
    more = Extension(Term(n=1, unit=Unit.DAY), ExtendFrom.RAW_DUE, date(2025, 6, 4))
    law = SmallLaw(
        a_profile(start="moment", ends="moment"),
        calendars=(a_calendar("2025-01-01", "2025-12-31"),),
    )
    begun = Trigger(date(2025, 6, 4), ALMATY, _noon())
    with pytest.raises(NotExtendable):
        compute(a_limit(24, "hour"), law, begun, calendar="test", extensions=(more,))
    hours = Extension(Term(n=24, unit=Unit.HOUR), ExtendFrom.RAW_DUE, date(2025, 6, 4))
    minutes = Extension(
        Term(n=30, unit=Unit.MINUTE), ExtendFrom.RAW_DUE, date(2025, 6, 4)
    )
    found = compute(
        a_limit(24, "hour"), law, begun, calendar="test", extensions=(hours, minutes)
    )
    closed = found.safe.closes_at.astimezone(ALMATY)
    assert f"{closed:%Y-%m-%dT%H:%M}" == "2025-06-06T12:30"


def _noon() -> datetime:
    return datetime(2025, 6, 4, 12, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("roll", "due"), [("between", "2025-06-19"), ("once", "2025-06-17")]
)
def test_days_of_service_come_after_the_roll_or_before_it(roll: str, due: str) -> None:
    # Saturday 14 June: rolled to 16, three days more; or 17 at once.
    limit = a_limit(10, "day", deemed={"n": 3, "when": "after", "roll": roll})
    assert str(_computed(limit, date(2025, 6, 4), **ROLLED).safe_on) == due


def test_days_of_delivery_can_be_working_days() -> None:
    deemed = {"n": 3, "when": "before", "unit": "working_day"}
    limit = a_limit(10, "day", deemed=deemed)
    assert _computed(limit, date(2025, 6, 5)).safe_on == date(2025, 6, 20)


def test_post_has_until_midnight_and_the_counter_until_it_closes() -> None:
    both: dict[str, Any] = {"ends_in_person": "office_close"}
    found = _computed(
        a_limit(10, "day"),
        date(2025, 6, 2),
        calendar={"office_closes": "18:00:00"},
        **both,
    )
    by_post, in_person = found.safe.steps[-2:]
    assert by_post.moment_at is not None
    assert in_person.moment_at is not None
    assert by_post.moment_at.astimezone(ALMATY).time() == time(0)
    assert in_person.moment_at.astimezone(ALMATY).time() == time(18)
    unknown = _computed(a_limit(10, "day"), date(2025, 6, 2), **both)
    assert unknown.safe.steps[-1].moment_at is None


def test_what_can_only_be_done_at_the_office_ends_when_it_closes() -> None:
    found = _computed(
        a_limit(10, "day"),
        date(2025, 6, 2),
        calendar={"office_closes": "18:00:00"},
        ends="office_close",
    )
    assert found.safe.closes_at.astimezone(ALMATY).time() == time(18)


@pytest.mark.parametrize(
    ("hours", "stops", "ends"),
    [
        (24, [("2025-06-05", "2025-06-05")], "2025-06-06T12:00"),
        (24, [("2025-06-01", "2025-06-04")], "2025-06-06T00:00"),
        (10, [("2025-06-05", "2025-06-05")], "2025-06-04T22:00"),
        (12, [("2025-06-05", "2025-06-05")], "2025-06-05T00:00"),
        (48, [("2025-06-05", "2025-06-05"), ("2025-06-07", "2025-06-08")],
         "2025-06-09T12:00"),
        (24, [("2025-05-01", "2025-05-03")], "2025-06-05T12:00"),
    ],
)  # fmt: skip
def test_the_clock_stands_still_on_suspended_days(
    hours: int, stops: list[tuple[str, str]], ends: str
) -> None:
    assert _clocked(hours, stops) == ends


@pytest.mark.parametrize(
    ("stops", "ends"),
    [
        ([], "2025-06-09T12:00"),  # over Saturday and Sunday
        ([("2025-06-09", "2025-06-10")], "2025-06-11T12:00"),
        ([("2025-06-06", "2025-06-08")], "2025-06-10T00:00"),
    ],
)
def test_hours_of_working_days_leave_out_suspended_ones(
    stops: list[tuple[str, str]], ends: str
) -> None:
    friday = datetime(2025, 6, 6, 12, tzinfo=ALMATY)
    assert _clocked(24, stops, friday, "working_days_only") == ends


@pytest.mark.parametrize("way", ["elapsed", "working_days_only"])
def test_a_clock_that_stands_still_for_good_has_no_end(way: str) -> None:
    with pytest.raises(StillSuspended):
        _clocked(24, [("2025-06-04", None)], hours_run=way)


def _clocked(
    hours: int,
    stops: Sequence[tuple[str, str | None]],
    begun_at: datetime | None = None,
    hours_run: str = "elapsed",
) -> str:
    at = begun_at or _noon()
    profile = {"start": "moment", "ends": "moment", "hours": hours_run}
    law = SmallLaw(
        a_profile(**profile), calendars=(a_calendar("2025-01-01", "2025-12-31"),)
    )
    ranges = [
        DayRange(date.fromisoformat(a), date.fromisoformat(b) if b else None)
        for a, b in stops
    ]
    trigger = Trigger(at.date(), ALMATY, at)
    found = compute(a_limit(hours, "hour"), law, trigger, calendar="test", stops=ranges)
    return f"{found.safe.closes_at.astimezone(ALMATY):%Y-%m-%dT%H:%M}"


def test_hours_suspended_from_the_beginning_of_time_begin_after_it() -> None:
    law = SmallLaw(
        a_profile(start="moment", ends="moment"),
        calendars=(a_calendar("2025-01-01", "2025-12-31"),),
    )
    stop = DayRange(None, date(2025, 6, 5))
    begun = Trigger(date(2025, 6, 4), ALMATY, _noon())
    found = compute(a_limit(2, "hour"), law, begun, calendar="test", stops=(stop,))
    assert f"{found.safe.closes_at.astimezone(ALMATY):%Y-%m-%dT%H:%M}" == (
        "2025-06-06T02:00"
    )


def test_an_extension_of_a_term_that_does_not_roll_begins_at_its_raw_end() -> None:
    more = Extension(Term(n=3, unit=Unit.DAY), ExtendFrom.ROLLED_DUE, date(2025, 6, 10))
    found = _computed(a_limit(10, "day"), date(2025, 6, 4), extensions=(more,))
    assert found.safe_on == date(2025, 6, 17)


@pytest.mark.parametrize("unit", ["day", "working_day"])
def test_a_look_back_in_days_ends_where_the_term_does(unit: str) -> None:
    plain, distance = a_limit(5, unit), a_limit(5, unit, lookback=True)
    on = date(2025, 6, 5)
    assert _computed(distance, on).safe_on == _computed(plain, on).safe_on


def test_a_long_extension_of_months_keeps_the_month_end() -> None:
    more = Extension(Term(n=1, unit=Unit.MONTH), ExtendFrom.RAW_DUE, date(2025, 1, 1))
    found = _computed(a_limit(1, "month"), date(2024, 12, 31), extensions=(more,))
    assert found.safe_on == date(2025, 2, 28)


def test_every_step_of_the_other_terms_can_be_told() -> None:
    more = Extension(Term(n=10, unit=Unit.DAY), ExtendFrom.RAW_DUE, date(2025, 6, 10))
    extended = _computed(a_limit(10, "day"), date(2025, 6, 4), extensions=(more,))
    assert "extension" in _told(extended)
    assert "The law names the day" in _told(
        _computed(_other({"fixed": "08-30"}), date(2025, 8, 1))
    )
    assert "which ends on" in _told(_computed(_other(WINDOWS), date(2025, 9, 25)))
    set_on = SetDay(set_on=date(2025, 7, 4))
    letter = _other({"by_letter": "until"})
    assert "letter names" in _told(_computed(letter, date(2025, 6, 1), letter=set_on))
    distance = a_limit(3, "month", lookback=True)
    assert "Counting back" in _told(_computed(distance, date(2025, 2, 28)))
    in_person: dict[str, Any] = {"ends_in_person": "office_close"}
    open_hour = _computed(a_limit(10, "day"), date(2025, 6, 2), **in_person)
    assert "ask for the hour" in _told(open_hour)


def _told(found: Computation) -> str:
    return " ".join(sentence.msgid for sentence, _ in sentences(found.safe))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"n": 10, "unit": "day"}, "calendar days"),
        ({"fixed": "08-30"}, "the law names"),
        (WINDOWS, "sessions"),
        ({"by_letter": "until"}, "letter"),
        ({"reasonable": True, "ask_after": {"n": 1, "unit": "day"}}, "reasonable"),
    ],
)
def test_a_term_of_any_form_has_words(written: dict[str, Any], words: str) -> None:
    assert words in term(_other(written).term).msgid


def test_what_cannot_be_counted_back_is_refused() -> None:
    law = SmallLaw(a_profile(), calendars=(a_calendar("2025-01-01", "2025-12-31"),))
    begun = Trigger(date(2025, 6, 4), ALMATY)
    named = _other({"fixed": "08-30"}, direction="before", count="nth_day")
    with pytest.raises(ValidationError, match="named day cannot be counted back"):
        compute(named, law, begun, calendar="test")
    back = a_limit(3, "month", lookback=True, direction="before", count="nth_day")
    with pytest.raises(ValidationError, match="look back is counted forward"):
        compute(back, law, begun, calendar="test")
    extend = [{"on": "x", "n": 1, "unit": "day", "from": "raw_due"}]
    with pytest.raises(ValidationError, match="no extension"):
        a_limit(3, "day", direction="before", count="nth_day", extend=extend)
    with pytest.raises(ValidationError, match="here we are bound"):
        a_limit(3, "day", on_expiry={"event": "silence"})


def test_a_term_read_from_a_value_is_the_same() -> None:
    limit = a_limit(1, "day")
    for form in ({"fixed": "08-30"}, WINDOWS, {"by_letter": "until"}):
        given = _other(form)
        again = TimeLimit.model_validate(
            {name: getattr(given, name) for name in _plain_fields(given)}, by_name=True
        )
        assert again.term == given.term != limit.term


def _plain_fields(limit: TimeLimit) -> list[str]:
    return [name for name in type(limit).model_fields if name != "valid"] + ["valid"]


def test_results_that_say_the_same_are_equal_and_others_are_not() -> None:
    one = _computed(a_limit(10, "day"), date(2025, 6, 4))
    same = _computed(a_limit(10, "day"), date(2025, 6, 4))
    assert one == same
    assert hash(one) == hash(same)
    assert one != "2025-06-14"


def test_the_look_ups_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 1)
    days = [_computed(a_limit(n, "day"), date(2025, 6, 4)).safe_on for n in (1, 2, 3)]
    assert days == [date(2025, 6, 5), date(2025, 6, 6), date(2025, 6, 7)]


def test_a_modified_backward_roll_looks_at_the_whole_month() -> None:
    roll: dict[str, Any] = {
        "roll": {"after": "modified_backward", "before": "none"},
        "roll_applies_to": ["day"],
    }
    found = _computed(a_limit(10, "day"), date(2025, 5, 22), **roll)
    # Sunday 1 June: back would leave the month, so forward, after looking at its first.
    assert found.safe_on == date(2025, 6, 2)
    assert found.consulted[0] <= date(2025, 6, 1)


def test_delivery_after_hours_and_least_days_can_be_told() -> None:
    deemed = {"n": 3, "when": "before"}
    delivered = _computed(a_limit(10, "day", deemed=deemed), date(2025, 6, 4))
    assert "for delivery" in _told(delivered)
    least = _computed(a_limit(1, "day"), date(2025, 6, 5), min_working_days=2, **ROLLED)
    assert "must lie in the term" in _told(least)
    evening = datetime(2025, 6, 4, 19, tzinfo=ALMATY)
    law = SmallLaw(a_profile(), calendars=(a_calendar("2025-01-01", "2025-12-31"),))
    after_hours = a_limit(10, "day", cutoff={"time": "18:00:00"})
    late = compute(
        after_hours, law, Trigger(date(2025, 6, 4), ALMATY, evening), calendar="test"
    )
    assert "after hours" in _told(late)


def test_a_first_day_that_is_the_whole_term_ends_on_itself() -> None:
    stop = DayRange(date(2025, 6, 10), date(2025, 6, 12))
    found = _computed(
        a_limit(1, "day"), date(2025, 6, 4), stops=(stop,), start="same_day"
    )
    assert found.safe_on == date(2025, 6, 4)
