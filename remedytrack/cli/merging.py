"""``authority list|merge|unmerge``: bodies that turned out to be one."""

from __future__ import annotations

import click

from remedytrack.cli.installation import opened
from remedytrack.cli.listing import show_table
from remedytrack.cli.options import csv_option, json_option
from remedytrack.cli.printing import Plain
from remedytrack.core.access import OPERATOR
from remedytrack.services.authorities import (
    Counted,
    authorities,
    find,
    merge,
    unmerge,
)

_COLUMNS = ("name", "cases", "incidents", "merged", "aliases", "calendar", "id")


@click.group("authority")
def authority_command() -> None:
    """Look after the list of bodies."""


@authority_command.command("list")
@json_option
@csv_option
def authority_list(*, as_json: bool, as_csv: bool) -> None:
    """List the bodies with the number of cases and incidents under each."""
    with opened() as installation:
        found = authorities(installation.registry, viewer=OPERATOR)
    listed = [_counted(each) for each in found]
    empty = "No authorities yet."
    show_table(_COLUMNS, listed, as_json=as_json, as_csv=as_csv, empty=empty)


@authority_command.command("merge")
@click.argument("one")
@click.argument("into")
def authority_merge(one: str, into: str) -> None:
    """Let the body ONE count under the body INTO; each by its name or its id."""
    with opened() as installation:
        registry = installation.registry
        merge(
            registry,
            actor=OPERATOR,
            now=installation.clock.now(),
            one=find(registry, name=one),
            into=find(registry, name=into),
        )
    click.echo(f"“{one}” counts under “{into}” now.")


@authority_command.command("unmerge")
@click.argument("one")
def authority_unmerge(one: str) -> None:
    """Let the body ONE, by its name or its id, stand on its own again."""
    with opened() as installation:
        registry = installation.registry
        unmerge(
            registry,
            actor=OPERATOR,
            now=installation.clock.now(),
            one=find(registry, name=one),
        )
    click.echo(f"“{one}” stands on its own again.")


def _counted(body: Counted) -> Plain:
    return {
        "name": body.name,
        "cases": len(body.cases),
        "incidents": len(body.incidents),
        "merged": [name for _, name in body.merged],
        "aliases": list(body.aliases),
        "calendar": body.calendar,
        "id": str(body.id),
    }
