"""Who may write, who may look, and what nobody outside may even know."""

from collections.abc import Callable
from datetime import date

import pytest

from remedytrack.core.access import OPERATOR, Output, Viewer
from remedytrack.core.dates import When
from remedytrack.services import acting, opening, recording
from remedytrack.services.cases import (
    case_of_deadline,
    case_view,
    dossier,
    dossiers,
)
from remedytrack.services.coordination import coordination
from remedytrack.services.docket import docket, docket_on
from remedytrack.services.findings import findings_of, uninvestigated
from remedytrack.services.opening import NewCase
from remedytrack.services.recording import Report
from remedytrack.services.refusals import NotAllowed, NotFound
from remedytrack.services.replies import replies
from remedytrack.storage.values import IncidentContent
from tests.services.office import (
    ADMINISTRATOR,
    APPEAL,
    AUDITOR,
    COMPLAINT,
    COORDINATOR,
    LAWYER,
    LETTER,
    OUTSIDER,
    Office,
)

Writing = Callable[[Office, str, Viewer], object]


def record(office: Office, ref: str, actor: Viewer) -> object:
    return office.record(ref, "appeal_filed", "2025-11-30", by=actor)


def correct(office: Office, ref: str, actor: Viewer) -> object:
    entry_id = office.deadline(ref).trigger_id
    return office.correct(ref, entry_id, "2025-11-21", by=actor, penalty="fine")


def withdraw(office: Office, ref: str, actor: Viewer) -> object:
    return recording.withdraw_event(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        entry_id=office.deadline(ref).trigger_id,
        reason="A mistake",
    )


def acknowledge(office: Office, ref: str, actor: Viewer) -> object:
    deadline_id = office.deadline(ref).id
    return acting.acknowledge(
        office.registry, actor=actor, now=office.now, deadline_id=deadline_id
    )


def satisfy(office: Office, ref: str, actor: Viewer) -> object:
    return acting.satisfy(
        office.registry,
        actor=actor,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        done=When.parse("2025-11-30"),
        proof="No. 17",
    )


def waive(office: Office, ref: str, actor: Viewer) -> object:
    return acting.waive(
        office.registry,
        actor=actor,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        reason="No",
    )


def extend(office: Office, ref: str, actor: Viewer) -> object:
    return acting.extend(
        office.registry,
        actor=actor,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        until=date(2026, 1, 1),
        granted=True,
        reason="Asked",
    )


def enter_date(office: Office, ref: str, actor: Viewer) -> object:
    return acting.enter_date(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        when=When.parse("2025-12-10"),
        sort="term",
        title="Letter",
    )


def review(office: Office, ref: str, actor: Viewer) -> object:
    return acting.review_flag(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        flag="lapsed_unappealed",
        verdict="contested",
        reason="Filed by another",
    )


def assign(office: Office, ref: str, actor: Viewer) -> object:
    return acting.assign(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy=None,
    )


def double_check(office: Office, ref: str, actor: Viewer) -> object:
    return acting.double_check(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        entry_id=office.deadline(ref).trigger_id,
        occurred=When.parse("2025-11-22"),
    )


def open_linked(office: Office, ref: str, actor: Viewer) -> object:
    case = NewCase(APPEAL, "Another")
    return opening.open_linked(
        office.registry, actor=actor, now=office.now, ref=ref, case=case
    )


def open_proceeding(office: Office, _ref: str, actor: Viewer) -> object:
    return opening.open_proceeding(
        office.registry,
        actor=actor,
        now=office.now,
        matter_ref=office.matter.ref,
        case=NewCase(APPEAL, "Another"),
    )


def add_member(office: Office, _ref: str, actor: Viewer) -> object:
    opening.add_member(
        office.registry,
        actor=actor,
        now=office.now,
        matter_ref=office.matter.ref,
        user_id=actor.id,
    )
    return None


def record_incident(office: Office, _ref: str, actor: Viewer) -> object:
    return opening.record_incident(
        office.registry,
        actor=actor,
        now=office.now,
        matter_ref=office.matter.ref,
        occurred=When.parse("2025-11-01"),
        content=IncidentContent("The hall was locked"),
    )


def link(office: Office, ref: str, actor: Viewer) -> object:
    opening.link(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        to=ref,
        kind=opening.SAME_EVENT,
    )
    return None


WRITING: list[Writing] = [
    record,
    correct,
    withdraw,
    acknowledge,
    satisfy,
    waive,
    extend,
    enter_date,
    review,
    assign,
    double_check,
    open_linked,
    open_proceeding,
    add_member,
    record_incident,
    link,
]


