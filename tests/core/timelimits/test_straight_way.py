"""A look-up and the full count end on the same day, and say so where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from remedytrack.core.timelimits.compute import readings_of
from remedytrack.core.timelimits.count import WaysDisagree, count
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.limit import TimeLimit
from remedytrack.core.timelimits.profile import CountingProfile
from remedytrack.core.timelimits.refusals import LetterSilent, NoNumberInLaw
from remedytrack.core.timelimits.straight import straight_way
from remedytrack.core.timelimits.work import Trigger
from remedytrack.lawbook import Lawbook, load
from remedytrack.resources import folder

FIRST, DAYS = date(2023, 12, 20), 420


@pytest.fixture(scope="module")
def law() -> Lawbook:
    return load(folder("workflows"))


def test_every_rule_ends_where_its_reasons_say(law: Lawbook) -> None:
    for limit_id in law.limit_ids:
        workflow, versions = law.limit_versions(limit_id)
        limit = versions[-1]
        calendar = law.calendar(limit.calendar or workflow.calendar)
        profile = law.profile_in_force(limit.profile, FIRST + timedelta(days=DAYS))
        assert profile is not None
        for way in _ways(limit, profile):
            if straight_way(way) is None:
                continue
            for n in range(0, DAYS, 7):
                trigger = Trigger(FIRST + timedelta(days=n), calendar.zone)
                counted = count(way, calendar, trigger)
                assert counted.steps[-1].after_on == counted.due_on


def _ways(limit: TimeLimit, profile: CountingProfile) -> Sequence[Counting]:
    """Return the ways that the law itself makes complete."""
    try:
        return readings_of(limit, profile)
    except (LetterSilent, NoNumberInLaw):
        return ()


def test_a_look_up_that_goes_astray_is_not_explained_away(law: Lawbook) -> None:
    profile = law.profile_in_force("kz.appc", date(2025, 1, 1))
    assert profile is not None
    limit = law.limit_versions("kz.appc.decide_complaint")[1][-1]
    way, calendar = readings_of(limit, profile)[0], law.calendar("kz")
    counted = count(way, calendar, Trigger(date(2025, 1, 6), calendar.zone))
    vars(counted)["due_on"] = counted.due_on + timedelta(days=1)
    with pytest.raises(WaysDisagree, match="defect of the program"):
        _ = counted.steps
