"""``workflow move``: let a case follow another version of its procedure."""

from __future__ import annotations

from collections.abc import Iterator

import click

from remedytrack.cli.installation import opened
from remedytrack.core.access import OPERATOR
from remedytrack.services.refreshing import Shift
from remedytrack.services.versions import (
    VersionChange,
    move_to_version,
    preview_version,
)


@click.command("move")
@click.argument("ref")
@click.option(
    "--to",
    type=click.IntRange(min=1),
    help="The version to move to; without it: the one that new cases get.",
)
@click.option("--yes", is_flag=True, help="Move it; without this, only show.")
def move(ref: str, *, to: int | None, yes: bool) -> None:
    """Show what another version of its procedure makes of the case REF; then move it.

    A case keeps the version that it began with. What the other one would change is
    printed first; nothing is changed without --yes. Those responsible are mailed the
    dates that move.
    """
    with opened() as installation:
        registry, now = installation.registry, installation.clock.now()
        if yes:
            change = move_to_version(registry, actor=OPERATOR, now=now, ref=ref, to=to)
        else:
            change = preview_version(registry, viewer=OPERATOR, now=now, ref=ref, to=to)
    click.echo("\n".join(_text(change)))
    done = f"{ref} follows version {change.to.version} now."
    click.echo(done if yes else "Nothing was changed. Repeat with --yes to move it.")


def _text(change: VersionChange) -> Iterator[str]:
    case = change.proceeding
    gone = "" if change.was else " (its file is gone)"
    yield (
        f"{case.ref}  {case.workflow}: version {case.workflow_version}{gone} -> "
        f"version {change.to.version}"
    )
    for track, was, now in change.states:
        yield f"  track {track}: {was or 'none'} -> {now or 'none'}"
    yield from (_shift(each) for each in change.shifts)
    yield from (f"  finding gone: {each}" for each in change.flags_gone)
    yield from (f"  finding new: {each}" for each in change.flags_new)
    if change.unexpected:
        yield f"  events without a place: {change.unexpected:+}"
    for kind in change.unknown:
        yield f"  event unknown to version {change.to.version}: {kind}"
    if change.changes_nothing:
        yield "  The case stands the same by both."


def _shift(shift: Shift) -> str:
    deadline = shift.after or shift.before
    limit = deadline.limit if deadline else ""
    was = f"{shift.was_on or 'no date'} {shift.before.state}" if shift.before else "new"
    now = f"{shift.now_on or 'no date'} {shift.after.state}" if shift.after else "gone"
    return f"  {limit}: {was} -> {now}"
