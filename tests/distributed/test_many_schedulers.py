"""Several scheduler processes on one database server; one of them is killed."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from remedytrack.clock import SystemClock
from remedytrack.core.access import Viewer
from remedytrack.storage.values import Call
from tests.distributed.conftest import Shared
from tests.services.office import (
    APPEAL,
    DEPUTY,
    LAWYER,
    Office,
    address,
    recipient,
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("many_schedulers")]

PATIENCE_SECONDS = 60

Scheduler = subprocess.Popen[bytes]


@contextmanager
def schedulers(shared: Shared, var: Path, number: int) -> Iterator[list[Scheduler]]:
    """Run so many scheduler processes in their own role; their mails become files."""
    environment = {
        **os.environ,
        "REMEDYTRACK_VAR": str(var),
        "REMEDYTRACK_DATABASE_URL": shared.scheduler,
        "REMEDYTRACK_MAIL_URL": f"file:{var / 'mail'}",
        "REMEDYTRACK_MAIL_SENDER": "docket@example.org",
        "REMEDYTRACK_PUBLIC_URL": "https://docket.example.org",
    }
    command = [sys.executable, "-m", "remedytrack", "scheduler"]
    with (var / "log").open("w") as log:
        started = [
            subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own module
            for _ in range(number)
        ]
        try:
            yield started
        finally:
            for each in started:
                each.kill()
                each.wait()


def recipients(var: Path) -> list[str]:
    """Return to whom the mails went, one for each mail."""
    files = (var / "mail").glob("*.eml") if (var / "mail").is_dir() else ()
    return [str(message_from_bytes(each.read_bytes())["To"]) for each in files]


def wait_until(holds: Callable[[], bool], var: Path) -> None:
    for _ in range(PATIENCE_SECONDS * 5):
        if holds():
            return
        time.sleep(0.2)
    pytest.fail((var / "log").read_text())


def overdue_case(office: Office, owner: Viewer) -> None:
    """Let a case of ``owner`` have been overdue for some days.

    Their daily mail is due, whatever the hour of this test.
    """
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(replace(recipient(owner), hour=0))
    office.now = SystemClock().now() - timedelta(days=3)
    ref = office.open(APPEAL)
    office.assign(ref, owner)
    ruled = office.now.date() - timedelta(days=12)
    office.record(
        ref, "ruling_made", ruled.isoformat(), penalty="fine", begins_earlier=True
    )


def asked_to_tick(office: Office) -> None:
    with office.registry.store.claiming() as unit:
        unit.call(Call.TICK)


def test_one_is_killed_and_the_other_goes_on(
    shared: Shared, office: Office, tmp_path: Path
) -> None:
    overdue_case(office, LAWYER)
    with schedulers(shared, tmp_path, 2) as running:
        wait_until(lambda: address(LAWYER) in recipients(tmp_path), tmp_path)

        running[0].kill()
        running[0].wait()
        overdue_case(office, DEPUTY)
        asked_to_tick(office)
        wait_until(lambda: address(DEPUTY) in recipients(tmp_path), tmp_path)

        running[1].send_signal(signal.SIGTERM)
        running[1].wait(PATIENCE_SECONDS)

    logged = (tmp_path / "log").read_text()
    assert running[1].returncode == 0, logged
    assert "Traceback" not in logged
    assert max(Counter(recipients(tmp_path)).values()) == 1
