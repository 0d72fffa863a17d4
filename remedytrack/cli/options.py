"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from remedytrack.wording.catalogue import LANGUAGES

HOME_ZONE = ZoneInfo("Asia/Almaty")
"""Where a moment written without a zone is taken to be."""


Parsed = TypeVar("Parsed")
_Callback = Callable[[click.Context, click.Parameter, str | None], Parsed | None]


def read_as(parse: Callable[[str], Parsed]) -> _Callback[Parsed]:
    """Return a callback that reads an option by ``parse``.

    What ``parse`` refuses by a ``ValueError`` is wrong input: its words are shown.
    """

    def read(
        _ctx: click.Context, _param: click.Parameter, value: str | None
    ) -> Parsed | None:
        try:
            return None if value is None else parse(value)
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return read


def day_in(text: str) -> date:
    """Read a day, written 2025-02-28."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"“{text}” is not a day. Write it like 2025-02-28."
        raise ValueError(msg) from error


def moment_in(text: str) -> datetime:
    """Read a moment: 2025-12-01T09:00 is Almaty's, 2025-12-01T04:00Z says its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        msg = (
            f"“{text}” is not a moment. Write 2025-12-01T09:00 for the time of Almaty, "
            "or with a zone: 2025-12-01T04:00Z."
        )
        raise ValueError(msg) from error
    aware = moment if moment.tzinfo else moment.replace(tzinfo=HOME_ZONE)
    return aware.astimezone(UTC)


port_option = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port to listen on.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for programs."
)
csv_option = click.option(
    "--csv", "as_csv", is_flag=True, help="Print CSV for a spreadsheet."
)
language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="The language of the law's words and the reasons.",
)
today_option = click.option(
    "--today",
    callback=read_as(day_in),
    metavar="DAY",
    help="As it stood at the end of this day; without it: now.",
)
as_known_option = click.option(
    "--as-known",
    callback=read_as(day_in),
    metavar="DAY",
    help="By what was on record at the end of this day; later entries are left out.",
)
