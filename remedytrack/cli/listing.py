"""``docket`` and ``report``: what is to be done, and what others left undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from remedytrack.cli.installation import Installation, opened_as_known
from remedytrack.cli.options import (
    HOME_ZONE,
    as_known_option,
    csv_option,
    json_option,
    language_option,
    today_option,
)
from remedytrack.cli.printing import Plain, in_utc, iso, print_json, print_table
from remedytrack.core.access import OPERATOR
from remedytrack.core.dates import When
from remedytrack.reports.tables import csv_text
from remedytrack.services.docket import DocketRow, docket, docket_on
from remedytrack.services.findings import Finding, Reason, uninvestigated
from remedytrack.services.replies import LetterReplies, replies
from remedytrack.wording import Wording

_DOCKET = (
    "ref",
    "limit",
    "act",
    "bound",
    "consequence",
    "safe_on",
    "closes_at",
    "state",
    "provisional",
    "status",
    "owner",
)
_FINDINGS = (
    "ref",
    "kind",
    "title",
    "opened_on",
    "age_days",
    "age_is_lower_bound",
    "grade",
    "flag",
    "authority",
    "reasons",
)
_REPLIES = (
    "ref",
    "title",
    "number",
    "sent_on",
    "limit_on",
    "replied_on",
    "day",
    "on_last_day",
    "timeliness",
    "further",
    "embargo",
)


@click.command("docket")
@today_option
@as_known_option
@language_option
@json_option
@csv_option
def docket_command(
    today: date | None,
    as_known: date | None,
    language: str,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List every pending deadline, the nearest first."""
    with opened_as_known(as_known) as installation:
        rows = _docket(installation, today)
    wording = Wording(language)
    listed = [_deadline(row, wording) for row in rows]
    show_table(
        _DOCKET, listed, as_json=as_json, as_csv=as_csv, empty="Nothing is pending."
    )


@click.group("report")
def report_command() -> None:
    """Print what follows from the whole record."""


@report_command.command("replies")
@today_option
@as_known_option
@json_option
@csv_option
def replies_report(
    today: date | None, as_known: date | None, *, as_json: bool, as_csv: bool
) -> None:
    """List how States answered UN letters: on which day, in time or late."""
    with opened_as_known(as_known) as installation:
        day = today or local_day(installation)
        found = replies(installation.registry, viewer=OPERATOR, today=day)
    listed = [_letter(each) for each in found.letters]
    show_table(
        _REPLIES, listed, as_json=as_json, as_csv=as_csv, empty="No letters yet."
    )
    if listed and not (as_json or as_csv):
        click.echo(
            f"\nAnswered in time: {found.in_time} of {len(listed)}; "
            f"median day: {found.median_day or 'none'}."
        )


