"""``report series`` and ``report delays``: tried again and again, punished at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import click

import remedytrack.cli.evening
import remedytrack.cli.registering  # noqa: F401 - both add their reports to the group
from remedytrack.cli.installation import opened_as_known
from remedytrack.cli.listing import local_day, report_command, show_table
from remedytrack.cli.options import (
    as_known_option,
    csv_option,
    json_option,
    language_option,
    today_option,
)
from remedytrack.cli.printing import Plain, iso, print_json
from remedytrack.core.access import OPERATOR, Output
from remedytrack.services.delays import Delays, Opened, Pair, delays
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
@as_known_option
@language_option
@json_option
@csv_option
def series_report(
    as_known: date | None, language: str, *, as_json: bool, as_csv: bool
) -> None:
    """List what was tried again and again: each dated attempt with its grounds.

    The count is a lower bound where a report says “at least”.
    """
    with opened_as_known(as_known) as installation:
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
@as_known_option
@language_option
@json_option
@csv_option
def delays_report(
    today: date | None,
    as_known: date | None,
    language: str,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Show how fast defenders are punished beside what their complaints came to."""
    with opened_as_known(as_known) as installation:
        day = today or local_day(installation)
        found = delays(
            installation.registry, viewer=OPERATOR, today=day, output=Output.EXPORT
        )
    listed = _delays(found)
    if as_json:
        theirs = {"complaints_made": _complaints(found), "pairs": _pairs(found)}
        print_json({"delays": listed, **theirs, **_sums(found)})
        return
    wording = Wording(language)
    empty = wording.say("No sanction with a known day.")
    show_table(_DELAYS, listed, as_json=False, as_csv=as_csv, empty=empty)
    if not as_csv:
        for line in ("", *_told(found, wording)):
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


def _complaints(found: Delays) -> list[Plain]:
    return [
        {
            "ref": each.ref,
            "title": each.title,
            "case_opened": each.opened.value,
            "investigated": each.investigated,
            "accountable": each.accountable,
        }
        for each in found.complaints
    ]


def _told(found: Delays, wording: Wording) -> Iterator[str]:
    say, total = wording.say, len(found.complaints)
    if found.mean_days is not None:
        yield say(
            "Days to a sanction: median %(median)s, mean %(mean)s, N = %(count)s.",
            median=f"{found.median_days:g}",
            mean=f"{found.mean_days:.1f}",
            count=len(found.delays),
        )
    yield say(
        "Effective investigations reported: %(count)s of %(total)s.",
        count=sum(each.investigated for each in found.complaints),
        total=total,
    )
    yield say(
        "Persons held accountable: %(count)s of %(total)s.",
        count=sum(each.accountable for each in found.complaints),
        total=total,
    )
    opened = Counter(each.opened for each in found.complaints)
    yield say(
        "Criminal case opened: yes %(yes)s, no %(no)s, unclear %(unclear)s, "
        "not stated %(not_stated)s (unknown: %(unknown)s).",
        **{each.value: opened[each] for each in Opened},
        unknown=found.unknown,
    )
    yield say(
        "Appeals decided: %(decided)s, granted: %(granted)s.",
        decided=found.appeals_decided,
        granted=found.appeals_granted,
    )
    yield from (_compared(each, wording) for each in found.pairs)


def _compared(pair: Pair, wording: Wording) -> str:
    return wording.say(
        "Compared, days: %(quick)s %(quick_days)s, %(slow)s %(slow_days)s.",
        quick=pair.quick.ref,
        quick_days=pair.quick.sanction.days,
        slow=pair.slow.ref,
        slow_days=pair.slow.sanction.days,
    )
