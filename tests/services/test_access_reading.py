"""Who may look, and what nobody outside may even know."""

from datetime import date

import pytest

from remedytrack.core.access import OPERATOR, Output, Viewer
from remedytrack.core.dates import When
from remedytrack.services.cases import (
    case_of_deadline,
    case_view,
    dossier,
    dossiers,
)
from remedytrack.services.coordination import coordination
from remedytrack.services.docket import docket, docket_on
from remedytrack.services.findings import findings_of, uninvestigated
from remedytrack.services.recording import Report
from remedytrack.services.refusals import NotAllowed, NotFound
from remedytrack.services.replies import replies
from tests.services.office import (
    ADMINISTRATOR,
    APPEAL,
    AUDITOR,
    COMPLAINT,
    LAWYER,
    LETTER,
    OUTSIDER,
    Office,
)


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
    deadline_id = office.deadline(appeal).id
    with pytest.raises(NotFound):
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
