"""``watch`` for cron, ``clock confirm`` for whoever keeps the machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from remedytrack.cli.installation import Installation, opened
from remedytrack.services.liveness import HEARTBEAT, Hold, hold_clock
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("ready")


@contextmanager
def at_home() -> Iterator[Installation]:
    with opened(os.environ) as installation:
        yield installation


def beaten(ago: timedelta) -> None:
    with at_home() as home, home.store.writing() as unit:
        unit.heartbeats.beat(HEARTBEAT, home.clock.now() - ago)


def held() -> None:
    with at_home() as home, home.store.writing() as unit:
        now = home.clock.now()
        hold = Hold.beginning(expected_at=now - timedelta(days=1), shown_at=now)
        hold_clock(unit, hold)


@pytest.fixture
def mails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder at the end of the second mail route."""
    folder = tmp_path / "alarms"
    monkeypatch.setenv("REMEDYTRACK_ALARM_MAIL_URL", f"file:{folder}")
    monkeypatch.setenv("REMEDYTRACK_ALARM_MAIL_TO", "duty@example.org")
    return folder


def test_a_living_scheduler_is_well(run: Run) -> None:
    beaten(timedelta(minutes=1))
    assert run("watch").stdout == "Scheduler, mail and clock work.\n"


def test_a_dead_one_is_told_once_and_is_exit_code_1_each_time(
    run: Run, mails: Path
) -> None:
    beaten(timedelta(minutes=10))
    for _ in range(2):
        said = run("watch", code=1).stderr
        assert "Reminders may not go out: the scheduler is silent." in said
    assert len(list(mails.iterdir())) == 1
    beaten(timedelta(0))
    run("watch")
    assert len(list(mails.iterdir())) == 2


def test_a_database_that_is_not_there_is_told_too(
    run: Run, mails: Path, var: Path
) -> None:
    (var / "remedytrack.db").unlink()
    run("watch", code=1)
    (mail,) = mails.iterdir()
    told = message_from_bytes(mail.read_bytes(), policy=default).get_content()
    assert "the database cannot be used" in told


def test_a_site_that_does_not_answer_is_told_each_time(run: Run, mails: Path) -> None:
    for n in (1, 2):
        said = run("watch", "--url", "http://127.0.0.1:9/health", code=1).stderr
        assert "The site does not answer" in said
        assert len(list(mails.iterdir())) == n


def test_a_site_is_asked_where_nobody_can_answer_for_it(run: Run) -> None:
    said = run("watch", "--url", "http://docket.example.org/health", code=2).stderr
    assert "it has to be https" in said


def test_the_clock_is_confirmed(run: Run) -> None:
    held()
    assert "reminders are held" in run("tick", code=1).stderr
    assert "reminders are held" in run("watch", code=1).stderr
    assert "Reminders go out again" in run("clock", "confirm").stdout
    run("tick")
    assert run("clock", "confirm").stdout == "Nothing is held.\n"


def test_a_rehearsal_needs_no_clock(run: Run) -> None:
    held()
    run("tick", "--dry-run", "--now", "2025-12-01T09:00+05:00")
