"""Flags: a finding, what it rests on, how old it is, and who has looked at it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from remedytrack.core.workflow.definition import Grade
from remedytrack.core.workflow.guards import Guard
from remedytrack.core.workflow.journal import Act, Basis, Entry
from remedytrack.core.workflow.standing import Flag, Standing
from tests.core.workflow.definitions import (
    APPEAL,
    COMPLAINT,
    a_flag,
    a_workflow,
    an_event,
    at,
    entry,
    standing,
)

FILED = entry("filed", "2025-06-02")
REFUSED = entry("answered", "2025-06-10", fields={"outcome": "refused"})


def _flag(found: Standing, flag: str) -> Flag:
    (only,) = (each for each in found.flags if each.id == flag)
    return only


def _flags(found: Standing) -> set[str]:
    return {each.id for each in found.flags}


def test_refused_with_no_investigative_act_is_flagged_with_its_cause() -> None:
    found = _flag(standing(COMPLAINT, [FILED, REFUSED]), "closed_without_investigation")
    assert (found.grade, found.evidence, found.verdict) == (
        Grade.N3,
        (REFUSED.id,),
        None,
    )
    assert found.age_days(date(2025, 6, 30)) == 28
    assert not found.age_is_lower_bound


@pytest.mark.parametrize("kind", ["inspected", "questioned"])
def test_any_investigative_act_takes_the_flag_away(kind: str) -> None:
    found = standing(COMPLAINT, [FILED, REFUSED, entry(kind, "2025-06-05")])
    assert _flags(found) == set()


def test_a_granted_complaint_is_not_flagged() -> None:
    granted = entry("answered", "2025-06-10", fields={"outcome": "granted"})
    assert _flags(standing(COMPLAINT, [FILED, granted])) == set()


def test_reported_closed_and_no_document_seen_is_said() -> None:
    reported = standing(COMPLAINT, [FILED, REFUSED])
    assert _flag(reported, "closed_without_investigation").unseen
    document = entry(
        "answered",
        "2025-06-10",
        fields={"outcome": "refused"},
        basis=Basis.DOCUMENT,
    )
    shown = standing(COMPLAINT, [FILED, document])
    assert not _flag(shown, "closed_without_investigation").unseen


@pytest.mark.parametrize(
    ("filed", "age", "lower_bound"),
    [
        ("2025-06-02", 28, False),
        ("../2025-06-02", 28, True),
        ("2025-06", 0, True),
        ("2025-06-02/..", None, True),
    ],
)
def test_the_age_is_a_lower_bound_where_the_filing_is_not_known(
    filed: str, age: int | None, *, lower_bound: bool
) -> None:
    closed = entry("answered", "2025-07-10", fields={"outcome": "refused"})
    found = _flag(
        standing(COMPLAINT, [entry("filed", filed), closed]),
        "closed_without_investigation",
    )
    assert found.age_days(date(2025, 6, 30)) == age
    assert found.age_is_lower_bound is lower_bound


def test_a_flag_without_its_first_event_has_no_age() -> None:
    definition = a_workflow(
        events={"filed": an_event(), "closed": an_event()},
        flags=[a_flag("closed", {"occurred": "closed"})],
    )
    flag = _flag(standing(definition, [entry("closed", "2025-06-10")]), "closed")
    assert (flag.age_since, flag.age_days(date(2025, 6, 30))) == (None, None)
    assert not flag.age_is_lower_bound


def test_silence_past_the_term_is_flagged_with_its_rule() -> None:
    before = standing(COMPLAINT, [FILED], "2025-06-12T23:59")
    assert "silent" not in _flags(before)
    flag = _flag(standing(COMPLAINT, [FILED], "2025-06-13T00:00"), "silent")
    assert (flag.rules, flag.evidence) == (("test.answer",), (FILED.id,))
    assert flag.grade is Grade.N2


def test_an_answer_that_came_late_is_late_and_no_longer_silent() -> None:
    late = entry("answered", "2025-06-20", fields={"outcome": "granted"})
    found = standing(COMPLAINT, [FILED, late], "2025-07-01T00:00")
    assert _flags(found) == {"late"}


def test_a_lapse_of_ours_is_flagged_only_after_the_latest_reading() -> None:
    made, delivered = entry("made", "2025-11-22"), entry("delivered", "2025-11-25")
    overdue = standing(APPEAL, [made, delivered], "2025-12-09T23:59")
    assert _flags(overdue) == set()
    missed = standing(APPEAL, [made, delivered], "2025-12-10T00:00")
    assert _flags(missed) == {"lapsed"}
    assert _flags(standing(APPEAL, [made], "2027-12-10T00:00")) == set()


def test_nothing_heard_for_the_teams_own_two_months() -> None:
    before = standing(COMPLAINT, [FILED], "2025-08-02T23:59")
    assert "no_investigation" not in _flags(before)
    assert before.changes_at == at("2025-08-03T00:00")
    after = standing(COMPLAINT, [FILED], "2025-08-03T00:00")
    flag = _flag(after, "no_investigation")
    assert (flag.rules, flag.evidence) == (("setting:patience",), (FILED.id,))
    assert after.changes_at is None


def test_of_an_uncertain_filing_the_patience_counts_from_the_last_day() -> None:
    filed = entry("filed", "2025-06")
    assert "no_investigation" not in _flags(
        standing(COMPLAINT, [filed], "2025-08-30T00:00")
    )
    assert "no_investigation" in _flags(
        standing(COMPLAINT, [filed], "2025-08-31T00:00")
    )
    open_ended = entry("filed", "2025-06-02/..")
    assert _flags(standing(COMPLAINT, [open_ended], "2030-01-01T00:00")) == set()


@pytest.mark.parametrize(
    ("n", "unit", "last"),
    [
        (1, "month", "2025-07-02"),
        (1, "year", "2026-06-02"),
        (5, "working_day", "2025-06-10"),  # 6 June 2025 was Kurban Ait
        (2, "week", "2025-06-16"),
        (9, "day", "2025-06-11"),
        (48, "hour", "2025-06-04"),
    ],
)
def test_a_setting_may_be_of_any_unit(n: int, unit: str, last: str) -> None:
    definition = a_workflow(
        settings={"wait": {"title": {"en": "w", "ru": "ж"}, "n": n, "unit": unit}},
        flags=[a_flag("old", {"elapsed": "wait", "since": "filed"})],
    )
    moment = standing(definition, [FILED], "2025-06-02T12:00").changes_at
    assert moment is not None
    eve = at(f"{last}T12:00").date()
    assert _flags(standing(definition, [FILED], f"{eve}T23:59")) == set()
    assert (moment - at(f"{last}T00:00")).days == 1


def test_patience_beyond_the_calendar_never_runs_out() -> None:
    definition = a_workflow(
        settings={
            "wait": {"title": {"en": "w", "ru": "ж"}, "n": 900, "unit": "working_day"}
        },
        flags=[a_flag("old", {"not": {"elapsed": "wait", "since": "filed"}})],
    )
    found = standing(definition, [FILED], "2100-01-01T00:00")
    assert (_flags(found), found.changes_at) == ({"old"}, None)


def test_a_review_of_a_flag_stands_beside_it_the_last_one_counts() -> None:
    def reviewed(day: str, verdict: str, flag: str) -> Entry:
        return entry(
            Act.FLAG_REVIEWED,
            day,
            recorded=f"{day}T10:00",
            fields={"flag": flag, "verdict": verdict},
        )

    flag = "closed_without_investigation"
    first, second = (
        reviewed("2025-06-20", "unclear", flag),
        reviewed("2025-06-21", "confirmed", flag),
    )
    empty = entry(Act.FLAG_REVIEWED, "2025-06-22")
    found = standing(COMPLAINT, [FILED, REFUSED, second, first, empty])
    assert _flag(found, flag).verdict == "confirmed"


def _holds(when: dict[str, Any], *journal: Entry) -> bool:
    events = dict(COMPLAINT.model_dump(mode="json", by_alias=True)["events"])
    definition = a_workflow(
        events=events,
        tracks={
            name: track.model_dump(mode="json")
            for name, track in COMPLAINT.tracks.items()
        },
        flags=[a_flag("it", when)],
    )
    return _flags(standing(definition, journal)) == {"it"}


HEARD = entry(
    "answered", "2025-06-10", fields={"outcome": "refused", "heard_on": "2025-06-09"}
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"equals": "refused"}, True),
        ({"equals": "granted"}, False),
        ({"in": ["granted", "refused"]}, True),
        ({"in": ["granted"]}, False),
    ],
)
def test_a_fact_is_asked_for_its_value(
    question: dict[str, Any], *, expected: bool
) -> None:
    assert _holds({"fact": "answered.outcome", **question}, FILED, HEARD) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"before": "2025-06-10"}, True),
        ({"before": "2025-06-09"}, False),
        ({"after": "2025-06-08"}, True),
        ({"after": "2025-06-09"}, False),
    ],
)
def test_a_fact_is_asked_for_its_day(
    question: dict[str, Any], *, expected: bool
) -> None:
    assert _holds({"fact": "answered.heard_on", **question}, FILED, HEARD) is expected


def test_a_fact_that_is_missing_or_odd_answers_no() -> None:
    asked = {"fact": "answered.heard_on", "before": "2030-01-01"}
    assert not _holds(asked, FILED)
    assert not _holds(asked, FILED, REFUSED)
    odd = entry("answered", "2025-06-10", fields={"heard_on": "soon"})
    assert not _holds(asked, FILED, odd)


def test_the_latest_of_several_events_answers() -> None:
    earlier = entry("answered", "2025-06-05", fields={"outcome": "granted"})
    assert _holds({"fact": "answered.outcome", "equals": "refused"}, earlier, REFUSED)


def test_conditions_are_joined_and_turned_round() -> None:
    yes, no = {"occurred": "filed"}, {"occurred": "claimed"}
    assert _holds({"all": [yes, {"not": no}]}, FILED)
    assert not _holds({"all": [yes, no]}, FILED)
    assert _holds({"any": [no, yes]}, FILED)
    assert not _holds({"any": [no, {"not": yes}]}, FILED)
    assert _holds({"in_state": {"procedure": ["pending"], "review": ["none"]}}, FILED)
    assert not _holds({"in_state": {"procedure": ["pending"], "review": ["asked"]}})


@pytest.mark.parametrize(
    "written",
    [
        {"fact": "answered.outcome"},
        {"fact": "answered.outcome", "equals": "a", "in": ["b"]},
        {"fact": "outcome", "equals": "a"},
        {"sometimes": "filed"},
        {"occurred": "filed", "if": True},
        "filed",
    ],
)
def test_a_condition_outside_the_vocabulary_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[Guard](Guard).validate_python(written)
