"""Naming persons, recording incidents, linking cases: forms and what they refuse."""

from collections.abc import Mapping

import pytest

from tests.web.docketed import Docketed
from tests.web.visiting import Visitor

INCIDENT: Mapping[str, str] = {
    "title": "Hall locked before the talk",
    "occurred": "25.11.2025",
    "knew": "yes",
    "to_investigate": "yes",
    "source_document": "Statement",
    "source_place": "page 4",
}


def text(visitor: Visitor, path: str) -> str:
    return visitor.get(path).get_data(as_text=True)


def test_somebody_new_is_named_by_initials_and_offered_in_the_whole_dossier(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/cases/{docketed.case}/record/detained"
    lawyer.post(path, occurred="2025-11-22", new_person="t.b.")

    assert "Person: T.B." in text(lawyer, f"/cases/{docketed.case}")
    assert ">T.B.</option>" in text(lawyer, path)
    elsewhere = f"/cases/{docketed.appeal}/record/ruling_delivered"
    assert ">T.B.</option>" in text(lawyer, elsewhere)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"new_person": "Given Family"}, "is not initials"),
        ({"person": "Given Family"}, "Choose one of those offered."),
    ],
)
def test_a_person_who_cannot_be_kept_is_refused_beside_the_field(
    lawyer: Visitor, docketed: Docketed, fields: Mapping[str, str], problem: str
) -> None:
    path = f"/cases/{docketed.case}/record/detained"
    answer = lawyer.post(path, occurred="2025-11-22", **fields)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert problem in page
    assert "The case did begin earlier" not in page
    assert "Given Family" not in text(lawyer, f"/cases/{docketed.case}")


def test_an_incident_is_recorded_and_reaches_the_auditor(
    lawyer: Visitor, auditor: Visitor, docketed: Docketed
) -> None:
    path = f"/matters/{docketed.matter}/incidents/new"
    new_body = {"new_authority": "Police, Medeu district", "calendar": "kz"}
    answer = lawyer.post(path, **INCIDENT, **new_body)
    page = text(lawyer, answer.location)

    assert answer.status_code == 303
    assert "Hall locked before the talk" in page
    assert "Tue 25 Nov 2025 · Police, Medeu district" in page
    assert "Statement, page 4" in page
    assert "Hall locked before the talk" in text(auditor, "/uninvestigated")


def test_what_nobody_had_to_investigate_stays_in_the_dossier(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/matters/{docketed.matter}/incidents/new"
    lawyer.post(path, **{**INCIDENT, "to_investigate": "no"})

    assert "in no list of findings" in text(lawyer, f"/matters/{docketed.matter}")
    assert "Hall locked" not in text(lawyer, "/uninvestigated")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"title": " "}, "Give it a name"),
        ({"occurred": "31.11.2025"}, "is not a date"),
        ({"occurred": "2026-01-01"}, "is still to come"),
        ({"authority": "no such body"}, "Choose one of those offered."),
        ({"new_authority": "New", "calendar": "mars"}, "Choose one of those offered."),
        ({"complaint": "RT-AAAA-AAAA"}, "Choose one of those offered."),
    ],
)
def test_an_incident_with_a_mistake_is_refused_and_leaves_no_new_body(
    lawyer: Visitor, docketed: Docketed, changed: Mapping[str, str], problem: str
) -> None:
    path = f"/matters/{docketed.matter}/incidents/new"
    fields = {"new_authority": "Unheard of", "calendar": "kz", **INCIDENT, **changed}
    if "authority" in changed:
        fields["new_authority"] = ""
    answer = lawyer.post(path, **fields)

    assert answer.status_code == 422
    assert problem in answer.get_data(as_text=True)
    assert ">Unheard of</option>" not in text(lawyer, path)
    assert "Hall locked" not in text(lawyer, f"/matters/{docketed.matter}")


def test_a_body_is_put_on_record_once_under_its_name(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/matters/{docketed.matter}/incidents/new"
    for name in ("Police, Medeu district", "POLICE, MEDEU DISTRICT "):
        lawyer.post(path, **INCIDENT, new_authority=name, calendar="kz")

    assert text(lawyer, path).lower().count(">police, medeu district</option>") == 1


def test_a_case_before_a_body_that_does_not_exist_is_refused(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/matters/{docketed.matter}/cases/new"
    fields = {"workflow": "kz.administrative_case", "title": "One"}

    assert lawyer.post(path, **fields, authority="nobody").status_code == 422
    assert lawyer.post(path, title="One", workflow="none").status_code == 422


def test_two_cases_are_linked_from_the_page_of_one(
    lawyer: Visitor, auditor: Visitor, docketed: Docketed
) -> None:
    here, there = f"/cases/{docketed.case}", f"/cases/{docketed.complaint}"
    assert "Link an existing case" not in text(auditor, here)

    for _twice in range(2):
        lawyer.post(f"{here}/links", on=here, to=docketed.complaint, kind="same_event")
    shown = text(lawyer, here)
    assert "These two cases are linked already." in shown
    assert "about the same event:" in shown
    assert docketed.case in text(auditor, there)


@pytest.mark.parametrize("to", ["", "RT-AAAA-AAAA"])
def test_a_link_to_nothing_is_refused(
    lawyer: Visitor, docketed: Docketed, to: str
) -> None:
    here = f"/cases/{docketed.case}"
    answer = lawyer.post(f"{here}/links", on=here, to=to, kind="same_event")

    assert answer.status_code == (404 if to else 303)
    appeal = {"to": docketed.complaint, "kind": "appeal_of"}
    lawyer.post(f"{here}/links", on=here, **appeal)
    assert "Choose a case, and how it belongs to this one." in text(lawyer, here)


def test_a_colleague_is_let_into_the_circle_by_the_address_they_sign_in_with(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/matters/{docketed.matter}"
    page = text(lawyer, path)
    assert "Let somebody into the circle" in page
    assert "Outsider" not in page

    lawyer.post(f"{path}/members", member="outsider@example.org")
    assert "Outsider" in text(lawyer, path)

    lawyer.post(f"{path}/members", member="nobody@example.org")
    assert "Nobody signs in as" in text(lawyer, path)
