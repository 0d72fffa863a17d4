"""``tick``: what the scheduler does every half minute, once and by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import click

from remedytrack.cli.installation import Installation, opened
from remedytrack.cli.options import HOME_ZONE, json_option, moment_in, read_as
from remedytrack.cli.printing import in_utc, print_json, warn
from remedytrack.cli.refusing import Failed, WrongInput
from remedytrack.notify.transport import OutgoingMail, RecordingTransport
from remedytrack.scheduler.guard import Guard
from remedytrack.scheduler.tick import Ticked, tick
from remedytrack.services.registry import Registry
from remedytrack.services.sending import Sent
from remedytrack.storage.backup import copy_to_rehearse
from remedytrack.storage.engine import open_engine
from remedytrack.storage.unit import Store
from remedytrack.storage.values import MailState
from remedytrack.wording import Wording

_LATEST = 50


@dataclass(frozen=True, slots=True)
class _Outcome:
    now: datetime
    ticked: Ticked
    mails: Sequence[OutgoingMail]
    dry_run: bool


@click.command("tick")
@click.option(
    "--now",
    "at",
    callback=read_as(moment_in),
    metavar="MOMENT",
    help="Pretend it is this moment: in the demo, or with --dry-run.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Work on a copy of the database: say what would happen, send nothing.",
)
@json_option
def tick_command(at: datetime | None, *, dry_run: bool, as_json: bool) -> None:
    """Bring everything up to now: standings, reminders, mails."""
    with opened() as installation:
        if at is not None and not (dry_run or installation.is_demo):
            raise WrongInput(
                "A real installation lives in real time: --now needs --dry-run here."
            )
        outcome = (_rehearsed if dry_run else _done)(installation, at)
        _report(outcome, as_json=as_json)
        if not dry_run:
            _complain(installation, outcome.ticked.sent)


def _done(installation: Installation, at: datetime | None) -> _Outcome:
    clock = installation.clock
    if at is None:
        _require_sound_clock(installation)
    now, moment = (clock.now(), clock.now) if at is None else (at, None)
    return _Outcome(now, tick(installation.works(), now, moment), (), dry_run=False)


def _require_sound_clock(installation: Installation) -> None:
    if not Guard(installation.store, installation.clock).believes():
        raise Failed(
            "Nothing was done: the clock contradicted elapsed time, and reminders are "
            "held. Set it right, or, if it is right, run “remedytrack clock confirm”."
        )


def _rehearsed(installation: Installation, at: datetime | None) -> _Outcome:
    """Tick on a copy that is thrown away; its mails stay in memory."""
    now = at or installation.clock.now()
    with tempfile.TemporaryDirectory(prefix="remedytrack-") as folder:
        copy = Path(folder) / "copy.db"
        copy_to_rehearse(installation.settings.database_url, copy)
        store = Store(open_engine(f"sqlite:///{copy}"))
        try:
            transport = RecordingTransport()
            works = replace(
                installation.works(),
                registry=Registry(store, installation.law),
                transport=transport,
            )
            ticked = tick(works, now)
        finally:
            store.close()
    return _Outcome(now, ticked, transport.sent, dry_run=True)


def _report(outcome: _Outcome, *, as_json: bool) -> None:
    sent = outcome.ticked.sent
    if as_json:
        print_json(
            {
                "now": in_utc(outcome.now),
                "dry_run": outcome.dry_run,
                "refreshed": outcome.ticked.refreshed,
                "queued": outcome.ticked.queued,
                "sent": sent.sent,
                "withdrawn": sent.withdrawn,
                "deferred": sent.deferred,
                "failed": sent.failed,
                "mails": [
                    {"to": mail.recipient, "subject": mail.subject}
                    for mail in outcome.mails
                ],
            }
        )
        return
    would = "A tick would have" if outcome.dry_run else "The tick has"
    click.echo(
        f"{Wording('en').moment(outcome.now, HOME_ZONE)}. {would} refreshed "
        f"{outcome.ticked.refreshed} cases, queued {outcome.ticked.queued} mails, "
        f"sent {sent.sent}, withdrawn {sent.withdrawn}."
    )
    for mail in outcome.mails:
        click.echo(f"  to {mail.recipient}: {mail.subject}")


def _complain(installation: Installation, sent: Sent) -> None:
    """Say what was not sent: it is queued still, and nothing is lost."""
    for text in installation.settings.warnings:
        warn(text)
    if not (sent.deferred or sent.failed):
        return
    with installation.store.reading() as unit:
        latest = unit.mails.recent(_LATEST)
    told = [mail for mail in latest if mail.last_error]
    reasons = sorted({str(mail.last_error) for mail in told})
    queued = [mail for mail in told if mail.state is MailState.QUEUED]
    again = min((mail.next_try_at for mail in queued), default=None)
    next_try = f" The next try is due {in_utc(again)}." if again else ""
    raise Failed(
        f"{sent.deferred} mails could not be sent and stay queued; {sent.failed} were "
        f"given up. The reason: {'; '.join(reasons)}. Check REMEDYTRACK_MAIL_URL and "
        f"the mail server; nothing is lost.{next_try}"
    )
