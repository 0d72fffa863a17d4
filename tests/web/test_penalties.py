"""A fine on the page of its case and of its dossier, with what was paid of it."""

from tests.web.docketed import Docketed
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
