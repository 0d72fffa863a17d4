"""Scenario 11: how much of ten days of arrest was over when the appeal was decided."""

from zoneinfo import ZoneInfo

import pytest

from remedytrack.core.dates import When
from remedytrack.core.practice.served import Served, arrest_began
from remedytrack.core.workflow.journal import Fact
from tests.core.practice.practised import fact

ALMATY = ZoneInfo("Asia/Almaty")
RULING = fact("ruling_made", "2025-02-28", "zs", penalty="arrest", days=10)
DETAINED = fact("detained", "2025-02-28T15:00~", "zs")
BEGAN = fact("arrest_began", "2025-02-28", "zs")


def served(decided: str, began: str = "2025-02-28T15:00~") -> Served | None:
    return Served.by(When.parse(decided), When.parse(began), 10, ALMATY)


def percent(found: Served | None) -> tuple[float, float]:
    assert found is not None
    return float(found.least * 100), float(found.most * 100)


def test_ten_days_from_three_in_the_afternoon() -> None:
    found = served("2025-03-05")
    assert percent(found) == (43.75, 53.75)
    assert found is not None
    assert str(found.ends) == "2025-03-10T15:00~"


@pytest.mark.parametrize(
    ("decided", "began", "share"),
    [
        ("2025-03-05T15:00", "2025-02-28T15:00", (50, 50)),
        ("2025-03-05", "2025-02-28", (40, 60)),
        ("2025-02-28", "2025-02-28T15:00", (0, 3.75)),
        ("2025-03-06/2025-03-20", "2025-02-28T15:00", (53.75, 100)),
    ],
)
def test_what_is_not_known_widens_the_share(
    decided: str, began: str, share: tuple[float, float]
) -> None:
    assert percent(served(decided, began)) == share


def test_no_share_without_a_first_or_a_last_day() -> None:
    assert served("2025-03-05", "../2025-02-28") is None
    assert served("2025-03-05/..") is None


@pytest.mark.parametrize(
    ("facts", "began"),
    [
        (
            (
                DETAINED,
                fact("detention_ended", "2025-02-28", "zs", how="brought_to_court"),
                BEGAN,
            ),
            "2025-02-28T15:00~",
        ),
        (
            (
                DETAINED,
                fact("detention_ended", "2025-02-28", "zs", how="released"),
                BEGAN,
            ),
            "2025-02-28",
        ),
        ((fact("arrest_began", "2025-02-28", "gs"),), None),
    ],
)
def test_it_is_counted_from_a_detention_that_led_before_the_court(
    facts: tuple[Fact, ...], began: str | None
) -> None:
    found = arrest_began(RULING.entry, [each.entry for each in facts])
    assert (found and str(found)) == began
