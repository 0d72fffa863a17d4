"""The register of papers on the command line: it may leave the house."""

import json
from datetime import UTC, datetime

from remedytrack.cli.installation import opened
from remedytrack.core.access import OPERATOR
from remedytrack.core.dates import When
from remedytrack.services.recording import Report, record_event
from tests.cli.conftest import Run

NOW = datetime(2025, 12, 1, 5, tzinfo=UTC)


def test_papers_are_listed_and_name_only_who_agreed(run: Run, ruling: str) -> None:
    assert json.loads(run("report", "register", "--json").stdout) == []
    with opened() as installation:
        record_event(
            installation.registry,
            actor=OPERATOR,
            now=NOW,
            ref=ruling,
            report=Report(
                "sent",
                When.parse("2025-11-24"),
                {"paper": "Motion", "channel": "portal", "receipt": "ZT-1"},
                initials="T.B.",
            ),
        )
    (line,) = json.loads(run("report", "register", "--json").stdout)
    assert line | {"matter": ""} == {
        "date": "2025-11-24",
        "direction": "out",
        "event": "Paper sent",
        "paper": "Motion",
        "other_side": None,
        "channel": "through a portal",
        "number": "ZT-1",
        "proven": True,
        "person": None,
        "ref": ruling,
        "matter": "",
    }
    table = run("report", "register", "--csv", "--language", "ru").stdout
    assert "через портал" in table
    assert "T.B." not in table
