"""How results appear: JSON for programs, aligned columns for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

import click

Plain = dict[str, object]

_GAP = "  "


def print_json(value: object) -> None:
    """Print ``value`` as JSON: two spaces of indent, letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str
) -> None:
    """Print rows in aligned columns below ``header``, or say ``empty``."""
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    if not cells:
        click.echo(empty)
        return
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    rule = ["-" * width for width in widths]
    for line in (list(header), rule, *cells):
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo(_GAP.join(padded).rstrip())


def in_utc(moment: datetime | None) -> str | None:
    """Return a moment as ``2025-03-10T19:00:00Z``; it is in UTC already."""
    if moment is None:
        return None
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def iso(value: object) -> str | None:
    """Return a day or an uncertain date as it is written, ``None`` for none."""
    return None if value is None else str(value)


def warn(text: str) -> None:
    """Say on the error channel what everybody should know."""
    click.echo(f"Warning: {text}", err=True)
