"""A person accepts or declines what a cascade proposes; corrections follow."""

from __future__ import annotations

from uuid import UUID

import pytest

from remedytrack.core.dates import When
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    RemedyState,
    Restoration,
)
from remedytrack.services import acting, proposing
from remedytrack.services.cases import case_view
from remedytrack.services.opening import NewCase
from remedytrack.services.refusals import DeadlineEnded, NotAProposal, NotFound
from remedytrack.services.remedies import ladder, saving
from tests.services.office import APPEAL, COMPLAINT, LAWYER, OUTSIDER, Office

COMMITTEE = "un.human_rights_committee"


def _view_deadlines(office: Office, ref: str) -> list[Deadline]:
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    return list(view.standing.deadlines)


def _proposal(office: Office, ref: str) -> Deadline:
    (only,) = (d for d in _view_deadlines(office, ref) if d.proposes == COMMITTEE)
    return only


def _lost_appeal(office: Office) -> tuple[str, UUID]:
    """Return an appeal that was dismissed, and the entry that says so."""
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-03", penalty="fine")
    office.record(ref, "ruling_delivered", "2025-11-05")
    office.record(ref, "appeal_filed", "2025-11-10")
    decided = office.record(ref, "appeal_decided", "2025-11-27", outcome="upheld")
    return ref, decided.entry_id


def _accept(office: Office, proposal: Deadline, title: str = "To Geneva") -> str:
    return proposing.accept(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=proposal.id,
        case=NewCase("", title),
    ).ref


def test_the_last_domestic_decision_opens_the_committee(office: Office) -> None:
    ref, _ = _lost_appeal(office)
    proposal = _proposal(office, ref)
    assert str(proposal.safe_on) == "2030-11-27"
    opened = _accept(office, proposal)
    (window,) = (d for d in _view_deadlines(office, opened) if d.safe_on)
    assert str(window.safe_on) == "2030-11-27"
    assert _proposal(office, ref).state is DeadlineState.SATISFIED


def test_a_correction_of_the_decision_reaches_the_case_it_opened(
    office: Office,
) -> None:
    ref, decided = _lost_appeal(office)
    opened = _accept(office, _proposal(office, ref))
    office.correct(ref, decided, "2025-11-28", outcome="upheld")
    (window,) = (d for d in _view_deadlines(office, opened) if d.safe_on)
    assert str(window.safe_on) == "2030-11-28"


def test_a_proposal_is_accepted_once(office: Office) -> None:
    ref, _ = _lost_appeal(office)
    proposal = _proposal(office, ref)
    _accept(office, proposal)
    with pytest.raises(DeadlineEnded):
        _accept(office, proposal)


def test_a_case_opened_already_is_named_instead(office: Office) -> None:
    ref, _ = _lost_appeal(office)
    opened = office.open(COMMITTEE)
    proposing.accept_as(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=_proposal(office, ref).id,
        ref=opened,
    )
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    assert opened in {each.ref for each in view.linked}
    assert _proposal(office, ref).state is DeadlineState.SATISFIED


def test_another_procedure_is_not_what_was_proposed(office: Office) -> None:
    ref, _ = _lost_appeal(office)
    other = office.open(COMPLAINT)
    with pytest.raises(NotAProposal):
        proposing.accept_as(
            office.registry,
            actor=LAWYER,
            now=office.now,
            deadline_id=_proposal(office, ref).id,
            ref=other,
        )


def test_declining_needs_a_reason_and_ends_it(office: Office) -> None:
    ref, _ = _lost_appeal(office)
    acting.waive(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=_proposal(office, ref).id,
        reason="the person does not want it",
    )
    assert _proposal(office, ref).state is DeadlineState.WAIVED


