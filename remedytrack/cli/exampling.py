"""``remedytrack workflow test``: does the law give what its examples expect?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import click

from remedytrack.cli.options import json_option
from remedytrack.cli.printing import Plain, print_json
from remedytrack.cli.reasons import lines
from remedytrack.core.workflow.comparing import Difference, differences
from remedytrack.core.workflow.examples import Example
from remedytrack.lawbook import Lawbook, UnknownLaw, load
from remedytrack.lawbook.examples import Examples, read_examples
from remedytrack.resources import folder
from remedytrack.settings import Settings


@dataclass(frozen=True, slots=True)
class Tried:
    """An example that was run: the file and line it begins on, and what differs."""

    source: Examples
    position: int
    differences: Sequence[Difference]

    @property
    def example(self) -> Example:
        """The example itself."""
        return self.source.item.examples[self.position]

    def place(self, difference: Difference) -> str:
        """Return file and line of what was expected."""
        path = ("examples", self.position, *difference.path)
        return f"{self.source.document.file}:{self.source.document.line(path)}"


@click.command("test")
@click.argument("workflows", nargs=-1, metavar="[WORKFLOW]...")
@json_option
@click.pass_context
def try_examples(
    ctx: click.Context, workflows: tuple[str, ...], *, as_json: bool
) -> None:
    """Run the examples of all procedures, or of WORKFLOW; exit 1 on a difference."""
    settings = Settings.from_environment(os.environ)
    law = load(folder("workflows"), settings.workflows)
    for name in workflows:
        if name not in law.workflows:
            raise UnknownLaw("workflow", name, law.workflows)
    sources = read_examples(law, folder("workflows"), settings.workflows)
    chosen = [s for s in sources if not workflows or s.item.workflow in workflows]
    tried = list(run_examples(law, chosen))
    if as_json:
        print_json([_plain(each) for each in tried])
    else:
        click.echo("\n".join(_text(law, tried, workflows)))
    ctx.exit(any(each.differences for each in tried))


def run_examples(law: Lawbook, sources: Iterable[Examples]) -> Iterator[Tried]:
    """Replay every example of ``sources`` with ``law``."""
    for source in sources:
        definition = law.workflows[source.item.workflow]
        for n, example in enumerate(source.item.examples):
            yield Tried(source, n, differences(example, definition, law))


def told(tried: Tried) -> Iterator[str]:
    """Yield each difference with its place, and why a date is what it is."""
    for each in tried.differences:
        yield (
            f"{tried.place(each)}: {tried.example.id}: {each.about}: "
            f"expected {each.expected}, came {each.came}"
        )
        yield from (f"    {line}" for line in _why(each))


def _why(difference: Difference) -> Iterator[str]:
    """Yield the count of the date that came, a line for each reading."""
    deadline = difference.deadline
    if deadline is None:
        return
    if deadline.computation is None:
        yield f"no date: {deadline.no_date}"
        return
    counted = list(lines(deadline.computation, "en"))
    headings = [n for n, line in enumerate(counted) if not line.startswith(" ")]
    for begin, end in zip(headings, [*headings[1:], None], strict=True):
        steps = " ".join(line.strip() for line in counted[begin + 1 : end])
        yield f"{counted[begin]}: {steps}"


def _text(
    law: Lawbook, tried: Sequence[Tried], workflows: Sequence[str]
) -> Iterator[str]:
    for each in tried:
        yield from told(each)
    for name in workflows or law.workflows:
        own = [each for each in tried if each.source.item.workflow == name]
        failed = sum(1 for each in own if each.differences)
        yield f"{name}: {len(own)}" + (f", {failed} not as expected" if failed else "")
    failed = sum(1 for each in tried if each.differences)
    yield f"Examples: {len(tried)}, not as expected: {failed}."


def _plain(tried: Tried) -> Plain:
    return {
        "workflow": tried.source.item.workflow,
        "example": tried.example.id,
        "title": tried.example.title,
        "differences": [
            {
                "place": tried.place(each),
                "about": each.about,
                "expected": each.expected,
                "came": each.came,
                "why": list(_why(each)),
            }
            for each in tried.differences
        ],
    }
