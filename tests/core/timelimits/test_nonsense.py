"""Ways of counting that say nothing are refused when they are read."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from pydantic import ValidationError

from remedytrack.core.timelimits.ambiguities import asks_calendar
from remedytrack.core.timelimits.counting import Counting
from remedytrack.core.timelimits.profile import Cutoff, Deemed, Hours, ServiceWhen
from tests.reference.cases import counting

AFTER_HOURS = Cutoff(time=time(16))
SERVED_LATER = Deemed(n=3, when=ServiceWhen.AFTER)


@pytest.mark.parametrize(
    ("n", "unit", "choices", "says"),
    [
        (-10, "hour", {}, "cannot be counted back"),
        (-10, "minute", {}, "cannot be counted back"),
        (10, "hour", {"cutoff": AFTER_HOURS}, "runs from the moment"),
        (10, "minute", {"deemed": SERVED_LATER}, "runs from the moment"),
        (-10, "day", {"min_working_days": 2}, "no least number"),
    ],
)
def test_a_choice_without_a_meaning_is_refused(
    n: int, unit: str, choices: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        counting(n, unit, **choices)


@pytest.mark.parametrize(
    "way",
    [
        counting(10, "working_day"),
        counting(10, "day", "forward"),
        counting(10, "day", min_working_days=2),
        counting(10, "day", cutoff=AFTER_HOURS),
        counting(10, "hour", hours=Hours.WORKING_DAYS_ONLY),
    ],
)
def test_whatever_looks_at_working_days_asks_the_calendar(way: Counting) -> None:
    assert asks_calendar(way)


def test_bare_calendar_days_ask_no_calendar() -> None:
    assert not asks_calendar(counting(10, "day"))
