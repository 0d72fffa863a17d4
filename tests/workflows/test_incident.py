"""One day opens several procedures: 13 February 2025 (kazakhstan.md section 13, 7)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from remedytrack.core.workflow.standing import Deadline
from remedytrack.lawbook import Lawbook
from tests.workflows.test_stories import entry, stands

DAY = "2025-02-13"


def _proposals(law: Lawbook) -> list[Deadline]:
    found = stands(
        law,
        "ngo.incident",
        "2025-02-20",
        entry(1, "attacked", DAY),
        entry(2, "detained", DAY),
        entry(3, "offence_case_opened", DAY),
        entry(4, "offence_case_opened", DAY),
        entry(5, "harmed", DAY),
    )
    return [each for each in found.deadlines if each.proposes]


def test_the_events_of_one_day_open_what_the_law_has_for_each(law: Lawbook) -> None:
    opened = Counter(each.proposes for each in _proposals(law))
    assert opened == {
        "kz.police_complaint": 1,
        "kz.detention_complaint": 1,
        "kz.administrative_case": 2,
        "kz.civil_claim": 1,
        "un.special_procedures": 1,
    }


def test_each_proposal_has_the_last_day_of_what_it_opens(law: Lawbook) -> None:
    last_days = {each.limit: each.safe_on for each in _proposals(law)}
    # Two months of the attackers' limitation; three years for a claim (CI-01).
    assert last_days["xc.report_attack"] == date(2025, 4, 13)
    assert last_days["xc.civil_claim"] == date(2028, 2, 13)
    assert last_days["xc.urgent_appeal"] is None
