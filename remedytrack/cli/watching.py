"""``watch``, ``clock``: whether reminders go out, and a clock that was doubted."""

from __future__ import annotations

from collections.abc import Mapping

import click

from remedytrack.cli.installation import opened, read_settings, second_channel
from remedytrack.cli.options import HOME_ZONE
from remedytrack.cli.refusing import Failed
from remedytrack.clock import SystemClock
from remedytrack.core.access import OPERATOR
from remedytrack.notify.webhook import SiteSilent, health_told_at
from remedytrack.scheduler.watch import troubles
from remedytrack.services.alarming import notice
from remedytrack.services.liveness import Health, confirm_clock, health, signs
from remedytrack.services.second_channel import Alarm, SecondChannel, Trouble
from remedytrack.settings import Settings, safe_url
from remedytrack.wording import Wording

_LACKING = {
    Trouble.SCHEDULER: "the scheduler is silent",
    Trouble.MAIL: "mails have been waiting for more than an hour",
    Trouble.CLOCK: "the clock contradicts elapsed time and reminders are held",
}


@click.command("watch")
@click.option(
    "--url",
    metavar="URL",
    help="Ask a site instead, from another machine: https://docket.example.org/health",
)
def watch_command(url: str | None) -> None:
    """Look once whether reminders go out; if not, alarm and exit with code 1.

    For cron. On the database each trouble is told once, whoever sees it; with --url
    there is nothing to remember it in, and it is told every time.
    """
    settings = read_settings()
    seen = _in_the_database(settings) if url is None else _at_the_site(settings, url)
    wrong = [_LACKING[trouble] for trouble, there in seen.items() if there]
    if wrong:
        raise Failed(f"Reminders may not go out: {'; '.join(wrong)}.")
    click.echo("Scheduler, mail and clock work.")


def _in_the_database(settings: Settings) -> Mapping[Trouble, bool]:
    channel = second_channel(settings)
    try:
        with opened() as installation:
            now = installation.clock.now()
            seen = troubles(health(signs(installation.store), now))
            notice(installation.store, channel, seen, now)
    except Exception:
        _tell(channel, Trouble.DATABASE)
        raise
    return seen


def _at_the_site(settings: Settings, url: str) -> Mapping[Trouble, bool]:
    channel = second_channel(settings)
    try:
        told = health_told_at(safe_url("--url", url))
    except SiteSilent:
        _tell(channel, Trouble.SITE)
        raise
    names = ("scheduler", "mail", "clock")
    seen = troubles(Health(*(told.get(name, False) for name in names)))
    for trouble, there in seen.items():
        if there:
            _tell(channel, trouble)
    return seen


def _tell(channel: SecondChannel, trouble: Trouble) -> None:
    now = SystemClock().now()
    channel.tell(Alarm(trouble, now), now)


@click.group("clock")
def clock_command() -> None:
    """Look after the clock that reminders go by."""


@clock_command.command("confirm")
def clock_confirm() -> None:
    """Say that the clock is right: reminders that were held go out again."""
    with opened() as installation:
        now = installation.clock.now()
        hold = confirm_clock(installation.registry, actor=OPERATOR, now=now)
    if hold is None:
        click.echo("Nothing is held.")
        return
    shown = Wording("en").moment(now, HOME_ZONE)
    click.echo(f"The clock is right: it is {shown}. Reminders go out again.")