@report_command.command("uninvestigated")
@today_option
@as_known_option
@language_option
@json_option
@csv_option
def uninvestigated_report(
    today: date | None,
    as_known: date | None,
    language: str,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List complaints and incidents that nobody is known to have investigated.

    The two are never mixed: complaints first, then incidents without a recorded
    complaint; each from the oldest.
    """
    with opened_as_known(as_known) as installation:
        day = today or local_day(installation)
        found = uninvestigated(installation.registry, viewer=OPERATOR, today=day)
    wording = Wording(language)
    listed = [_finding(each, wording) for each in found]
    empty = "Nothing is known to be left uninvestigated."
    if as_json or as_csv or not listed:
        show_table(_FINDINGS, listed, as_json=as_json, as_csv=as_csv, empty=empty)
    else:
        click.echo("\n\n".join(_told(each) for each in listed))


def _docket(installation: Installation, today: date | None) -> list[DocketRow]:
    if today is not None:
        return docket_on(installation.registry, viewer=OPERATOR, day=today)
    now = installation.clock.now()
    return docket(installation.registry, viewer=OPERATOR, now=now)


def local_day(installation: Installation) -> date:
    """Return the day it is where the team works."""
    return installation.clock.now().astimezone(HOME_ZONE).date()


def _deadline(row: DocketRow, wording: Wording) -> Plain:
    deadline = row.deadline
    return {
        "ref": row.ref,
        "limit": deadline.limit,
        "act": wording.value(row.act),
        "bound": deadline.bound.value,
        "consequence": deadline.consequence.value,
        "safe_on": iso(deadline.safe_on),
        "closes_at": in_utc(deadline.closes_at),
        "state": deadline.state.value,
        "provisional": deadline.provisional,
        "status": deadline.status.value if deadline.status else None,
        "owner": row.owner_name or row.owner,
    }


def _letter(letter: LetterReplies) -> Plain:
    return {
        "ref": letter.ref,
        "title": letter.title,
        "number": letter.number,
        "sent_on": iso(letter.sent),
        "limit_on": iso(letter.limit_on),
        "replied_on": iso(letter.replied),
        "day": letter.day,
        "on_last_day": letter.on_last_day,
        "timeliness": letter.timeliness.value if letter.timeliness else None,
        "further": [
            {"replied_on": str(when), "day": day} for when, day in letter.further
        ],
        "embargo": letter.embargo.value,
    }


def _finding(finding: Finding, wording: Wording) -> Plain:
    return {
        "ref": finding.ref,
        "kind": finding.kind,
        "title": finding.title,
        "opened_on": opening_day(finding.opened),
        "age_days": finding.age_days,
        "age_is_lower_bound": finding.age_is_lower_bound,
        "grade": finding.grade.value if finding.grade else None,
        "flag": finding.flag,
        "authority": finding.authority,
        "reasons": [_reason(each, wording) for each in finding.reasons],
    }


def opening_day(when: When | None) -> str | None:
    """Return the bare day where it is one, the uncertain date as written elsewhere."""
    if when is None or when.day is None:
        return iso(when)
    return when.day.isoformat()


def _reason(reason: Reason, wording: Wording) -> str:
    """Return a reason in one line: what, when, how we know, from where."""
    told = wording.text(reason.text)
    if reason.when is not None:
        known = "document seen" if reason.seen else "reported, document not seen"
        told += f", {wording.when(reason.when)} ({known})"
    source = [each for each in (reason.source_document, reason.source_place) if each]
    if source:
        told += f" — {', '.join(source)}"
    return f"{told}. {reason.note}" if reason.note else told


def _told(finding: Plain) -> str:
    at_least = "at least " if finding["age_is_lower_bound"] else ""
    aged = "age unknown"
    if finding["age_days"] is not None:
        aged = f"{at_least}{finding['age_days']} days"
    graded = " ".join(str(finding[key]) for key in ("grade", "flag") if finding[key])
    head = f"{finding['ref']}  {finding['kind']}  {aged}  {graded}".rstrip()
    reasons = finding["reasons"]
    lines = [head, f"    {finding['title']}", f"    {finding['authority'] or ''}"]
    lines += [f"    - {each}" for each in reasons] if isinstance(reasons, list) else []
    return "\n".join(line for line in lines if line.strip())


def show_table(
    columns: Sequence[str],
    rows: Sequence[Plain],
    *,
    as_json: bool,
    as_csv: bool,
    empty: str,
) -> None:
    """Print ``rows`` as a table, or as JSON or CSV; ``empty`` where there are none."""
    if as_json:
        print_json(rows)
        return
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    if as_csv:
        click.echo(csv_text(columns, cells), nl=False)
    else:
        print_table(columns, cells, empty=empty)


def _cell(value: object) -> object:
    """Return a value as one cell: lists in one line, yes and no as words."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(_cell_text(each) for each in value)
        case _:
            return value


def _cell_text(item: object) -> str:
    if isinstance(item, dict):
        return " ".join(f"{name}={value}" for name, value in item.items())
    return str(item)
