"""Facts as people report them, and what is refused with nothing changed."""

import pytest

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Basis
from remedytrack.core.workflow.standing import DeadlineState
from remedytrack.services import acting, opening
from remedytrack.services.cases import case_view
from remedytrack.services.recording import Report
from remedytrack.services.refusals import (
    BadField,
    DerivedEvent,
    EventBeforeProceeding,
    EventInTheFuture,
    MissingField,
    MissingPerson,
    NoAccount,
    NotFound,
    Refused,
    UnknownEvent,
    UnknownWorkflow,
)
from remedytrack.services.registry import Registry
from tests.services.office import (
    APPEAL,
    CASE,
    COMPLAINT,
    LAWYER,
    LETTER,
    OUTSIDER,
    REGISTRATION,
    Office,
)


def test_a_ruling_gives_the_worst_case_at_once(office: Office) -> None:
    ref = office.open(APPEAL)
    recorded = office.record(
        ref,
        "ruling_made",
        "2025-11-22",
        penalty="fine",
        amount="15 000",
        article="art. 488",
        note="Told on the phone",
    )
    (shift,) = recorded.shifts
    assert shift.before is None
    assert (str(shift.now_on), shift.was_on) == ("2025-12-02", None)
    stored = office.deadline(ref)
    assert stored.provisional
    assert shift.after is not None
    assert (shift.after.id, shift.after.safe_on) == (stored.id, stored.safe_on)


def test_fields_go_to_the_plane_they_belong_to(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(
        ref,
        "ruling_made",
        "2025-11-22",
        penalty="fine",
        amount="15 000",
        article="art. 488",
        note="Told on the phone",
    )
    (line,) = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref).journal
    assert dict(line.entry.fields) == {"penalty": "fine", "amount": 15_000}
    assert dict(line.content.texts) == {"article": "art. 488"}
    assert line.content.note == "Told on the phone"
    assert line.entry.basis is Basis.REPORTED
    assert line.recorded_by == "Lawyer"


def test_every_type_of_field_is_read(office: Office) -> None:
    appeal = office.open(APPEAL)
    office.record(appeal, "appeal_filed", "2025-11-24")
    office.record(appeal, "appeal_returned", "2025-11-28", complete_by="2025-12-08")
    organisation = office.open(REGISTRATION)
    office.record(
        organisation, "attempts_reported", "2025-09-25", count="15", at_least="yes"
    )
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=appeal)
    assert str(view.journal[-1].entry.fields["complete_by"]) == "2025-12-08"
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=organisation)
    assert dict(view.journal[0].entry.fields) == {"count": 15, "at_least": True}


@pytest.mark.parametrize(
    ("reported", "refusal", "says"),
    [
        ("ruling_mode 2025-11-22", UnknownEvent, "ruling_made"),
        ("ruling_made 2025-12-02 penalty=fine", EventInTheFuture, "2025-12-02"),
        ("ruling_made 2025-11-22 penalty=exile", BadField, "exile"),
        ("ruling_made 2025-11-22 amount=much", BadField, "whole number"),
        ("ruling_made 2025-11-22 colour=red", BadField, "no such field"),
        ("appeal_decided 2025-11-30", MissingField, "missing"),
        ("appeal_decided 2025-11-30 outcome=", MissingField, "missing"),
        ("appeal_returned 2025-11-30 complete_by=8.12.", BadField, "2025-11-25"),
        ("appeal_filed 2025-11-10", EventBeforeProceeding, "2025-11-22"),
        ("appeal_filed 2025-10", EventBeforeProceeding, "2025-10-31"),
    ],
)
def test_a_refused_fact_changes_nothing(
    office: Office, reported: str, refusal: type[Refused], says: str
) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    before = office.everything()
    kind, occurred, *typed = reported.split()
    fields = dict(each.split("=") for each in typed)
    report = Report(kind, When.parse(occurred), fields)
    with pytest.raises(refusal, match=says) as caught:
        office.report(ref, report)
    assert caught.value.sentence.values
    assert office.everything() == before


