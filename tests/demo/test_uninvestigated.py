"""Scenario 7: what was never investigated, and how old that is."""

from datetime import date

import pytest

from remedytrack.core.workflow.definition import Grade
from remedytrack.services.findings import Finding, uninvestigated
from tests.demo.conftest import Demo

CUT_OFF = date(2025, 11, 24)


def found(demo: Demo, today: date, *, with_recent: bool = False) -> list[Finding]:
    return uninvestigated(
        demo.registry, viewer=demo.viewer("S"), today=today, with_recent=with_recent
    )


@pytest.mark.parametrize(
    ("today", "ages"),
    [
        (CUT_OFF, [1593, 849, 411, 284, 283]),
        (date(2025, 9, 25), [1533, 789, 351, 224, 223]),
    ],
)
def test_scenario_7_complaints_then_incidents_the_oldest_first(
    demo: Demo, today: date, ages: list[int]
) -> None:
    listed = found(demo, today)
    kinds = ["complaint"] * 3 + ["incident"] * 2
    assert [each.kind for each in listed] == kinds
    assert [each.age_days for each in listed] == ages
    bounds = [each.age_is_lower_bound for each in listed]
    assert bounds == [True, False, False, False, False]


def test_scenario_7_grades_and_what_they_rest_on(demo: Demo) -> None:
    shymkent, car, gathering, *incidents = found(demo, CUT_OFF)
    grades = [each.grade for each in (shymkent, car, gathering)]
    assert grades == [Grade.N3, Grade.N1, Grade.N3]
    assert shymkent.unseen
    assert gathering.unseen
    assert all(each.authority_knew for each in incidents)
    for each in (shymkent, gathering):
        assert any(
            reason.source_place and reason.source_document and reason.note
            for reason in each.reasons
        )
    assert gathering.authority == "Almalinsky District Police Department, Almaty"


def test_scenario_7_what_is_too_recent_is_named_apart(demo: Demo) -> None:
    ids = {each.ref for each in found(demo, CUT_OFF)}
    recent = [e for e in found(demo, CUT_OFF, with_recent=True) if e.ref not in ids]
    assert sorted(each.age_days or 0 for each in recent) == [2, 3]
    assert {each.grade for each in recent} == {Grade.N0}


def test_what_nobody_had_to_investigate_is_in_no_list(demo: Demo) -> None:
    titles = {e.title for e in found(demo, CUT_OFF, with_recent=True)}
    assert not any("cancelled" in title or "Bill" in title for title in titles)
    with demo.registry.store.reading() as unit:
        kept = [each for each in unit.incidents.all() if not each.to_investigate]
    assert len(kept) == 8


def test_the_working_group_has_been_dormant_since_july_2023(demo: Demo) -> None:
    with demo.registry.store.reading() as unit:
        [(_, flag)] = unit.projections.flags([demo.case("M1").id])
    assert flag.id == "dormant"
    assert flag.age_since is not None
    assert str(flag.age_since) == "2023-07"
    assert flag.age_days(date(2025, 9, 25)) == 787
    assert flag.age_is_lower_bound
    assert demo.case("M1").owner is None
