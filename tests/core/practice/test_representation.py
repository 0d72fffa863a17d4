"""Who may act for whom, by which paper, and what was filed without one."""

from datetime import date

import pytest

from remedytrack.core.practice.representation import (
    expiring,
    filed_without,
    filings,
    papers_of,
    unrepresented,
    who_may_act,
)
from remedytrack.core.practice.roles import concerned, roles_of
from remedytrack.core.workflow.journal import Fact, FieldValue
from remedytrack.core.workflow.replay import replay
from tests.core.laws import lawbook
from tests.core.practice.practised import START, fact

APPEAL = lawbook().workflows["kz.administrative_appeal"]


def notice(on: str, person: str = "zs", **fields: FieldValue) -> Fact:
    told: dict[str, FieldValue] = {"paper": "notice", "scope": "this_case", **fields}
    return fact("representation_given", on, person, **told)


@pytest.mark.parametrize(
    ("day", "stands"),
    [("2025-11-24", 0), ("2025-11-25", 1), ("2025-12-31", 1), ("2026-01-01", 0)],
)
def test_a_paper_stands_from_its_day_through_its_last(day: str, stands: int) -> None:
    papers = papers_of([notice("2025-11-25", until=date(2025, 12, 31))])
    assert len(who_may_act(papers, "zs", date.fromisoformat(day))) == stands
    assert not who_may_act(papers, "gs", date.fromisoformat(day))


def test_an_end_ends_the_papers_of_its_kind_or_all() -> None:
    attorney = notice("2025-11-25", paper="power_of_attorney", scope="all_cases")
    facts = [notice("2025-11-25"), attorney]
    ended = fact("representation_ended", "2025-12-05", "zs", paper="notice")
    day = date(2025, 12, 5)
    (left,) = who_may_act(papers_of([*facts, ended]), "zs", day)
    assert left.kind == "power_of_attorney"
    over = fact("representation_ended", "2025-12-05", "zs", paper="everything")
    assert who_may_act(papers_of([*facts, over]), "zs", day) == ()


def test_from_another_case_comes_only_a_paper_for_every_case() -> None:
    beside = [notice("2025-11-25"), notice("2025-11-26", scope="all_cases")]
    (paper,) = papers_of([], beside)
    assert paper.since == date(2025, 11, 26)


def test_nobody_represents_counsel_and_a_case_that_names_nobody_needs_any_paper() -> (
    None
):
    facts = [
        fact("role_given", "2025-11-22", "zs", role="defender"),
        fact("role_given", "2025-11-22", "zs", role="victim"),
        fact("role_given", "2025-11-22", "l", role="counsel"),
        fact("detained", "2025-11-22", "gs"),
    ]
    assert roles_of(facts) == {
        "zs": ("defender", "victim"),
        "l": ("counsel",),
        "gs": (),
    }
    assert concerned(facts) == ("zs", "gs")
    papers, day = papers_of([notice("2025-11-25")]), date(2025, 12, 1)
    assert unrepresented(papers, concerned(facts), None, day) == ("gs",)
    assert unrepresented(papers, [], None, day) == ()
    assert unrepresented((), [], None, day) == (None,)


def test_a_filing_without_representation_is_found() -> None:
    assert "appeal_filed" in filings(APPEAL)
    assert "ruling_made" not in filings(APPEAL)
    before = fact("appeal_filed", "2025-11-24", "zs")
    after = fact("appeal_filed", "2025-11-26", "zs")
    facts = [notice("2025-11-25"), before, after]
    (found,) = filed_without(APPEAL, facts, papers_of(facts))
    assert (found.entry, found.person) == (before.entry, "zs")


def test_a_paper_that_ends_before_the_next_deadline_is_shown() -> None:
    ruling = fact("ruling_made", "2025-11-22", "zs", penalty="fine")
    standing = replay(APPEAL, [ruling.entry], lawbook(), START)
    today = date(2025, 12, 1)

    def ending(until: date) -> list[date]:
        papers = papers_of([notice("2025-11-25", until=until)])
        return [each.on for each in expiring(papers, standing.deadlines, today)]

    assert ending(date(2025, 12, 1)) == [date(2025, 12, 2)]
    assert ending(date(2025, 12, 2)) == []
