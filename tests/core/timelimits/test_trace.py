"""The trace: the same bytes for the same question, and words from it alone."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import pytest

from remedytrack.core.dates import DayRange
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.compute import compute
from remedytrack.core.timelimits.explain import sentences
from remedytrack.core.timelimits.explain_doubts import warning
from remedytrack.core.timelimits.trace import Question, canonical, document, trace
from remedytrack.core.timelimits.trace_reading import (
    NotATrace,
    computation_in,
    question_in,
    traces_in,
)
from remedytrack.core.timelimits.work import Trigger
from remedytrack.wording import Wording
from tests.core.laws import ALMATY, counted, lawbook, limit_of

TZDATA = "tzdata 2026f"

APPEAL = counted("kz.koap.appeal", date(2025, 2, 28))
ABOUT_MONTHS = counted("kz.appc.complaint", date(2025, 8, 31))
ARRESTED_AT = datetime(2024, 2, 29, 18, 30, tzinfo=UTC)


def detained() -> Computation:
    limit = limit_of("kz.koap.detention3")
    trigger = Trigger(ARRESTED_AT.astimezone(ALMATY).date(), ALMATY, ARRESTED_AT)
    return compute(limit, lawbook(), trigger, calendar="kz")


def suspended() -> Computation:
    stops = (DayRange(date(2025, 3, 3), date(2025, 3, 6)),)
    trigger = Trigger(date(2025, 2, 28), ALMATY)
    limit = limit_of("kz.koap.appeal")
    return compute(limit, lawbook(), trigger, calendar="kz", stops=stops)


CASES = {
    "three readings": APPEAL,
    "months": ABOUT_MONTHS,
    "hours": detained(),
    "suspended": suspended(),
    "no calendar": counted("un.sp.reply", date(2025, 9, 25)),
}


@pytest.mark.parametrize("computation", CASES.values(), ids=CASES)
def test_a_computation_comes_back_whole(computation: Computation) -> None:
    text = document(computation, computation, TZDATA)
    assert computation_in(traces_in(text)["safe"]) == computation


@pytest.mark.parametrize("computation", CASES.values(), ids=CASES)
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_words_of_a_stored_trace_are_those_of_the_count(
    computation: Computation, language: str
) -> None:
    text = document(computation, computation, TZDATA)
    stored = computation_in(traces_in(text)["safe"])
    assert told(stored, language) == told(computation, language)
    assert told(stored, language)


def told(computation: Computation, language: str) -> list[str]:
    wording = Wording(language, ALMATY)
    said = [s for each in computation.readings for s, _ in sentences(each)]
    doubts = [warning(each) for each in computation.warnings]
    return [wording.sentence(each) for each in [*said, *doubts]]


def test_a_trace_names_the_law_and_the_interval_it_looked_at() -> None:
    written = trace(APPEAL, TZDATA)
    assert written["rule"] == "kz.koap.appeal@2015-01-01"
    assert written["profile"] == "kz.koap@2015-01-01"
    assert written["tzdata"] == TZDATA
    assert written["safe"] == {
        "reading": "strict",
        "on": "2025-03-10",
        "at": "2025-03-10T19:00:00Z",
    }
    assert written["consulted"] == ["2025-02-28", "2025-03-17"]
    calendar = written["calendar"]
    assert isinstance(calendar, dict)
    assert calendar["id"] == "kz"


def test_a_skipped_day_has_its_kind_its_name_and_its_act() -> None:
    (roll,) = [
        step
        for step in steps_of(trace(APPEAL, TZDATA), "rolled")
        if step["op"] == "roll"
    ]
    assert (roll["in"], roll["out"]) == ("2025-03-10", "2025-03-11")
    (skipped,) = roll["skipped"]
    assert (skipped["day"], skipped["kind"]) == ("2025-03-10", "in_lieu")
    assert skipped["name"]["en"] == "International Women's Day"
    assert "Law on Holidays" in skipped["act"]


def steps_of(written: object, reading: str) -> list[dict[str, Any]]:
    plain = json.loads(json.dumps(written))
    [steps] = [r["steps"] for r in plain["readings"] if r["reading"] == reading]
    return list(steps)


def test_an_unused_calendar_is_not_named() -> None:
    assert trace(CASES["no calendar"], TZDATA)["calendar"] is None


def test_every_argument_of_a_count_is_asked_again() -> None:
    """Somebody who gives compute() a new argument must give it to the trace too."""
    parameters = set(inspect.signature(compute).parameters)
    law_and_trigger = {"limit", "law", "trigger", "as_of"}
    asked = {each.name for each in fields(Question)}
    assert parameters - law_and_trigger <= asked
    assert set(Trigger._fields) <= asked


def test_the_question_comes_back_with_its_moment_and_its_stops() -> None:
    assert question_in(trace(detained(), TZDATA)).at == ARRESTED_AT
    [stop] = question_in(trace(suspended(), TZDATA)).stops
    assert (stop.first, stop.last) == (date(2025, 3, 3), date(2025, 3, 6))


def test_both_ends_are_written_only_where_they_differ() -> None:
    later = counted("kz.koap.appeal", date(2025, 3, 3))
    assert list(traces_in(document(APPEAL, APPEAL, TZDATA))) == ["safe"]
    assert set(traces_in(document(APPEAL, later, TZDATA))) == {"safe", "arguable"}
    assert list(traces_in(document(None, later, TZDATA))) == ["arguable"]
    assert traces_in(document(None, None, TZDATA)) == {}


def test_only_who_counted_can_write_a_trace() -> None:
    read = computation_in(trace(APPEAL, TZDATA))
    with pytest.raises(TypeError, match="just made"):
        trace(read, TZDATA)


@pytest.mark.slow
def test_another_process_writes_the_same_bytes() -> None:
    """Neither the order of hashes nor the machine's language has a say."""
    script = (
        "import locale; locale.setlocale(locale.LC_ALL, '')\n"
        "from remedytrack.zones import use_pinned_zones; use_pinned_zones()\n"
        "from tests.core.timelimits.test_trace import CASES, TZDATA, document\n"
        "print('\\n'.join(document(c, c, TZDATA) for c in CASES.values()))"
    )
    here = "\n".join(document(c, c, TZDATA) for c in CASES.values()) + "\n"
    for seed, language in (("1", "C"), ("2", "C.UTF-8"), ("3", "POSIX")):
        environ = os.environ | {
            "PYTHONHASHSEED": seed,
            "LC_ALL": language,
            "PYTHONUTF8": "0",
            "TZ": "Asia/Tokyo",
        }
        ran = subprocess.run(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-c", script], env=environ, capture_output=True, check=True
        )
        assert ran.stdout.decode("ascii") == here


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Expecting value"),
        ("[]", "has no “safe”"),
        ('{"arguable": null}', "has no “safe”"),
        ('{"safe": null, "else": null}', "something else beside it"),
        ('{"safe": "2025-03-10"}', "no object"),
    ],
)
def test_what_is_no_document_is_refused(text: str, problem: str) -> None:
    with pytest.raises(NotATrace, match=problem):
        traces_in(text)


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("asked", None, "asked"),
        ("asked", {"event": "ruling_delivered"}, "asked.on: "),
        ("readings", [{"reading": "strict"}], "steps"),
        ("readings", [{"reading": "strict", "steps": []}], "due_on"),
        ("calendar", "kz", "another kind"),
        ("consulted", None, "consulted"),
    ],
)
def test_a_trace_that_lacks_something_is_refused(
    key: str, value: object, problem: str
) -> None:
    written = json.loads(canonical(trace(APPEAL, TZDATA))) | {key: value}
    with pytest.raises(NotATrace, match=problem):
        computation_in(written)
