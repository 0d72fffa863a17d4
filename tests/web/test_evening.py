"""The evening check as people meet it: look, sign, print, and find it again."""

import re

import pytest

from tests.web.docketed import Docketed
from tests.web.test_pages import deadline_path, text
from tests.web.visiting import Visitor

_LOOKED_AT = re.compile(r'name="looked_at" value="([0-9a-f]+)"')


def sign(visitor: Visitor, **more: str) -> int:
    found = _LOOKED_AT.search(text(visitor, "/evening"))
    seen = {"looked_at": found[1] if found else "", **more}
    answer = visitor.post("/evening/sign", on="/evening", **seen)
    return int(answer.status_code)


def test_the_sheet_shows_what_is_due_and_names_nobody(
    coordinator: Visitor, docketed: Docketed
) -> None:
    page = text(coordinator, "/evening")
    sheet = page[page.index('class="sheet"') : page.index('id="signature"')]
    assert docketed.appeal in sheet
    assert "! not taken on" in sheet
    assert "Still open, last day today" in sheet
    for name in ("Lawyer", "Coordinator", "A.T.", "Roundtable"):
        assert name not in sheet
    assert "Lawyer" in page, "who goes by which code stands below, on the page only"


def test_a_click_signs_once_and_the_sheet_stays(
    coordinator: Visitor, lawyer: Visitor, docketed: Docketed
) -> None:
    assert sign(coordinator) == 303
    page = text(lawyer, "/evening")
    assert "Sheet no. 1, signed by P-" in page
    assert "Sign the sheet" not in page
    assert docketed.appeal in text(lawyer, "/evening/1")
    assert lawyer.post("/evening/sign", on="/", looked_at="x").status_code == 422


def test_a_sheet_that_changed_meanwhile_is_looked_at_again(
    coordinator: Visitor, lawyer: Visitor, docketed: Docketed
) -> None:
    seen = _LOOKED_AT.search(text(coordinator, "/evening"))
    assert seen is not None
    path = deadline_path(lawyer, docketed.appeal, "File the appeal")
    lawyer.post(f"{path}/take-on", on=path)
    answer = coordinator.post("/evening/sign", on="/evening", looked_at=seen[1])
    assert answer.status_code == 422
    assert "has changed since you looked" in answer.get_data(as_text=True)
    assert sign(coordinator) == 303


@pytest.mark.parametrize("path", ["/evening/today.pdf", "/evening/1.pdf"])
def test_it_is_printed_in_the_reader_s_language(
    coordinator: Visitor, path: str
) -> None:
    sign(coordinator)
    for language in ("en", "ru", "kk"):
        coordinator.get(f"/language/{language}?next=/")
        answer = coordinator.get(path)
        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF-")
        assert b"Lawyer" not in answer.data


def test_nobody_signs_by_looking_and_auditors_only_look(
    auditor: Visitor, visitor: Visitor, outsider: Visitor, docketed: Docketed
) -> None:
    assert docketed.appeal in text(auditor, "/evening")
    assert "Sign the sheet" not in text(auditor, "/evening")
    assert auditor.get("/evening/sign").status_code in {404, 405}
    assert auditor.post("/evening/sign", on="/evening").status_code == 404
    assert visitor.get("/evening").status_code == 302
    assert docketed.appeal not in text(outsider, "/evening")
    assert "Nothing to check" in text(outsider, "/evening")


def test_another_circle_s_sheet_is_not_there(
    coordinator: Visitor, outsider: Visitor
) -> None:
    sign(coordinator)
    assert outsider.get("/evening/1").status_code == 404
    assert outsider.get("/evening/1.pdf").status_code == 404
    assert coordinator.get("/evening/2").status_code == 404


def test_a_case_that_waits_says_why_and_leaves_the_list(
    lawyer: Visitor, coordinator: Visitor, docketed: Docketed
) -> None:
    page = text(lawyer, "/next-steps")
    assert docketed.complaint in page
    assert "Cases without a next step" in text(coordinator, "/coordination")
    path = f"/cases/{docketed.complaint}/no-next-step"
    assert lawyer.post(path, why="").status_code == 422
    early = lawyer.post(path, why="waiting", look_again="2025-12-01")
    assert "is not ahead" in early.get_data(as_text=True)
    assert lawyer.post(path, why="waiting", look_again="2025-12-20").status_code == 303
    assert docketed.complaint not in text(lawyer, "/next-steps")
    case = text(lawyer, f"/cases/{docketed.complaint}")
    assert "waiting for others, who have no term" in case
    assert "Sat 20 Dec 2025" in case
