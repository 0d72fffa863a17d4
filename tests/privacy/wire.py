"""What can be read off a mail on the wire, in whatever way its bytes are decoded."""

from __future__ import annotations

import html
import quopri
import re
import unicodedata
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from urllib.parse import unquote

from tests.privacy.planted import INITIALS, KEYWORDS, MARKERS, SHORT

_CODINGS = ("utf-8", "cp1251", "koi8-r", "latin-1")
_WIDE_CODINGS = ("utf-16-le", "utf-16-be")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/_-]+\r?\n)*[A-Za-z0-9+/_-]{4,}={0,2}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
# What was never UTF-16 becomes Chinese by it, and takes long to compose.
_OTHER_SCRIPTS = re.compile(r"[^\u0000-\u052f]+")
_LONG_ENOUGH = 12


def parsed(wire: bytes) -> EmailMessage:
    """Return the message as a mail program reads it."""
    message = message_from_bytes(wire, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def leaks(wire: bytes) -> set[str]:
    """Return the planted words and keywords that can be read off ``wire``."""
    message = parsed(wire)
    everything = "\n".join(readings(wire, message))
    folded = _folded(everything)
    texts = (folded, _INVISIBLE.sub("", folded))
    found = {word for word, sought in _sought() if any(sought in t for t in texts)}
    return found | _short_words(message)


def readings(wire: bytes, message: EmailMessage) -> set[str]:
    """Return every text that some way of decoding makes of ``wire``."""
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    contents = (body, *_contents(wire))
    texts = {text for content in contents for text in _decoded(content)}
    texts |= {f"{name}: {value}" for name, value in message.items()}
    return texts | {other for text in texts for other in _unescaped(text)}


def _contents(wire: bytes) -> Iterator[bytes]:
    """Yield the bytes as they are, and what quoted-printable and Base64 hide."""
    yield wire
    if b"=" in wire:
        yield quopri.decodestring(wire)
        yield quopri.decodestring(wire, header=True)
    for run in _BASE64.finditer(wire):
        yield from _from_base64(run[0])


def _from_base64(run: bytes) -> Iterator[bytes]:
    text = re.sub(rb"[\r\n=]", b"", run).translate(bytes.maketrans(b"-_", b"+/"))
    # A run of letters may belong to two things, the second of them encoded.
    starts = range(4) if len(text) < 100 else (0,)
    for start in starts:
        part = text[start:]
        if len(part) >= _LONG_ENOUGH:
            try:
                yield b64decode(part[: len(part) - len(part) % 4])
            except NotBase64:
                continue


def _decoded(content: bytes) -> Iterator[str]:
    for coding in ("ascii",) if content.isascii() else _CODINGS:
        yield content.decode(coding, "ignore")
    for coding in _WIDE_CODINGS:
        for part in (content, content[1:]):
            yield _OTHER_SCRIPTS.sub(" ", part.decode(coding, "ignore"))


def _unescaped(text: str) -> Iterator[str]:
    if "&" in text:
        yield html.unescape(text)
    if "%" in text:
        yield unquote(text)
    if "\\u" in text:
        yield _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _short_words(message: EmailMessage) -> set[str]:
    said = [str(message["Subject"]), str(message["From"]), str(message["To"])]
    content = message.get_content() if not message.is_multipart() else ""
    text = _folded("\n".join([*said, str(content)]))
    return {word for word, pattern in _patterns() if pattern.search(text)}


def _folded(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFC", composed)


@cache
def _sought() -> tuple[tuple[str, str], ...]:
    words: Iterable[str] = (*MARKERS, INITIALS, *KEYWORDS)
    return tuple((word, _folded(word)) for word in words)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (word, re.compile(rf"\b{re.escape(_folded(word))}\b")) for word in SHORT
    )
