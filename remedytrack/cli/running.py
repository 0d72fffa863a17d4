"""``serve``, ``scheduler``, ``rebuild``: the program at work."""

from __future__ import annotations

import os

import click

from remedytrack.cli.installation import Installation, opened
from remedytrack.cli.options import port_option
from remedytrack.cli.printing import warn
from remedytrack.cli.serving import (
    log_to_the_terminal,
    require_free,
    serve,
    stopping_on_signals,
)
from remedytrack.scheduler.embedded import on_its_own
from remedytrack.services.refreshing import rebuild
from remedytrack.settings import LOOPBACK


@click.command("serve")
@port_option
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on."
)
def serve_command(port: int, host: str) -> None:
    """Serve the site, with the scheduler in the same process."""
    require_free(host, port)
    with opened(at_port(host, port)) as installation:
        greeting = f"RemedyTrack serves {installation.settings.public_url}"
        serve(installation, host, port, greeting)


@click.command("scheduler")
def scheduler_command() -> None:
    """Tick for ever: refresh, plan reminders, send mails. Serves no page.

    On PostgreSQL start as many as you like, on as many machines: they share the work.
    """
    with opened() as installation:
        log_to_the_terminal()
        for text in installation.settings.warnings:
            warn(text)
        click.echo("The scheduler ticks; stop it with Ctrl-C.")
        with installation.watch().pulse():
            (_share_the_work if installation.is_shared else _tick_alone)(installation)


def _tick_alone(installation: Installation) -> None:
    scheduler = on_its_own(installation.works(), installation.clock)
    with stopping_on_signals():
        try:
            scheduler.start()
        finally:
            scheduler.shutdown(wait=True)


def _share_the_work(installation: Installation) -> None:
    # A second to import, which only PostgreSQL needs.
    from remedytrack.scheduler.distributed import Distributed  # noqa: PLC0415
    from remedytrack.storage.queue import server_address  # noqa: PLC0415

    address = server_address(installation.settings.database_url)
    Distributed(installation.works(), installation.clock, address).run()


@click.command("rebuild")
@click.pass_context
def rebuild_command(ctx: click.Context) -> None:
    """Replay every journal anew and store what follows. Mails nobody again.

    A case whose version of a procedure is gone stands as before: exit code 1.
    """
    with opened() as installation:
        done = rebuild(installation.registry, installation.clock.now())
    click.echo(f"Rebuilt {done.count} cases from their journals.")
    for why in done.left.values():
        warn(why)
    ctx.exit(bool(done.left))


def at_port(host: str, port: int) -> dict[str, str]:
    """Return the environment; links in mails lead to this port unless it says where."""
    if host not in LOOPBACK:
        return dict(os.environ)
    shown = f"[{host}]" if ":" in host else host
    return {"REMEDYTRACK_PUBLIC_URL": f"http://{shown}:{port}", **os.environ}