def test_auditors_administrators_and_outsiders_write_nothing(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    before = office.everything()
    for writing in WRITING:
        for actor in (AUDITOR, ADMINISTRATOR, OUTSIDER):
            with pytest.raises((NotAllowed, NotFound)) as caught:
                writing(office, ref, actor)
            outside = actor is not AUDITOR
            assert not (outside and caught.type is NotAllowed), "it would be a hint"
    assert office.everything() == before


@pytest.mark.parametrize("writing", WRITING[:-5], ids=lambda f: str(f.__name__))
def test_coordinators_may_write_in_their_circle(
    office: Office, writing: Writing
) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    writing(office, ref, COORDINATOR)


def test_only_writers_open_dossiers(office: Office) -> None:
    before = office.everything()
    for actor in (AUDITOR, ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            opening.open_matter(
                office.registry, actor=actor, now=office.now, title="Mine"
            )
        with pytest.raises(NotAllowed):
            opening.add_authority(
                office.registry,
                actor=actor,
                now=office.now,
                name="Court",
                calendar="kz",
            )
    assert office.everything() == before


@pytest.mark.parametrize("stranger", [OUTSIDER, ADMINISTRATOR], ids=lambda v: v.id)
def test_to_a_stranger_nothing_is_there(office: Office, stranger: Viewer) -> None:
    """Missing and forbidden are told in the same words."""
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", "2024-10-09")
    appeal = office.open(APPEAL)
    office.record(appeal, "ruling_made", "2025-11-22", penalty="fine")
    now, registry = office.now, office.registry
    with pytest.raises(NotFound) as forbidden:
        case_view(registry, viewer=stranger, now=now, ref=ref)
    with pytest.raises(NotFound) as missing:
        case_view(registry, viewer=stranger, now=now, ref="RT-0000-0000")
    assert str(forbidden.value) == str(missing.value).replace("RT-0000-0000", ref)
    with pytest.raises(NotFound):
        dossier(registry, viewer=stranger, matter_ref=office.matter.ref)
    with pytest.raises(NotFound):
        deadline_id = office.deadline(appeal).id
        case_of_deadline(registry, viewer=stranger, deadline_id=deadline_id)
    today = date(2025, 12, 1)
    assert dossiers(registry, viewer=stranger) == []
    assert docket(registry, viewer=stranger, now=now) == []
    assert docket_on(registry, viewer=stranger, day=today) == []
    assert uninvestigated(registry, viewer=stranger, today=today) == []
    assert findings_of(registry, viewer=stranger) == []
    assert replies(registry, viewer=stranger, today=today).letters == []


def test_the_auditor_of_the_circle_reads_everything(office: Office) -> None:
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", "2024-10-09")
    view = case_view(office.registry, viewer=AUDITOR, now=office.now, ref=ref)
    assert not view.can_record
    found = uninvestigated(office.registry, viewer=AUDITOR, today=date(2025, 12, 1))
    assert [each.ref for each in found] == [ref]


def test_an_embargoed_letter_stays_inside(office: Office) -> None:
    letter = office.open(LETTER)
    office.record(letter, "letter_sent", "2025-11-01", type="al")
    complaint = office.open(COMPLAINT)
    office.record(complaint, "complaint_filed", "2025-11-01")
    rows = {
        output: {
            row.ref
            for row in docket(
                office.registry, viewer=LAWYER, now=office.now, output=output
            )
        }
        for output in (Output.PAGE, Output.EXPORT, Output.FEED)
    }
    assert letter in rows[Output.PAGE]
    assert letter not in rows[Output.EXPORT] | rows[Output.FEED]
    today = date(2025, 12, 1)
    export = replies(office.registry, viewer=LAWYER, today=today, output=Output.EXPORT)
    assert export.letters == []
    assert replies(office.registry, viewer=LAWYER, today=today).letters


def test_only_coordinators_see_who_was_told(office: Office) -> None:
    for viewer in (LAWYER, AUDITOR, ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            coordination(office.registry, viewer=viewer, now=office.now)


def test_the_operator_of_the_machine_sees_all(office: Office) -> None:
    ref = office.open(APPEAL)
    report = Report("ruling_made", When.parse("2025-11-22"), {"penalty": "fine"})
    office.report(ref, report, by=OPERATOR)
    rows = docket(office.registry, viewer=OPERATOR, now=office.now)
    assert {row.ref for row in rows} == {ref}
