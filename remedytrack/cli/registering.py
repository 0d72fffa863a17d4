"""``report register``: the papers that went out and came in."""

from __future__ import annotations

from datetime import date

from remedytrack.cli.installation import opened_as_known
from remedytrack.cli.listing import local_day, report_command, show_table
from remedytrack.cli.options import (
    as_known_option,
    csv_option,
    json_option,
    language_option,
    today_option,
)
from remedytrack.cli.printing import Plain, iso
from remedytrack.core.access import OPERATOR, Output
from remedytrack.services.registering import Registered, RegisterView, registers
from remedytrack.wording import Wording

_COLUMNS = (
    "date",
    "direction",
    "event",
    "paper",
    "other_side",
    "channel",
    "number",
    "proven",
    "person",
    "ref",
    "matter",
)


@report_command.command("register")
@today_option
@as_known_option
@language_option
@json_option
@csv_option
def register_report(
    today: date | None,
    as_known: date | None,
    language: str,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the papers that went out and came in, dossier by dossier, newest first.

    It may leave the house, so it names only persons who consented to that.
    """
    with opened_as_known(as_known) as installation:
        day = today or local_day(installation)
        found = registers(
            installation.registry, viewer=OPERATOR, today=day, output=Output.EXPORT
        )
    wording = Wording(language)
    listed = [_paper(view, line, wording) for view in found for line in view.lines]
    empty = "No papers yet."
    show_table(_COLUMNS, listed, as_json=as_json, as_csv=as_csv, empty=empty)


def _paper(view: RegisterView, line: Registered, wording: Wording) -> Plain:
    return {
        "date": iso(line.line.entry.occurred),
        "direction": line.line.direction.value,
        "event": wording.text(line.title),
        "paper": line.paper,
        "other_side": line.other_side,
        "channel": wording.text(line.channel) if line.channel else None,
        "number": line.number,
        "proven": line.line.proven,
        "person": line.initials,
        "ref": line.ref,
        "matter": view.matter.ref,
    }
