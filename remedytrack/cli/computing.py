"""``remedytrack compute``: a term counted from a day, without any database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date

import click

from remedytrack.cli import reasons
from remedytrack.cli.options import day_in, json_option, language_option, read_as
from remedytrack.cli.printing import Plain, iso, print_json
from remedytrack.cli.refusing import WrongInput
from remedytrack.core.dates import NotADate, When
from remedytrack.core.findings import nearest
from remedytrack.core.timelimits.trace import document
from remedytrack.lawbook import Lawbook, load
from remedytrack.resources import folder
from remedytrack.services.asking import Answer, Given, answer
from remedytrack.settings import Settings
from remedytrack.zones import zones_version


def given_in(
    _ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]
) -> tuple[Given, ...]:
    """Read the dates of other events, each written ``EVENT=DATE``."""
    return tuple(_given(value) for value in values)


def _given(value: str) -> Given:
    event, equals, written = value.partition("=")
    if not (event and equals):
        message = f"“{value}”: write EVENT=DATE, like ruling_made=2025-02-20."
        raise click.BadParameter(message)
    try:
        return Given(event.strip(), When.parse(written))
    except NotADate as error:
        raise click.BadParameter(str(error)) from error


@click.command("compute")
@click.argument("limit")
@click.option(
    "--on",
    "when",
    callback=read_as(When.parse),
    required=True,
    metavar="DATE",
    help="The trigger: 2025-02-28, 2025-02-28T15:00, or any uncertain date.",
)
@click.option(
    "--given",
    callback=given_in,
    multiple=True,
    metavar="EVENT=DATE",
    help="Another event's date: what chooses the version, begins or ends a stop.",
)
@click.option(
    "--letter",
    default="",
    metavar="DAY|NUMBER",
    help="What the letter says, where the rule leaves its term to a letter.",
)
@click.option(
    "--as-known",
    callback=read_as(day_in),
    metavar="DATE",
    help="Count by the calendar as it was known on that day: how a date came about.",
)
@language_option
@json_option
@click.option(
    "--trace",
    "as_trace",
    is_flag=True,
    help="Print the canonical trace, for “remedytrack verify-trace”.",
)
def compute_command(
    limit: str,
    when: When,
    given: tuple[Given, ...],
    *,
    letter: str,
    as_known: date | None,
    language: str,
    as_json: bool,
    as_trace: bool,
) -> None:
    """Count the time limit LIMIT from a day: every reading, and why.

    The safe date is the earliest reading, the arguable date the latest. An uncertain
    trigger is counted from its earliest and from its latest day.
    """
    settings = Settings.from_environment(os.environ)
    law = load(folder("workflows"), settings.workflows)
    _require_known(law, limit, given)
    found = answer(law, limit, when, given, letter, as_of=as_known)
    if as_trace:
        click.echo(document(found.safe, found.arguable, zones_version()))
    elif as_json:
        print_json(_plain(found, language))
    else:
        click.echo("\n".join(_text(found, language)))


def _require_known(law: Lawbook, limit_id: str, given: Sequence[Given]) -> None:
    workflow, versions = law.limit_versions(limit_id)
    for each in given:
        if each.event not in workflow.events:
            known = sorted(workflow.events)
            raise WrongInput(
                f"The procedure {workflow.workflow} has no event “{each.event}”"
                f"{nearest(each.event, known)} Known: {', '.join(known)}."
            )
        if each.event == versions[-1].on:
            raise WrongInput(
                f"“{each.event}” is what {limit_id} runs from: give its date by --on."
            )


def _notes(found: Answer, language: str) -> list[str]:
    """Return what the asker should know, and how to say what is missing."""
    wording = reasons.wording_for(found.computations[0], language)
    notes = [wording.sentence(note) for note in found.notes]
    if found.wanted:
        notes.append(f"Give that day by --given {found.wanted}=DATE.")
    return notes


def _plain(found: Answer, language: str) -> Plain:
    readings = [r for c in found.computations for r in reasons.readings(c, language)]
    warned = reasons.warnings(found.computations, language, found.doubts)
    notes = [
        {"code": "note", "reading": None, "text": text}
        for text in _notes(found, language)
    ]
    counted = found.computations[0]
    return {
        "limit": found.limit.id,
        "limit_version": counted.limit_version,
        "trigger_on": iso(found.when.day or found.when.earliest),
        "trigger": _trigger(found),
        "safe_on": iso(found.safe.safe_on if found.safe else None),
        "arguable_on": iso(found.arguable.arguable_on if found.arguable else None),
        "zone": counted.zone,
        "provisional": any(each.provisional for each in found.computations),
        "readings": readings,
        "warnings": [*warned, *notes],
        "status": counted.status.value,
        "cite": counted.cite,
    }


def _trigger(found: Answer) -> Plain:
    when = found.when
    return {
        "event": found.limit.on,
        "given": str(when),
        "exact": when.is_exact,
        "earliest_on": iso(when.earliest),
        "latest_on": iso(when.latest),
    }


def _text(found: Answer, language: str) -> Sequence[str]:
    counted = found.computations[0]
    wording = reasons.wording_for(counted, language)
    shown = [
        f"{counted.limit_version}: {wording.text(found.limit.act)}",
        f"{counted.cite} (status: {counted.status})",
        f"Trigger: {found.limit.on}, {wording.when(found.when)}",
        f"Safe:     {_day(found.safe.safe_on if found.safe else None)}",
        f"Arguable: {_day(found.arguable.arguable_on if found.arguable else None)}",
    ]
    for computation in found.computations:
        shown += ["", *reasons.lines(computation, language)]
    warned = reasons.warnings(found.computations, language, found.doubts)
    texts = [*(str(each["text"]) for each in warned), *_notes(found, language)]
    return [*shown, *([""] if texts else []), *(f"! {text}" for text in texts)]


def _day(day: object) -> str:
    return "none" if day is None else str(day)