def test_a_derived_event_is_never_typed_in(office: Office) -> None:
    ref = office.open(LETTER)
    before = office.everything()
    with pytest.raises(DerivedEvent, match="follows by itself"):
        office.record(ref, "no_reply", "2025-11-25")
    assert office.everything() == before


def test_the_first_word_about_a_case_may_be_older_if_somebody_says_so(
    office: Office,
) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_delivered", "2025-11-25")
    with pytest.raises(EventBeforeProceeding):
        office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine", begins_earlier=True)
    assert str(office.deadline(ref).safe_on) == "2025-12-05"


def test_what_people_did_here_does_not_begin_the_case(office: Office) -> None:
    """A case is assigned on the day it is opened; its facts are older."""
    ref = office.open(COMPLAINT)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy=None,
    )
    office.record(ref, "complaint_filed", "2024-10-09")
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    assert view.standing.states["procedure"] == "filed"


def test_a_date_that_may_be_later_than_the_beginning_is_taken(office: Office) -> None:
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", "2021-07-10")
    office.record(ref, "case_archived", "../2025-09-25")
    office.record(ref, "answered", "2021-07")


def test_only_what_is_planned_may_lie_ahead(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "hearing_set", "2025-12-10T15:00")
    with pytest.raises(EventInTheFuture):
        office.record(ref, "appeal_filed", "2025-12-10")


def test_today_is_the_forums_day(office: Office) -> None:
    """At 22:00 UTC it is tomorrow in Almaty already."""
    office.at("2025-12-02T03:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-12-02", penalty="fine")
    assert office.deadline(ref).state is DeadlineState.OPEN


def test_an_event_that_must_name_a_person_is_refused_without_one(
    office: Office,
) -> None:
    """No shipped event insists; the office makes one that does."""
    law = office.registry.law
    appeal = law.workflows[APPEAL]
    insists = appeal.events["appeal_filed"].model_copy(update={"person": "required"})
    events = {**appeal.events, "appeal_filed": insists}
    stricter = appeal.model_copy(update={"events": events})
    office.registry = Registry(
        office.registry.store,
        type(law)(
            {**law.workflows, APPEAL: stricter},
            law.profiles,
            law.calendars,
            law.ladders,
        ),
    )
    ref = office.open(APPEAL)
    before = office.everything()
    with pytest.raises(MissingPerson):
        office.record(ref, "appeal_filed", "2025-11-30")
    assert office.everything() == before
    office.record(ref, "appeal_filed", "2025-11-30", person="zs")


def test_an_unknown_procedure_names_those_that_are_known(office: Office) -> None:
    before = office.everything()
    with pytest.raises(UnknownWorkflow, match="kz\\.administrative_appeal"):
        office.open("kz.administrative_apeal")
    assert office.everything() == before


def test_a_stranger_to_the_installation_cannot_join_a_circle(office: Office) -> None:
    before = office.everything()
    with pytest.raises(NoAccount, match="nobody"):
        opening.add_member(
            office.registry,
            actor=LAWYER,
            now=office.now,
            matter_ref=office.matter.ref,
            user_id="nobody",
        )
    assert office.everything() == before


def test_a_member_is_let_in_and_sees_the_case(office: Office) -> None:
    ref = office.open(CASE)
    with pytest.raises(NotFound):
        case_view(office.registry, viewer=OUTSIDER, now=office.now, ref=ref)
    opening.add_member(
        office.registry,
        actor=LAWYER,
        now=office.now,
        matter_ref=office.matter.ref,
        user_id="outsider",
    )
    assert case_view(
        office.registry, viewer=OUTSIDER, now=office.now, ref=ref
    ).can_record


def test_an_uncertain_date_is_kept_as_it_was_said(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-20|2025-11-22~", penalty="fine")
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    said = view.journal[0].entry.occurred
    assert said == When.parse("2025-11-20|2025-11-22~")
