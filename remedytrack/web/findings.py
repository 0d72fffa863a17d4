"""The auditor's lists: what nobody investigated, and how States answered the UN."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO

from flask import Blueprint, Response, render_template, request

from remedytrack.core.access import Output
from remedytrack.core.workflow.definition import Grade
from remedytrack.services.findings import COMPLAINT, INCIDENT, Finding, uninvestigated
from remedytrack.services.replies import LetterReplies
from remedytrack.services.replies import replies as replies_to_letters
from remedytrack.web import words
from remedytrack.web.case_page import verdict_words
from remedytrack.web.languages import gettext as _
from remedytrack.web.languages import reader_zone, wording
from remedytrack.web.parts import now, registry
from remedytrack.web.roles import READERS, open_to, viewer

blueprint = Blueprint("findings", __name__)

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins with one of these for a formula."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader wants to see of the list; empty means everything."""

    authority: str = ""
    grade: str = ""
    kind: str = ""

    @classmethod
    def asked(cls) -> Filters:
        """Return the filters of this request."""
        args = request.args
        return cls(
            args.get("authority", ""), args.get("grade", ""), args.get("kind", "")
        )

    def let_through(self, found: Finding) -> bool:
        """Say whether ``found`` is wanted."""
        grade = found.grade.value if found.grade else ""
        return (
            self.authority in {"", found.authority or ""}
            and self.grade in {"", grade}
            and self.kind in {"", found.kind}
        )


@blueprint.get("/uninvestigated")
@open_to(*READERS)
def overview() -> str:
    """List complaints and incidents that nobody is known to have investigated."""
    whole = uninvestigated(
        registry(), viewer=viewer(), today=_today(), with_recent=True
    )
    filters = Filters.asked()
    found = [each for each in whole if filters.let_through(each)]
    settled = [each for each in found if each.grade is not Grade.N0]
    return render_template(
        "uninvestigated.html",
        today=_today(),
        filters=filters,
        authorities=sorted({each.authority for each in whole if each.authority}),
        grades=[g for g in Grade if g is not Grade.N0],
        complaints=[each for each in settled if each.kind == COMPLAINT],
        incidents=[each for each in settled if each.kind == INCIDENT],
        recent=[each for each in found if each.grade is Grade.N0],
    )


@blueprint.get("/uninvestigated.csv")
@open_to(*READERS)
def download() -> Response:
    """Give the list as a table; what is under embargo is not in it."""
    found = uninvestigated(
        registry(), viewer=viewer(), today=_today(), output=Output.EXPORT
    )
    filters = Filters.asked()
    rows = [_heading(), *_rows(each for each in found if filters.let_through(each))]
    return _csv(rows, f"uninvestigated-{_today().isoformat()}.csv")


@blueprint.get("/replies")
@open_to(*READERS)
def replies() -> str:
    """Show on which day each UN letter was answered."""
    shown = replies_to_letters(registry(), viewer=viewer(), today=_today())
    return render_template("replies.html", replies=shown, today=_today())


@blueprint.get("/replies.csv")
@open_to(*READERS)
def download_replies() -> Response:
    """Give the replies as a table; a letter that is still closed is not in it."""
    found = replies_to_letters(
        registry(), viewer=viewer(), today=_today(), output=Output.EXPORT
    )
    rows = [_letter_heading(), *map(_letter_row, found.letters)]
    return _csv(rows, f"replies-{_today().isoformat()}.csv")


def age(days: int, *, at_least: bool) -> str:
    """Return ``411 days`` or ``at least 1 593 days``."""
    if at_least:
        return wording().plural("at least %(n)s day", "at least %(n)s days", days)
    return wording().plural("%(n)s day", "%(n)s days", days)


def _today() -> date:
    return now().astimezone(reader_zone()).date()


def _heading() -> list[str]:
    return [
        _("Reference"),
        _("Kind"),
        _("What"),
        _("Authority"),
        _("Date"),
        _("Age in days"),
        _("Age is a lower bound"),
        _("Grade"),
        _("Finding"),
        _("Checked by a person"),
        _("Rests on"),
    ]


def _rows(found: Iterable[Finding]) -> Iterator[list[str]]:
    for each in found:
        yield [
            each.ref,
            _("complaint") if each.kind == COMPLAINT else _("incident"),
            each.title,
            each.authority or _("unknown"),
            wording().when(each.opened) if each.opened else _("unknown"),
            "" if each.age_days is None else str(each.age_days),
            _("yes") if each.age_is_lower_bound else _("no"),
            f"{each.grade.value}: {words.grade(each.grade)}" if each.grade else "",
            wording().text(each.flag_title) if each.flag_title else "",
            verdict_words(each.verdict) if each.verdict else _("no"),
            "; ".join(_sources(each)),
        ]


def _letter_heading() -> list[str]:
    return [
        _("Reference"),
        _("Letter"),
        _("Number"),
        _("Sent"),
        _("Reply expected by"),
        _("Reply"),
        _("Day"),
        _("In time?"),
        _("Later replies"),
    ]


def _letter_row(letter: LetterReplies) -> list[str]:
    voice = wording()
    return [
        letter.ref,
        letter.title,
        letter.number or "",
        voice.when(letter.sent) if letter.sent else _("unknown"),
        voice.day(letter.limit_on) if letter.limit_on else _("unknown"),
        voice.when(letter.replied) if letter.replied else "",
        "" if letter.day is None else str(letter.day),
        words.timeliness(letter.timeliness) if letter.timeliness else "",
        "; ".join(voice.when(when) for when, _day in letter.further),
    ]


def _sources(found: Finding) -> Iterator[str]:
    for reason in found.reasons:
        place = ", ".join(filter(None, (reason.source_document, reason.source_place)))
        text = wording().text(reason.text)
        yield f"{text} ({place})" if place else text


def _csv(rows: Iterable[list[str]], name: str) -> Response:
    written = StringIO()
    csv.writer(written).writerows([_plain(cell) for cell in row] for row in rows)
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    body = "\N{ZERO WIDTH NO-BREAK SPACE}" + written.getvalue()
    response = Response(body, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
