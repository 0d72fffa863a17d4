"""CSV: what a cell may do in a spreadsheet, and what it may not."""

import csv
from io import StringIO

import pytest

from remedytrack.reports.tables import csv_text


@pytest.mark.parametrize(
    "text", ["=1+1", "+7 727", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=cmd|"/c calc"!A1']
)
def test_what_begins_like_a_formula_is_made_a_text(text: str) -> None:
    written = csv_text(["title"], [[text]])
    (_, (cell,)) = csv.reader(StringIO(written, newline=""))
    assert cell == f"'{text}"


def test_a_header_is_no_formula_either() -> None:
    assert csv_text(["=A1"], []) == "'=A1\r\n"


def test_numbers_nothing_and_ordinary_texts_stay_what_they_are() -> None:
    written = csv_text(["a", "b", "c"], [[-5, None, "Жалоба, 9 октября"]])
    assert written == 'a,b,c\r\n-5,,"Жалоба, 9 октября"\r\n'


def test_quotes_and_line_breaks_survive() -> None:
    written = csv_text(["a"], [['one "two"\nthree']])
    assert list(csv.reader(StringIO(written, newline=""))) == [
        ["a"],
        ['one "two"\nthree'],
    ]
