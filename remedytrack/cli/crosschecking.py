"""``remedytrack calendars``: are our days of rest those that others know?

The package ``holidays`` is a second opinion and never the authority: it learns of a
decree months later than the calendar file, which names the decree.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.metadata import version
from typing import Protocol

import click

from remedytrack.cli.options import json_option
from remedytrack.cli.printing import Plain, print_json, print_table
from remedytrack.cli.refusing import WrongInput
from remedytrack.core.dates import ONE_DAY
from remedytrack.core.timelimits.calendar import Calendar
from remedytrack.lawbook import load
from remedytrack.resources import folder
from remedytrack.settings import Settings

COUNTRIES: Mapping[str, str] = {"kz": "KZ"}
"""Our calendars that are of a whole country, with its code in ``holidays``."""

EXPLAINED: Mapping[str, Mapping[date, str]] = {"kz": {}}
"""Days on which we differ from ``holidays`` by calendar, and why we are right.

It stands here and not beside the calendar, whose folder holds law and nothing else.
"""

Works = Callable[[date], bool]


class Reference(Protocol):
    """What this module asks ``holidays`` for."""

    weekend_workdays: set[date]
    """Weekend days on which people work."""

    def is_working_day(self, day: date) -> bool:
        """Say whether people work on ``day``."""

    def get(self, day: date) -> str | None:
        """Return the name of the holiday on ``day``."""


class HolidaysMissing(RuntimeError):
    """The package to compare with is a tool of development and is not here."""

    def __init__(self) -> None:
        super().__init__(
            "The package “holidays” is not installed: it comes with the tools of "
            "development. Run “make install-dev”, or “pip install holidays”."
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A day on which one of the two works and the other rests.

    ``theirs`` is the name that ``holidays`` gives the day; ``reason`` says why we are
    right, and is ``None`` where nobody has looked yet.
    """

    day: date
    works: bool
    theirs: str | None
    reason: str | None


def reference_for(calendar: str, first: date, last: date) -> Reference:
    """Return what ``holidays`` knows about the days from ``first`` to ``last``.

    Raises:
        HolidaysMissing: the package is not installed.
    """
    try:
        holidays = import_module("holidays")
    except ModuleNotFoundError as error:
        raise HolidaysMissing from error
    years = range(first.year, last.year + 1)
    known: Reference = holidays.country_holidays(COUNTRIES[calendar], years=years)
    return known


def differences(
    works: Works,
    reference: Reference,
    days: Sequence[date],
    explained: Mapping[date, str],
) -> Iterator[Difference]:
    """Yield each of ``days`` on which ``works`` and ``reference`` disagree."""
    for day in days:
        ours, reason = works(day), explained.get(day)
        if ours != reference.is_working_day(day):
            yield Difference(day, ours, reference.get(day), reason)


def outdated(found: Sequence[Difference], explained: Mapping[date, str]) -> list[date]:
    """Return the days that are explained and on which nothing differs any more."""
    return sorted(explained.keys() - {each.day for each in found})


def days_between(first: date, last: date) -> list[date]:
    """Return every day from ``first`` to ``last``."""
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


@click.group("calendars")
def calendars_command() -> None:
    """Check the calendars of working days."""


@calendars_command.command("crosscheck")
@click.option(
    "--calendar",
    default="kz",
    show_default=True,
    type=click.Choice(sorted(COUNTRIES)),
    help="The calendar to compare.",
)
@json_option
def crosscheck(calendar: str, *, as_json: bool) -> None:
    """Compare a calendar day by day with the installed package holidays.

    Exit code 1: a difference is not explained, or an explanation no longer holds.
    """
    settings = Settings.from_environment(os.environ)
    ours = load(folder("workflows"), settings.workflows).calendar(calendar)
    try:
        reference = reference_for(calendar, ours.first, ours.last)
    except HolidaysMissing as error:
        raise WrongInput(str(error)) from error
    explained, days = EXPLAINED[calendar], days_between(ours.first, ours.last)
    found = list(differences(ours.is_working, reference, days, explained))
    over = outdated(found, explained)
    if as_json:
        print_json(_plain(ours, found, over))
    else:
        _print(ours, found, over)
    if over or any(each.reason is None for each in found):
        click.get_current_context().exit(1)


def _plain(ours: Calendar, found: Sequence[Difference], over: Sequence[date]) -> Plain:
    return {
        "calendar": ours.id,
        "revision_on": ours.revision.isoformat(),
        "from_on": ours.first.isoformat(),
        "to_on": ours.last.isoformat(),
        "holidays": version("holidays"),
        "differences": [
            {
                "day": each.day.isoformat(),
                "works": each.works,
                "ours": _fact(ours, each.day),
                "theirs": each.theirs,
                "reason": each.reason,
            }
            for each in found
        ],
        "explained_in_vain": [day.isoformat() for day in over],
    }


def _print(ours: Calendar, found: Sequence[Difference], over: Sequence[date]) -> None:
    click.echo(
        f"{ours.id}, revision of {ours.revision}: every day from {ours.first} to "
        f"{ours.last}, beside holidays {version('holidays')}."
    )
    print_table(
        ("day", "ours", "holidays", "reason"),
        [
            (
                each.day,
                _said(works=each.works, name=_fact(ours, each.day)),
                _said(works=not each.works, name=each.theirs),
                each.reason or "NOT EXPLAINED",
            )
            for each in found
        ],
        empty="No difference.",
    )
    for day in over:
        click.echo(f"{day}: explained, and does not differ any more. Remove the entry.")


def _said(*, works: bool, name: str | None) -> str:
    kind = "work" if works else "rest"
    return f"{kind} ({name})" if name else kind


def _fact(ours: Calendar, day: date) -> str | None:
    """Return what our file says about a day: its name, and the act it rests on."""
    fact = ours.facts.get(day)
    if fact is None:
        return None
    return f"{ours.names[fact.name].en}; {ours.acts[fact.act].cite}"
