"""The law as data, against the law files: figures, dates, statuses."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from remedytrack.core.dates import When
from remedytrack.core.law import LawStatus
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.timelimits.compute import compute, zone_of
from remedytrack.core.timelimits.limit import TimeLimit, version_in_force
from remedytrack.core.timelimits.work import Trigger
from remedytrack.lawbook import Lawbook
from remedytrack.resources import folder

Row = Mapping[str, str]

_ORACLE_FILE = Path(__file__).parent / "oracle_11_5.csv"
ORACLE = [*csv.DictReader(_ORACLE_FILE.read_text(encoding="utf-8").splitlines())]


def named(row: Row) -> str:
    parts = (row["rule"], row["limit"], row["trigger"], row["reading"])
    return " ".join(part for part in parts if part)


#: Read off the confidence columns of the law files, not off our own data.
STATUS_TODAY: Mapping[str, str] = {
    "kz.koap.appeal": "disputed",
    "kz.koap.appeal_decided": "sourced",
    "kz.koap.appeal_decided_arrest": "sourced",
    "kz.koap.detention24": "sourced",
    "kz.koap.fine": "sourced",
    "kz.koap.limitation_assembly_cap": "disputed",
    "kz.cpc.prosecutor_reply": "sourced",
    "kz.cpc.regional_complaint": "sourced",
    "kz.appc.decide_complaint": "sourced",
    "kz.assembly.notify": "sourced",
    "un.sp.reply": "sourced",
    "un.sp.embargo": "sourced",
    "un.ccpr.followup": "disputed",
}

#: What the law files call recalled is a draft.
RECALLED_BEFORE_THE_REFORM = (
    "kz.appc.complaint",
    "kz.appc.decide_complaint",
    "kz.appc.request",
)


def every_limit(law: Lawbook) -> Iterator[TimeLimit]:
    for workflow in law.workflows.values():
        yield from workflow.time_limits


def in_force(law: Lawbook, limit_id: str, day: date) -> TimeLimit:
    limit = version_in_force(law.limit_versions(limit_id)[1], day)
    assert limit is not None, f"{limit_id} has no version on {day}"
    return limit


def counted(law: Lawbook, limit_id: str, trigger: str) -> Computation:
    """Count as ``remedytrack compute LIMIT --on TRIGGER`` does."""
    when = When.parse(trigger)
    assert when.day is not None
    limit, forum = in_force(law, limit_id, when.day), law.limit_versions(limit_id)[0]
    zone = zone_of(limit, law, forum.calendar)
    start = Trigger(when.day, zone, when.moment(zone))
    return compute(limit, law, start, calendar=forum.calendar)


@pytest.mark.parametrize("row", ORACLE, ids=named)
def test_every_date_of_the_oracle_comes_out(law: Lawbook, row: Row) -> None:
    computation = counted(law, row["limit"], row["trigger"])
    due = {each.reading: each for each in computation.readings}
    expected = {"strict": row["strict"], "rolled": row["rolled"] or row["strict"]}
    expected["only"] = expected["rolled"]
    wanted = {row["reading"]: row["strict"]} if row["reading"] else expected
    checked = [name for name in wanted if name in due]
    assert checked, f"none of {list(wanted)} among the readings {list(due)}"
    for name in checked:
        day = When.parse(wanted[name])
        assert due[name].due_on == day.day
        if day.clock is not None:
            zone = law.calendar("kz").zone
            assert due[name].closes_at == day.moment(zone)


@pytest.mark.parametrize("row", ORACLE, ids=named)
def test_the_figure_is_that_of_the_law_file(law: Lawbook, row: Row) -> None:
    day = When.parse(row["trigger"]).day
    assert day is not None
    term = in_force(law, row["limit"], day).term
    assert (str(term.n), term.unit.value) == (row["n"], row["unit"])


def test_three_ways_of_counting_the_appeal(law: Lawbook) -> None:
    readings = counted(law, "kz.koap.appeal", "2025-02-28").readings
    assert [(r.reading, r.due_on.isoformat()) for r in readings] == [
        ("strict", "2025-03-10"),
        ("rolled", "2025-03-11"),
        ("working", "2025-03-17"),
    ]


def test_an_appeal_against_arrest_is_late_only_after_the_longer_reading(
    law: Lawbook,
) -> None:
    readings = counted(law, "kz.koap.appeal_decided_arrest", "2025-03-03T10:00")
    local = {
        r.reading: r.closes_at.astimezone(law.calendar("kz").zone).isoformat()[:16]
        for r in readings.readings
    }
    assert local == {"hours": "2025-03-04T10:00", "sutki": "2025-03-05T00:00"}


@pytest.mark.parametrize("limit_id", STATUS_TODAY)
def test_the_status_is_that_of_the_law_file(law: Lawbook, limit_id: str) -> None:
    limit = in_force(law, limit_id, date(2026, 11, 22))
    assert limit.status.value == STATUS_TODAY[limit_id]


@pytest.mark.parametrize("limit_id", RECALLED_BEFORE_THE_REFORM)
def test_what_is_recalled_is_a_draft(law: Lawbook, limit_id: str) -> None:
    before, after = date(2025, 12, 16), date(2025, 12, 17)
    assert in_force(law, limit_id, before).status is LawStatus.DRAFT
    assert in_force(law, limit_id, after).status is LawStatus.SOURCED


def test_the_counting_of_the_united_nations_is_a_draft(law: Lawbook) -> None:
    assert counted(law, "un.sp.reply", "2025-09-25").status is LawStatus.DRAFT


def test_nothing_is_verified_and_everything_is_cited(law: Lawbook) -> None:
    for limit in every_limit(law):
        assert limit.status is not LawStatus.VERIFIED, limit.version
        assert limit.cite.checked_on == date(2026, 11, 22), limit.version
        assert limit.sources, limit.version
        assert all(s.startswith(("kazakhstan.md ", "un.md ")) for s in limit.sources)


def test_every_file_says_first_which_law_it_models() -> None:
    for part in ("kz", "un", "ngo"):
        for file in sorted((folder("workflows") / part).glob("*.yaml")):
            first, second = file.read_text(encoding="utf-8").splitlines()[:2]
            assert first.startswith("# "), file.name
            assert second.startswith("# "), file.name


def test_every_act_is_said_in_three_languages(law: Lawbook) -> None:
    for limit in every_limit(law):
        assert limit.act.kk, limit.version
