"""``bounce``: what the mail server gives back, read from standard input."""

from __future__ import annotations

import sys

import click

from remedytrack.cli.installation import opened
from remedytrack.cli.refusing import Failed, WrongInput
from remedytrack.notify.bounces import LONGEST_BOUNCE, NotABounce
from remedytrack.services.bouncing import MailUnknown, Taken, take_bounce

_SAID = {
    Taken.SUSPENDED: (
        "The address is held back: nothing is sent there until somebody lifts it on "
        "the page “Mail health”. Reminders go to whoever stands in."
    ),
    Taken.GIVEN_UP: "The mail came back after many tries; what it said is owed again.",
    Taken.NOTED: "The other server is still trying; noted with the mail.",
    Taken.ALREADY: "This mail came back before, or never left; nothing was changed.",
    Taken.FORMER_ADDRESS: (
        "The mail had gone to an address that was changed since; what it said is owed "
        "again."
    ),
}


@click.command("bounce")
def bounce_command() -> None:
    """Read a mail that came back from standard input, and act on it.

    It is recognised by the random Message-ID of the mail it returns. Exit code 2: this
    is no bounce; 1: it is about no mail of ours. Nothing is changed then. Addresses are
    neither printed nor logged.
    """
    data = sys.stdin.buffer.read(LONGEST_BOUNCE + 1)
    with opened() as installation:
        try:
            taken = take_bounce(
                installation.registry,
                installation.envelope,
                data,
                installation.clock.now(),
            )
        except NotABounce as error:
            raise WrongInput(str(error)) from error
        except MailUnknown as error:
            raise Failed(str(error)) from error
    click.echo(_SAID[taken])
