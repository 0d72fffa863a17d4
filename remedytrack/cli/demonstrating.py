"""``demo``: the real cases, loaded once and served under a clock of their own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from enum import Enum, auto

import click
from flask_security import hash_password

from remedytrack.app import create_app
from remedytrack.cli.installation import Installation, has_content, opened, read_law
from remedytrack.cli.managing import set_up
from remedytrack.cli.options import HOME_ZONE, port_option
from remedytrack.cli.printing import warn
from remedytrack.cli.running import at_port
from remedytrack.cli.serving import require_free, serve
from remedytrack.clock import SystemClock
from remedytrack.demo import sign_ins
from remedytrack.demo.clock import MARK, NotADemo, is_loaded, start_clock
from remedytrack.demo.dataset import bundled
from remedytrack.demo.loader import BEGINS_AT, Loaded, load
from remedytrack.notify.transport import FileTransport, RecordingTransport
from remedytrack.services.duties import DUTIES
from remedytrack.settings import Settings
from remedytrack.storage.engine import open_engine, sqlite_file
from remedytrack.storage.migrate import current, downgrade
from remedytrack.storage.removal import remove_database
from remedytrack.storage.unit import Store
from remedytrack.wording import Wording

_HOST = "127.0.0.1"
_MAIL = "mail"


class _Found(Enum):
    """What there is where the demo is to be."""

    NOTHING = auto()
    HALF_A_DEMO = auto()
    DEMO = auto()
    SOMETHING_ELSE = auto()


@click.command("demo")
@port_option
@click.option("--no-serve", is_flag=True, help="Load, but do not serve.")
@click.option("--reset", is_flag=True, help="Throw the demo away and load it afresh.")
def demo_command(port: int, *, no_serve: bool, reset: bool) -> None:
    """Load the real cases once, and serve them as of 1 December 2025."""
    if not no_serve:
        require_free(_HOST, port)
    environ = at_port(_HOST, port)
    settings = Settings.from_environment(environ, demo=True)
    _prepare(settings, reset=reset)
    with opened(environ) as installation:
        _tell(installation)
        if not no_serve:
            greeting = "Stop with Ctrl-C; “make demo” goes on where it was."
            serve(installation, _HOST, port, greeting)


def _prepare(settings: Settings, *, reset: bool) -> None:
    """Load the demo unless it is there; never touch anything that is no demo."""
    found = _found(settings)
    if found is _Found.SOMETHING_ELSE:
        raise NotADemo
    if found is _Found.HALF_A_DEMO:
        click.echo("The last load was interrupted; starting over.")
    if reset or found is _Found.HALF_A_DEMO:
        _throw_away(settings)
        found = _Found.NOTHING
    set_up(settings)
    if found is _Found.NOTHING:
        _load(settings)


def _found(settings: Settings) -> _Found:
    file = sqlite_file(settings.database_url)
    if file is not None and not has_content(file):
        return _Found.NOTHING
    if current(settings.database_url) is None:
        return _Found.NOTHING
    store = Store(open_engine(settings.database_url))
    try:
        with store.reading() as unit:
            mark = unit.settings.get(MARK)
            empty = not unit.accounts.all() and not unit.matters.all()
        if mark is None:
            return _Found.NOTHING if empty else _Found.SOMETHING_ELSE
        return _Found.DEMO if is_loaded(store) else _Found.HALF_A_DEMO
    finally:
        store.close()


def _throw_away(settings: Settings) -> None:
    """Remove the demo's database, mails and sign-ins; the keys may stay."""
    file = sqlite_file(settings.database_url)
    if file is None:
        downgrade(settings.database_url, "base")
    elif file.exists():
        remove_database(file)
    (settings.var / sign_ins.FILE_NAME).unlink(missing_ok=True)
    shutil.rmtree(settings.var / _MAIL, ignore_errors=True)


def _load(settings: Settings) -> None:
    click.echo("Loading the real cases and replaying their history …")
    watch = SystemClock()
    begun = watch.monotonic()
    store = Store(open_engine(settings.database_url))
    try:
        law = read_law(settings)
        installation = Installation(settings, store, law, watch)
        loaded = _played(installation)
        sign_ins.write(settings.var, loaded.sign_ins)
        start_clock(store, shows=BEGINS_AT, real_now=watch.now())
        with store.writing() as unit:
            unit.settings.put(DUTIES, "on")
    finally:
        store.close()
    click.echo(
        f"Loaded {loaded.facts} facts; in their time they caused {loaded.mails} mails. "
        f"It took {watch.monotonic() - begun:.0f} seconds, once."
    )


def _played(installation: Installation) -> Loaded:
    """Play the history; its mails lie in a folder or nowhere, they never leave."""
    app = create_app(
        installation.settings,
        store=installation.store,
        lawbook=installation.law,
        clock=installation.clock,
    )
    works = installation.works()
    if not isinstance(works.transport, FileTransport):
        works = replace(works, transport=RecordingTransport())
    with app.app_context():
        return load(works, bundled(), hashing=lambda word: str(hash_password(word)))


def _tell(installation: Installation) -> None:
    """Say where the demo is, and how to sign in."""
    settings = installation.settings
    now = Wording("en").moment(installation.clock.now(), HOME_ZONE)
    click.echo(f"\nRemedyTrack demo: {settings.public_url}\nIts clock shows {now}.\n")
    known = sign_ins.read(settings.var)
    if not known:
        warn("The file of sign-ins is gone; “make demo-reset” makes new ones.")
    for each in known:
        click.echo(f"  {each.role:<14} {each.email:<32} {each.password}")
    click.echo(f"\nSign-ins: {settings.var / sign_ins.FILE_NAME}")
    click.echo(f"Mails:    {settings.var / _MAIL}")
