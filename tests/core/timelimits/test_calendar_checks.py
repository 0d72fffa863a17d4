"""What the checks find wrong with a calendar, a profile, and versions in a row."""

from __future__ import annotations

import json
from typing import Any

import pytest

from remedytrack.core.findings import Check
from remedytrack.core.timelimits.calendar import CalendarFile
from remedytrack.core.timelimits.lint import (
    calendar_findings,
    profile_findings,
    version_findings,
)
from tests.core.laws import a_limit, a_profile, lawbook


def _file(*days: dict[str, Any], **more: Any) -> CalendarFile:
    fact = {
        "day": "2025-03-10",
        "kind": "holiday",
        "name": "feast",
        "act": "decree",
        "known_from": "2024-01-01",
        "certainty": "decreed",
    }
    file = {
        "calendar": "test",
        "title": {"en": "test", "ru": "тест"},
        "zone": "Asia/Almaty",
        "weekend": ["sat", "sun"],
        "horizon": {"from": "2025-01-01", "to": "2025-12-31"},
        "acts": {"decree": {"title": "d", "cite": "Decree 1", "status": "sourced"}},
        "names": {"feast": {"en": "feast", "ru": "праздник"}},
        "days": [fact | day for day in days],
    }
    return CalendarFile.model_validate_json(json.dumps(file | more))


def test_the_calendars_and_profiles_in_use_are_clean() -> None:
    for calendar in lawbook().calendars.values():
        assert calendar_findings(calendar) == []
    for versions in lawbook().profiles.values():
        assert [f for each in versions for f in profile_findings(each)] == []


@pytest.mark.parametrize(
    ("day", "code", "said"),
    [
        ({"act": "decre"}, Check.UNKNOWN_ACT, "did you mean “decree”?"),
        ({"name": "feest"}, Check.UNKNOWN_NAME, "did you mean “feast”?"),
        ({"day": "2026-01-01"}, Check.BEYOND_HORIZON, "2026-01-01 lies outside"),
        ({"kind": "in_lieu"}, Check.NO_ORIGINAL_DAY, "the day that it stands for"),
        ({"withdrawn_on": "2023-01-01"}, Check.BAD_REVISION, "before it was known"),
    ],
)
def test_a_day_that_leads_nowhere_is_found(
    day: dict[str, Any], code: Check, said: str
) -> None:
    (finding,) = calendar_findings(_file(day))
    assert finding.code is code
    assert finding.path[:2] == ("days", 0)
    assert said in finding.message


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"horizon": {"from": "2025-12-31", "to": "2025-01-01"}}, Check.BAD_HORIZON),
        ({"zone": "Asia/Almatty"}, Check.UNKNOWN_ZONE),
        ({"title": {"en": " ", "ru": "тест"}}, Check.EMPTY_TEXT),
    ],
)
def test_the_frame_of_a_calendar_is_checked(more: dict[str, Any], code: Check) -> None:
    assert [finding.code for finding in calendar_findings(_file(**more))] == [code]


def test_a_day_known_twice_from_the_same_day_is_found_a_later_version_is_not() -> None:
    (finding,) = calendar_findings(_file({}, {}))
    assert (finding.code, finding.path) == (Check.DEFINED_TWICE, ("days", 1))
    assert calendar_findings(_file({}, {"known_from": "2025-01-01"})) == []


def test_a_reading_that_stands_twice_and_a_blank_text_are_found() -> None:
    twice = a_profile(readings=[{"id": "one"}, {"id": "one"}])
    assert [finding.code for finding in profile_findings(twice)] == [
        Check.DEFINED_TWICE
    ]
    blank = a_profile(cite={"act": "", "unit": "art. 1"})
    (finding,) = profile_findings(blank)
    assert finding.path == ("cite", "act")


@pytest.mark.parametrize(
    ("first_ends", "second_begins", "expected"),
    [
        ("2020-12-31", "2021-01-01", []),
        ("2020-12-31", "2020-12-31", [Check.VERSIONS_OVERLAP]),
        (None, "2021-01-01", [Check.VERSIONS_OVERLAP]),
        ("2020-12-31", "2021-01-03", [Check.VERSIONS_GAP]),
    ],
)
def test_versions_follow_each_other_day_by_day(
    first_ends: str | None, second_begins: str, expected: list[Check]
) -> None:
    first = a_limit(1, "day", valid={"from": "2020-01-01", "to": first_ends})
    second = a_limit(1, "day", valid={"from": second_begins})
    for order in ([first, second], [second, first]):
        placed = [(("time_limits", n), each) for n, each in enumerate(order)]
        assert [finding.code for finding in version_findings(placed)] == expected
