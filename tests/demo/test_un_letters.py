"""Scenarios 1, 2 and 3: the three UN letters (`scenarios.md`)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from remedytrack.core.access import OPERATOR, Output
from remedytrack.core.dates import When
from remedytrack.core.rungs import Way, rungs
from remedytrack.core.timelimits.limit import Consequence
from remedytrack.core.workflow.standing import DeadlineState, Embargo, Timeliness
from remedytrack.demo.loader import BEGINS_AT
from remedytrack.services.recording import Report, record_event
from remedytrack.services.refreshing import standing_of
from remedytrack.services.refusals import NotFound
from remedytrack.services.registry import seen_by
from remedytrack.services.replies import replies
from tests.demo.conftest import Demo

ALMATY, GENEVA = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Zurich")
REPLY, EMBARGO = "un.sp.reply", "un.sp.embargo"
TODAY = date(2025, 12, 1)


def embargo_at(demo: Demo, moment: datetime) -> Embargo:
    with demo.registry.store.reading() as unit:
        return standing_of(unit, demo.registry, demo.case("U3"), moment).embargo


def test_scenario_1_the_reply_to_the_third_letter_was_due_on_day_60(demo: Demo) -> None:
    reply = demo.deadline("U3", REPLY)
    assert reply.safe_on == date(2025, 11, 24)
    assert reply.done_when == When.on(date(2025, 11, 24))
    assert reply.timeliness is Timeliness.IN_TIME
    assert demo.states("U3")["translation"] == "in_translation"


def test_scenario_1_the_letter_stays_closed_until_a_person_says_it_is_public(
    copy: Demo,
) -> None:
    embargo = copy.deadline("U3", EMBARGO)
    public_from = datetime(2025, 11, 25, tzinfo=GENEVA)
    assert public_from == datetime(2025, 11, 25, 4, tzinfo=ALMATY)
    assert embargo.safe_on == date(2025, 11, 24)
    assert embargo.late_at == public_from
    assert embargo_at(copy, public_from - timedelta(seconds=1)) is Embargo.CLOSED
    assert embargo_at(copy, public_from) is Embargo.LIFTABLE
    assert embargo.state is DeadlineState.LIFTABLE
    assert copy.case("U3").embargo is Embargo.LIFTABLE
    with pytest.raises(NotFound), copy.registry.store.reading() as unit:
        seen_by(unit, copy.viewer("L"), copy.loaded.refs["U3"], Output.EXPORT)

    record_event(
        copy.registry,
        actor=copy.viewer("L"),
        now=BEGINS_AT,
        ref=copy.loaded.refs["U3"],
        report=Report("letter_public", When.on(date(2025, 12, 1)), {}),
    )
    assert copy.case("U3").embargo is Embargo.LIFTED
    with copy.registry.store.reading() as unit:
        ref = copy.loaded.refs["U3"]
        assert seen_by(unit, copy.viewer("L"), ref, Output.EXPORT).ref == ref


def test_scenario_2_all_three_letters_were_answered_within_sixty_days(
    demo: Demo,
) -> None:
    found = replies(demo.registry, viewer=demo.viewer("R"), today=TODAY)
    first, second, third = found.letters
    assert [each.day for each in found.letters] == [59, 57, 60]
    assert found.in_time == 3
    assert found.median_day == 59
    assert first.limit_on == date(2019, 12, 24)
    assert second.limit_on == date(2021, 9, 13)
    assert third.limit_on == date(2025, 11, 24)
    assert [each.on_last_day for each in found.letters] == [False, False, True]
    assert first.further == ((When.on(date(2020, 5, 22)), 210),)
    assert first.timeliness is Timeliness.IN_TIME
    assert (first.number, second.number) == ("AL KAZ 4/2019", "AL KAZ 4/2021")
    assert third.number is None


def test_the_second_auditor_is_not_in_the_circle_of_the_third_letter(
    demo: Demo,
) -> None:
    found = replies(demo.registry, viewer=demo.viewer("S"), today=TODAY)
    assert [each.day for each in found.letters] == [59, 57]
    with pytest.raises(NotFound), demo.registry.store.reading() as unit:
        seen_by(unit, demo.viewer("S"), demo.loaded.refs["U3"])
    everything = replies(demo.registry, viewer=OPERATOR, today=TODAY)
    assert len(everything.letters) == 3


def test_scenario_3_rungs_on_days_off_come_earlier_and_merge(demo: Demo) -> None:
    ladder = demo.registry.law.ladders[Consequence.EMBARGO]
    raw = [date(2025, 11, 24) - timedelta(days=n) for n in ladder.days_before]
    assert raw == [
        date(2025, 10, 25),
        date(2025, 11, 10),
        date(2025, 11, 17),
        date(2025, 11, 21),
        date(2025, 11, 23),
        date(2025, 11, 24),
    ]
    moved = rungs(Way(ladder, demo.registry.law.calendar("kz")), date(2025, 11, 24))
    assert [(each.on, each.name) for each in moved] == [
        (date(2025, 10, 24), "30"),
        (date(2025, 11, 10), "14"),
        (date(2025, 11, 17), "7"),
        (date(2025, 11, 21), "3+1"),
        (date(2025, 11, 24), "0"),
    ]


def test_scenario_3_so_was_the_lawyer_mailed_then_and_not_more_often(
    demo: Demo,
) -> None:
    told = demo.reminders(demo.deadline("U3", EMBARGO))
    assert {each.recipient_id for each in told} == {demo.loaded.users["L"]}
    assert [each.due_at for each in told] == [
        datetime(2025, month, day, 9, tzinfo=ALMATY).astimezone(UTC)
        for month, day in ((10, 24), (11, 10), (11, 17), (11, 21), (11, 24), (11, 25))
    ]
    assert all(each.mail_id is not None for each in told)
    assert told[-1].rung.startswith("liftable")
