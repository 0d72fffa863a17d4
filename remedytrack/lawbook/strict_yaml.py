"""A small, strict YAML: what is written is what is read, or it is refused.

YAML as commonly read turns ``NO`` into false, ``010`` into eight and ``1:30`` into
ninety, keeps the last of two equal keys silently, and lets 400 bytes of aliases fill
the memory. Here plain data comes from the parser's events, one at a time: no alias,
no anchor, no merge key, no tag, no duplicate key, no more than 30 levels, 256 kB.
Dates and everything else that is not plainly a number stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from remedytrack.lawbook.problems import LawbookRefused, Problem, Syntax

Path = tuple[str | int, ...]
Data = str | int | float | bool | None | list["Data"] | dict[str, "Data"]

LARGEST = 256 * 1024
DEEPEST = 30

# The C parser gives the same events as the Python one, ten times faster.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: Mapping[str, bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_LOOKS_LIKE_A_NUMBER = re.compile(
    r"[-+]?(0[xob][0-9a-f_]*|[0-9][0-9_]*\.?[0-9_]*(e[-+]?[0-9]+)?|\.[0-9_]+)"
    r"|[-+]?\.inf|\.nan",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain data, with the line on which each value begins.

    ``lines`` is keyed by the path of keys and positions; the whole file is ``()``.
    """

    file: str
    data: Data
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of ``path``, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def decode(raw: bytes, file: str) -> str:
    """Return the text of ``raw``; :class:`LawbookRefused` if it is not UTF-8."""
    if len(raw) > LARGEST:
        raise _too_large(file)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "this is not UTF-8 text; save the file as UTF-8"
        raise _refused(Syntax.UNREADABLE, file, line, message) from error


def read(text: str, file: str) -> Document:
    """Read one YAML document strictly.

    ``file`` is only what problems call it. Raises :class:`LawbookRefused` with one
    problem, whatever is wrong with ``text``.
    """
    if len(text) > LARGEST or len(text.encode(errors="replace")) > LARGEST:
        raise _too_large(file)
    try:
        return _Composer(text, file).document()
    except LawbookRefused:
        raise
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, file) from error
    except Exception as error:  # a parser's slip is the file's problem
        message = f"this cannot be read as YAML ({type(error).__name__})"
        raise _refused(Syntax.NOT_YAML, file, 1, message) from error


class _Composer:
    """Turns the events of one text into data, refusing what is not plain."""

    def __init__(self, text: str, file: str) -> None:
        self._events: Iterator[Event] = yaml.parse(text, Loader=_LOADER)
        self._file = file
        self._lines: dict[Path, int] = {}

    def document(self) -> Document:
        next(self._events)
        start = next(self._events)
        if isinstance(start, StreamEndEvent):
            raise self._problem(Syntax.NOT_ONE_DOCUMENT, start, "the file is empty")
        data = self._value(next(self._events), ())
        next(self._events)
        more = next(self._events)
        if not isinstance(more, StreamEndEvent):
            message = "a second document begins here; write one per file"
            raise self._problem(Syntax.NOT_ONE_DOCUMENT, more, message)
        return Document(self._file, data, self._lines)

    def _value(self, event: Event, path: Path) -> Data:
        self._refuse_references(event)
        if len(path) > DEEPEST:
            message = f"more than {DEEPEST} levels inside one another"
            raise self._problem(Syntax.TOO_DEEP, event, message)
        self._lines.setdefault(path, _line(event))
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._items(path)
        return self._entries(path)

    def _refuse_references(self, event: Event) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            name = event.anchor if isinstance(event, NodeEvent) else ""
            message = f"“{name}” refers to another place; write the value out"
            raise self._problem(Syntax.ALIAS, event, message)
        tag = getattr(event, "tag", None)
        if tag is not None:
            message = f"tags such as “{tag}” are not read; write the plain value"
            raise self._problem(Syntax.TAG, event, message)

    def _items(self, path: Path) -> list[Data]:
        items: list[Data] = []
        while not isinstance(event := next(self._events), CollectionEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _entries(self, path: Path) -> dict[str, Data]:
        entries: dict[str, Data] = {}
        while not isinstance(event := next(self._events), CollectionEndEvent):
            key = self._key(event)
            if key in entries:
                first = self._lines[(*path, key)]
                message = f"duplicate key “{key}”: it stands on line {first} already"
                raise self._problem(Syntax.DUPLICATE_KEY, event, message)
            self._lines[(*path, key)] = _line(event)
            entries[key] = self._value(next(self._events), (*path, key))
        return entries

    def _key(self, event: Event) -> str:
        self._refuse_references(event)
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            message = "a key is a word, not a list or a group of keys"
            raise self._problem(Syntax.BAD_KEY, event, message)
        key: str = event.value if isinstance(event, ScalarEvent) else ""
        if key == "<<":
            message = "“<<” merges another place in; write its keys out"
            raise self._problem(Syntax.MERGE_KEY, event, message)
        if not key:
            raise self._problem(Syntax.BAD_KEY, event, "a key is missing before “:”")
        return key

    def _scalar(self, event: ScalarEvent) -> Data:
        text: str = event.value
        plain = event.implicit[0]
        if not plain:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        if _LOOKS_LIKE_A_NUMBER.fullmatch(text):
            shown = text if len(text) <= 20 else f"{text[:20]}…"  # noqa: PLR2004
            message = (
                f"“{shown}” can be read in two ways; write a plain number of at most "
                "15 digits without a leading zero, or put it in quotes"
            )
            raise self._problem(Syntax.DOUBTFUL_NUMBER, event, message)
        return text

    def _problem(self, code: Syntax, event: Event, message: str) -> LawbookRefused:
        return _refused(code, self._file, _line(event), message)


def _line(event: Event) -> int:
    mark: Any = event.start_mark  # the stubs allow None; the parsers always set it
    return int(mark.line) + 1


def _refused(code: Syntax, file: str, line: int, message: str) -> LawbookRefused:
    return LawbookRefused([Problem(code, file, line, message)])


def _too_large(file: str) -> LawbookRefused:
    message = f"larger than {LARGEST // 1024} kB; split it"
    return _refused(Syntax.TOO_LARGE, file, 1, message)


def _not_yaml(error: yaml.YAMLError, text: str, file: str) -> LawbookRefused:
    """Say what the parser found, and where; its own words are for programmers."""
    mark: Any = getattr(error, "problem_mark", None)
    position: int = getattr(error, "position", 0)
    line = text.count("\n", 0, position) + 1 if mark is None else mark.line + 1
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or ""
    message = (
        "this is not YAML; look for a wrong indent, a tab, a missing colon or a "
        f"missing quote here or just above ({said})"
    )
    return _refused(Syntax.NOT_YAML, file, line, message)
