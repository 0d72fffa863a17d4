"""``remedytrack law``: what changed law moves, and bringing the stored dates over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from remedytrack.cli.installation import Installation, opened
from remedytrack.cli.options import json_option
from remedytrack.cli.printing import Plain, in_utc, iso, print_json, print_table, warn
from remedytrack.core.access import OPERATOR
from remedytrack.core.lawchanges import LawChange
from remedytrack.lawbook import Lawbook, load
from remedytrack.resources import folder
from remedytrack.services.law_described import days_described, names_of
from remedytrack.services.law_impact import Impact, impact
from remedytrack.services.law_moves import Dates, Move
from remedytrack.services.law_publishing import publish
from remedytrack.services.registry import Registry

CHANGED = 3
"""The exit code that says: the law has changed, and is not published yet."""

_HEADER = ("way", "ref", "limit", "act", "was", "now", "responsible")


@click.group("law")
def law_command() -> None:
    """Changed calendars, rules or time zones: what they move, and publishing them."""


@law_command.command("impact")
@click.option(
    "--workflows",
    "own",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Try this folder of law in the place of REMEDYTRACK_WORKFLOWS.",
)
@json_option
def law_impact(own: Path | None, *, as_json: bool) -> None:
    """List the stored deadlines that move. Writes nothing.

    Exit code 0: the law is as it was last published. 3: it has changed, or dates have
    moved that nobody was told of.
    """
    with opened() as installation:
        law = load(folder("workflows"), own) if own else installation.law
        registry = Registry(installation.store, law)
        now = installation.clock.now()
        found = impact(registry, viewer=OPERATOR, now=now)
        names = names_of(registry, found.moves)
    if as_json:
        print_json(_plain(found, law, names))
    else:
        _print(found, law, names)
    if not found.is_none:
        click.get_current_context().exit(CHANGED)


@law_command.command("publish")
@click.option("--yes", is_flag=True, help="Do not ask.")
def law_publish(*, yes: bool) -> None:
    """Bring every stored date over to the law, and tell those responsible once.

    Old results stay on record. Exit code 1: some cases could not be brought over.
    """
    with opened() as installation:
        found = _to_publish(installation)
        if found is None:
            return
        if not yes:
            click.confirm(f"{_counted(found)} Publish?", abort=True)
        now = installation.clock.now()
        done = publish(installation.registry, actor=OPERATOR, now=now)
    click.echo(
        f"Published: {len(done.moves)} dates moved, {done.urgent} of them urgent; "
        f"{done.told} people are told. Restart “remedytrack serve” and “scheduler” if "
        "they run: they count by the law they were started with."
    )
    for ref, reason in done.failed.items():
        warn(f"{ref} could not be brought over and stands as before: {reason}")
    if done.failed:
        click.get_current_context().exit(1)


def _to_publish(installation: Installation) -> Impact | None:
    """Show what would move; ``None`` where there is nothing to publish."""
    now = installation.clock.now()
    found = impact(installation.registry, viewer=OPERATOR, now=now)
    names = names_of(installation.registry, found.moves)
    _print(found, installation.law, names)
    return None if found.is_none else found


def _print(found: Impact, law: Lawbook, names: Mapping[str, str]) -> None:
    if found.published is None:
        click.echo("No law was published here yet; the first tick takes the loaded.")
        return
    if found.is_none:
        click.echo(f"The law is as published {in_utc(found.published.at)}.")
        return
    for line in _changes(law, found.change):
        click.echo(line)
    rows = (_row(move, names) for move in found.moves)
    print_table(_HEADER, rows, empty="No stored date moves.")
    for each in found.uncountable:
        warn(f"{each.ref} cannot be counted by this law: {each.reason}")
    click.echo(_counted(found))


def _counted(found: Impact) -> str:
    return f"Dates that move: {found.count}, of them urgent: {found.urgent}."


def _changes(law: Lawbook, change: LawChange) -> Iterator[str]:
    for day in days_described(law, change):
        told = (day.name.en if day.name else None, day.act)
        about = " · ".join(each for each in told if each)
        state = "works now" if day.works else "is off now"
        yield f"{day.calendar.en}: {day.day} {state}{f' ({about})' if about else ''}"
    for horizon in change.horizons:
        was, now = (_days(each) for each in (horizon.was, horizon.now))
        yield f"calendar {horizon.calendar}: held {was}, holds {now}"
    for each in (*change.limits, *change.profiles):
        yield f"{each.version}: {each.fate}"
    if change.tzdata:
        yield f"time zones: {change.tzdata[0]}, now {change.tzdata[1]}"


def _days(ends: tuple[object, object] | None) -> str:
    return f"{ends[0]} to {ends[1]}" if ends else "no day"


def _row(move: Move, names: Mapping[str, str]) -> tuple[object, ...]:
    act = move.deadline.act
    return (
        move.way,
        move.proceeding.ref,
        move.deadline.limit,
        act.en if act else None,
        _dates(move.was),
        move.no_date or _dates(move.now),
        ", ".join(names[each] for each in move.responsible),
    )


def _dates(dates: Dates | None) -> str | None:
    if dates is None:
        return None
    both = dict.fromkeys((iso(dates.safe_on), iso(dates.arguable_on)))
    return " / ".join(each or "no date" for each in both)


def _plain(found: Impact, law: Lawbook, names: Mapping[str, str]) -> Plain:
    published, change = found.published, found.change
    return {
        "published_at": in_utc(published.at) if published else None,
        "changed": {
            "days": [
                {
                    "calendar": each.calendar.en,
                    "day": iso(each.day),
                    "works": each.works,
                    "name": each.name.en if each.name else None,
                    "act": each.act,
                    "cite": each.cite,
                }
                for each in days_described(law, change)
            ],
            "horizons": [
                {"calendar": each.calendar, "was": each.was, "now": each.now}
                for each in change.horizons
            ],
            "limits": {each.version: each.fate for each in change.limits},
            "profiles": {each.version: each.fate for each in change.profiles},
            "tzdata": change.tzdata,
        },
        "moves": [_plain_move(move, names) for move in found.moves],
        "cannot_be_counted": [
            {"ref": each.ref, "reason": each.reason} for each in found.uncountable
        ],
    }


def _plain_move(move: Move, names: Mapping[str, str]) -> Plain:
    act = move.deadline.act
    return {
        "way": move.way,
        "urgent": move.way.urgent,
        "ref": move.proceeding.ref,
        "deadline": str(move.deadline.id),
        "limit": move.deadline.limit,
        "act": act.en if act else None,
        "was": _plain_dates(move.was),
        "now": _plain_dates(move.now),
        "no_date": move.no_date,
        "already_refreshed": move.already,
        "responsible": [names[each] for each in move.responsible],
    }


def _plain_dates(dates: Dates | None) -> Plain | None:
    if dates is None:
        return None
    return {
        "safe_on": iso(dates.safe_on),
        "arguable_on": iso(dates.arguable_on),
        "remind_on": iso(dates.remind_on),
        "closes_at": in_utc(dates.closes_at),
    }
