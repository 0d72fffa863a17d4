"""A hearing on the pages: entered, shown with its hour, in the way of another."""

from tests.web.docketed import Docketed
from tests.web.test_practice import text
from tests.web.visiting import Visitor


def test_a_clash_is_shown_on_the_docket_and_on_both_cases(
    lawyer: Visitor, docketed: Docketed
) -> None:
    for ref, sort, hour in (
        (docketed.case, "hearing", "10:30"),
        (docketed.appeal, "medical", "11:00"),
    ):
        form = {"field-sort": sort, "field-counsel": "L.", "field-place": "Room 4"}
        path = f"/cases/{ref}/record/appointment_set"
        sent = lawyer.post(path, occurred=f"2025-12-10T{hour}", **form)
        assert sent.status_code == 303
    page = text(lawyer, "/")
    assert page.count("same person, same hour") == 2
    assert "on Wed 10 Dec 2025" in page
    assert "at 10:30" in page
    assert docketed.appeal in text(lawyer, f"/cases/{docketed.case}")
    assert "Room 4" in text(lawyer, f"/cases/{docketed.appeal}")
    lawyer.get("/language/ru?next=/")
    assert "тот же человек, тот же час" in text(lawyer, "/")
