"""Scenarios 4, 11, 12 and 16, as far as no other file of the demo tells them.

Scenarios 1 to 3 are in ``test_un_letters.py``, 6, 14 and most of 4 in
``test_administrative_cases.py``, 7 in ``test_uninvestigated.py``, 8 in
``test_delays.py``.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from remedytrack.core.access import OPERATOR
from remedytrack.core.dates import When
from remedytrack.core.law import Validity
from remedytrack.core.timelimits.limit import Consequence, TimeLimit
from remedytrack.core.workflow.standing import DeadlineState
from remedytrack.demo.loader import BEGINS_AT
from remedytrack.lawbook import Lawbook
from remedytrack.services.cases import case_view
from remedytrack.services.docket import docket
from remedytrack.services.law_impact import Impact, impact
from remedytrack.services.law_in_use import publish_first
from remedytrack.services.opening import NewCase, open_proceeding
from remedytrack.services.penalties import penalties_of
from remedytrack.services.recording import Report, record_event
from remedytrack.services.registry import Registry
from tests.demo.conftest import Demo

APPEALS, APPEAL = "kz.administrative_appeal", "kz.koap.appeal"
COMMITTEE = "xc.ccpr_after_offence_appeal"
DELIVERED = When.on(date(2025, 11, 25))
AFTER_NEW_YEAR = datetime(2026, 1, 6, 4, tzinfo=UTC)


def deliver(demo: Demo) -> None:
    """Let the day of delivery of A5 come to light: Tuesday 25 November 2025."""
    [ruling] = [e for e in demo.journal("A5") if e.kind == "ruling_made"]
    record_event(
        demo.registry,
        actor=demo.viewer("L"),
        now=BEGINS_AT,
        ref=demo.loaded.refs["A5"],
        report=Report("ruling_delivered", DELIVERED, {}, person=ruling.person),
    )


def not_proven(demo: Demo) -> set[str]:
    """Return the cases on the lawyer's docket whose appeal rests on an assumption."""
    rows = docket(demo.registry, viewer=demo.viewer("L"), now=BEGINS_AT)
    return {row.ref for row in rows if row.unproven and row.deadline.limit == APPEAL}


def test_scenario_4_an_assumed_delivery_is_listed_until_the_day_is_entered(
    copy: Demo,
) -> None:
    assert not_proven(copy) == {copy.loaded.refs["A5-appeal"]}
    deliver(copy)
    assert not_proven(copy) == set()


def test_scenario_4_the_count_before_and_the_count_after_are_both_kept(
    copy: Demo,
) -> None:
    deliver(copy)
    appeal = copy.deadline("A5-appeal", APPEAL)
    with copy.registry.store.reading() as unit:
        before, after = unit.results.of_deadline(appeal.id)
    assert (before.safe_on, after.safe_on) == (date(2025, 12, 2), date(2025, 12, 5))
    assert after.supersedes == before.id
    assert "2025-11-22" in before.trace
    assert "2025-11-25" in after.trace


def test_scenario_11_about_half_was_served_when_the_appeal_was_decided(
    demo: Demo,
) -> None:
    """From the detention at about 15:00; the hour of the appeal ruling is unknown."""
    ref = demo.loaded.refs["A4"]
    lawyer = demo.viewer("L")
    case = case_view(demo.registry, viewer=lawyer, now=BEGINS_AT, ref=ref)
    [arrest] = penalties_of(demo.registry, case)
    [served] = arrest.served
    assert served.decided == When.on(date(2025, 3, 5))
    assert (round(served.least * 100), round(served.most * 100)) == (44, 54)
    assert served.ends == When.parse("2025-03-10T15:00~")


def test_scenario_11_the_appeal_window_ends_with_the_sentence_or_after_it(
    demo: Demo,
) -> None:
    [served] = [e for e in demo.journal("A4") if e.kind == "arrest_served"]
    appeal = demo.deadline("A4-appeal", APPEAL)
    assert appeal.computation is not None
    ends = sorted(reading.due_on for reading in appeal.computation.readings)
    assert ends == [date(2025, 3, 10), date(2025, 3, 11), date(2025, 3, 17)]
    assert served.occurred == When.on(ends[0])


