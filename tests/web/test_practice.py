"""Persons, consent, representation and the register of papers, on the pages."""

from tests.web.docketed import Docketed
from tests.web.visiting import Visitor


def text(visitor: Visitor, path: str) -> str:
    with visitor.get(path) as page:
        assert page.status_code == 200, path
        return page.get_data(as_text=True)


def test_a_person_with_a_role_stands_on_the_case_page(
    lawyer: Visitor, docketed: Docketed
) -> None:
    record = f"/cases/{docketed.appeal}/record/role_given"
    lawyer.post(record, occurred="2025-11-22", new_person="T.B.", **{"field-role": "x"})
    assert "T.B." not in text(lawyer, f"/cases/{docketed.appeal}")
    lawyer.post(
        record, occurred="2025-11-22", new_person="T.B.", **{"field-role": "defender"}
    )
    page = text(lawyer, f"/cases/{docketed.appeal}")
    assert "human rights defender" in page
    assert "nobody on record" in page
    assert "Clocks" in page or "none on record" in page


def test_the_events_of_every_procedure_are_offered_under_their_headings(
    lawyer: Visitor, docketed: Docketed
) -> None:
    page = text(lawyer, f"/cases/{docketed.letter}/record")
    assert page.count("Consent given") == 1
    assert page.index("Other events") < page.index("Papers out and in")


def test_a_submission_says_what_it_waits_for_and_is_refused(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/cases/{docketed.letter}/record/submitted"
    page = text(lawyer, path)
    assert "This waits for consent." in page
    assert "consent_not_needed" in page
    refused = lawyer.post(path, occurred="2025-11-28")
    assert refused.status_code == 422
    assert "the case names nobody" in refused.get_data(as_text=True)
    lawyer.post(
        f"/cases/{docketed.letter}/record/consent_given",
        occurred="2025-11-27",
        new_person="T.B.",
        **{"field-what": "name_to_government", "field-until": "2026-02-28"},
    )
    assert "This waits for consent." not in text(lawyer, path)
    assert lawyer.post(path, occurred="2025-11-28").status_code == 303
    assert "until Sat 28 Feb 2026" in text(lawyer, f"/cases/{docketed.letter}")


def test_filing_without_representation_is_warned_of(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/cases/{docketed.appeal}/record/appeal_filed"
    assert "Check who may act." in text(lawyer, path)
    assert lawyer.post(path, occurred="2025-11-28").status_code == 303
    page = text(lawyer, f"/cases/{docketed.appeal}")
    assert "nobody was on record as acting for: nobody named" in page


def test_a_withdrawn_consent_shows_what_had_gone_out(
    lawyer: Visitor, docketed: Docketed
) -> None:
    base = f"/cases/{docketed.letter}/record"
    what = {"field-what": "name_in_public"}
    lawyer.post(
        f"{base}/consent_given", occurred="2025-11-20", new_person="T.B.", **what
    )
    lawyer.post(f"{base}/made_public", occurred="2025-11-21")
    page = text(lawyer, f"{base}/consent_withdrawn")
    person = page.split('name="person"')[1].split('option value="')[2].split('"')[0]
    what = {"field-what": "everything"}
    lawyer.post(
        f"{base}/consent_withdrawn", occurred="2025-11-28", person=person, **what
    )
    page = text(lawyer, f"/cases/{docketed.letter}")
    assert "T.B. withdrew consent on Fri 28 Nov 2025 (everything)" in page
    assert "Made public by us</a>" in page


def test_the_register_is_read_and_taken(
    lawyer: Visitor, outsider: Visitor, docketed: Docketed
) -> None:
    lawyer.post(
        f"/cases/{docketed.appeal}/record/sent",
        occurred="2025-11-24",
        new_person="T.B.",
        **{"field-paper": "=Motion", "field-receipt": "ZT-1", "field-channel": "post"},
    )
    path = f"/matters/{docketed.matter}/register"
    page = text(lawyer, path)
    for expected in ("=Motion", "ZT-1", "by post", "proof on file", "T.B."):
        assert expected in page
    table = text(lawyer, f"{path}.csv")
    assert "'=Motion" in table
    assert "T.B." not in table
    assert "Letter of 25 September" not in table
    assert outsider.get(path).status_code == 404
    assert outsider.get(f"{path}.csv").status_code == 404


def test_everything_is_said_in_russian(lawyer: Visitor, docketed: Docketed) -> None:
    lawyer.get("/language/ru?next=/")
    assert "Исходящие и входящие" in text(lawyer, f"/matters/{docketed.matter}")
