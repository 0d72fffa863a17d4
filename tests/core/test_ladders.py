"""Whose ladder, whose days off: rungs as each person has them, and who was away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from remedytrack.core.ladder import Lacking, Ladder, lacking
from remedytrack.core.recipients import Recipient, Responsible, Return
from remedytrack.core.reminding import Sort, next_owed_at, owed
from remedytrack.core.rungs import Way, rungs
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.core.workflow.standing import DeadlineState
from tests.core.laws import ALMATY, kz, lawbook
from tests.core.test_reminding import (
    ANN,
    BEN,
    CLEO,
    GENEVA,
    LADDERS,
    TEAM,
    TUESDAY,
    a_deadline,
    a_ladder,
    at,
    by,
)

MONDAY = date(2025, 12, 1)


def days_of(ladder: Ladder, day: date) -> list[tuple[str, str]]:
    return [(str(rung.on), rung.name) for rung in rungs(Way(ladder, kz()), day)]


def test_before_a_bar_the_calendar_day_before_is_told_too() -> None:
    # Monday 1 December: the working day before it is Friday, the day before is Sunday.
    assert days_of(LADDERS["bar"], MONDAY)[-3:] == [
        ("2025-11-28", "3+1"),
        ("2025-11-30", "1"),
        ("2025-12-01", "0"),
    ]
    assert days_of(LADDERS["restorable"], MONDAY)[-2:] == [
        ("2025-11-28", "3+1"),
        ("2025-12-01", "0"),
    ]


@pytest.mark.parametrize(
    ("days", "checked"),
    [((30, 14, 7, 3, 0), 7), ((30, 10, 0), 10), ((30, 0), 30), ((3, 0), None)],
)
def test_the_date_itself_is_checked_a_week_before_or_at_the_rung_before_that(
    days: tuple[int, ...], checked: int | None
) -> None:
    assert LADDERS["bar"].with_rungs(days, ()).checked_before == checked
    assert LADDERS["target"].with_rungs(days, ()).checked_before is None


def test_the_reminder_a_week_before_asks_to_check_the_date() -> None:
    ways = by(LADDERS["restorable"])
    asked = {
        each.rung: each.asks_to_check
        for now in ("2025-11-18", "2025-11-25", "2025-12-01", "2025-12-02")
        for each in owed(a_deadline(), TEAM, ways, at(f"{now}T12:00"))
        if each.recipient == "ann"
    }
    assert asked == {"14": False, "7": True, "1": False, "0": False}


@pytest.mark.parametrize(
    ("days", "lacks"),
    [
        ((7, 0), None),
        ((30, 0), None),
        ((30, 7, 1), Lacking.LAST_DAY),
        ((6, 0), Lacking.WEEK_BEFORE),
        ((), Lacking.LAST_DAY),
    ],
)
def test_a_hard_ladder_keeps_the_last_day_and_a_week(
    days: tuple[int, ...], lacks: Lacking | None
) -> None:
    for hard in (Consequence.BAR, Consequence.RESTORABLE, Consequence.PRESUMPTION):
        assert lacking(hard, days) is lacks
    for soft in (Consequence.TARGET, Consequence.EXPECTATION, Consequence.EMBARGO):
        assert lacking(soft, days) is None


def test_every_ladder_as_shipped_keeps_what_it_must() -> None:
    for ladder in lawbook().ladders.values():
        assert lacking(ladder.consequence, ladder.days_before) is None


def test_each_person_has_their_own_ladder_and_days_off() -> None:
    """16 December is a day off in Almaty and a working day in Geneva."""
    geneva = replace(kz(), zone=GENEVA, working=tuple(True for _ in kz().working))
    everyday = a_ladder([2, 1, 0], moves_earlier=True)

    def ways(person: Recipient) -> Way:
        return Way(everyday, kz() if person.zone == ALMATY else geneva)

    both = Responsible(owner=None, deputy=None, fallback=(ANN, CLEO))
    wednesday = a_deadline(date(2025, 12, 17))
    told = {
        (each.recipient, each.rung)
        for each in owed(wednesday, both, ways, at("2025-12-16T18:00"))
    }
    assert told == {("ann", "2+1"), ("cleo", "1")}


def test_who_stands_in_is_told_at_once_what_had_come_before() -> None:
    noon = at("2025-11-27T12:00")
    cleo = replace(CLEO, since_at=noon)
    people = Responsible(owner=cleo, deputy=None)
    (told,) = owed(a_deadline(), people, by(LADDERS["restorable"]), noon)
    assert (told.rung, told.due_at) == ("7", noon)
    later = at("2025-11-28T18:00")
    (told,) = owed(a_deadline(), people, by(LADDERS["restorable"]), later)
    assert (told.rung, told.due_at) == ("3", cleo.slot_on(date(2025, 11, 28)))


def test_who_comes_back_is_told_what_came_meanwhile_at_their_hour() -> None:
    away = Return(from_on=date(2025, 11, 24), back_on=date(2025, 11, 27))
    people = Responsible(owner=replace(ANN, back=away), deputy=None)
    ways = by(LADDERS["restorable"])
    early = owed(a_deadline(), people, ways, at("2025-11-27T08:59"))
    assert early == ()
    (told,) = owed(a_deadline(), people, ways, at("2025-11-27T09:00"))
    assert (told.rung, told.sort) == ("back:2025-11-27", Sort.DIGEST)
    # The next rung takes its place.
    (told,) = owed(a_deadline(), people, ways, at("2025-11-28T09:00"))
    assert told.rung == "3"


def test_who_comes_back_is_not_told_again_of_what_was_over_long_before() -> None:
    away = Return(from_on=date(2026, 1, 12), back_on=date(2026, 1, 14))
    people = Responsible(owner=replace(ANN, back=away), deputy=None)
    missed = a_deadline(state=DeadlineState.MISSED)
    (told,) = owed(missed, people, by(LADDERS["bar"]), at("2026-01-14T12:00"))
    assert told.rung == "missed", "the same as told in December, so never again"


def test_on_the_last_day_who_comes_back_is_told_that_it_is_today() -> None:
    away = Return(from_on=date(2025, 11, 24), back_on=TUESDAY)
    people = Responsible(owner=replace(ANN, back=away), deputy=BEN)
    told = owed(a_deadline(), people, by(LADDERS["bar"]), at("2025-12-02T09:00"))
    assert {(each.recipient, each.rung) for each in told} == {
        ("ann", "0"),
        ("ben", "0"),
    }


def test_a_weekly_rung_of_an_earlier_day_is_looked_for_from_midnight_on() -> None:
    """Every reading ended on the 5th: the weekly rung of the 3rd is due at once."""
    overdue = a_deadline(
        arguable_on=date(2025, 12, 5), state=DeadlineState.OVERDUE, late_at=None
    )
    only = Responsible(owner=ANN, deputy=None)
    ways, evening = by(LADDERS["bar"]), at("2025-12-05T20:00")
    assert next_owed_at(overdue, only, ways, evening) == at("2025-12-06T00:00")
    (told,) = owed(overdue, only, ways, at("2025-12-06T00:00"))
    assert told.rung == "overdue:2025-12-03"