@pytest.mark.parametrize(
    ("case", "safe_on", "arguable_on"),
    [
        ("A1", date(2029, 6, 6), date(2029, 6, 6)),
        ("A2", date(2030, 2, 27), date(2030, 3, 11)),
        ("A3", date(2030, 2, 27), date(2030, 3, 11)),
        ("A4", date(2030, 3, 5), date(2030, 3, 5)),
    ],
)
def test_scenario_12_five_years_to_write_to_the_committee(
    demo: Demo, case: str, safe_on: date, arguable_on: date
) -> None:
    """Counted from the appeal ruling; which day that was is open in A2 and A3."""
    window = demo.deadline(f"{case}-appeal", COMMITTEE)
    assert (window.safe_on, window.arguable_on) == (safe_on, arguable_on)
    assert window.consequence is Consequence.PRESUMPTION
    assert window.proposes == "un.human_rights_committee"
    assert window.state is DeadlineState.OPEN


def fifteen_days_from_2026(law: Lawbook) -> Lawbook:
    """Return the law as it would be if appeals had 15 days from 1 January 2026."""
    workflow = law.workflows[APPEALS]
    [ten] = workflow.limits[APPEAL]
    kept = [each for each in workflow.time_limits if each.id != APPEAL]
    longer = workflow.model_copy(update={"time_limits": (*kept, *_versions(ten))})
    # The copy keeps what the original had worked out about its limits.
    longer.__dict__.pop("limits", None)
    workflows = MappingProxyType({**law.workflows, APPEALS: longer})
    return replace(law, workflows=workflows)


def _versions(ten: TimeLimit) -> tuple[TimeLimit, TimeLimit]:
    until = Validity.model_validate(
        {"from": ten.valid.from_on, "to": date(2025, 12, 31)}
    )
    since = Validity.model_validate({"from": date(2026, 1, 1)})
    fifteen = ten.term.model_copy(update={"n": 15})
    return (
        ten.model_copy(update={"valid": until}),
        ten.model_copy(update={"valid": since, "term": fifteen}),
    )


def preview(demo: Demo, law: Lawbook) -> Impact:
    changed = Registry(demo.registry.store, law)
    return impact(changed, viewer=OPERATOR, now=AFTER_NEW_YEAR)


def what_if_case(demo: Demo) -> str:
    """Open an invented appeal against a ruling of Monday 5 January 2026."""
    with demo.registry.store.reading() as unit:
        matter = unit.matters.get(demo.case("A5").matter_id)
    opened = open_proceeding(
        demo.registry,
        actor=demo.viewer("L"),
        now=AFTER_NEW_YEAR,
        matter_ref=matter.ref,
        case=NewCase(APPEALS, "What if"),
    )
    fined = {"penalty": "fine"}
    for kind, fields in (("ruling_made", fined), ("ruling_delivered", {})):
        record_event(
            demo.registry,
            actor=demo.viewer("L"),
            now=AFTER_NEW_YEAR,
            ref=opened.ref,
            report=Report(kind, When.on(date(2026, 1, 5)), fields),
        )
    return opened.ref


def test_scenario_16_a_longer_term_moves_only_what_was_decided_under_it(
    copy: Demo,
) -> None:
    publish_first(copy.registry, BEGINS_AT)
    law = fifteen_days_from_2026(copy.registry.law)
    assert preview(copy, law).moves == ()

    ref = what_if_case(copy)

    [move] = preview(copy, law).moves
    assert move.proceeding.ref == ref
    assert move.was is not None
    assert move.now is not None
    assert (move.was.safe_on, move.now.safe_on) == (
        date(2026, 1, 15),
        date(2026, 1, 20),
    )
