"""A series of attempts and two compared cases on the page of their dossier."""

from tests.web.docketed import Docketed
from tests.web.test_practice import text
from tests.web.visiting import Visitor


def opened(lawyer: Visitor, docketed: Docketed, workflow: str) -> str:
    path = f"/matters/{docketed.matter}/cases/new"
    form = {"workflow": workflow, "title": "Attempt"}
    sent = lawyer.post(path, **form)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    return sent.location.rsplit("/", 1)[1]


def test_a_series_shows_its_lower_bound_and_the_grounds(
    lawyer: Visitor, docketed: Docketed
) -> None:
    ref = opened(lawyer, docketed, "kz.registration")
    path = f"/cases/{ref}/record"
    lawyer.post(f"{path}/application_filed", occurred="2025-11-03")
    lawyer.post(
        f"{path}/application_decided",
        occurred="2025-11-10",
        **{"field-outcome": "refused"},
    )
    ground = {"field-ground": "An aim against the law", "field-article": "art. 4"}
    lawyer.post(f"{path}/refusal_ground", occurred="2025-11-10", **ground)
    count = {"field-count": "15", "field-at_least": "yes"}
    lawyer.post(f"{path}/attempts_reported", occurred="2025-11-20", **count)
    page = text(lawyer, f"/matters/{docketed.matter}")
    assert "Attempts: \N{GREATER-THAN OR EQUAL TO} 15" in page
    assert "registration refused, Mon 10 Nov 2025 · 7 days" in page
    assert "An aim against the law, art. 4" in page


def test_two_cases_are_compared_by_their_days(
    lawyer: Visitor, docketed: Docketed
) -> None:
    quick = docketed.case
    early = {"occurred": "2025-11-20", "begins_earlier": "yes"}
    lawyer.post(f"/cases/{quick}/record/protocol_drawn", **early)
    slow = opened(lawyer, docketed, "kz.administrative_case")
    lawyer.post(f"/cases/{slow}/record/protocol_drawn", occurred="2025-11-01")
    fine = {"field-penalty": "fine"}
    lawyer.post(f"/cases/{slow}/record/ruling_made", occurred="2025-11-26", **fine)
    for kind in ("same_event", "compared_with"):
        form = {"to": slow, "kind": kind}
        lawyer.post(f"/cases/{quick}/links", on=f"/cases/{quick}", **form)
    assert "compared with:" in text(lawyer, f"/cases/{slow}")
    page = text(lawyer, f"/matters/{docketed.matter}")
    assert "12.5 times as long" in page
    lawyer.get("/language/ru?next=/")
    assert "дольше в 12,5 раза" in text(lawyer, f"/matters/{docketed.matter}")
