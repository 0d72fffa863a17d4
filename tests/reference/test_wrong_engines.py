"""Ten engines, each with one mistake of the field; the comparison catches them all.

A comparison that accepts one of these would prove nothing about ours.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from remedytrack.core.timelimits.compute import compute
from tests.core.laws import SmallLaw, a_limit, a_profile
from tests.reference.cases import (
    Case,
    Forum,
    calendar_of,
    cases,
    engine,
    forums,
    trigger_of,
)
from tests.reference.evaluator import Answer, Question, answer
from tests.reference.test_agreement import CHUNK, CHUNKS

DAY = timedelta(days=1)

Engine = Callable[[Case], Answer]


def _asked(case: Case, **changes: object) -> Answer:
    return engine(replace(case, question=replace(case.question, **changes)))  # type: ignore[arg-type]


def _counts_the_trigger_day(case: Case) -> Answer:
    return _asked(case, include=case.question.length != 0)


def _takes_a_month_for_thirty_days(case: Case) -> Answer:
    asked = case.question
    if asked.unit != "month":
        return engine(case)
    return _asked(case, unit="calendar_day", length=30 * asked.length)


def _rolls_twice(case: Case) -> Answer:
    """Roll the day of deemed receipt, and then the last day as well."""
    asked = case.question
    if asked.service_before is None:
        return engine(case)
    received = replace(asked, length=0, clear=False, min_working_days=None, stops=())
    start = engine(replace(case, question=replace(received, include=False))).day
    return _asked(case, start=start, service_before=None, cutoff=None)


def _forgets_the_roll_backward(case: Case) -> Answer:
    backward = case.question.roll == "backward"
    return _asked(case, roll="none", modified=False) if backward else engine(case)


_WITHOUT_WORKING_SATURDAYS: dict[Forum, Forum] = {}


def _ignores_working_saturdays(case: Case) -> Answer:
    forum = case.forum
    if forum not in _WITHOUT_WORKING_SATURDAYS:
        days = replace(forum.days, on=frozenset())
        calendar = calendar_of(days)
        _WITHOUT_WORKING_SATURDAYS[forum] = replace(forum, calendar=calendar)
    return engine(replace(case, forum=_WITHOUT_WORKING_SATURDAYS[forum]))


def _overflows_months(case: Case) -> Answer:
    """31 January and a month is 31 days after 31 January minus 31: 3 March."""
    asked = case.question
    if asked.unit != "month" or asked.stops or asked.include or asked.clear:
        return engine(case)
    first = replace(asked, start=asked.start.replace(day=1), roll="none", cutoff=None)
    bare = replace(first, modified=False, service_after=None, min_working_days=None)
    month = engine(replace(case, question=replace(bare, service_before=None))).day
    return _asked(
        case,
        start=month + DAY * (asked.start.day - 1),
        unit="calendar_day",
        length=0,
    )


def _ends_days_at_midnight_in_utc(case: Case) -> Answer:
    day = engine(case).day
    return Answer(day, datetime.combine(day + DAY, time(), tzinfo=UTC))


def _sums_overlapping_stops(case: Case) -> Answer:
    """Lay stops end to end where they overlap, so that no day is counted once."""
    stops: list[tuple[date, date]] = []
    for first, last in sorted(case.question.stops):
        begin = max(first, stops[-1][1] + DAY) if stops else first
        stops.append((begin, begin + (last - first)))
    return _asked(case, stops=tuple(stops))


def _serves_after_the_months(case: Case) -> Answer:
    served = case.question.service_before
    if served is None:
        return engine(case)
    return _asked(case, service_before=None, service_after=served)


WRONG: tuple[Engine, ...] = (
    _counts_the_trigger_day,
    _takes_a_month_for_thirty_days,
    _rolls_twice,
    _forgets_the_roll_backward,
    _ignores_working_saturdays,
    _overflows_months,
    _ends_days_at_midnight_in_utc,
    _sums_overlapping_stops,
    _serves_after_the_months,
)


def _named(wrong: Engine) -> str:
    return wrong.__name__.strip("_")


def _first_rejected(wrong: Engine) -> Case | None:
    for seed in CHUNKS:
        for case in cases(seed, CHUNK):
            if wrong(case) != answer(case.question):
                return case
    return None


@pytest.mark.parametrize("wrong", WRONG, ids=_named)
def test_the_comparison_rejects(wrong: Engine) -> None:
    rejected = _first_rejected(wrong)
    assert rejected is not None
    # Not because the right engine is wrong there too.
    assert engine(rejected) == answer(rejected.question)


@pytest.mark.parametrize("wrong", WRONG, ids=_named)
def test_the_comparison_rejects_for_more_than_one_stray_case(wrong: Engine) -> None:
    rejections = sum(wrong(case) != engine(case) for case in cases(0, CHUNK))
    assert rejections >= 3


CHANGED_ON = date(2023, 7, 1)
"""From this day on the law counts the trigger day and no longer rolls."""


def _versioned_cases() -> Iterator[tuple[Case, date]]:
    """Decisions around the change of the law, and when they were delivered."""
    chance = random.Random(10)  # noqa: S311
    for _ in range(500):
        decided_on = CHANGED_ON + DAY * chance.randint(-20, 20)
        delivered_on = decided_on + DAY * chance.randint(0, 30)
        forum = chance.choice(forums())
        length = chance.choice((3, 10, 15, 30))
        new = decided_on >= CHANGED_ON
        asked = Question(
            delivered_on, length, "calendar_day", forum.days,
            include=new, roll="none" if new else "forward",
        )  # fmt: skip
        yield Case(asked, forum), decided_on


OLD = a_profile(
    valid={"from": "2000-01-01", "to": "2023-06-30"},
    roll={"after": "forward", "before": "none"},
    roll_applies_to=["day"],
)
NEW = a_profile(valid={"from": "2023-07-01"}, start="same_day")


def _due_by_version_of(case: Case, selected_on: date) -> date:
    law = SmallLaw(OLD, NEW, calendars=(case.forum.calendar,))
    limit = a_limit(case.question.length, "day")
    trigger = trigger_of(case.question)
    computed = compute(limit, law, trigger, calendar="ref", selected_on=selected_on)
    return computed.safe_on


def test_the_version_is_that_of_the_day_of_the_decision() -> None:
    for case, decided_on in _versioned_cases():
        due_on = _due_by_version_of(case, decided_on)
        assert due_on == answer(case.question).day


def test_the_version_of_the_day_of_notification_is_rejected() -> None:
    wrong = [
        case
        for case, _ in _versioned_cases()
        if _due_by_version_of(case, case.question.start) != answer(case.question).day
    ]
    assert len(wrong) > 20
