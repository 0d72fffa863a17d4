"""The sheet on paper: its letters, its pages, the same bytes every time."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.fonts import TTFFont

import remedytrack.reports.evening_pdf as printed
from remedytrack.core.evening import (
    Line,
    Note,
    Says,
    Section,
    Sheet,
    Signed,
    sealed,
)
from remedytrack.core.law import Texts
from remedytrack.core.workflow.journal import Alone, Proof
from remedytrack.reports.evening_pdf import evening_pdf
from remedytrack.reports.evening_words import said, written
from remedytrack.wording import Wording

FONTS = Path(printed.__file__).parent / "fonts"
AT = datetime(2025, 12, 1, 13, 10, tzinfo=UTC)
ACT = Texts(en="File the appeal", ru="Подать жалобу", kk="Шағым беру")
LETTERS = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
    "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
    "№«»“”–—…→·□!•’"
)


def sheet(lines: int = 1) -> Sheet:
    note = Note(Says.BY, date(2025, 12, 2))
    line = Line("RT-7Q4K-2MXP", ACT, (note, Note(Says.NO_CHECK)))
    return Sheet(
        date(2025, 12, 1),
        AT,
        "Asia/Almaty",
        "legal",
        {Section.TOMORROW: (line,) * lines},
    )


@pytest.mark.parametrize("font", sorted(FONTS.glob("*.ttf")), ids=lambda f: f.stem)
def test_the_font_has_every_letter_of_the_three_languages(font: Path) -> None:
    pen = FPDF()
    pen.add_font("ours", fname=font)
    ours = pen.fonts["ours"]
    assert isinstance(ours, TTFFont)
    assert [letter for letter in LETTERS if ord(letter) not in ours.cmap] == []
    ours.close()
    assert (FONTS / "LICENSE.txt").is_file()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_same_sheet_gives_the_same_bytes(language: str) -> None:
    first, second = (evening_pdf(sheet(), Wording(language)) for _ in range(2))
    assert first == second
    assert len(first) < 60_000


def test_a_long_day_takes_more_pages_and_loses_no_line() -> None:
    pages = [
        evening_pdf(sheet(n), Wording("ru")).count(b"/Type /Page\n") for n in (1, 90)
    ]
    assert pages[0] == 1
    assert pages[1] >= 3


def test_a_signed_sheet_prints_its_signature_in_the_place_of_the_line() -> None:
    unsealed = Signed(41, sheet(), "{}", "somebody", AT)
    signed = Signed(41, sheet(), "{}", "somebody", AT, hash=sealed(unsealed))
    assert evening_pdf(sheet(), Wording("en"), signed=signed) != evening_pdf(
        sheet(), Wording("en")
    )


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("says", list(Says))
def test_there_are_words_for_every_remark(says: Says, language: str) -> None:
    note = Note(
        says,
        date(2025, 12, 2),
        was=date(2025, 12, 1),
        moment=AT,
        who="P-7QX",
        text=ACT,
        words="RT-7Q4K-2MXP",
        proof=Proof.RECEIPT,
        alone=Alone.BREAK_GLASS,
    )
    told = said(note, Wording(language), sheet())
    assert told
    assert "%(" not in told


def test_an_empty_section_is_a_statement() -> None:
    words = written(sheet(), Wording("en"))
    assert [part.number for part in words.parts] == list(range(1, 13))
    assert sum(not part.rows for part in words.parts) == 11
    assert words.open == "Open after signing: section 2 (1)."
