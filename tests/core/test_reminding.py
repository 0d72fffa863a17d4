"""Who is told what, when: rungs, the one that is owed, escalation, moved dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from remedytrack.core.dates import When, midnight_after
from remedytrack.core.ladder import Ladder
from remedytrack.core.law import LawStatus
from remedytrack.core.recipients import (
    Recipient,
    Responsible,
)
from remedytrack.core.reminding import (
    Reminder,
    Sort,
    Ways,
    moved,
    next_owed_at,
    owed,
)
from remedytrack.core.rungs import Way, rungs
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.standing import Deadline, DeadlineState, NoDate
from tests.core.laws import ALMATY, kz, lawbook

GENEVA = ZoneInfo("Europe/Zurich")
ANN = Recipient("ann", ALMATY, 9)
BEN = Recipient("ben", ALMATY, 9)
CLEO = Recipient("cleo", GENEVA, 8)
TEAM = Responsible(owner=ANN, deputy=BEN, fallback=(CLEO,))
LADDERS = lawbook().ladders
TUESDAY = date(2025, 12, 2)


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ALMATY)


def a_deadline(day: date | None = TUESDAY, **changes: Any) -> Deadline:
    """Return an appeal of ours, to be filed by ``day``, known since October."""
    plain = Deadline(
        id=UUID(int=7),
        limit="test.appeal",
        act=None,
        bound=BoundParty.US,
        consequence=Consequence.RESTORABLE,
        status=LawStatus.DISPUTED,
        trigger_kind="delivered",
        trigger_id=UUID(int=8),
        trigger_when=When.parse("2025-11-22"),
        person=None,
        safe_on=day,
        arguable_on=day,
        remind_on=day,
        closes_at=midnight_after(day, ALMATY) if day else None,
        late_at=midnight_after(day, ALMATY) if day else None,
        opens_on=None,
        state=DeadlineState.OPEN,
        provisional=False,
        double_checked=True,
        hours=False,
        known_at=at("2025-10-01T10:00"),
    )
    return replace(plain, **changes)


def a_ladder(days: list[int], **more: Any) -> Ladder:
    plain = {
        "class": "bar",
        "days_before": tuple(days),
        "overdue_daily": True,
        "moves_earlier": False,
    }
    return Ladder.model_validate(plain | more, strict=False)


def _owed(
    now: str, deadline: Deadline | None = None, people: Responsible = TEAM
) -> tuple[Reminder, ...]:
    due = deadline or a_deadline()
    return owed(due, people, by(LADDERS[due.consequence]), at(now))


def by(ladder: Ladder) -> Ways:
    """Everybody is told by one ladder, around the days off of Kazakhstan."""
    return lambda _: Way(ladder, kz())


def _told(
    now: str, deadline: Deadline | None = None, people: Responsible = TEAM
) -> dict[str, str]:
    return {each.recipient: each.rung for each in _owed(now, deadline, people)}


def test_the_ladder_of_the_letter_of_september_2025() -> None:
    raw = replace_moves(LADDERS["embargo"], moves_earlier=False)
    day_60 = date(2025, 11, 24)
    assert [str(rung.on) for rung in rungs(Way(raw, kz()), day_60)] == [
        "2025-10-25",
        "2025-11-10",
        "2025-11-17",
        "2025-11-21",
        "2025-11-23",
        "2025-11-24",
    ]
    moved_earlier = rungs(Way(LADDERS["embargo"], kz()), day_60)
    assert [(str(rung.on), rung.name) for rung in moved_earlier] == [
        ("2025-10-24", "30"),  # Saturday 25 October is Republic Day
        ("2025-11-10", "14"),
        ("2025-11-17", "7"),
        ("2025-11-21", "3+1"),  # Sunday 23 November: one mail, not two
        ("2025-11-24", "0"),
    ]


def replace_moves(ladder: Ladder, *, moves_earlier: bool) -> Ladder:
    return ladder.model_copy(update={"moves_earlier": moves_earlier})


def test_the_last_day_never_moves_not_even_from_a_sunday() -> None:
    sunday = date(2025, 11, 30)
    last = rungs(Way(LADDERS["bar"], kz()), sunday)[-1]
    assert (last.on, last.name) == (sunday, "0")


def test_beyond_the_calendar_rungs_stay_where_they_are() -> None:
    assert [
        rung.on
        for rung in rungs(
            Way(a_ladder([7], moves_earlier=True), kz()), date(2028, 1, 9)
        )
    ] == [date(2028, 1, 2)]


@pytest.mark.parametrize(
    ("now", "rung"),
    [
        ("2025-11-24T12:00", "14"),
        ("2025-11-25T08:59", None),  # the day has come, the hour has not
        ("2025-11-25T09:00", "7"),
        ("2025-11-28T09:00", "3"),  # 29 November is a Saturday
        ("2025-12-01T09:00", "1"),
        ("2025-12-02T09:00", "0"),
    ],
)
def test_the_owner_is_told_the_latest_rung_at_their_hour(
    now: str, rung: str | None
) -> None:
    assert _told(now).get("ann") == rung


def test_nothing_is_owed_before_the_first_rung_or_when_it_is_over() -> None:
    assert _owed("2025-10-30T12:00") == ()
    for state in ("satisfied", "waived", "lifted"):
        over = a_deadline(state=DeadlineState(state))
        assert _owed("2025-12-02T12:00", over) == ()
        assert (
            next_owed_at(over, TEAM, by(LADDERS["bar"]), at("2025-11-01T00:00")) is None
        )


def test_after_a_standstill_one_reminder_is_owed_and_not_a_flood() -> None:
    only_owner = replace(TEAM, deputy=None)
    (one,) = _owed("2025-12-01T18:00", people=only_owner)
    assert (one.rung, one.due_at) == ("1", at("2025-12-01T09:00"))


def test_a_key_names_deadline_date_rung_and_recipient() -> None:
    (one,) = _owed("2025-11-25T12:00")
    assert one.key == f"{UUID(int=7)}|2025-12-02|7|ann"
    moved_date = a_deadline(date(2025, 12, 5))
    (other,) = _owed("2025-11-28T12:00", moved_date)
    assert other.rung == "7"
    assert other.key != one.key


def test_the_last_day_goes_out_at_once_the_rungs_before_with_the_daily_mail() -> None:
    sorts = {
        each.rung: each.sort
        for now in ("2025-12-01T09:00", "2025-12-02T09:00")
        for each in _owed(now)
    }
    assert sorts["1"] is Sort.DIGEST
    assert sorts["0"] is Sort.LAST_DAY
    assert not Sort.DIGEST.at_once
    assert Sort.LAST_DAY.at_once


def test_what_became_known_after_the_hour_waits_for_the_next_mail() -> None:
    known_at_noon = a_deadline(known_at=at("2025-11-25T12:00"))
    assert _told("2025-11-25T18:00", known_at_noon) == {}
    (one,) = _owed("2025-11-26T09:00", known_at_noon)
    assert (one.rung, one.due_at) == ("7", at("2025-11-26T09:00"))


def test_what_becomes_known_on_the_last_day_is_told_at_once() -> None:
    known_late = a_deadline(known_at=at("2025-12-02T16:30"))
    assert _told("2025-12-02T16:30", known_late) == {"ann": "0", "ben": "0"}


def test_everybody_has_their_own_hour_in_their_own_zone() -> None:
    people = Responsible(owner=CLEO, deputy=None)
    assert _told("2025-11-25T11:59", people=people) == {}
    assert _told("2025-11-25T12:00", people=people) == {"cleo": "7"}  # 08:00 there


def test_nobody_assigned_means_the_fallback_is_told() -> None:
    people = Responsible(owner=None, deputy=None, fallback=(CLEO, BEN))
    assert set(_told("2025-11-26T12:00", people=people)) == {"cleo", "ben"}
    both = Responsible(owner=None, deputy=BEN, fallback=(BEN,))
    assert [each.recipient for each in _owed("2025-12-02T12:00", people=both)] == [
        "ben"
    ]
    assert both.all == (BEN,)


def test_not_taken_on_three_days_before_the_deputy_is_told_once() -> None:
    # Day -3 is Saturday 29 November, so Friday; the same key until the last day.
    keys = {
        each.key
        for day in ("2025-11-28", "2025-11-29", "2025-12-01")
        for each in _owed(f"{day}T12:00")
        if each.recipient == "ben"
    }
    assert keys == {f"{UUID(int=7)}|2025-12-02|escalation|ben"}
    assert "ben" not in _told("2025-11-27T12:00")
    (escalation,) = [e for e in _owed("2025-11-28T12:00") if e.recipient == "ben"]
    assert escalation.sort is Sort.ESCALATION


def test_taken_on_means_no_escalation_and_the_other_rungs_stay() -> None:
    taken_on = a_deadline(acknowledged_at=at("2025-11-26T10:00"), acknowledged_by="ann")
    assert _told("2025-12-01T12:00", taken_on) == {"ann": "1"}
    assert _told("2025-12-02T12:00", taken_on) == {"ann": "0"}


def test_on_the_last_day_owner_and_deputy_are_told() -> None:
    assert _told("2025-12-02T09:00") == {"ann": "0", "ben": "0"}


def test_only_hard_deadlines_escalate() -> None:
    theirs = a_deadline(bound=BoundParty.COURT, consequence=Consequence.EXPECTATION)
    assert _told("2025-12-02T12:00", theirs) == {"ann": "0"}
    aim = a_deadline(consequence=Consequence.TARGET)
    assert _told("2025-12-02T12:00", aim) == {"ann": "0"}
    no_escalation = a_ladder([1, 0])
    told = owed(a_deadline(), TEAM, by(no_escalation), at("2025-12-01T12:00"))
    assert [each.recipient for each in told] == ["ann"]


def test_overdue_is_told_daily_until_the_arguable_date_then_weekly() -> None:
    overdue = a_deadline(
        arguable_on=date(2025, 12, 5), state=DeadlineState.OVERDUE, late_at=None
    )
    days = ["2025-12-03", "2025-12-04", "2025-12-05"]
    assert [_told(f"{day}T12:00", overdue)["ann"] for day in days] == [
        f"overdue:{day}" for day in days
    ]
    weekly = [_told(f"2025-12-{day:02}T12:00", overdue)["ann"] for day in range(6, 25)]
    assert sorted(set(weekly)) == [
        "overdue:2025-12-03",  # told already, so not again
        "overdue:2025-12-10",
        "overdue:2025-12-17",
        "overdue:2025-12-24",
    ]


def test_taken_on_the_daily_repeats_stop_and_a_weekly_one_remains() -> None:
    taken_on = a_deadline(
        arguable_on=date(2025, 12, 9),
        state=DeadlineState.OVERDUE,
        late_at=None,
        acknowledged_at=at("2025-12-02T10:00"),
    )
    told = {_told(f"2025-12-{day:02}T12:00", taken_on)["ann"] for day in range(3, 17)}
    assert told == {"overdue:2025-12-03", "overdue:2025-12-10"}


def test_taking_on_the_earlier_date_does_not_silence_the_later_one() -> None:
    # Reminded on the worst case, 2 December; with the delivery it is Friday 5 December.
    unchecked = a_deadline(
        remind_on=TUESDAY,
        safe_on=date(2025, 12, 5),
        arguable_on=date(2025, 12, 9),
        double_checked=False,
        acknowledged_at=at("2025-12-01T10:00"),
    )
    told = [_told(f"2025-12-0{day}T12:00", unchecked).get("ann") for day in (3, 4, 5)]
    assert told == ["overdue:2025-12-03", "after_all:1", "after_all:0"]
    (last,) = _owed("2025-12-05T09:00", unchecked)
    assert last.sort is Sort.LAST_DAY
    daily = replace(unchecked, acknowledged_at=None)
    assert _told("2025-12-04T12:00", daily)["ann"] == "overdue:2025-12-04"


@pytest.mark.parametrize("state", [DeadlineState.MISSED, DeadlineState.LATE])
def test_what_is_lost_or_late_is_told_once(state: DeadlineState) -> None:
    lost = a_deadline(state=state, arguable_on=date(2025, 12, 5))
    told = {_told(f"2025-12-{day:02}T12:00", lost).get("ann") for day in range(6, 28)}
    assert told == {state.value}


def test_a_liftable_letter_is_told_weekly_until_a_person_decides() -> None:
    letter = a_deadline(consequence=Consequence.EMBARGO, state=DeadlineState.LIFTABLE)
    told = [_told(f"2025-12-{day:02}T12:00", letter)["ann"] for day in (3, 9, 10, 17)]
    assert told == [
        "liftable:2025-12-03",
        "liftable:2025-12-03",
        "liftable:2025-12-10",
        "liftable:2025-12-17",
    ]


def test_an_expectation_that_is_open_still_is_not_repeated_after_its_day() -> None:
    draft = a_deadline(bound=BoundParty.COURT, consequence=Consequence.EXPECTATION)
    assert _owed("2025-12-03T12:00", draft) == ()


def test_a_deadline_without_a_date_is_mailed_weekly() -> None:
    for hours in (False, True):
        undated = a_deadline(None, no_date=NoDate.BEYOND_CALENDAR, hours=hours)
        assert _told("2025-10-03T12:00", undated)["ann"] == "undated:2025-10-01"
        assert _told("2025-10-08T12:00", undated)["ann"] == "undated:2025-10-08"


NOON = "2025-12-02T12:00"


def _in_hours(**changes: Any) -> Deadline:
    closes_at = at(NOON)
    plain: dict[str, Any] = {
        "hours": True,
        "closes_at": closes_at,
        "late_at": closes_at,
        "known_at": at("2025-12-01T15:00"),
    }
    return a_deadline(**plain | changes)


def test_a_term_in_hours_is_told_at_once_to_everybody_and_again_by_the_hour() -> None:
    expected = {
        "2025-12-01T15:00": "known",
        "2025-12-02T05:59": "known",
        "2025-12-02T06:00": "6h",
        "2025-12-02T09:00": "3h",
        "2025-12-02T11:30": "1h",
    }
    for now, rung in expected.items():
        assert _told(now, _in_hours()) == {"ann": rung, "ben": rung}
    assert {each.sort for each in _owed("2025-12-02T09:00", _in_hours())} == {
        Sort.HOURS
    }
    assert _owed("2025-12-01T14:59", _in_hours()) == ()


def test_hours_known_late_are_told_when_they_are_known() -> None:
    late = _in_hours(known_at=at("2025-12-02T10:00"))
    (one, _) = _owed("2025-12-02T10:00", late)
    assert (one.rung, one.due_at) == ("known", at("2025-12-02T10:00"))


def test_after_its_minute_a_term_in_hours_is_an_overdue_day_like_any_other() -> None:
    assert _owed(NOON, _in_hours()) == ()
    overdue = _in_hours(state=DeadlineState.OVERDUE)
    assert _told("2025-12-03T12:00", overdue)["ann"] == "overdue:2025-12-03"


def test_a_date_moved_earlier_is_told_at_once_to_owner_and_deputy() -> None:
    entry, now = UUID(int=9), at("2025-11-26T14:10")
    notices = moved(a_deadline(), by_entry=entry, earlier=True, people=TEAM, now=now)
    assert {each.recipient for each in notices} == {"ann", "ben"}
    assert {each.due_at for each in notices} == {now}
    assert {each.sort for each in notices} == {Sort.MOVED_EARLIER}
    assert notices[0].key == f"{UUID(int=7)}|2025-12-02|moved:{entry}|ann"


def test_a_date_moved_later_waits_for_the_daily_mail_of_the_owner() -> None:
    now = at("2025-11-26T14:10")
    (notice,) = moved(
        a_deadline(), by_entry=UUID(int=9), earlier=False, people=TEAM, now=now
    )
    assert (notice.recipient, notice.sort) == ("ann", Sort.DIGEST)
    assert notice.due_at == at("2025-11-27T09:00")
    early = ANN.slot_from(at("2025-11-26T08:00"))
    assert early == at("2025-11-26T09:00")


@pytest.mark.parametrize("days", [[7, 7, 0], [0, 7], [-1]])
def test_a_ladder_goes_down_and_each_rung_is_there_once(days: list[int]) -> None:
    with pytest.raises(ValidationError):
        a_ladder(days)


STATES = st.sampled_from(list(DeadlineState))
near = st.integers(-20, 60).map(lambda n: TUESDAY + timedelta(days=n))


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    safe, latest = sorted([draw(near), draw(near)])
    remind = min(safe, draw(near))
    dated = draw(st.booleans()) or draw(st.booleans())
    known_at = at("2025-10-15T13:00") + timedelta(hours=draw(st.integers(0, 1500)))
    consequence = draw(st.sampled_from(list(Consequence)))
    plain = a_deadline(
        safe if dated else None,
        consequence=consequence,
        bound=draw(st.sampled_from(list(BoundParty))),
        state=draw(STATES),
        hours=draw(st.booleans()),
        known_at=known_at,
        acknowledged_at=draw(st.sampled_from([None, known_at])),
    )
    if not dated:
        return plain
    return replace(plain, remind_on=remind, arguable_on=latest)


teams = st.sampled_from(
    [
        TEAM,
        Responsible(owner=CLEO, deputy=ANN),
        Responsible(owner=None, deputy=BEN, fallback=(CLEO,)),
        Responsible(owner=ANN, deputy=None),
    ]
)
moments = st.integers(0, 120 * 48).map(
    lambda halves: at("2025-10-10T00:00") + timedelta(minutes=30 * halves)
)


@settings(max_examples=150)
@given(deadlines(), teams, moments, st.floats(0, 1), st.booleans())
def test_nothing_new_is_owed_before_the_moment_that_was_named(
    deadline: Deadline,
    people: Responsible,
    now: datetime,
    part: float,
    short: bool,  # noqa: FBT001
) -> None:
    ladder = a_ladder([7, 3]) if short else LADDERS[deadline.consequence]
    owed_now = {each.key for each in owed(deadline, people, by(ladder), now)}
    named = next_owed_at(deadline, people, by(ladder), now)
    assert named is None or named > now
    end = named or now + timedelta(days=40)
    then = now + (end - now) * part
    if then < end:
        owed_then = {each.key for each in owed(deadline, people, by(ladder), then)}
        assert owed_then <= owed_now


@settings(max_examples=100)
@given(deadlines(), teams, moments)
def test_one_reminder_a_person_and_never_before_it_is_known(
    deadline: Deadline, people: Responsible, now: datetime
) -> None:
    ladder = LADDERS[deadline.consequence]
    told = owed(deadline, people, by(ladder), now)
    assert len({each.recipient for each in told}) == len(told)
    for each in told:
        assert deadline.known_at <= each.due_at <= now
