"""Tables for spreadsheets: CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV: commas, CRLF, UTF-8 without a byte-order mark.

    A text that a spreadsheet would run as a formula gets an apostrophe before it;
    numbers stay numbers. ``None`` is an empty cell.

    Args:
        header: the names of the columns.
        rows: their values, in the order of ``header``.
    """
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
