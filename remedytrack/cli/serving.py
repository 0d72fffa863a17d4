"""Serving the site: one process, waitress in front, the scheduler beside it."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import click
from waitress import create_server
from waitress.server import BaseWSGIServer

from remedytrack.app import create_app
from remedytrack.cli.installation import Installation
from remedytrack.cli.printing import warn
from remedytrack.cli.refusing import Failed
from remedytrack.scheduler.embedded import beside_the_site
from remedytrack.settings import LOOPBACK

_THREADS = 8


def serve(installation: Installation, host: str, port: int, greeting: str) -> None:
    """Serve the site until the process is told to stop.

    It ticks as well, unless the database is a server: then ``remedytrack scheduler``
    does, in processes that need not see what the pages show. ``greeting`` is printed
    once somebody can come in.
    """
    log_to_the_terminal()
    for text in installation.settings.warnings:
        warn(text)
    if host not in LOOPBACK:
        warn(f"{host} is reachable from outside: put a server that speaks TLS before.")
    server = _listening(installation, host, port)
    click.echo(greeting)
    with (
        stopping_on_signals(),
        installation.watch().pulse(),
        _ticking_beside(installation),
    ):
        try:
            server.run()
        finally:
            server.close()


@contextmanager
def _ticking_beside(installation: Installation) -> Iterator[None]:
    if installation.is_shared:
        click.echo("Reminders are sent by “remedytrack scheduler”: run at least one.")
        yield
        return
    scheduler = beside_the_site(installation.works(), installation.clock)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


def _listening(installation: Installation, host: str, port: int) -> BaseWSGIServer:
    app = create_app(
        installation.settings,
        store=installation.store,
        lawbook=installation.law,
        clock=installation.clock,
    )
    # Everything that the first page needs is read now, not while a person waits.
    app.test_client().get("/sign-in", base_url=installation.settings.public_url)
    try:
        return create_server(
            app,
            host=host,
            port=port,
            threads=_THREADS,
            ident="",
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise Failed(_cannot_listen(host, port, error)) from error


def require_free(host: str, port: int) -> None:
    """Refuse a port on which something listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failed(_cannot_listen(host, port, error)) from error


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is in use. Stop the program that listens there, or "
            f"choose another: --port {port + 1}, with make PORT={port + 1}."
        )
    reason = error.strerror or error
    return f"Cannot listen on {host}, port {port}: {reason}. Choose another."


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Let SIGTERM end the work inside as Ctrl-C does, in good order."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def log_to_the_terminal() -> None:
    """Log warnings of everything, and what we do ourselves, on standard error."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("remedytrack").setLevel(logging.INFO)
