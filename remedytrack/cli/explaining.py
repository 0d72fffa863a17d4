"""``why``: how each deadline of a case was counted, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import click

from remedytrack.cli import reasons
from remedytrack.cli.installation import Installation, opened_as_known
from remedytrack.cli.options import (
    as_known_option,
    json_option,
    language_option,
    today_option,
)
from remedytrack.cli.printing import Plain, in_utc, iso, print_json
from remedytrack.cli.refusing import WrongInput
from remedytrack.core.access import OPERATOR
from remedytrack.core.findings import nearest
from remedytrack.core.timelimits.computation import Computation
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.looking import standing_on
from remedytrack.services.refreshing import standing_of
from remedytrack.services.registry import seen_by
from remedytrack.wording import Wording

_NO_COUNT = "Entered by hand: no rule counted it."


@dataclass(frozen=True, slots=True)
class _Case:
    title: str
    deadlines: Sequence[Deadline]


@click.command("why")
@click.argument("ref")
@click.argument("limit", required=False)
@today_option
@as_known_option
@language_option
@json_option
def why_command(
    ref: str,
    limit: str | None,
    today: date | None,
    as_known: date | None,
    language: str,
    *,
    as_json: bool,
) -> None:
    """Explain the deadlines of the case REF, or only those of LIMIT."""
    with opened_as_known(as_known) as installation:
        case = _case(installation, ref, today)
    chosen = _chosen(case, ref, limit)
    if as_json:
        print_json([_plain(ref, each, language) for each in chosen])
        return
    click.echo(f"{ref}  {case.title}")
    for each in chosen:
        click.echo("")
        click.echo("\n".join(_text(each, language)))
    if not chosen:
        click.echo("No deadline follows from what is recorded.")


def _case(installation: Installation, ref: str, today: date | None) -> _Case:
    registry = installation.registry
    with registry.store.reading() as unit:
        proceeding = seen_by(unit, OPERATOR, ref)
        if today is None:
            standing = standing_of(unit, registry, proceeding, installation.clock.now())
        else:
            standing, _ = standing_on(unit, registry, proceeding, today)
        title = unit.proceedings.titles([proceeding.id])[proceeding.id]
    return _Case(title, sorted(standing.deadlines, key=_by_day))


def _by_day(deadline: Deadline) -> tuple[date, str]:
    return deadline.safe_on or date.min, deadline.limit


def _chosen(case: _Case, ref: str, limit: str | None) -> list[Deadline]:
    if limit is None:
        return list(case.deadlines)
    chosen = [each for each in case.deadlines if each.limit == limit]
    if not chosen:
        known = sorted({each.limit for each in case.deadlines})
        raise WrongInput(
            f"The case {ref} has no deadline of “{limit}”{nearest(limit, known)} "
            f"It has: {', '.join(known) or 'none'}."
        )
    return chosen


def _computations(deadline: Deadline) -> Iterator[Computation]:
    for each in (deadline.computation, deadline.arguable_computation):
        if each is not None:
            yield each


def _plain(ref: str, deadline: Deadline, language: str) -> Plain:
    counted = list(_computations(deadline))
    wording = Wording(language)
    return {
        "ref": ref,
        "limit": deadline.limit,
        "limit_version": counted[0].limit_version if counted else None,
        "act": wording.text(deadline.act) if deadline.act else None,
        "bound": deadline.bound.value,
        "consequence": deadline.consequence.value,
        "state": deadline.state.value,
        "trigger": {"event": deadline.trigger_kind, "on": str(deadline.trigger_when)},
        "opens_on": iso(deadline.opens_on),
        "safe_on": iso(deadline.safe_on),
        "arguable_on": iso(deadline.arguable_on),
        "remind_on": iso(deadline.remind_on),
        "closes_at": in_utc(deadline.closes_at),
        "done_on": iso(deadline.done_when),
        "timeliness": deadline.timeliness.value if deadline.timeliness else None,
        "provisional": deadline.provisional,
        "no_date": deadline.no_date.value if deadline.no_date else None,
        "readings": [r for c in counted for r in reasons.readings(c, language)],
        "warnings": reasons.warnings(counted, language),
        "status": deadline.status.value if deadline.status else None,
        "cite": counted[0].cite if counted else None,
    }


def _text(deadline: Deadline, language: str) -> Iterator[str]:
    wording = Wording(language)
    act = f": {wording.text(deadline.act)}" if deadline.act else ""
    yield f"{deadline.limit}{act}"
    yield (
        f"{deadline.state}, safe {deadline.safe_on or 'none'}, "
        f"arguable {deadline.arguable_on or 'none'}"
        + (", provisional" if deadline.provisional else "")
        + (f", no date: {deadline.no_date}" if deadline.no_date else "")
    )
    yield f"Trigger: {deadline.trigger_kind}, {wording.when(deadline.trigger_when)}"
    counted = list(_computations(deadline))
    if not counted and deadline.no_date is None:
        yield _NO_COUNT
    for each in counted:
        yield f"{each.cite} (status: {each.status})"
        yield from reasons.lines(each, language)
    yield from (f"! {each['text']}" for each in reasons.warnings(counted, language))
