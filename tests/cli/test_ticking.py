"""A tick by hand: for real, as a rehearsal, and with a mail server that is down."""

import json
import os
import socket
from pathlib import Path

import pytest

from remedytrack.cli.installation import opened
from remedytrack.storage.values import MailState
from tests.cli.conftest import Run

MORNING = "2025-12-02T09:05"


def mails() -> dict[MailState, int]:
    with opened(os.environ) as installation, installation.store.reading() as unit:
        return unit.mails.counts()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.mark.usefixtures("ruling")
def test_a_rehearsal_says_what_would_be_sent_and_sends_nothing(run: Run) -> None:
    told = json.loads(run("tick", "--dry-run", "--now", MORNING, "--json").stdout)

    assert told["now"] == "2025-12-02T04:05:00Z"
    assert told["queued"] == told["sent"] >= 1
    assert {mail["to"] for mail in told["mails"]} == {"l@example.org"}
    assert sum(mails().values()) == 0


@pytest.mark.usefixtures("ruling")
def test_a_real_installation_lives_in_real_time(run: Run) -> None:
    said = run("tick", "--now", MORNING, code=2).stderr

    assert "--now needs --dry-run here" in said
    assert sum(mails().values()) == 0


@pytest.mark.usefixtures("ready")
def test_a_moment_that_is_none(run: Run) -> None:
    assert "is not a moment" in run("tick", "--now", "noon", code=2).stderr


@pytest.mark.usefixtures("as_demo")
def test_in_the_demo_a_tick_may_look_ahead(run: Run, var: Path) -> None:
    told = run("tick", "--now", MORNING).stdout

    assert told.startswith("Tue 2 Dec 2025, 09:05 (Almaty, UTC+5). The tick has")
    assert mails()[MailState.SENT] >= 1
    assert len(list((var / "mail").glob("*.eml"))) == mails()[MailState.SENT]


@pytest.mark.usefixtures("ready")
def test_without_a_mail_address_the_warning_is_loud(run: Run) -> None:
    assert "NO REMINDERS ARE MAILED" in run("tick").stderr


@pytest.mark.usefixtures("as_demo")
def test_a_mail_server_that_is_down_loses_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"smtp://127.0.0.1:{closed_port()}?starttls=no"
    monkeypatch.setenv("REMEDYTRACK_MAIL_URL", url)

    said = run("tick", "--now", MORNING, code=1)

    waiting = mails()[MailState.QUEUED]
    assert waiting >= 1
    assert f"{waiting} mails could not be sent and stay queued" in said.stderr
    assert "connect" in said.stderr
    assert "The next try is due 2025-12-02T04:06:00Z" in said.stderr

    monkeypatch.delenv("REMEDYTRACK_MAIL_URL")
    run("tick", "--now", "2025-12-02T09:07")
    assert mails()[MailState.SENT] == waiting


@pytest.mark.usefixtures("ready")
def test_an_unusable_mail_address_is_refused_without_showing_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMEDYTRACK_MAIL_URL", "smtp://someone:se%20cret@host/path")

    said = run("tick", code=2).stderr

    assert "something follows the host" in said
    assert "cret" not in said
