"""A letter in words: one constant subject, a short plain body, the reader's language.

The first line says how urgent it is, the second by when and in whose zone, then what
to do and where. Whoever sees only the lock screen learns nothing about a case and still
knows whether it is today. The texts are whole sentences in ``templates/email``, said by
the reader's :class:`Wording`; Flask has no part in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from textwrap import wrap

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    select_autoescape,
)

from remedytrack.notify.letters import Letter
from remedytrack.notify.phrases import Phrases, local_slot
from remedytrack.notify.urgency import counted, nearest_first
from remedytrack.resources import folder
from remedytrack.wording import Wording

WIDTH = 78
"""The longest line in characters; only a link may be longer."""

_HELD = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's words.

    Attributes:
        subject: one line, the same for every mail in a language.
        body: plain text; links apart, a line holds at most :data:`WIDTH` characters.
    """

    subject: str
    body: str


def render(letter: Letter, wording: Wording) -> Rendered:
    """Put ``letter`` into the words of its reader's language.

    One item, and whatever travels at once, is told in full; a daily mail about several
    is a line of counts and one line an item, the nearest first.
    """
    name = _template_of(letter)
    words = _words(letter, wording)
    subject = _template(f"email/{name}/subject.txt").render(words)
    body = _template(f"email/{name}/body.txt").render(words)
    return Rendered(" ".join(subject.split()), _laid_out(body))


def _template_of(letter: Letter) -> str:
    in_full = len(letter.items) == 1 or letter.sort.at_once
    return "reminder" if in_full and letter.items else "digest"


def _words(letter: Letter, wording: Wording) -> Mapping[str, object]:
    items = [
        Phrases(item, letter.today, wording)
        for item in nearest_first(letter.items, letter.today)
    ]
    places = {item.place for item in items if item.what != "undated"}
    return {
        "say": wording.say,
        "plural": wording.plural,
        "items": items,
        "counts": counted(letter.items, letter.today, wording.say),
        "common_place": places.pop() if len(places) == 1 else "",
        "home_link": letter.home_link,
        "as_deputy": letter.as_deputy,
        "late": local_slot(letter.owed_at, letter.zone, wording),
    }


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


def _template(name: str) -> Template:
    return _environment().get_template(name)


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
