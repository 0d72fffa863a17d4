"""A fine on the page of its case and of its dossier, with what was paid of it."""

from tests.web.docketed import Docketed
from tests.web.test_pages import deadline_path
from tests.web.test_practice import text
from tests.web.visiting import Visitor


def test_a_payment_lowers_what_is_left(lawyer: Visitor, docketed: Docketed) -> None:
    page = text(lawyer, f"/cases/{docketed.case}")
    assert "fine of KZT 80\N{NARROW NO-BREAK SPACE}000" in page
    path = f"/cases/{docketed.case}/record/payment_made"
    paid = {"field-amount": "30000", "field-paid_by": "fund"}
    assert lawyer.post(path, occurred="2025-11-28", **paid).status_code == 303
    page = text(lawyer, f"/cases/{docketed.case}")
    assert "a solidarity fund" in page
    page = text(lawyer, f"/matters/{docketed.matter}")
    assert "still to be paid: KZT 50\N{NARROW NO-BREAK SPACE}000" in page
    assert page.count("fine of KZT") == 1
    lawyer.get("/language/ru?next=/")
    assert "осталось уплатить" in text(lawyer, f"/matters/{docketed.matter}")


def record(lawyer: Visitor, ref: str, kind: str, occurred: str, **fields: str) -> None:
    sent = lawyer.post(
        f"/cases/{ref}/record/{kind}",
        occurred=occurred,
        begins_earlier="yes",
        **fields,
    )
    assert sent.status_code == 303


def test_an_arrest_says_how_much_of_it_was_over_when_the_appeal_was_decided(
    lawyer: Visitor, docketed: Docketed
) -> None:
    """Scenario 11 with every hour left open: five of ten days, give or take one."""
    arrest = {"field-penalty": "arrest", "field-days": "10"}
    record(lawyer, docketed.case, "ruling_made", "2025-11-20", **arrest)
    record(lawyer, docketed.case, "arrest_began", "2025-11-20")
    upheld = {"field-outcome": "upheld"}
    record(lawyer, docketed.appeal, "appeal_decided", "2025-11-25", **upheld)
    page = text(lawyer, f"/cases/{docketed.case}")
    assert "40\N{EN DASH}60\N{NO-BREAK SPACE}% of the arrest (Tue 25 Nov 2025)" in page
    assert "it ends Sun 30 Nov 2025" in page
    lawyer.get("/language/ru?next=/")
    assert "Отбыто к рассмотрению жалобы" in text(lawyer, f"/cases/{docketed.case}")


def test_a_late_communication_to_the_committee_may_be_an_abuse(
    lawyer: Visitor, docketed: Docketed
) -> None:
    """Scenario 12: what stands beside the five years, where they are proposed."""
    upheld = {"field-outcome": "upheld"}
    record(lawyer, docketed.appeal, "appeal_decided", "2025-11-25", **upheld)
    act = "Human Rights Committee, after the appeal"
    page = text(lawyer, deadline_path(lawyer, docketed.appeal, act))
    assert "may constitute an abuse of the right" in page
    assert "CCPR/C/3/Rev.11" in page
