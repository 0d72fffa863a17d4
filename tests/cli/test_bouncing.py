"""A mail that came back, piped into the program."""

import pytest

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
