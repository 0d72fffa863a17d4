"""The docket, the reasons and the reports, as programs read them."""

import csv
import json
from io import StringIO

import pytest

from remedytrack.cli.listing import opening_day
from remedytrack.core.dates import When
from tests.cli.conftest import Run

DOCKET_KEYS = [
    "ref",
    "limit",
    "act",
    "bound",
    "consequence",
    "safe_on",
    "closes_at",
    "state",
    "provisional",
    "status",
    "owner",
]


def test_the_docket_on_a_day(run: Run, ruling: str) -> None:
    rows = json.loads(run("docket", "--today", "2025-12-01", "--json").stdout)

    (appeal,) = [row for row in rows if row["limit"] == "kz.koap.appeal"]
    assert list(appeal) == DOCKET_KEYS
    assert appeal | {"act": ""} == {
        "ref": ruling,
        "limit": "kz.koap.appeal",
        "act": "",
        "bound": "us",
        "consequence": "restorable",
        "safe_on": "2025-12-02",
        "closes_at": "2025-12-02T19:00:00Z",
        "state": "open",
        "provisional": True,
        "status": "disputed",
        "owner": "L.",
    }


def test_the_docket_for_people_and_for_a_spreadsheet(run: Run, ruling: str) -> None:
    table = run("docket", "--today", "2025-12-01", "--language", "ru").stdout
    assert table.splitlines()[0].split() == DOCKET_KEYS
    assert ruling in table

    written = run("docket", "--today", "2025-12-01", "--csv").stdout
    header, *rows = csv.reader(StringIO(written))
    assert header == DOCKET_KEYS
    assert ruling in [row[0] for row in rows]


@pytest.mark.usefixtures("ready")
def test_an_empty_docket_says_so(run: Run) -> None:
    assert run("docket").stdout == "Nothing is pending.\n"
    assert json.loads(run("docket", "--json").stdout) == []


@pytest.mark.usefixtures("ready")
def test_an_impossible_day_is_wrong_input(run: Run) -> None:
    said = run("docket", "--today", "2025-02-30", code=2).stderr

    assert "“2025-02-30” is not a day" in said


def test_why_shows_the_steps_of_every_deadline(run: Run, ruling: str) -> None:
    told = run("why", ruling, "--today", "2025-12-01").stdout

    assert "kz.koap.appeal: " in told
    assert "2025-12-02  Tue 2 Dec 2025  [strict]" in told
    assert "КоАП art. 739(3)" in told
    assert "(status: disputed)" in told


def test_why_of_one_limit_as_json(run: Run, ruling: str) -> None:
    asked = ["why", ruling, "kz.koap.appeal", "--today", "2025-12-01", "--json"]
    (told,) = json.loads(run(*asked).stdout)

    assert told["trigger"] == {"event": "ruling_made", "on": "2025-11-22"}
    assert told["safe_on"] == "2025-12-02"
    assert [each["due_on"] for each in told["readings"]][:2] == [
        "2025-12-02",
        "2025-12-02",
    ]


def test_why_of_what_is_not_there(run: Run, ruling: str) -> None:
    assert (
        "nothing here under “RT-2222-2222”" in run("why", "RT-2222-2222", code=2).stderr
    )
    said = run("why", ruling, "kz.koap.apeal", code=2).stderr
    assert "did you mean “kz.koap.appeal”?" in said


@pytest.mark.usefixtures("ready")
def test_reports_over_nothing_are_empty_lists(run: Run) -> None:
    for report in ("replies", "uninvestigated"):
        assert json.loads(run("report", report, "--json").stdout) == []
        assert run("report", report, "--csv").stdout.startswith("ref,")


@pytest.mark.usefixtures("ruling")
def test_rebuilding_changes_nothing(run: Run) -> None:
    run("tick")
    before = run("docket", "--json").stdout

    assert run("rebuild").stdout == "Rebuilt 2 cases from their journals.\n"

    assert run("docket", "--json").stdout == before


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ("2025-02-13", "2025-02-13"),
        ("2025-02-13T11:00~", "2025-02-13"),  # about that hour, on that day
        ("../2021-07-15", "../2021-07-15"),
        ("2025-02-27|2025-03-11", "2025-02-27|2025-03-11"),
    ],
)
def test_a_known_day_is_a_bare_date_and_an_uncertain_one_says_so(
    known: str, shown: str
) -> None:
    assert opening_day(When.parse(known)) == shown
