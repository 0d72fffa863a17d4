"""``init``, ``db``, ``user``, ``backup``: setting up an installation and keeping it."""

from __future__ import annotations

import secrets
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask_security import hash_password

from remedytrack.app import create_app
from remedytrack.cli.installation import Installation, opened, read_settings
from remedytrack.cli.options import HOME_ZONE, language_option
from remedytrack.cli.refusing import Failed, WrongInput
from remedytrack.core.access import OPERATOR, Role
from remedytrack.services.liveness import BACKUP
from remedytrack.services.owing import FALLBACK, fallback_ids
from remedytrack.services.preferences import change_address
from remedytrack.settings import Settings, make_keys
from remedytrack.storage.backup import back_up
from remedytrack.storage.engine import open_engine, sqlite_file
from remedytrack.storage.grants import Process, grant
from remedytrack.storage.ids import new_id
from remedytrack.storage.migrate import current, head, upgrade
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Account, Recipient

SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 1024
_RANDOM_BYTES = 12
_MAILED = frozenset({Role.LAWYER, Role.COORDINATOR})


@click.command("init")
def init_command() -> None:
    """Make the data folder, the secret keys and an empty database.

    What is there already is kept.
    """
    settings = read_settings()
    for text in set_up(settings):
        click.echo(text)
    click.echo("Next: remedytrack user add EMAIL --name NAME --role coordinator")


def set_up(settings: Settings) -> list[str]:
    """Make what an installation needs and lacks; return what was done, in words."""
    try:
        settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"The data folder {settings.var} cannot be made: {error.strerror}."
        raise Failed(message) from error
    had_keys = settings.keys_file.exists()
    make_keys(settings.keys_file)
    said = [f"Keys {'kept' if had_keys else 'made'}: {settings.keys_file}"]
    return [*said, _migrated(settings)]


@click.group("db")
def db_command() -> None:
    """Look after the database's schema."""


