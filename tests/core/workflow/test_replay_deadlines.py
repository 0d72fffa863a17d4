"""Time limits applied: worst cases, persons, caution, acts of people, missing dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Act, Basis, Entry
from remedytrack.core.workflow.standing import (
    BY_HAND,
    Deadline,
    DeadlineState,
    NoDate,
    Standing,
    Timeliness,
)
from tests.core.workflow.definitions import (
    APPEAL,
    COMPLAINT,
    a_rule,
    a_workflow,
    an_event,
    at,
    deadline,
    entry,
    standing,
)

NOW = "2025-11-26T15:00"
MADE = entry("made", "2025-11-22", recorded="2025-11-22T18:00")
DELIVERED = entry("delivered", "2025-11-25", recorded="2025-11-26T14:10")


def _appeal(*journal: Entry, now: str = NOW) -> Deadline:
    return deadline(standing(APPEAL, journal, now), "test.appeal")


def _act(kind: Act, subject: Deadline, day: str = "2025-11-26", **fields: Any) -> Entry:
    return entry(
        kind,
        day,
        recorded=f"{day}T16:00",
        by=fields.pop("by", "ann"),
        fields={"deadline": str(subject.id)} | fields,
    )


def test_until_the_delivery_is_known_the_ruling_gives_the_worst_case() -> None:
    worst = _appeal(MADE)
    assert (str(worst.safe_on), str(worst.arguable_on)) == ("2025-12-02", "2025-12-05")
    assert worst.provisional
    assert worst.trigger_kind == "made"
    assert worst.late_at is None  # nobody can say yet that it is too late
    assert worst.status is LawStatus.DISPUTED
    assert worst.is_hard


def test_a_worst_case_is_overdue_and_never_missed() -> None:
    assert _appeal(MADE, now="2025-12-02T23:59").state is DeadlineState.OPEN
    assert _appeal(MADE, now="2025-12-03T00:00").state is DeadlineState.OVERDUE
    assert _appeal(MADE, now="2026-12-03T00:00").state is DeadlineState.OVERDUE


def test_entering_the_delivery_moves_the_same_deadline() -> None:
    before, after = _appeal(MADE), _appeal(MADE, DELIVERED)
    assert after.id == before.id
    assert (str(after.safe_on), str(after.arguable_on)) == ("2025-12-05", "2025-12-09")
    assert not after.provisional
    assert after.known_at == DELIVERED.recorded_at


def test_a_proven_deadline_is_overdue_then_missed() -> None:
    assert _appeal(MADE, DELIVERED, now="2025-12-06T00:00").state == "overdue"
    assert _appeal(MADE, DELIVERED, now="2025-12-09T23:59").state == "overdue"
    assert _appeal(MADE, DELIVERED, now="2025-12-10T00:00").state == "missed"


def test_the_id_stays_whichever_was_recorded_first_and_after_a_correction() -> None:
    ruling_later = entry("made", "2025-11-22", recorded="2025-11-27T18:00")
    assert _appeal(DELIVERED, ruling_later).id == _appeal(DELIVERED).id
    corrected = entry(
        "delivered", "2025-11-24", recorded="2025-11-28T10:00", supersedes=DELIVERED
    )
    assert _appeal(MADE, DELIVERED, corrected).id == _appeal(MADE).id


def test_a_later_date_does_not_silence_the_earlier_before_a_second_person() -> None:
    entered = _appeal(MADE, DELIVERED)
    assert (str(entered.remind_on), entered.double_checked) == ("2025-12-02", False)

    def checked_by(person: str, day: str = "2025-11-25") -> Deadline:
        check = entry(
            Act.DOUBLE_CHECKED,
            "2025-11-26",
            by=person,
            fields={"entry": str(DELIVERED.id), "occurred": day},
        )
        return _appeal(MADE, DELIVERED, check)

    by_another = checked_by("ben")
    assert (str(by_another.remind_on), by_another.double_checked) == (
        "2025-12-05",
        True,
    )
    assert str(checked_by("ann").remind_on) == "2025-12-02"
    assert str(checked_by("ben", "2025-11-24").remind_on) == "2025-12-02"


def test_a_correction_to_a_later_day_keeps_reminding_on_the_earlier() -> None:
    corrected = entry(
        "delivered", "2025-11-27", recorded="2025-11-28T10:00", supersedes=DELIVERED
    )
    moved = _appeal(DELIVERED, corrected)
    assert (str(moved.safe_on), str(moved.remind_on)) == ("2025-12-07", "2025-12-05")
    earlier = entry(
        "delivered", "2025-11-24", recorded="2025-11-28T10:00", supersedes=DELIVERED
    )
    assert str(_appeal(DELIVERED, earlier).remind_on) == "2025-12-04"


def test_caution_is_for_hard_deadlines_only() -> None:
    filed = entry("filed", "2025-06-02")
    later = entry("filed", "2025-06-04", recorded="2025-06-05T10:00", supersedes=filed)
    answer = deadline(standing(COMPLAINT, [filed, later]), "test.answer")
    assert str(answer.remind_on) == "2025-06-14"


def test_what_we_wait_for_is_reminded_on_its_latest_day_ours_on_the_earliest() -> None:
    theirs = deadline(
        standing(COMPLAINT, [entry("filed", "2025-06-02/2025-06-04")]), "test.answer"
    )
    assert (str(theirs.safe_on), str(theirs.remind_on)) == ("2025-06-12", "2025-06-14")
    ours = _appeal(MADE, entry("delivered", "2025-11-22/2025-11-26"))
    assert str(ours.remind_on) == "2025-12-02"


def test_an_earlier_version_without_a_date_says_nothing_about_reminding() -> None:
    unknown = entry("delivered", "../2025-11-30", recorded="2025-11-25T10:00")
    known = entry(
        "delivered", "2025-11-25", recorded="2025-11-26T10:00", supersedes=unknown
    )
    assert str(_appeal(unknown, known).remind_on) == "2025-12-05"


def test_an_uncertain_delivery_is_safe_from_its_first_day_and_late_by_its_last() -> (
    None
):
    found = _appeal(MADE, entry("delivered", "2025-11-24/2025-11-26"))
    assert (str(found.safe_on), str(found.arguable_on)) == ("2025-12-04", "2025-12-10")
    assert found.provisional
    assert found.computation is not None
    assert found.arguable_computation is not None
    assert str(found.arguable_computation.trigger_on) == "2025-11-26"
    assert _appeal(MADE, DELIVERED).arguable_computation is None


def _named(kind: str, day: str, person: str) -> Entry:
    return entry(
        kind, day, recorded=f"{day}T18:00", name=f"{kind} {person}", person=person
    )


def test_every_person_of_a_case_has_a_clock_of_their_own() -> None:
    journal = [MADE, _named("delivered", "2025-11-25", "P1")]
    journal.append(_named("delivered", "2025-11-28", "P2"))
    found = standing(APPEAL, journal, "2025-11-29T12:00").deadlines
    assert {each.person: str(each.safe_on) for each in found} == {
        "P1": "2025-12-05",
        "P2": "2025-12-08",
    }
    assert len({each.id for each in found}) == 2
    assert found[0].id == _appeal(MADE).id  # whose clock was recorded first keeps it


def test_one_person_appealing_does_not_end_the_clock_of_another() -> None:
    journal = [
        MADE,
        _named("delivered", "2025-11-25", "P1"),
        _named("delivered", "2025-11-25", "P2"),
        _named("appealed", "2025-11-27", "P1"),
        entry("appealed", "2025-11-28"),  # whose, it does not say
    ]
    found = standing(APPEAL, journal, "2025-11-29T12:00").deadlines
    states = {each.person: each.state for each in found if each.limit == "test.appeal"}
    assert states == {"P1": DeadlineState.SATISFIED, "P2": DeadlineState.OPEN}


def test_where_one_person_is_concerned_nobody_needs_to_be_named() -> None:
    for journal in (
        [MADE, DELIVERED, _named("appealed", "2025-11-27", "P1")],
        [MADE, _named("appealed", "2025-11-27", "P1")],
        [
            MADE,
            _named("delivered", "2025-11-25", "P1"),
            entry("appealed", "2025-11-27"),
        ],
    ):
        assert _appeal(*journal, now="2025-11-29T12:00").state == "satisfied"


def test_a_delivery_that_names_nobody_counts_for_each_person_named() -> None:
    journal = [
        _named("made", "2025-11-21", "P1"),
        _named("made", "2025-11-22", "P2"),
        entry("delivered", "2025-11-25", recorded="2025-11-20T10:00"),
    ]
    found = standing(APPEAL, journal, NOW).deadlines
    assert [str(each.safe_on) for each in found] == ["2025-12-05", "2025-12-05"]
    assert {each.person for each in found} == {"P1", "P2"}
    assert len({each.id for each in found}) == 2


def test_an_appeal_before_the_delivery_does_not_end_a_later_clock() -> None:
    early = entry("appealed", "2025-11-20")
    assert _appeal(MADE, DELIVERED, early).state is DeadlineState.OPEN


def test_what_was_done_says_by_which_entry_and_whether_it_is_proven() -> None:
    appealed = entry("appealed", "2025-12-01", basis=Basis.DOCUMENT)
    done = _appeal(MADE, DELIVERED, appealed, now="2025-12-02T12:00")
    assert (done.state, done.done_by, done.proven) == (
        DeadlineState.SATISFIED,
        appealed.id,
        True,
    )
    assert done.timeliness is Timeliness.IN_TIME
    reported = entry("appealed", "2025-12-01")
    assert not _appeal(MADE, DELIVERED, reported).proven


@pytest.mark.parametrize(
    ("filed_on", "expected"),
    [
        ("2025-12-05", Timeliness.IN_TIME),
        ("2025-12-06", Timeliness.UNKNOWN),
        ("2025-12-09", Timeliness.UNKNOWN),
        ("2025-12-10", Timeliness.LATE),
        ("../2025-12-20", Timeliness.UNKNOWN),
    ],
)
def test_between_the_readings_nobody_is_called_late(
    filed_on: str, expected: Timeliness
) -> None:
    done = _appeal(MADE, DELIVERED, entry("appealed", filed_on))
    assert done.timeliness is expected


def test_a_worst_case_can_be_met_in_time_and_never_be_late() -> None:
    assert _appeal(MADE, entry("appealed", "2025-12-01")).timeliness == "in_time"
    assert _appeal(MADE, entry("appealed", "2025-12-20")).timeliness == "unknown"


def test_it_is_done_by_hand_with_or_without_proof() -> None:
    open_one = _appeal(MADE, DELIVERED)
    by_hand = _act(Act.SATISFIED, open_one, proven=True)
    done = _appeal(MADE, DELIVERED, by_hand)
    assert (done.state, done.proven, done.done_by) == (
        DeadlineState.SATISFIED,
        True,
        by_hand.id,
    )
    assert not _appeal(MADE, DELIVERED, _act(Act.SATISFIED, open_one)).proven


def test_acknowledging_names_who_and_when_and_changes_no_date() -> None:
    open_one = _appeal(MADE, DELIVERED)
    taken_on = _appeal(MADE, DELIVERED, _act(Act.ACKNOWLEDGED, open_one, by="ben"))
    assert taken_on.acknowledged_by == "ben"
    assert taken_on.acknowledged_at == at("2025-11-26T16:00")
    assert (taken_on.state, taken_on.safe_on) == (open_one.state, open_one.safe_on)


def test_a_date_that_changed_is_to_be_taken_on_anew() -> None:
    taken_on = _act(Act.ACKNOWLEDGED, _appeal(MADE), "2025-11-24")
    assert _appeal(MADE, taken_on).acknowledged_by == "ann"
    moved = _appeal(MADE, taken_on, DELIVERED)
    assert moved.acknowledged_by is None
    again = _act(Act.ACKNOWLEDGED, moved, "2025-11-26")
    assert _appeal(MADE, taken_on, DELIVERED, again).acknowledged_at == (
        again.recorded_at
    )


def test_a_right_given_up_is_waived_and_a_withdrawn_waiver_is_not() -> None:
    waiver = _act(Act.WAIVED, _appeal(MADE))
    assert _appeal(MADE, waiver).state is DeadlineState.WAIVED
    back = entry(
        Act.WAIVED,
        "2025-11-27",
        recorded="2025-11-27T09:00",
        supersedes=waiver,
        withdrawn=True,
    )
    assert _appeal(MADE, waiver, back).state is DeadlineState.OPEN


def test_an_extension_asked_for_moves_nothing_a_granted_one_does() -> None:
    base = _appeal(MADE, DELIVERED)
    asked = _act(Act.EXTENDED, base, until="2025-12-20")
    granted = _act(Act.EXTENDED, base, "2025-11-27", until="2025-12-15", granted=True)
    again = _act(Act.EXTENDED, base, "2025-11-28", until="2025-12-30")
    only_asked = _appeal(MADE, DELIVERED, asked)
    assert (only_asked.safe_on, only_asked.provisional) == (base.safe_on, True)
    moved = _appeal(MADE, DELIVERED, granted)
    assert (str(moved.safe_on), str(moved.arguable_on)) == ("2025-12-15", "2025-12-15")
    assert moved.closes_at == moved.late_at == at("2025-12-16T00:00")
    # The court gave the day, so the unchecked delivery no longer reminds earlier.
    assert str(moved.remind_on) == "2025-12-15"
    # Asking for more does not lose what was granted.
    both = _appeal(MADE, DELIVERED, granted, again)
    assert (str(both.safe_on), both.provisional) == ("2025-12-15", True)


@pytest.mark.parametrize("until", [None, "soon", "2025-02-30"])
def test_an_extension_without_a_day_changes_nothing(until: str | None) -> None:
    base = _appeal(MADE, DELIVERED)
    odd = _act(Act.EXTENDED, base, until=until, granted=True)
    assert _appeal(MADE, DELIVERED, odd).safe_on == base.safe_on


def test_an_extension_may_hold_a_date_instead_of_a_text() -> None:
    base = _appeal(MADE, DELIVERED)
    granted = _act(Act.EXTENDED, base, until=date(2025, 12, 15), granted=True)
    assert str(_appeal(MADE, DELIVERED, granted).safe_on) == "2025-12-15"


def _court(*journal: Entry) -> Deadline:
    made = entry("made", "2025-02-28", fields={"penalty": "arrest"})
    found = standing(APPEAL, [made, *journal], "2025-03-01T12:00")
    return deadline(found, "test.decision")


def test_a_term_in_hours_ends_to_the_minute() -> None:
    found = _court(entry("appealed", "2025-02-28T15:00"))
    assert found.hours
    assert found.closes_at == found.late_at == at("2025-03-01T15:00")


def test_a_term_in_hours_from_an_unknown_minute_has_a_first_and_a_last_end() -> None:
    for when in ("2025-02-28", "2025-02-28T15:00~"):
        found = _court(entry("appealed", when))
        assert found.closes_at == at("2025-03-01T00:00")
        assert found.late_at == at("2025-03-02T00:00")
    before = _court(entry("appealed", "../2025-02-28"))
    assert (before.closes_at, before.no_date) == (None, NoDate.TRIGGER_UNKNOWN)
    assert before.late_at == at("2025-03-02T00:00")
    after = _court(entry("appealed", "2025-02-28/.."))
    assert (after.closes_at, after.late_at) == (at("2025-03-01T00:00"), None)


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ("2025-03-01T14:59", Timeliness.IN_TIME),
        ("2025-03-01T15:00", Timeliness.IN_TIME),
        ("2025-03-01T17:00", Timeliness.LATE),
        ("2025-03-01", Timeliness.UNKNOWN),
        ("2025-02-28", Timeliness.IN_TIME),
        ("2025-03-02", Timeliness.LATE),
        ("../2025-02-28", Timeliness.IN_TIME),
        ("2025-03-02/..", Timeliness.LATE),
    ],
)
def test_hours_are_judged_by_the_minute(decided: str, expected: Timeliness) -> None:
    found = _court(entry("appealed", "2025-02-28T15:00"), entry("decided", decided))
    assert found.timeliness is expected


def test_a_condition_decides_whether_a_limit_applies_at_all() -> None:
    fined = entry("made", "2025-02-28", fields={"penalty": "fine"})
    appealed = entry("appealed", "2025-02-28T15:00")
    for journal in ([fined, appealed], [MADE, appealed], [appealed]):
        found = standing(APPEAL, journal, "2025-03-01T12:00")
        assert [d for d in found.deadlines if d.limit == "test.decision"] == []


def _procedure(*rules: dict[str, Any]) -> Workflow:
    kinds = ["filed", "received", "stopped", "went_on", "held"]
    events = {kind: an_event(planned=True) for kind in kinds}
    return a_workflow(events=events, time_limits=list(rules))


def _standing_under(rule: dict[str, Any], *journal: Entry) -> Standing:
    return standing(_procedure(rule), journal)


VERSIONS = [
    a_rule("test.l", 10, "day", valid={"from": "2020-01-01", "to": "2025-06-30"}),
    a_rule("test.l", 15, "day", valid={"from": "2025-07-01"}),
]


def test_each_filing_is_counted_by_the_version_of_its_own_day() -> None:
    journal = [entry("filed", "2025-06-30"), entry("filed", "2025-07-01")]
    found = standing(_procedure(*VERSIONS), journal).deadlines
    assert [str(each.safe_on) for each in found] == ["2025-07-10", "2025-07-16"]


def test_the_day_of_another_event_may_select_the_version() -> None:
    rules = [rule | {"select_by": "received"} for rule in VERSIONS]
    journal = [entry("received", "2025-06-30"), entry("filed", "2025-07-01")]
    found = standing(_procedure(*rules), journal)
    assert str(deadline(found, "test.l").safe_on) == "2025-07-11"
    without = standing(_procedure(*rules), journal[1:])
    assert str(deadline(without, "test.l").safe_on) == "2025-07-16"
    not_later = [entry("received", "../2025-06-30"), journal[1]]
    found = standing(_procedure(*rules), not_later)
    assert str(deadline(found, "test.l").safe_on) == "2025-07-11"


def test_before_every_version_a_deadline_says_that_no_version_is_known() -> None:
    found = standing(_procedure(*VERSIONS), [entry("filed", "2019-12-31")])
    old = deadline(found, "test.l")
    assert (old.safe_on, old.no_date) == (None, NoDate.NO_VERSION)
    assert old.state is DeadlineState.OPEN


def test_where_the_law_had_no_such_rule_there_is_no_deadline() -> None:
    void = a_rule("test.l", 1, "day", valid={"from": "2020-01-01"}, void=True)
    assert _standing_under(void, entry("filed", "2025-06-02")).deadlines == ()


def test_a_filing_of_which_nothing_is_known_takes_the_latest_version() -> None:
    found = standing(_procedure(*VERSIONS), [entry("filed", "../2020|2025/..")])
    unknown = deadline(found, "test.l")
    assert (unknown.no_date, unknown.safe_on) == (NoDate.TRIGGER_UNKNOWN, None)


STOP = {"from": "stopped", "from_day": "in", "to": "went_on", "to_day": "out"}


@pytest.mark.parametrize(
    ("rule", "filed", "expected"),
    [
        (
            a_rule("test.l", 5, "working_day", profile="test.working"),
            "2027-12-29",
            NoDate.BEYOND_CALENDAR,
        ),
        (a_rule("test.l", 5, "day", profile="test.gone"), "2025-06-02", "no_version"),
        (
            a_rule(
                "test.l",
                5,
                "day",
                readings=[{"id": "hours", "term": {"n": 24, "unit": "hour"}}],
            ),
            "2025-06-02",
            NoDate.NO_CLOCK_TIME,
        ),
        (a_rule("test.l", 90, "day", stop=[STOP]), "2025-06-02", NoDate.SUSPENDED),
        (a_rule("test.l", 3, "month", stop=[STOP]), "2025-06-02", NoDate.SUSPENDED),
    ],
)
def test_a_deadline_without_a_date_says_why(
    rule: dict[str, Any], filed: str, expected: NoDate
) -> None:
    journal = [entry("filed", filed), entry("stopped", "2025-06-10")]
    undated = deadline(_standing_under(rule, *journal), "test.l")
    assert (undated.no_date, undated.safe_on, undated.state) == (
        expected,
        None,
        DeadlineState.OPEN,
    )


def test_a_suspension_lengthens_the_term_with_its_first_day_in_its_last_out() -> None:
    rule = a_rule("test.l", 10, "day", stop=[STOP])
    journal = [entry("filed", "2025-06-02"), entry("stopped", "2025-06-05")]
    journal.append(entry("went_on", "2025-06-10"))
    found = deadline(_standing_under(rule, *journal), "test.l")
    assert str(found.safe_on) == "2025-06-17"  # five days: 5 to 9 June
    other_ends = {**STOP, "from_day": "out", "to_day": "in"}
    rule = a_rule("test.l", 10, "day", stop=[other_ends])
    found = deadline(_standing_under(rule, *journal), "test.l")
    assert str(found.safe_on) == "2025-06-17"  # five days too: 6 to 10 June


def test_an_uncertain_suspension_is_short_for_us_and_long_for_the_other_side() -> None:
    rule = a_rule("test.l", 10, "day", stop=[STOP])
    journal = [
        entry("filed", "2025-06-02"),
        entry("stopped", "2025-06-05/2025-06-07"),
        entry("went_on", "2025-06-08/2025-06-10"),
    ]
    found = deadline(_standing_under(rule, *journal), "test.l")
    assert (str(found.safe_on), str(found.arguable_on)) == ("2025-06-13", "2025-06-17")


def test_a_suspension_that_ended_as_it_began_or_has_no_day_is_none() -> None:
    rule = a_rule("test.l", 10, "day", stop=[STOP])
    for stopped in ("2025-06-05", "../2020|2024/.."):
        journal = [
            entry("filed", "2025-06-02"),
            entry("stopped", stopped),
            entry("went_on", "2025-06-05"),
        ]
        found = deadline(_standing_under(rule, *journal), "test.l")
        assert str(found.safe_on) == "2025-06-12"
    only_resumed = [entry("filed", "2025-06-02"), entry("went_on", "2025-06-05")]
    found = deadline(_standing_under(rule, *only_resumed), "test.l")
    assert str(found.safe_on) == "2025-06-12"


def test_an_act_before_the_event_it_must_precede_is_done() -> None:
    rule = a_rule(
        "test.l",
        5,
        "day",
        on="held",
        bound="us",
        consequence="bar",
        direction="before",
        count="nth_day",
        satisfied_by="received",
    )
    journal = [entry("held", "2025-07-10"), entry("received", "2025-06-01")]
    found = deadline(_standing_under(rule, *journal), "test.l")
    assert (str(found.safe_on), found.state) == ("2025-07-05", "satisfied")


def _by_hand(when: str, **fields: Any) -> Deadline:
    entered = entry(Act.DATE_ENTERED, when, fields=fields)
    return deadline(standing(COMPLAINT, [entered]), BY_HAND)


def test_a_date_entered_by_hand_is_marked_as_such_and_follows_no_law() -> None:
    term = _by_hand("2025-06-10")
    assert (str(term.safe_on), term.status, term.act) == ("2025-06-10", None, None)
    assert (term.bound, term.consequence) == (BoundParty.US, Consequence.BAR)
    assert term.closes_at == at("2025-06-11T00:00")
    assert term.is_hard
    assert not term.provisional


def test_a_hearing_is_no_bar_and_ends_at_its_hour() -> None:
    hearing = _by_hand("2025-06-10T10:30", sort="hearing")
    assert (hearing.consequence, hearing.is_hard) == (Consequence.TARGET, False)
    assert hearing.closes_at == hearing.late_at == at("2025-06-10T10:30")


def test_a_date_by_hand_may_bind_another_party_or_be_uncertain() -> None:
    theirs = _by_hand("2025-06-10/2025-06-12", bound="authority")
    assert theirs.consequence is Consequence.EXPECTATION
    assert (str(theirs.safe_on), str(theirs.arguable_on)) == (
        "2025-06-10",
        "2025-06-12",
    )
    assert theirs.provisional
    assert _by_hand("2025-06-10", bound="nobody").bound is BoundParty.US
    assert str(_by_hand("../2025-06-10").safe_on) == "2025-06-10"
    assert _by_hand("../2020|2025/..").closes_at is None


def test_a_date_by_hand_keeps_its_id_when_it_is_corrected_and_can_be_done() -> None:
    entered = entry(Act.DATE_ENTERED, "2025-06-10")
    moved = entry(
        Act.DATE_ENTERED,
        "2025-06-12",
        recorded="2025-06-03T10:00",
        supersedes=entered,
    )
    before = deadline(standing(COMPLAINT, [entered]), BY_HAND)
    after = deadline(standing(COMPLAINT, [entered, moved]), BY_HAND)
    assert after.id == before.id
    done = _act(Act.SATISFIED, after, "2025-06-04")
    found = standing(COMPLAINT, [entered, moved, done])
    assert deadline(found, BY_HAND).state is DeadlineState.SATISFIED


def test_a_silence_as_a_trigger_is_nobodys_to_double_check() -> None:
    filed = entry("filed", "2025-06-02")
    found = standing(COMPLAINT, [filed], "2025-06-13T00:00")
    claim = deadline(found, "test.claim")
    assert (claim.double_checked, str(claim.remind_on)) == (False, "2025-07-12")


def test_a_worst_case_need_not_be_anybodys_own() -> None:
    rule = a_rule("test.l", 10, "day", until_known="received")
    received, filed = entry("received", "2025-06-02"), entry("filed", "2025-06-04")
    worst = deadline(_standing_under(rule, received), "test.l")
    known = deadline(_standing_under(rule, received, filed), "test.l")
    assert (worst.id, str(worst.safe_on)) == (known.id, "2025-06-12")
    assert (str(known.safe_on), worst.provisional) == ("2025-06-14", True)


SHOWN = a_rule(
    "test.l",
    10,
    "day",
    bound="us",
    consequence="bar",
    satisfied_by="received",
    shown_by=["held", "went_on"],
)


def _shown(*journal: Entry) -> Deadline:
    return deadline(_standing_under(SHOWN, *journal), "test.l")


def test_a_later_event_shows_that_the_act_was_done_on_a_day_not_known() -> None:
    filed, held = entry("filed", "2025-06-02"), entry("held", "2025-07-01")
    done = _shown(filed, held)
    assert (done.state, done.done_by) == (DeadlineState.SATISFIED, held.id)
    assert str(done.done_when) == "2025-06-02/2025-07-01"
    assert done.timeliness is Timeliness.UNKNOWN
    assert _shown(filed, entry("held", "2025-06-10")).timeliness == "in_time"
    assert _shown(filed).state is DeadlineState.OPEN
    assert _shown(filed, entry("held", "2025-05-01")).state is DeadlineState.OPEN


def test_the_act_itself_says_more_than_what_shows_it() -> None:
    filed, received = entry("filed", "2025-06-02"), entry("received", "2025-06-20")
    done = _shown(filed, entry("held", "2025-06-10"), received)
    assert (done.done_by, done.timeliness) == (received.id, Timeliness.LATE)


def test_what_shows_it_may_have_no_last_day_itself() -> None:
    filed = entry("filed", "2025-06-02")
    open_ended = _shown(filed, entry("held", "2025-06-05/.."))
    assert str(open_ended.done_when) == "2025-06-02/.."
    unknown = _shown(entry("filed", "../2025-06-02"), entry("held", "2025-06-05/.."))
    assert str(unknown.done_when) == "2025-06-05/.."