def test_a_term_of_the_law_is_no_proposal(office: Office) -> None:
    ref, _ = _lost_appeal(office)
    plain = next(d for d in _view_deadlines(office, ref) if d.state.is_pending)
    if plain.proposes:
        plain = next(d for d in _view_deadlines(office, ref) if not d.proposes)
    with pytest.raises((NotAProposal, DeadlineEnded)):
        _accept(office, plain)


def test_nobody_outside_the_circle_decides(office: Office) -> None:
    ref, _ = _lost_appeal(office)
    with pytest.raises(NotFound):
        proposing.accept(
            office.registry,
            actor=OUTSIDER,
            now=office.now,
            deadline_id=_proposal(office, ref).id,
            case=NewCase("", "x"),
        )


def test_the_ladder_shows_what_was_used_what_is_open_and_what_is_not(
    office: Office,
) -> None:
    ref, _ = _lost_appeal(office)
    rungs = ladder(
        office.registry, viewer=LAWYER, now=office.now, matter_ref=office.matter.ref
    )
    states = {rung.remedy.id: rung for rung in rungs.rungs}
    assert states["rm.offence_appeal"].state is RemedyState.REFUSED
    committee = states["rm.human_rights_committee"]
    assert (committee.state, str(committee.until_on)) == (
        RemedyState.OPEN,
        "2030-11-27",
    )
    assert committee.proposed_in == ref
    assert states["rm.registration_claim"].state is RemedyState.NOT_AVAILABLE


def test_another_persons_appeal_is_not_a_remedy_that_one_has_used(
    office: Office,
) -> None:
    office.at("2025-12-01T10:00")
    ref = office.open(APPEAL)
    with office.registry.store.writing() as unit:
        unit.people.put_person("gs", "G.S.")
        unit.people.put_person("zs", "Z.S.")
    for person in ("gs", "zs"):
        office.record(ref, "ruling_made", "2025-11-25", penalty="fine", person=person)
    office.record(ref, "appeal_filed", "2025-11-28", person="gs")

    def appeal_of(person: str | None) -> RemedyState:
        found = ladder(
            office.registry,
            viewer=LAWYER,
            now=office.now,
            matter_ref=office.matter.ref,
            person=person,
        )
        assert found.persons == {"gs": "G.S.", "zs": "Z.S."}
        rungs = {each.remedy.id: each for each in found.rungs}
        return rungs["rm.offence_appeal"].state

    assert appeal_of("gs") is RemedyState.USED
    assert appeal_of("zs") is RemedyState.OPEN
    assert appeal_of(None) is RemedyState.USED
    with pytest.raises(NotFound):
        appeal_of("somebody else")


def test_the_ladder_of_a_dossier_that_is_not_there(office: Office) -> None:
    with pytest.raises(NotFound):
        ladder(office.registry, viewer=LAWYER, now=office.now, matter_ref="RT-NONE")


def test_what_can_still_be_saved_has_its_last_day_ahead(office: Office) -> None:
    office.at("2025-12-01T10:00")
    open_yet = office.open(APPEAL)
    office.record(open_yet, "ruling_made", "2025-11-28", penalty="fine")
    missed = office.open(APPEAL)
    office.record(missed, "ruling_made", "2025-10-01", penalty="fine")
    office.record(missed, "ruling_delivered", "2025-10-02")
    crime = office.open(COMPLAINT)
    office.record(crime, "offence_committed", "2025-11-20")
    found = saving(office.registry, viewer=LAWYER, now=office.now)
    ours = {row.ref for row in found.ours}
    assert open_yet in ours
    assert missed not in ours
    assert {row.ref for row in found.limitation} == {crime}
    assert all(
        row.deadline.restoration is Restoration.POSSIBLE for row in found.restorable
    )


def test_what_was_proposed_reminds_like_any_deadline(office: Office) -> None:
    ref, _ = _lost_appeal(office)
    assert _proposal(office, ref).remind_on == _proposal(office, ref).safe_on
    assert When.parse("2025-11-27") == _proposal(office, ref).trigger_when
