"""The calendars as data, checked against other people's knowledge of the same days.

The files are read with plain YAML and counted with plain sets, on purpose: a mistake
of our loader or of our tables cannot hide a mistake of the data.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from remedytrack.cli.crosschecking import (
    EXPLAINED,
    days_between,
    differences,
    outdated,
    reference_for,
)
from remedytrack.resources import folder

CALENDARS = folder("workflows") / "calendars"
Row = dict[str, Any]


def read(name: str) -> Row:
    text = (CALENDARS / f"{name}.yaml").read_text(encoding="utf-8")
    content: Row = yaml.safe_load(text)
    return content


KZ = read("kz")
DAYS: list[Row] = KZ["days"]


def known_on(as_of: date | None) -> dict[date, Row]:
    """Return the fact that stands for each day, as of a day or (``None``) by now."""

    def stands(row: Row) -> bool:
        withdrawn: date | None = row.get("withdrawn_on")
        if as_of is None:
            return withdrawn is None
        return row["known_from"] <= as_of and (withdrawn is None or withdrawn > as_of)

    return {row["day"]: row for row in DAYS if stands(row)}


def works(day: date, *, as_of: date | None = None) -> bool:
    row = known_on(as_of).get(day)
    return day.weekday() < 5 if row is None else row["kind"] == "moved_work"


def rolled(day: date) -> date:
    """Return ``day`` or the next working day."""
    while not works(day):
        day += timedelta(days=1)
    return day


def nth_working_day(start: date, n: int, *, as_of: date | None = None) -> date:
    """Return the ``n``-th working day after ``start`` (before it for ``n < 0``)."""
    day, step, left = start, timedelta(days=1 if n > 0 else -1), abs(n)
    while left:
        day += step
        left -= works(day, as_of=as_of)
    return day


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    return [first + timedelta(days=n) for n in range(length)]


def test_every_difference_from_the_holidays_package_is_explained() -> None:
    current, explained = known_on(None), EXPLAINED["kz"]

    def works_now(day: date) -> bool:
        row = current.get(day)
        return day.weekday() < 5 if row is None else row["kind"] == "moved_work"

    days = days_between(KZ["horizon"]["from"], KZ["horizon"]["to"])
    reference = reference_for("kz", days[0], days[-1])
    found = list(differences(works_now, reference, days, explained))
    assert [each for each in found if not each.reason] == []
    assert outdated(found, explained) == []


def test_moved_working_days_are_the_23_of_the_decrees() -> None:
    reference = reference_for("kz", KZ["horizon"]["from"], KZ["horizon"]["to"])
    moved = [row["day"] for row in DAYS if row["kind"] == "moved_work"]
    assert len(moved) == 23
    assert moved == sorted(reference.weekend_workdays)


# Days off beyond weekends and, with a plus, weekend days worked: the hand-checked table
# of kazakhstan.md 2.4.
TABLE = {
    2023: """01-02 01-03 03-08 03-21 03-22 03-23 05-01 05-08 05-09 06-28 +07-01 07-06
             07-07 08-30 10-25 12-18""",
    2024: """01-01 01-02 03-08 03-21 03-22 03-25 05-01 +05-04 05-07 05-08 05-09 07-08
             08-30 10-25 12-16""",
    2025: """01-01 01-02 01-03 +01-05 01-07 03-10 03-21 03-24 03-25 05-01 05-07 05-09
             06-06 07-07 09-01 10-27 12-16""",
    2026: """01-01 01-02 01-07 03-09 03-23 03-24 03-25 05-01 05-07 05-11 05-27 07-06
             10-26 12-16""",
}


@pytest.mark.parametrize("year", TABLE)
def test_a_year_is_as_counted_by_hand(year: int) -> None:
    unusual = [day for day in days_of(year) if works(day) != (day.weekday() < 5)]
    signs = [f"{'+' if works(day) else ''}{day:%m-%d}" for day in unusual]
    assert signs == TABLE[year].split()


@pytest.mark.parametrize(
    ("last", "moves_to"),
    [
        ("2025-03-22", "2025-03-26"),  # Nauryz on a weekend, two days in lieu
        ("2024-05-07", "2024-05-10"),  # 8 May moved here from Saturday 4 May
        ("2024-05-04", "2024-05-04"),  # that Saturday works
        ("2024-07-06", "2024-07-09"),
        ("2025-03-08", "2025-03-11"),
        ("2025-10-25", "2025-10-28"),
        ("2025-06-06", "2025-06-09"),  # Kurban Ait on a Friday
        ("2024-06-16", "2024-06-17"),  # Kurban Ait on a Sunday: nothing in lieu
        ("2024-01-07", "2024-01-08"),  # Christmas on a Sunday: nothing in lieu
        ("2023-07-06", "2023-07-10"),
        ("2025-01-01", "2025-01-05"),  # a Sunday that works
        ("2020-05-11", "2020-05-11"),  # in lieu of 9 May, itself moved to 8 May
        ("2022-01-01", "2022-01-05"),
        ("2022-05-07", "2022-05-11"),
        ("2023-09-30", "2023-10-02"),
        ("2026-03-21", "2026-03-26"),
        ("2027-03-15", "2027-03-16"),
    ],
)
def test_a_last_day_off_rolls_to_the_next_working_day(last: str, moves_to: str) -> None:
    assert rolled(date.fromisoformat(last)) == date.fromisoformat(moves_to)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2024-04-08", 10, "2024-04-22"),
        ("2024-04-16", 20, "2024-05-17"),
        ("2024-07-15", 20, "2024-08-12"),
        ("2025-02-28", 15, "2025-03-27"),
        ("2018-04-20", 20, "2018-05-23"),
        ("2022-08-15", 20, "2022-09-13"),
        ("2022-10-10", 20, "2022-11-08"),
        ("2020-12-07", 20, "2021-01-11"),
        ("2025-01-04", 1, "2025-01-05"),
        ("2025-03-08", -5, "2025-03-03"),
        ("2025-03-08", -11, "2025-02-21"),
        ("2025-01-08", -5, "2024-12-27"),
        ("2026-03-27", -5, "2026-03-17"),
    ],
)
def test_working_days_are_counted_as_by_hand(start: str, n: int, expected: str) -> None:
    assert nth_working_day(date.fromisoformat(start), n) == date.fromisoformat(expected)


def test_a_late_decree_makes_a_term_end_earlier() -> None:
    """Until 17 April 2024 Saturday 4 May was free, and 8 May a working day."""
    start, eve = date(2024, 4, 29), date(2024, 4, 16)
    assert nth_working_day(start, 5, as_of=eve) == date(2024, 5, 8)
    assert nth_working_day(start, 5, as_of=date(2024, 4, 17)) == date(2024, 5, 6)


@pytest.mark.parametrize(
    ("day", "learned_on", "worked_before", "works_since"),
    [
        ("2020-05-11", "2019-12-31", False, True),  # in lieu, until moved
        ("2022-12-19", "2022-09-29", False, True),  # in lieu of 17 December
        ("2022-10-25", "2022-09-29", True, False),  # Republic Day is back
        ("2024-06-17", "2024-06-07", False, True),  # Kurban Ait came a day earlier
        ("2026-08-31", "2026-03-18", False, True),  # in lieu of 30 August
        ("2027-03-15", "2026-03-18", True, False),  # the new Constitution Day
    ],
)
def test_the_calendar_remembers_what_was_believed(
    day: str, learned_on: str, *, worked_before: bool, works_since: bool
) -> None:
    then, learned = date.fromisoformat(day), date.fromisoformat(learned_on)
    assert works(then, as_of=learned - timedelta(days=1)) is worked_before
    assert works(then, as_of=learned) is works_since
    assert works(then) is works_since


def test_kurban_ait_is_an_estimate_until_it_is_fixed() -> None:
    def certainty(day: date, as_of: date | None) -> str:
        return str(known_on(as_of)[day]["certainty"])

    assert certainty(date(2026, 5, 27), date(2025, 12, 1)) == "estimated"
    assert certainty(date(2026, 5, 27), None) == "decreed"
    assert certainty(date(2027, 5, 16), None) == "estimated"


def test_rows_are_sorted_and_written_once() -> None:
    keys = [(row["day"], row["known_from"]) for row in DAYS]
    assert all(first < second for first, second in pairwise(keys))


def test_no_two_facts_of_a_day_stand_at_once() -> None:
    for first, second in pairwise(DAYS):
        if first["day"] == second["day"]:
            assert first["withdrawn_on"] <= second["known_from"]


def test_every_day_lies_in_the_horizon_and_names_its_act() -> None:
    horizon = KZ["horizon"]
    for row in DAYS:
        assert horizon["from"] <= row["day"] <= horizon["to"], row
        assert row["act"] in KZ["acts"], row
        assert row["name"] in KZ["names"], row
        assert row.get("withdrawn_on", date.max) > row["known_from"], row


def test_every_act_and_name_is_used() -> None:
    assert {row["act"] for row in DAYS} == set(KZ["acts"])
    assert {row["name"] for row in DAYS} == set(KZ["names"])


@pytest.mark.parametrize("kind", ["in_lieu", "moved_off", "moved_work"])
def test_a_day_that_stands_for_another_says_which(kind: str) -> None:
    assert all(("of" in row) == (row["kind"] in OF) for row in DAYS)
    assert all(OF[kind](row) for row in DAYS if row["kind"] == kind)


def follows_a_holiday_on_a_weekend(row: Row) -> bool:
    holiday = row["of"]
    same = [r for r in DAYS if r["day"] == holiday and r["name"] == row["name"]]
    return holiday.weekday() >= 5 and holiday < row["day"] and len(same) == 1


def is_rest_from_a_day_worked(row: Row) -> bool:
    return row["day"].weekday() < 5 and works(row["of"])


def is_work_for_a_day_of_rest(row: Row) -> bool:
    return row["day"].weekday() >= 5 and not works(row["of"])


OF: Mapping[str, Callable[[Row], bool]] = {
    "in_lieu": follows_a_holiday_on_a_weekend,
    "moved_off": is_rest_from_a_day_worked,
    "moved_work": is_work_for_a_day_of_rest,
}


def test_every_name_is_given_in_three_languages() -> None:
    for name in (*KZ["names"].values(), KZ["title"], read("geneva")["title"]):
        assert set(name) == {"en", "ru", "kk"}
        assert all(name.values())


def test_a_sourced_act_says_where_and_when_it_was_looked_up() -> None:
    for key, act in KZ["acts"].items():
        assert act["sources"], key
        assert act["checked_on"] >= date(2026, 11, 22), key
        assert act["status"] == "sourced" or act["note"], key


def test_nothing_is_decreed_about_the_last_year() -> None:
    moved = ("moved_off", "moved_work")
    since = KZ["undecreed_from"]
    assert not [r for r in DAYS if r["day"] >= since and r["kind"] in moved]


def test_geneva_gives_a_zone_and_no_days() -> None:
    geneva = read("geneva")
    assert ZoneInfo(geneva["zone"]).key == "Europe/Zurich"
    assert geneva["days"] == []
    assert "calendar days" in geneva["note"]