@db_command.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the schema of this program, or leave it as it was."""
    click.echo(_migrated(read_settings()))


@db_command.command("current")
def db_current() -> None:
    """Print the revision of the database, and the one this program needs."""
    url = read_settings().database_url
    file = sqlite_file(url)
    absent = file is not None and not file.is_file()
    found = None if absent else current(url)
    click.echo(f"database: {found or 'none'}\nprogram:  {head()}")


@db_command.command("grant")
@click.argument("role")
@click.option(
    "--process",
    type=click.Choice([each.value for each in Process]),
    required=True,
    help="What the role is for.",
)
def db_grant(role: str, process: str) -> None:
    """Give ROLE of the database server the rights of one kind of process, no others.

    The scheduler's has none on names, narrative and accounts. Run it as the owner of
    the tables, and again after each upgrade.
    """
    settings = read_settings()
    engine = open_engine(settings.database_url)
    try:
        if engine.dialect.name != "postgresql":
            raise Failed("Only a database server has roles; this is a file.")
        with engine.begin() as connection:
            grant(connection, role, Process(process))
    finally:
        engine.dispose()
    click.echo(f"{role} may do what the {process} process does.")


@click.group("user")
def user_command() -> None:
    """Look after the people who may sign in."""


@user_command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="How colleagues see this person.")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    multiple=True,
    required=True,
    help="What the person is here for; may be repeated.",
)
@language_option
@click.option(
    "--zone", default=HOME_ZONE.key, show_default=True, help="Where the person works."
)
@click.option(
    "--hour",
    type=click.IntRange(0, 23),
    default=9,
    show_default=True,
    help="The hour of the day for reminders.",
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)
def user_add(
    email: str,
    *,
    name: str,
    roles: tuple[str, ...],
    language: str,
    zone: str,
    hour: int,
    password_stdin: bool,
) -> None:
    """Let a person sign in as EMAIL.

    Without --password-stdin a random password is made and printed once.
    """
    address, place = _address(email), _zone(zone)
    theirs = frozenset(Role(role) for role in roles)
    password = _read_password() if password_stdin else None
    chosen = password or secrets.token_urlsafe(_RANDOM_BYTES)
    with opened() as installation:
        now = installation.clock.now()
        person = str(new_id(now))
        account = Account(person, address, name.strip(), active=True, roles=theirs)
        recipient = Recipient(person, address, language, place, hour)
        hashed = _hashed(installation, chosen)
        with installation.store.writing() as unit:
            _add(unit, now, account, recipient, hashed)
    click.echo(f"{address} may sign in as {', '.join(sorted(theirs))}.")
    if password is None:
        click.echo(f"Password, shown only now: {chosen}")


@user_command.command("address")
@click.argument("email")
@click.argument("new")
def user_address(email: str, new: str) -> None:
    """Let mail to EMAIL go to NEW from now on, which signs in as well.

    If EMAIL refused mail, that no longer counts.
    """
    with opened() as installation:
        with installation.store.reading() as unit:
            account = unit.accounts.by_email(email)
        if account is None:
            raise WrongInput("Nobody signs in with the first address.")
        change_address(
            installation.registry,
            actor=OPERATOR,
            now=installation.clock.now(),
            recipient_id=account.id,
            address=new,
        )
    click.echo("Mail goes to the new address, which signs in as well.")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def backup_command(file: Path) -> None:
    """Copy the database to FILE while the program goes on working.

    FILE must not exist. The copy is checked, and readable for its owner only.
    """
    settings = read_settings()
    source = sqlite_file(settings.database_url)
    if source is not None and not source.is_file():
        raise Failed(f"There is no database {source} to back up.")
    back_up(settings.database_url, file)
    _note_the_backup(settings)
    click.echo(
        f"Backup written and checked: {file}. Keep a copy of {settings.keys_file} "
        "apart from it: without the keys nobody can sign in."
    )


def _note_the_backup(settings: Settings) -> None:
    """Let the evening sheet say when the last one was; an older schema has no place."""
    if current(settings.database_url) != head():
        return
    with opened() as installation, installation.store.writing() as unit:
        unit.heartbeats.beat(BACKUP, installation.clock.now())


def _migrated(settings: Settings) -> str:
    file = sqlite_file(settings.database_url)
    had = current(settings.database_url) if file is None or file.is_file() else None
    upgrade(settings.database_url)
    place = file or "the database server"
    if had == head():
        return f"Database is up to date: {place}"
    return f"Database {f'upgraded from {had}' if had else 'made'}: {place} ({head()})"


def _add(
    unit: Unit, now: datetime, account: Account, recipient: Recipient, hashed: str
) -> None:
    if unit.accounts.by_email(account.email) is not None:
        raise Failed(f"{account.email} has an account already.")
    unit.accounts.add(account, hashed)
    if account.roles & _MAILED:
        unit.people.put_recipient(recipient)
    if Role.COORDINATOR in account.roles:
        _tell_where_nobody_is_assigned(unit, account.id)
    granted = ", ".join(sorted(account.roles))
    subject = {"account": account.id}
    unit.audit.append(now, "operator", "account.add", subject, {"roles": granted})


def _tell_where_nobody_is_assigned(unit: Unit, person: str) -> None:
    named = fallback_ids(unit)
    unit.settings.put(FALLBACK, " ".join(dict.fromkeys([*named, person])))


def _hashed(installation: Installation, password: str) -> str:
    app = create_app(
        installation.settings,
        store=installation.store,
        lawbook=installation.law,
        clock=installation.clock,
    )
    with app.app_context():
        return str(hash_password(password))


def _address(email: str) -> str:
    address = email.strip()
    user, at, host = address.rpartition("@")
    if not (user and at and host) or not address.isprintable() or " " in address:
        raise WrongInput(f"“{email}” is not an address. Write name@example.org.")
    return address


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (LookupError, ValueError, OSError) as error:
        message = f"There is no time zone “{name}”. Write it like Asia/Almaty."
        raise WrongInput(message) from error


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise WrongInput(
            f"A password has at least {SHORTEST_PASSWORD} characters; this one has "
            f"{len(password)}."
        )
    return password
