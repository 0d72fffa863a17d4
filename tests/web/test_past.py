"""A page about an earlier day: what was on record then, and nothing to enter."""

from http import HTTPStatus

import pytest

from tests.web.docketed import Docketed
from tests.web.visiting import Visitor


def read(visitor: Visitor, path: str) -> str:
    return visitor.get(path).get_data(as_text=True)


def test_a_case_is_shown_as_it_was_known(lawyer: Visitor, docketed: Docketed) -> None:
    """The ruling of 22 November was entered that day; the appeal was opened then."""
    path = f"/cases/{docketed.appeal}"
    page = read(lawyer, f"{path}?as_known=2025-11-23")
    assert "As known at the end of" in page
    assert f'href="{path}">Back to today' in page
    assert "Record an event" not in page
    assert "Record an event" in read(lawyer, path)


def test_what_was_not_on_record_yet_is_not_there(
    lawyer: Visitor, docketed: Docketed
) -> None:
    answer = lawyer.get(f"/cases/{docketed.appeal}?as_known=2025-11-20")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert docketed.appeal not in read(lawyer, "/?as_known=2025-11-20")
    assert docketed.appeal in read(lawyer, "/?as_known=2025-11-23")


def test_links_lead_on_to_the_same_day(lawyer: Visitor, docketed: Docketed) -> None:
    page = read(lawyer, "/?as_known=2025-11-23")
    assert f"/cases/{docketed.appeal}/deadlines/" in page
    assert "as_known=2025-11-23" in page
    assert read(lawyer, "/uninvestigated?as_known=2025-11-23")


def test_nothing_can_be_entered_in_the_past(
    lawyer: Visitor, docketed: Docketed
) -> None:
    path = f"/cases/{docketed.appeal}/dates?as_known=2025-11-23"
    for answer in (lawyer.get(path), lawyer.post(path)):
        assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("day", ["", "yesterday", "2099-01-01", "2025-13-01"])
def test_a_day_that_cannot_be_meant_asks_about_the_present(
    lawyer: Visitor, docketed: Docketed, day: str
) -> None:
    page = read(lawyer, f"/cases/{docketed.appeal}?as_known={day}")
    assert "As known at the end of" not in page
    assert "Record an event" in page


def test_nobody_sees_a_case_by_looking_back(
    outsider: Visitor, administrator: Visitor, docketed: Docketed
) -> None:
    path = f"/cases/{docketed.appeal}?as_known=2025-11-23"
    for visitor in (outsider, administrator):
        assert visitor.get(path).status_code == HTTPStatus.NOT_FOUND
