"""What people do to deadlines: take on, mark as done, extend, give up, enter."""

from datetime import date
from functools import partial
from uuid import uuid4

import pytest

from remedytrack.core.dates import When
from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.core.workflow.standing import (
    BY_HAND,
    Deadline,
    DeadlineState,
    Timeliness,
)
from remedytrack.services import acting
from remedytrack.services.cases import case_view
from remedytrack.services.docket import docket
from remedytrack.services.refusals import (
    DeadlineEnded,
    EventInTheFuture,
    NotFound,
    ReasonMissing,
    UnknownPerson,
)
from tests.services.office import APPEAL, COMPLAINT, LAWYER, Office


@pytest.fixture
def ref(office: Office) -> str:
    """An appeal with its worst case on Tuesday 2 December."""
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    return ref


def done(office: Office, ref: str, on: str, proof: str) -> Deadline:
    acting.satisfy(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        done=When.parse(on),
        proof=proof,
    )
    return office.deadline(ref)


def extended(office: Office, ref: str, until: str, *, granted: bool) -> Deadline:
    acting.extend(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        until=date.fromisoformat(until),
        granted=granted,
        reason="Asked by letter",
    )
    return office.deadline(ref)


def entered(
    office: Office,
    ref: str,
    when: str,
    *,
    sort: str = "term",
    bound: BoundParty = BoundParty.US,
) -> Deadline:
    acting.enter_date(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        when=When.parse(when),
        sort=sort,
        title="As in the letter",
        bound=bound,
    )
    return office.deadline(ref, BY_HAND)


def test_taking_on_is_put_on_record_and_ends_nothing(office: Office, ref: str) -> None:
    recorded = acting.acknowledge(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref).id,
    )
    taken_on = office.deadline(ref)
    assert recorded.shifts == ()
    assert (taken_on.acknowledged_by, taken_on.acknowledged_at) == (
        "lawyer",
        office.now,
    )
    assert taken_on.state is DeadlineState.OPEN


@pytest.mark.parametrize(("proof", "proven"), [("No. 17", True), ("  ", False)])
def test_done_is_done_and_says_whether_it_is_proven(
    office: Office, ref: str, proof: str, *, proven: bool
) -> None:
    deadline = done(office, ref, "2025-12-01", proof)
    assert deadline.state is DeadlineState.SATISFIED
    assert deadline.proven is proven
    assert deadline.timeliness is Timeliness.IN_TIME


def test_done_late_is_said(office: Office, ref: str) -> None:
    office.at("2025-12-20T10:00")
    office.record(ref, "ruling_delivered", "2025-11-22")
    deadline = done(office, ref, "2025-12-19", "No. 17")
    assert deadline.timeliness is Timeliness.LATE


def test_what_is_still_to_come_is_not_done(office: Office, ref: str) -> None:
    before = office.everything()
    with pytest.raises(EventInTheFuture):
        done(office, ref, "2025-12-02", "No. 17")
    assert office.everything() == before


def test_an_extension_asked_for_moves_nothing_and_marks_the_date(
    office: Office, ref: str
) -> None:
    office.record(ref, "ruling_delivered", "2025-11-22")
    assert not office.deadline(ref).provisional
    asked = extended(office, ref, "2025-12-12", granted=False)
    assert str(asked.safe_on) == "2025-12-02"
    assert asked.provisional


def test_an_extension_granted_is_the_new_date(office: Office, ref: str) -> None:
    granted = extended(office, ref, "2025-12-12", granted=True)
    dates = {granted.safe_on, granted.arguable_on, granted.remind_on}
    assert dates == {date(2025, 12, 12)}


def test_a_right_given_up_ends_with_its_reason(office: Office, ref: str) -> None:
    give_up = partial(
        acting.waive, office.registry, actor=LAWYER, deadline_id=office.deadline(ref).id
    )
    with pytest.raises(ReasonMissing):
        give_up(now=office.now, reason=" ")
    given_up = give_up(now=office.now, reason="The client wants no appeal")
    assert office.deadline(ref).state is DeadlineState.WAIVED
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    line = next(x for x in view.journal if x.entry.id == given_up.entry_id)
    assert line.content.note == "The client wants no appeal"


