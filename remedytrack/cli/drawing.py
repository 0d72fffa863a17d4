"""``remedytrack workflow diagram``: a procedure as a picture."""

from __future__ import annotations

import os
from pathlib import Path

import click

from remedytrack.cli.options import language_option
from remedytrack.cli.refusing import Failed
from remedytrack.lawbook import UnknownLaw, load
from remedytrack.reports.diagram import diagram
from remedytrack.resources import folder
from remedytrack.settings import Settings


@click.command("diagram")
@click.argument("workflow")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the SVG to this file instead of printing it.",
)
@language_option
def draw(workflow: str, output: Path | None, language: str) -> None:
    """Draw WORKFLOW as SVG: its tracks, states, terms, and the events between them."""
    settings = Settings.from_environment(os.environ)
    law = load(folder("workflows"), settings.workflows)
    if workflow not in law.workflows:
        raise UnknownLaw("workflow", workflow, law.workflows)
    picture = diagram(law.workflows[workflow], language)
    if output is None:
        click.echo(picture, nl=False)
        return
    try:
        output.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise Failed(f"{output}: {error.strerror}. Nothing was written.") from error
