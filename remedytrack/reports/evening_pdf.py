"""The evening sheet on paper: A4 across, black and white, to be signed by hand.

The core fonts of PDF have no Cyrillic letters, so two subsets of a free font come with
the package (``fonts``); a reader sees the same letters on every machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fpdf import FPDF

from remedytrack.core.evening import Section, Sheet, Signed
from remedytrack.reports.evening_words import Part, Row, Written, signature, written
from remedytrack.wording import Wording

_FONTS: Final = Path(__file__).parent / "fonts"
_FONT: Final = "DejaVu Sans Condensed"
_MARGIN: Final = 12
_REF: Final = 34
_LINE: Final = 4.6
_TEXT: Final = 8.5
_HEAD: Final = 13


def evening_pdf(
    sheet: Sheet,
    wording: Wording,
    *,
    previous: Signed | None = None,
    signed: Signed | None = None,
) -> bytes:
    """Return the sheet as a PDF; ``signed`` puts the signature in the place of a line.

    The same sheet gives the same bytes.
    """
    paper = _Paper(wording)
    words = written(sheet, wording)
    paper.begin(words, sheet, previous)
    for part in words.parts:
        paper.part(part)
    paper.heading(len(words.parts) + 1, wording.say("Service"), "")
    paper.text(words.service)
    paper.end(words, signed, asks=sheet.asks)
    return paper.finished()


class _Paper:
    """A pen over A4 sheets that knows how the check is laid out."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._pdf = _Sheets(orientation="landscape", format="A4")
        self._pdf.set_margins(_MARGIN, _MARGIN)
        self._pdf.set_auto_page_break(auto=True, margin=_MARGIN + 4)
        self._pdf.add_font(_FONT, "", _FONTS / "DejaVuSansCondensed.ttf")
        self._pdf.add_font(_FONT, "B", _FONTS / "DejaVuSansCondensed-Bold.ttf")
        self._pdf.set_lang(wording.language)
        self._pdf.add_page()

    def begin(self, words: Written, sheet: Sheet, previous: Signed | None) -> None:
        """Write the head of the sheet."""
        self._pdf.set_title(words.title)
        self._pdf.set_creation_date(sheet.made_at)
        self._bold(words.title, _HEAD, line=7)
        self.text(words.when)
        before = (
            signature(previous, self._wording)
            if previous
            else self._wording.say("none")
        )
        self.text(self._wording.say("Previous check: %(what)s", what=before))
        self._pdf.ln(1.5)

    def heading(self, number: int, title: str, count: str) -> None:
        """Write the heading of a section with how many lines it has."""
        pdf = self._pdf
        if pdf.will_page_break(_LINE * 2.5):
            pdf.add_page()
        pdf.set_font(_FONT, "B", _TEXT)
        pdf.set_draw_color(0)
        pdf.line(_MARGIN, pdf.get_y() + 0.4, pdf.w - _MARGIN, pdf.get_y() + 0.4)
        pdf.ln(0.8)
        pdf.cell(pdf.epw - 30, _LINE, f"{number}  {title}")
        pdf.cell(30, _LINE, count, align="R", new_x="LMARGIN", new_y="NEXT")

    def part(self, part: Part) -> None:
        """Write a section; one without lines says so."""
        count = str(len(part.rows)) if part.rows else self._wording.say("none")
        self.heading(part.number, part.title, count)
        if part.section is Section.STEPLESS and part.rows:
            self.text(" · ".join(row.ref for row in part.rows))
            return
        for row in part.rows:
            self._row(row)

    def text(self, words: str) -> None:
        """Write a paragraph."""
        self._pdf.set_font(_FONT, "", _TEXT)
        self._pdf.multi_cell(0, _LINE, words, new_x="LMARGIN", new_y="NEXT", align="L")

    def end(self, words: Written, signed: Signed | None, *, asks: bool) -> None:
        """Write the signature, or the line for one."""
        pdf = self._pdf
        if pdf.will_page_break(_LINE * 5):
            pdf.add_page()
        pdf.ln(3)
        if signed is not None:
            self._bold(signature(signed, self._wording), _TEXT)
        elif asks:
            looked = self._wording.say(
                "I have looked at every line of sections 1 to 7."
            )
            pdf.set_font(_FONT, "B", _TEXT)
            pdf.cell(pdf.get_string_width(looked) + 8, _LINE, looked)
            pdf.set_font(_FONT, "", _TEXT)
            line = self._wording.say("signature ____________________   time __________")
            pdf.cell(0, _LINE, line, new_x="LMARGIN", new_y="NEXT")
        else:
            self._bold(
                self._wording.say("Nothing to check: nobody is asked to sign."), _TEXT
            )
        self.text(words.open)

    def finished(self) -> bytes:
        """Return the file."""
        return bytes(self._pdf.output())

    def _bold(self, words: str, size: float, line: float = _LINE) -> None:
        self._pdf.set_font(_FONT, "B", size)
        self._pdf.multi_cell(0, line, words, new_x="LMARGIN", new_y="NEXT", align="L")

    def _row(self, row: Row) -> None:
        pdf = self._pdf
        marked = (f"! {each.text}" if each.warns else each.text for each in row.said)
        words = " · ".join(filter(None, (row.act, *marked)))
        pdf.set_font(_FONT, "", _TEXT)
        height = pdf.multi_cell(
            pdf.epw - _REF, _LINE, words, dry_run=True, output="HEIGHT", align="L"
        )
        if pdf.will_page_break(float(height)):  # type: ignore[arg-type]
            pdf.add_page()
        pdf.set_font(_FONT, "B", _TEXT)
        pdf.cell(_REF, _LINE, f"□  {row.ref}")
        pdf.set_font(_FONT, "", _TEXT)
        pdf.multi_cell(0, _LINE, words, new_x="LMARGIN", new_y="NEXT", align="L")


class _Sheets(FPDF):
    """Pages with a number at the foot: a sheet that is lost is missed."""

    def footer(self) -> None:
        """Write the number of the page and of all pages."""
        self.set_y(-_MARGIN)
        self.set_font(_FONT, "", 7)
        self.cell(0, 4, f"RemedyTrack · {self.page_no()}/{{nb}}", align="R")
