"""``report series`` and ``report delays``: tried again and again, punished at once."""

from __future__ import annotations

from datetime import date

import click

import remedytrack.cli.registering  # noqa: F401 - adds its report to the group
from remedytrack.cli.installation import opened
from remedytrack.cli.listing import local_day, report_command, show_table
from remedytrack.cli.options import (
    csv_option,
    json_option,
    language_option,
    today_option,
)
from remedytrack.cli.printing import Plain, iso, print_json
from remedytrack.core.access import OPERATOR, Output
from remedytrack.services.delays import Delays, Pair, delays
from remedytrack.services.series import Series, Tried, series_of_matters
from remedytrack.wording import Wording

_SERIES = (
    "matter",
    "count",
    "ref",
    "filed_on",
    "decided_on",
    "days",
    "outcome",
    "grounds",
)
_DELAYS = ("ref", "title", "from", "from_on", "sanction_on", "days")


@report_command.command("series")
@language_option
@json_option
@csv_option
def series_report(language: str, *, as_json: bool, as_csv: bool) -> None:
    """List what was tried again and again: each dated attempt with its grounds.

    The count is a lower bound where a report says “at least”.
    """
    with opened() as installation:
        found = series_of_matters(
            installation.registry, viewer=OPERATOR, output=Output.EXPORT
        )
    wording = Wording(language)
    listed = [_tried(one, each, wording) for one in found for each in one.tried]
    empty = "No series of attempts."
    show_table(_SERIES, listed, as_json=as_json, as_csv=as_csv, empty=empty)
    if listed and not (as_json or as_csv):
        for each in found:
            click.echo(f"\n{each.matter_title}: {each.count} attempts.")


@report_command.command("delays")
@today_option
@json_option
@csv_option
def delays_report(today: date | None, *, as_json: bool, as_csv: bool) -> None:
    """Show how fast defenders are punished beside what their complaints came to."""
    with opened() as installation:
        day = today or local_day(installation)
        found = delays(
            installation.registry, viewer=OPERATOR, today=day, output=Output.EXPORT
        )
    listed = _delays(found)
    if as_json:
        print_json({"delays": listed, "pairs": _pairs(found), **_sums(found)})
        return
    empty = "No sanction with a known day."
    show_table(_DELAYS, listed, as_json=False, as_csv=as_csv, empty=empty)
    if not as_csv:
        for line in _told(found):
            click.echo(line)


def _tried(series: Series, tried: Tried, wording: Wording) -> Plain:
    attempt = tried.attempt
    decided = attempt.decided
    return {
        "matter": series.matter_ref,
        "count": str(series.count),
        "ref": tried.ref,
        "filed_on": iso(attempt.filed.occurred),
        "decided_on": iso(decided.occurred) if decided else None,
        "days": attempt.days,
        "outcome": wording.text(tried.outcome) if tried.outcome else None,
        "grounds": list(tried.grounds),
    }


def _delays(found: Delays) -> list[Plain]:
    return [
        {
            "ref": each.ref,
            "title": each.title,
            "from": each.sanction.event.kind,
            "from_on": iso(each.sanction.event.occurred),
            "sanction_on": iso(each.sanction.ruling.occurred),
            "days": each.sanction.days,
        }
        for each in found.delays
    ]


def _pairs(found: Delays) -> list[Plain]:
    return [
        {
            "quick": each.quick.ref,
            "quick_days": each.quick.sanction.days,
            "slow": each.slow.ref,
            "slow_days": each.slow.sanction.days,
            "ratio": each.ratio,
        }
        for each in found.pairs
    ]


def _sums(found: Delays) -> Plain:
    return {
        "median_days": found.median_days,
        "mean_days": found.mean_days,
        "complaints": len(found.complaints),
        "investigated": sum(each.investigated for each in found.complaints),
        "accountable": sum(each.accountable for each in found.complaints),
        "opening_unknown": found.unknown,
        "appeals_decided": found.appeals_decided,
        "appeals_granted": found.appeals_granted,
    }


def _told(found: Delays) -> list[str]:
    sums = _sums(found)
    lines = [""]
    if found.mean_days is not None:
        days = f"median {found.median_days}, mean {found.mean_days:.1f}"
        lines.append(f"Days to a sanction: {days}, N = {len(found.delays)}.")
    lines.append(
        f"Complaints: {sums['complaints']}; investigated effectively "
        f"{sums['investigated']}; somebody held accountable {sums['accountable']}; "
        f"whether a case was opened is unknown for {sums['opening_unknown']}."
    )
    lines.append(
        f"Appeals decided: {found.appeals_decided}, granted: {found.appeals_granted}."
    )
    return lines + [_compared(each) for each in found.pairs]


def _compared(pair: Pair) -> str:
    quick, slow = pair.quick.sanction.days, pair.slow.sanction.days
    ratio = "" if pair.ratio is None else f" ({pair.ratio:.1f} times)"
    return f"Compared: {pair.quick.ref} {quick} days, {pair.slow.ref} {slow}{ratio}."
