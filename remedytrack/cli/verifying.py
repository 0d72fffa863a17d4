"""``remedytrack verify-trace``: does a stored count follow from the law it names?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import BinaryIO
from uuid import UUID

import click
from pydantic import JsonValue

from remedytrack.cli.installation import opened, read_law, read_settings
from remedytrack.cli.options import json_option, read_as
from remedytrack.cli.printing import Plain, in_utc, print_json
from remedytrack.cli.refusing import WrongInput
from remedytrack.core.timelimits.retracing import Outcome, Verdict, verdicts, worst
from remedytrack.services.verifying import Checked, Fault, check_results
from remedytrack.zones import zones_version

CANNOT_SAY = 3
"""Exit code where law that a trace names is no longer there."""

_CODES = {Outcome.FOLLOWS: 0, Outcome.DIFFERS: 1, Outcome.GONE: CANNOT_SAY}

_SAID = {
    Outcome.FOLLOWS: "follows",
    Outcome.DIFFERS: "DOES NOT FOLLOW",
    Outcome.GONE: "cannot be checked",
}
_GONE = {
    "engine": "It was counted by engine {0}; this program has engine {1}.",
    "tzdata": "It was counted with {0}; in use is {1}.",
    "rule": "The law has no version {0} of a rule any more.",
    "rule_sha": "The text of the rule is another one now: {0} then, {1} now.",
    "profile": "It was counted by the profile {0}; in force is {1}.",
    "profile_sha": "The text of the profile is another one now: {0} then, {1} now.",
    "calendar.days_sha": (
        "The calendar, as known on its revision, has other days now: {0} then, {1} now."
    ),
    "law": "The law that it was counted by is not all there. {1}",
}
_FAULTS = {
    Fault.NO_TRACE: "What is stored as its trace is none.",
    Fault.OTHER_COLUMNS: "Its columns say something else than its trace.",
    Fault.BROKEN_CHAIN: "It does not supersede the result before it.",
    Fault.NOT_SHOWN: "The deadline rests on another result than this newest one.",
}


def _deadline_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        msg = f"“{text}” is not the id of a deadline."
        raise ValueError(msg) from error


@click.command("verify-trace")
@click.argument("file", type=click.File("rb"), required=False)
@click.option(
    "--deadline",
    callback=read_as(_deadline_id),
    metavar="ID",
    help="Check every stored result of this deadline.",
)
@click.option("--all", "everything", is_flag=True, help="Check all stored results.")
@json_option
def verify_trace_command(
    file: BinaryIO | None, deadline: UUID | None, *, everything: bool, as_json: bool
) -> None:
    """Count a trace anew by the law it names, and compare byte by byte.

    FILE is what “compute … --trace” printed; - is the standard input. Exit code 1: a
    trace does not follow. Exit code 3: law that it names is no longer there.
    """
    if (file is not None) + (deadline is not None) + everything != 1:
        raise WrongInput("Give one of FILE, --deadline ID and --all.")
    if file is not None:
        outcome = _check_text(file.read(), as_json=as_json)
    else:
        outcome = _check_stored(deadline, as_json=as_json)
    click.get_current_context().exit(_CODES[outcome])


def _check_text(written: bytes, *, as_json: bool) -> Outcome:
    law = read_law(read_settings())
    # A terminal and a shell end a text with a new line; it is no part of the trace.
    text = written.rstrip(b"\r\n").decode("utf-8", errors="replace")
    found = verdicts(text, law, zones_version())
    outcome = worst(found)
    if as_json:
        traces = [_plain(each) for each in found]
        print_json({"outcome": outcome.value, "traces": traces})
        return outcome
    for each in found:
        click.echo(_line(each))
    if not found:
        click.echo("Nothing was counted in it.")
    return outcome


def _check_stored(deadline: UUID | None, *, as_json: bool) -> Outcome:
    with opened() as installation, installation.store.reading() as unit:
        deadlines = unit.results.deadlines() if deadline is None else [deadline]
        checked = [
            each
            for one in deadlines
            for each in check_results(unit, installation.law, zones_version(), one)
        ]
    if deadline is not None and not checked:
        raise WrongInput(f"No result is stored for a deadline {deadline}.")
    shown = [
        each
        for each in checked
        if deadline is not None or each.outcome is not Outcome.FOLLOWS
    ]
    counts = Counter(each.outcome for each in checked)
    if as_json:
        told = {each.value: counts[each] for each in Outcome}
        print_json({**told, "results": [_plain_result(each) for each in shown]})
    else:
        _print_results(shown, counts)
    return max(counts, key=list(Outcome).index, default=Outcome.FOLLOWS)


def _print_results(shown: Iterable[Checked], counts: Mapping[Outcome, int]) -> None:
    for each in shown:
        result = each.result
        click.echo(
            f"{result.id}  deadline {result.deadline_id}  "
            f"{result.limit_version or 'no count'}: {_SAID[each.outcome]}"
        )
        for fault in each.faults:
            click.echo(f"  {_FAULTS[fault]}")
        for verdict in each.verdicts:
            click.echo(f"  {_line(verdict)}")
    click.echo(
        f"{counts.get(Outcome.FOLLOWS, 0)} results follow, "
        f"{counts.get(Outcome.DIFFERS, 0)} do not, "
        f"{counts.get(Outcome.GONE, 0)} cannot be checked."
    )


def _line(verdict: Verdict) -> str:
    reason = _reason(verdict)
    said = f"{verdict.end}: {_SAID[verdict.outcome]}"
    return f"{said}. {reason}" if reason else said


def _reason(verdict: Verdict) -> str:
    stored, recomputed = _short(verdict.stored), _short(verdict.recomputed)
    if verdict.outcome is Outcome.FOLLOWS:
        return ""
    if verdict.outcome is Outcome.GONE:
        return _GONE[".".join(map(str, verdict.path))].format(stored, recomputed)
    match verdict.path:
        case ("asked",):
            return f"What it asks cannot be counted: {recomputed}"
        case ("bytes",):
            return "The values are the same, but it is not written canonically."
        case _:
            return f"{_place(verdict)}: stored {stored}, recomputed {recomputed}."


def _place(verdict: Verdict) -> str:
    match verdict.path:
        case ("readings", int(), "steps", int(step), *inside):
            place = [f"Reading “{verdict.reading}”", f"step {step + 1} ({verdict.op})"]
        case ("readings", int(), *inside):
            place = [f"Reading “{verdict.reading}”"]
        case path:
            place, inside = [], list(path)
    return ", ".join([*place, *([".".join(map(str, inside))] if inside else [])])


def _short(value: JsonValue) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _plain(verdict: Verdict) -> Plain:
    return {
        "end": verdict.end,
        "outcome": verdict.outcome.value,
        "place": ".".join(map(str, verdict.path)) or None,
        "reading": verdict.reading,
        "op": verdict.op,
        "stored": verdict.stored,
        "recomputed": verdict.recomputed,
        "text": _reason(verdict) or None,
    }


def _plain_result(checked: Checked) -> Plain:
    result = checked.result
    return {
        "result": str(result.id),
        "deadline": str(result.deadline_id),
        "proceeding": str(result.proceeding_id),
        "limit_version": result.limit_version,
        "computed_at": in_utc(result.computed_at),
        "cause": result.cause,
        "outcome": checked.outcome.value,
        "faults": [each.value for each in checked.faults],
        "traces": [_plain(each) for each in checked.verdicts],
    }
