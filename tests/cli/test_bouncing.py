"""A mail that came back, piped into the program."""

import os
from email import message_from_bytes
from pathlib import Path

import pytest

from remedytrack.cli.installation import opened
from tests.cli.conftest import Run
from tests.notify.test_bounces import report


@pytest.mark.usefixtures("ready")
def test_what_is_no_bounce_is_said_and_changes_nothing(run: Run) -> None:
    said = run("bounce", code=2, typing="hello").stderr
    assert "not a bounce" in said
    assert "Nothing was changed" in said


@pytest.mark.usefixtures("ready")
def test_a_report_about_no_mail_of_ours_is_said(run: Run) -> None:
    said = run("bounce", code=1, typing=report().decode()).stderr
    assert "no mail that was sent from here" in said
    assert "@" not in said


@pytest.mark.usefixtures("as_demo")
def test_a_mail_that_came_back_holds_its_address(run: Run, var: Path) -> None:
    """The whole way: a mail leaves, comes back, and nothing follows it."""
    run("tick", "--now", "2025-12-02T09:05")
    left = sorted((var / "mail").glob("*.eml"))
    mail = message_from_bytes(left[0].read_bytes())
    returned = report(returned=mail["Message-ID"]).decode()
    assert "is held back" in run("bounce", typing=returned).stdout
    assert "came back before" in run("bounce", typing=returned).stdout
    run("tick", "--now", "2025-12-03T09:05")
    assert sorted((var / "mail").glob("*.eml")) == left
    assert recipient_suspended_because() == "5.1.1"


def recipient_suspended_because() -> str | None:
    with opened(os.environ) as installation, installation.store.reading() as unit:
        (lawyer,) = unit.people.recipients()
    return lawyer.suspended_because


@pytest.mark.usefixtures("ready")
def test_an_address_is_changed_by_whoever_works_on_the_machine(run: Run) -> None:
    said = run("user", "address", "L@example.org", "new@example.org").stdout
    assert "Mail goes to the new address" in said
    with opened(os.environ) as installation, installation.store.reading() as unit:
        account = unit.accounts.by_email("new@example.org")
        assert account is not None
        recipient = unit.people.recipient(account.id)
    assert recipient is not None
    assert recipient.address == "new@example.org"
    run("user", "address", "l@example.org", "other@example.org", code=2)
    run("user", "address", "new@example.org", "nowhere", code=1)
