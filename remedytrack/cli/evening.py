"""``report evening`` and ``report next-steps``: one day on a sheet, and what waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from remedytrack.cli.installation import Installation, opened_as_known
from remedytrack.cli.listing import report_command, show_table
from remedytrack.cli.options import (
    csv_option,
    json_option,
    language_option,
    today_option,
)
from remedytrack.cli.printing import Plain, in_utc, print_json
from remedytrack.core.access import OPERATOR
from remedytrack.core.evening import Sheet
from remedytrack.reports.evening_pdf import evening_pdf
from remedytrack.reports.evening_words import Written, written
from remedytrack.services.evening import evening_sheet, signed_beside
from remedytrack.services.next_steps import Stepless, next_steps_missing
from remedytrack.wording import Wording

_STEPLESS = ("ref", "title", "workflow", "state", "owner", "said", "last_recorded_at")


@report_command.command("evening")
@today_option
@language_option
@json_option
@click.option(
    "--pdf",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write the sheet to print into this file.",
)
def evening_report(
    today: date | None, language: str, pdf: Path | None, *, as_json: bool
) -> None:
    """Print the sheet of the evening check: references and codes, no names.

    It is unsigned: people sign on the page, or on the paper.
    """
    with opened_as_known(today) as installation:
        sheet = _sheet(installation)
        registry, now = installation.registry, installation.clock.now()
        _, previous = signed_beside(registry, viewer=OPERATOR, now=now)
    wording = Wording(language)
    if pdf is not None:
        pdf.write_bytes(evening_pdf(sheet, wording, previous=previous))
        click.echo(f"Wrote {pdf}.")
    elif as_json:
        print_json(_plain(sheet, written(sheet, wording)))
    else:
        click.echo(_told(written(sheet, wording), wording))


@report_command.command("next-steps")
@today_option
@language_option
@json_option
@csv_option
def next_steps_report(
    today: date | None, language: str, *, as_json: bool, as_csv: bool
) -> None:
    """List the open cases without a next step, the longest silent first."""
    with opened_as_known(today) as installation:
        now = installation.clock.now()
        found = next_steps_missing(installation.registry, viewer=OPERATOR, now=now)
    wording = Wording(language)
    listed = [_stepless(each, wording) for each in found]
    empty = "Every open case has a next step, or a reason."
    show_table(_STEPLESS, listed, as_json=as_json, as_csv=as_csv, empty=empty)


def _sheet(installation: Installation) -> Sheet:
    now = installation.clock.now()
    return evening_sheet(installation.registry, viewer=OPERATOR, now=now)


def _plain(sheet: Sheet, words: Written) -> Plain:
    return {
        "day": sheet.day.isoformat(),
        "asks": sheet.asks,
        "sections": [
            {
                "number": part.number,
                "section": part.section.value,
                "lines": [
                    {
                        "ref": row.ref,
                        "act": row.act,
                        "said": [each.text for each in row.said],
                        "warnings": sum(each.warns for each in row.said),
                    }
                    for row in part.rows
                ],
            }
            for part in words.parts
        ],
        "service": words.service,
    }


def _told(words: Written, wording: Wording) -> str:
    lines = [words.title, words.when, ""]
    for part in words.parts:
        count = str(len(part.rows)) if part.rows else wording.say("none")
        lines.append(f"{part.number:>2}  {part.title}: {count}")
        for row in part.rows:
            marked = (f"! {s.text}" if s.warns else s.text for s in row.said)
            told = " · ".join(filter(None, (row.act, *marked)))
            lines.append(f"    {row.ref}  {told}".rstrip())
    service = f"{len(words.parts) + 1:>2}  {wording.say('Service')}: {words.service}"
    return "\n".join([*lines, service, "", words.open])


def _stepless(each: Stepless, wording: Wording) -> Plain:
    return {
        "ref": each.ref,
        "title": each.title,
        "workflow": wording.text(each.workflow),
        "state": wording.text(each.state) if each.state else None,
        "owner": each.owner_name,
        "said": each.said.value if each.said else None,
        "last_recorded_at": in_utc(each.last_recorded_at),
    }
