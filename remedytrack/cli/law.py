"""``remedytrack workflow``: is the law as data complete and free of problems?"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from remedytrack.cli import enumeration
from remedytrack.cli.drawing import draw
from remedytrack.cli.exampling import try_examples
from remedytrack.cli.moving import move
from remedytrack.cli.options import json_option
from remedytrack.cli.printing import Plain, print_json
from remedytrack.cli.simulating import simulate
from remedytrack.core.timelimits.lint_enumerate import YEARS, Enumeration
from remedytrack.lawbook import Lawbook, Problem, load
from remedytrack.lawbook.completing import incomplete
from remedytrack.lawbook.coverage import rows_named, texts_by_language
from remedytrack.lawbook.enumerating import NotEnumerated, enumerations
from remedytrack.resources import folder
from remedytrack.settings import Settings


@click.group("workflow")
def workflow_command() -> None:
    """Check the procedures, calendars and counting rules."""


workflow_command.add_command(try_examples)
workflow_command.add_command(simulate)
workflow_command.add_command(draw)
workflow_command.add_command(move)


@workflow_command.command("check")
@click.option(
    "--years",
    type=click.IntRange(min=1),
    default=YEARS,
    show_default=True,
    help="Count each time limit for every day of so many years.",
)
@click.option("--verbose", is_flag=True, help="List every rule, with examples.")
@json_option
@click.pass_context
def check(ctx: click.Context, *, years: int, verbose: bool, as_json: bool) -> None:
    """Load all law; print what there is, or every problem with file and line.

    Then prove that each procedure is complete: no dead end, no state without a term
    or a reason for none, no idle event, no term that nothing satisfies. Exit code 1
    if one is not.

    Each time limit is then counted for every day of the last years of its calendar,
    under every reading: how often does the last day hang on a choice? W01 to W12 are
    the codes of these choices. They are no problems: a case that meets one is warned.
    """
    settings = Settings.from_environment(os.environ)
    law = load(folder("workflows"), settings.workflows)
    lacking = incomplete(folder("workflows"), settings.workflows)
    counted = list(enumerations(law, years))
    if as_json:
        print_json(_plain(law, lacking, counted))
    else:
        click.echo("\n".join(_text(law)))
        for line in enumeration.lines(counted, years, verbose=verbose):
            click.echo(line)
        click.echo("No problems found.")
        for problem in lacking:
            click.echo(problem)
        if lacking:
            click.echo(f"Not complete: {len(lacking)}.")
    ctx.exit(bool(lacking))


def _plain(
    law: Lawbook,
    lacking: Sequence[Problem],
    counted: Sequence[Enumeration | NotEnumerated],
) -> Plain:
    return {
        **_counts(law),
        "texts": texts_by_language(law),
        "rows": {prefix: sorted(rows) for prefix, rows in rows_named(law).items()},
        "replaced": [str(each) for each in law.replaced],
        "added": [str(each) for each in law.added],
        "incomplete": [str(each) for each in lacking],
        "enumerated": [enumeration.plain(each) for each in counted],
    }


def _text(law: Lawbook) -> Iterator[str]:
    for name, count in _counts(law).items():
        yield f"{name.replace('_', ' ')}: {count}"
    texts = texts_by_language(law)
    yield f"texts: {texts['en']}, in Russian {texts['ru']}, in Kazakh {texts['kk']}"
    rows = {prefix: len(named) for prefix, named in rows_named(law).items()}
    each = ", ".join(f"{prefix} {count}" for prefix, count in rows.items())
    yield f"rows of the law reports in rules: {sum(rows.values())} ({each})"
    yield from (f"in place of the bundled one: {one}" for one in law.replaced)
    yield from (f"beside the bundled ones: {one}" for one in law.added)


def _counts(law: Lawbook) -> dict[str, int]:
    workflows = law.workflows.values()
    return {
        "workflows": len(workflows),
        "events": sum(len(each.events) for each in workflows),
        "flags": sum(len(each.flags) for each in workflows),
        "calendars": len(law.calendars),
        "counting_profiles": len(law.profiles),
        "ladders": len(law.ladders),
        "time_limits": len(law.limit_ids),
        **dict(_limits_by_status(law)),
    }


def _limits_by_status(law: Lawbook) -> Iterator[tuple[str, int]]:
    """Yield how many versions of time limits there are of each status."""
    statuses = Counter(
        version.status.value
        for limit_id in law.limit_ids
        for version in law.limit_versions(limit_id)[1]
    )
    for status, count in sorted(statuses.items()):
        yield f"versions_{status}", count
