"""The second look, as people meet it: check, proof, what was struck by mistake."""

import pytest

from tests.web.docketed import Docketed
from tests.web.test_pages import deadline_path, text
from tests.web.visiting import Visitor


@pytest.fixture
def path(lawyer: Visitor, docketed: Docketed) -> str:
    """The appeal's deadline, whose delivery the lawyer has entered."""
    record = f"/cases/{docketed.case}/record/ruling_delivered"
    lawyer.post(record, occurred="2025-11-25")
    return deadline_path(lawyer, docketed.appeal, "File the appeal")


def test_the_page_of_the_check_does_not_say_what_was_entered(
    coordinator: Visitor, path: str
) -> None:
    page = text(coordinator, f"{path}/check")
    assert "Look at the source yourself" in page
    assert "25 Nov" not in page
    assert f'href="{path}/check"' in text(coordinator, path)


def test_a_mismatch_is_shown_to_both_with_what_each_entered(
    lawyer: Visitor, coordinator: Visitor, docketed: Docketed, path: str
) -> None:
    coordinator.post(f"{path}/check", occurred="2025-11-26")
    differ = "two entries of the starting date differ: Tue 25 Nov 2025, Wed 26 Nov 2025"
    for who in (lawyer, coordinator):
        assert "Tue 25 Nov 2025 (Lawyer), Wed 26 Nov 2025 (Coordinator)" in text(
            who, path
        )
        assert differ in text(who, "/")
        assert differ in text(who, f"/cases/{docketed.appeal}")

    coordinator.post(f"{path}/check", occurred="2025-11-25")
    page = text(coordinator, path)
    assert "The two agree" in page
    assert differ not in text(lawyer, "/")


def test_one_s_own_entry_needs_a_reason_and_says_so(lawyer: Visitor, path: str) -> None:
    refused = lawyer.post(f"{path}/check", occurred="2025-11-25")
    assert refused.status_code == 422
    assert "must be another person" in refused.get_data(as_text=True)
    lawyer.post(f"{path}/check", occurred="2025-11-25", alone_because="All away")
    assert "confirmed by one person alone, with a reason" in text(lawyer, path)


def test_done_without_proof_is_proven_later_and_opened_by_another(
    lawyer: Visitor, coordinator: Visitor, path: str
) -> None:
    lawyer.post(f"{path}/done", on=path, done="2025-12-01", proof="")
    assert "done without proof" in text(lawyer, path)
    missing = lawyer.post(f"{path}/prove", on=path, kind="receipt", proof="")
    assert missing.status_code == 422

    lawyer.post(f"{path}/prove", on=path, kind="registration_number", proof="ZT-7")
    page = text(lawyer, path)
    assert "registration number: ZT-7" in page
    assert f'action="{path}/proof-opened"' not in page, "not by whoever gave it"

    coordinator.post(f"{path}/proof-opened", on=path)
    assert "opened by Coordinator" in text(lawyer, path)


def test_what_was_struck_by_mistake_is_reopened_with_a_reason(
    lawyer: Visitor, path: str
) -> None:
    lawyer.post(f"{path}/done", on=path, done="2025-12-01", proof="")
    assert lawyer.post(f"{path}/reopen", on=path, reason="").status_code == 422
    lawyer.post(f"{path}/reopen", on=path, reason="It lies in the drawer")
    assert "I take it on" in text(lawyer, path), "it runs again"


@pytest.mark.parametrize("act", ["check", "take-on", "done", "prove", "reopen"])
def test_nothing_is_done_without_signing_in_or_by_looking(
    visitor: Visitor, auditor: Visitor, path: str, act: str
) -> None:
    there = f"{path}/{act}"
    assert visitor.get(there).status_code != 200
    assert visitor.client.post(there).status_code in {302, 400, 401, 404}
    assert auditor.get(there).status_code in {404, 405}
    assert auditor.post(there, on=path).status_code == 404
