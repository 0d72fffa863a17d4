"""A stored trace is counted anew: what was changed is found, and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from remedytrack.core.timelimits.compute import compute
from remedytrack.core.timelimits.retracing import Outcome, Verdict, verdicts, worst
from remedytrack.core.timelimits.trace import canonical, document
from remedytrack.core.timelimits.trace_reading import NotATrace
from remedytrack.core.timelimits.work import Trigger
from remedytrack.lawbook import Lawbook
from tests.core.laws import ALMATY, counted, lawbook, limit_of

TZDATA = "tzdata 2026f"
APPEAL = counted("kz.koap.appeal", date(2025, 2, 28))
STORED = document(APPEAL, APPEAL, TZDATA)

DUE, AFTER, ART_739 = "2025-03-10", "2025-03-12", "КоАП art. 739(2)"

Change = Callable[[dict[str, Any]], None]


def verdict(text: str, law: Lawbook | None = None, tzdata: str = TZDATA) -> Verdict:
    found = verdicts(text, law or lawbook(), tzdata)
    return max(found, key=lambda each: each.outcome is not Outcome.FOLLOWS)


def changed(change: Change) -> str:
    ends = json.loads(STORED)
    change(ends["safe"])
    return canonical(ends)


def test_an_untouched_trace_follows() -> None:
    assert verdicts(STORED, lawbook(), TZDATA) == (Verdict(Outcome.FOLLOWS, "safe"),)


def test_both_ends_of_an_uncertain_trigger_are_counted_anew() -> None:
    later = counted("kz.koap.appeal", date(2025, 3, 3))
    found = verdicts(document(APPEAL, later, TZDATA), lawbook(), TZDATA)
    assert [(each.end, each.outcome.value) for each in found] == [
        ("safe", "follows"),
        ("arguable", "follows"),
    ]


def test_a_document_without_a_count_follows() -> None:
    assert worst(verdicts(document(None, None, TZDATA), lawbook(), TZDATA)) is (
        Outcome.FOLLOWS
    )


def test_a_calendar_is_asked_as_it_was_known_then() -> None:
    """In April 2024 nobody knew that 4 May would be worked for 8 May."""
    trigger = Trigger(date(2024, 4, 12), ALMATY)
    limit = limit_of("kz.appc.request")
    then, now = (
        compute(limit, lawbook(), trigger, calendar="kz", as_of=as_of)
        for as_of in (date(2024, 4, 1), None)
    )
    assert then.safe_on != now.safe_on
    for computation in (then, now):
        text = document(computation, computation, TZDATA)
        assert verdict(text).outcome is Outcome.FOLLOWS


def step(reading: int, place: int, **values: object) -> Change:
    def change(written: dict[str, Any]) -> None:
        written["readings"][reading]["steps"][place].update(values)

    return change


def value(*path: str | int, to: object) -> Change:
    def change(written: dict[str, Any]) -> None:
        place: Any = written
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = to

    return change


def without_last_step(written: dict[str, Any]) -> None:
    del written["readings"][0]["steps"][-1]


def without_last_reading(written: dict[str, Any]) -> None:
    del written["readings"][-1]


@pytest.mark.parametrize(
    ("change", "reading", "op", "stored", "recomputed"),
    [
        (step(1, 4, out=AFTER), "rolled", "roll", AFTER, "2025-03-11"),
        (step(0, 3, n=11), "strict", "count", 11, 10),
        (step(0, 3, op="roll"), "strict", "count", "roll", "count"),
        (step(2, 2, cite="art. 1"), "working", "first_day", "art. 1", ART_739),
        (value("readings", 0, "due_on", to=AFTER), "strict", None, AFTER, DUE),
        (value("safe", "on", to=AFTER), None, None, AFTER, DUE),
        (value("consulted", 1, to=AFTER), None, None, AFTER, "2025-03-17"),
        (value("status", to="verified"), None, None, "verified", "disputed"),
    ],
)
def test_what_was_tampered_with_is_named(
    change: Change,
    reading: str | None,
    op: str | None,
    stored: object,
    recomputed: object,
) -> None:
    found = verdict(changed(change))
    assert found.outcome is Outcome.DIFFERS
    assert (found.reading, found.op) == (reading, op)
    assert (found.stored, found.recomputed) == (stored, recomputed)


def test_the_first_step_that_does_not_follow_is_named_before_the_date() -> None:
    def later(written: dict[str, Any]) -> None:
        written["safe"]["on"] = "2025-03-11"
        written["readings"][0]["due_on"] = "2025-03-11"
        written["readings"][0]["steps"][3]["out"] = "2025-03-11"

    found = verdict(changed(later))
    assert found.path == ("readings", 0, "steps", 3, "out")


def test_another_question_gives_other_steps() -> None:
    found = verdict(changed(value("asked", "on", to="2025-03-03")))
    assert (found.outcome, found.op) == (Outcome.DIFFERS, "trigger")


@pytest.mark.parametrize("change", [without_last_step, without_last_reading])
def test_what_was_left_out_is_found(change: Change) -> None:
    found = verdict(changed(change))
    assert (found.outcome, found.stored) == (Outcome.DIFFERS, None)


def test_what_was_added_is_found() -> None:
    found = verdict(changed(value("approved_by", to="nobody")))
    assert (found.path, found.recomputed) == (("approved_by",), None)
    found = verdict(changed(added))
    assert found.stored == {"reading": "else", "steps": []}


def added(written: dict[str, Any]) -> None:
    written["readings"].append({"reading": "else", "steps": []})


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (value("engine", to="0"), ("engine",)),
        (value("tzdata", to="tzdata 2024a"), ("tzdata",)),
        (value("rule", to="kz.koap.appeal@2014-01-01"), ("rule",)),
        (value("rule", to="kz.koap.apeal@2015-01-01"), ("rule",)),
        (value("rule_sha", to="0" * 64), ("rule_sha",)),
        (value("profile", to="kz.koap@2014-01-01"), ("profile",)),
        (value("profile_sha", to="0" * 64), ("profile_sha",)),
        (value("calendar", "days_sha", to="0" * 64), ("calendar", "days_sha")),
        (value("asked", "zone", to="Asia/Atlantis"), ("law",)),
        (value("asked", "on", to="1990-01-01"), ("law",)),
        (value("asked", "selected_on", to="1990-01-01"), ("law",)),
    ],
)
def test_law_that_is_not_there_is_another_thing_than_a_wrong_step(
    change: Change, path: tuple[str, ...]
) -> None:
    found = verdict(changed(change))
    assert (found.outcome, found.path) == (Outcome.GONE, path)


def test_other_zone_data_are_said_to_be_missing() -> None:
    found = verdict(STORED, tzdata="tzdata 2027a")
    assert (found.outcome, found.stored, found.recomputed) == (
        Outcome.GONE,
        TZDATA,
        "tzdata 2027a",
    )


def test_a_rule_that_was_edited_is_no_longer_the_one_that_counted() -> None:
    workflow, versions = lawbook().limit_versions("kz.koap.appeal")
    edited = [each.model_copy(update={"note": "Edited."}) for each in versions]
    limits = {**workflow.limits, "kz.koap.appeal": tuple(edited)}
    workflows = {
        **lawbook().workflows,
        workflow.workflow: workflow.model_copy(update={"limits": limits}),
    }
    found = verdict(STORED, replace(lawbook(), workflows=workflows))
    assert (found.outcome, found.path) == (Outcome.GONE, ("rule_sha",))


def test_a_later_year_of_the_calendar_takes_no_trace_away() -> None:
    kz = lawbook().calendars["kz"]
    later = [each for each in kz.days if each.day.year > 2025]
    fewer = kz.model_copy(
        update={"days": tuple(each for each in kz.days if each not in later)}
    )
    stored = json.loads(STORED)
    revised = replace(lawbook(), calendars={**lawbook().calendars, "kz": fewer})
    revision = revised.calendar("kz").revision
    stored["safe"]["calendar"]["revision"] = revision.isoformat()
    assert verdict(canonical(stored), revised).outcome is Outcome.FOLLOWS


def test_a_calendar_can_be_asked_only_by_a_revision_that_was() -> None:
    found = verdict(changed(value("calendar", "revision", to="2026-01-01")))
    assert found.outcome is Outcome.DIFFERS
    assert found.path == ("calendar", "revision")


@pytest.mark.parametrize("revision", ["yesterday", [], None])
def test_a_revision_is_a_day(revision: object) -> None:
    with pytest.raises(NotATrace, match=r"calendar\.revision"):
        verdict(changed(value("calendar", "revision", to=revision)))


def test_a_count_that_has_no_answer_any_more_differs() -> None:
    found = verdict(changed(value("asked", "on", to="9999-12-31")))
    assert found.outcome is not Outcome.FOLLOWS
    stops = [{"first": "2025-03-01", "last": None}]
    found = verdict(changed(value("asked", "stops", to=stops)))
    assert (found.outcome, found.path) == (Outcome.DIFFERS, ("asked",))


def test_equal_values_in_other_bytes_are_a_difference() -> None:
    spaced = json.dumps(json.loads(STORED), sort_keys=True)
    found = verdict(spaced)
    assert (found.outcome, found.path) == (Outcome.DIFFERS, ("bytes",))
    one = changed(step(0, 3, n=10.0))
    assert verdict(one).outcome is Outcome.DIFFERS
