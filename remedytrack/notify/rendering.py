"""A letter in words: one constant subject, a short plain body, the reader's language.

The first line says how urgent it is, the second by when and in whose zone, then what
to do and where. Whoever sees only the lock screen learns nothing about a case and still
knows whether it is today. The texts are whole sentences in ``templates/email``, said by
the reader's :class:`Wording`; Flask has no part in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from textwrap import wrap

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    select_autoescape,
)

from remedytrack.notify.duties import DutyLetter
from remedytrack.notify.letters import Letter
from remedytrack.notify.phrases import Phrases, local_slot, service_line
from remedytrack.notify.urgency import counted, listed
from remedytrack.resources import folder
from remedytrack.wording import Wording

WIDTH = 78
"""The longest line in characters; only a link may be longer."""

SIZES = (1024, 4096, 16384)
"""How long a body is, in bytes of UTF-8 with both characters at each line's end.

Whoever sees only how long a mail is learns next to nothing of what it says.
"""

_LINE_END = 2
_HELD = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's words.

    Attributes:
        subject: one line, the same for every mail in a language.
        body: plain text; links apart, a line holds at most :data:`WIDTH` characters.
        strict_body: the same mail without a reference or a date; equal to ``body``
            where the reader asked for that.
    """

    subject: str
    body: str
    strict_body: str


def render(letter: Letter, wording: Wording) -> Rendered:
    """Put ``letter`` into the words of its reader's language.

    One item, and whatever travels at once, is told in full; a daily mail about several
    is counts and one line an item, the nearest first. Bodies are filled up to one of
    :data:`SIZES`.
    """
    words = _words(letter, wording)
    strict = filled(_laid_out(_said("strict/body", words)))
    if letter.strict:
        body = strict
    else:
        body = filled(_laid_out(_said(_template_of(letter), words)))
    return Rendered(" ".join(_said("subject", words).split()), body, strict)


def render_duty(letter: DutyLetter, wording: Wording) -> Rendered:
    """Put a mail about a duty into the words of its reader's language."""
    words = {
        "say": wording.say,
        "duty": letter.duty.value,
        "count": letter.count,
        "link": letter.link,
        "on": letter.on,
        "refs": letter.refs,
    }
    strict = filled(_laid_out(_said("duty/strict", words)))
    told = filled(_laid_out(_said(f"duty/{letter.duty.value}", words)))
    subject = " ".join(_said("subject", words).split())
    return Rendered(subject, strict if letter.strict else told, strict)


def _template_of(letter: Letter) -> str:
    in_full = len(letter.items) == 1 and letter.service is None
    in_full = letter.items != () and (in_full or letter.sort.at_once)
    return "reminder/body" if in_full else "digest/body"


def _words(letter: Letter, wording: Wording) -> Mapping[str, object]:
    items = [
        Phrases(item, letter.today, wording)
        for item in listed(letter.items, letter.today)
    ]
    places = Counter(item.place for item in items if item.what != "undated")
    return {
        "say": wording.say,
        "plural": wording.plural,
        "sort": letter.sort,
        "items": items,
        "number": len(letter.items),
        "more": len(letter.items) - len(items),
        "counts": counted(letter.items, letter.today, wording.say),
        "common_place": max(places, key=lambda each: places[each], default=""),
        "elsewhere": len(places) > 1,
        "home_link": letter.home_link,
        "as_deputy": letter.as_deputy,
        "late": local_slot(letter.owed_at, letter.zone, wording),
        "service": service_line(letter, wording),
    }


def _said(name: str, words: Mapping[str, object]) -> str:
    return _environment().get_template(f"email/{name}.txt").render(words)


def filled(body: str) -> str:
    """Return ``body`` with blank lines at its end, up to one of :data:`SIZES`."""
    length = _length(body)
    # A line more is two bytes more, so a gap of one cannot be closed.
    fits = (size - length for size in SIZES if size - length != 1)
    missing = next((gap for gap in fits if gap >= 0), 0)
    lines = -(-missing // (WIDTH + _LINE_END))
    spaces = missing - lines * _LINE_END
    blank = (min(WIDTH, max(spaces - WIDTH * n, 0)) for n in range(lines))
    return body + "".join(" " * width + "\n" for width in blank)


def _length(body: str) -> int:
    return len(body.encode()) + body.count("\n") * (_LINE_END - 1)


def _laid_out(body: str) -> str:
    lines = [part for line in body.splitlines() for part in _fitted(line.rstrip())]
    text = "\n".join(lines).strip("\n")
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return f"{text}\n"


def _fitted(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    # A link that is broken leads nowhere, a reference that is broken is not found; a
    # line of counts breaks between two of them only.
    held = line.replace(" ", _HELD).replace(f"{_HELD}·{_HELD}", " · ")
    broken = wrap(
        held if " · " in held else line,
        WIDTH,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [part.replace(_HELD, " ") for part in broken]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