def test_what_has_ended_cannot_be_acted_upon(office: Office, ref: str) -> None:
    ended = done(office, ref, "2025-12-01", "No. 17").id
    before = office.everything()
    with pytest.raises(DeadlineEnded):
        acting.acknowledge(
            office.registry, actor=LAWYER, now=office.now, deadline_id=ended
        )
    with pytest.raises(DeadlineEnded):
        done(office, ref, "2025-12-01", "No. 18")
    with pytest.raises(DeadlineEnded):
        extended(office, ref, "2025-12-12", granted=True)
    assert office.everything() == before


def test_a_deadline_that_is_not_there_is_not_found(office: Office) -> None:
    before = office.everything()
    with pytest.raises(NotFound):
        acting.acknowledge(
            office.registry, actor=LAWYER, now=office.now, deadline_id=uuid4()
        )
    assert office.everything() == before


def test_a_hearing_is_entered_by_hand_to_the_minute(office: Office, ref: str) -> None:
    hearing = entered(office, ref, "2025-12-10T15:00", sort="hearing")
    assert str(hearing.safe_on) == "2025-12-10"
    assert str(hearing.closes_at) == "2025-12-10 10:00:00+00:00"
    assert not hearing.is_hard
    rows = docket(office.registry, viewer=LAWYER, now=office.now)
    assert [row.act for row in rows if row.deadline.limit == BY_HAND] == [
        "As in the letter"
    ]


def test_a_term_that_a_letter_sets_binds_us_hard(office: Office, ref: str) -> None:
    term = entered(office, ref, "2025-12-08")
    assert term.is_hard
    assert term.bound is BoundParty.US
    assert str(term.closes_at) == "2025-12-08 19:00:00+00:00"


def test_a_date_by_hand_can_bind_another_party(office: Office, ref: str) -> None:
    theirs = entered(office, ref, "2025-12-08", bound=BoundParty.COURT)
    assert not theirs.is_hard
    assert theirs.bound is BoundParty.COURT


def test_a_date_by_hand_is_corrected_by_marking_it_done(
    office: Office, ref: str
) -> None:
    term = entered(office, ref, "2025-12-08")
    done_by_hand = acting.satisfy(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=term.id,
        done=When.parse("2025-12-01"),
        proof="Sent by post, No. 3",
    )
    assert done_by_hand.shifts[0].after is not None
    assert office.deadline(ref, BY_HAND).state is DeadlineState.SATISFIED


def test_a_finding_is_reviewed_with_a_reason(office: Office) -> None:
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", "2024-10-09")
    review = partial(
        acting.review_flag,
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        flag="no_investigation",
        verdict="contested",
    )
    with pytest.raises(ReasonMissing):
        review(reason="")
    review(reason="They rang in November")
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    assert [(f.id, f.verdict) for f in view.standing.flags] == [
        ("no_investigation", "contested")
    ]


def test_owner_and_deputy_are_assigned_and_replaced(office: Office, ref: str) -> None:
    put = partial(acting.assign, office.registry, actor=LAWYER, now=office.now, ref=ref)
    put(owner="lawyer", deputy="deputy")
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    assert (view.owner_name, view.deputy_name) == ("Lawyer", "Deputy")
    put(owner="deputy", deputy=None)
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    assert (view.owner_name, view.deputy_name) == ("Deputy", None)


def test_nobody_outside_the_circle_answers_for_a_case(office: Office, ref: str) -> None:
    before = office.everything()
    for who in ({"owner": "outsider", "deputy": None}, {"owner": None, "deputy": "x"}):
        with pytest.raises(UnknownPerson):
            acting.assign(office.registry, actor=LAWYER, now=office.now, ref=ref, **who)
    assert office.everything() == before
