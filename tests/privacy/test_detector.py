"""The search itself: it finds a planted word however a mail hides it."""

import html
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from email.header import Header
from email.message import EmailMessage
from quopri import encodestring
from unicodedata import normalize
from urllib.parse import quote

import pytest

from tests.privacy.planted import INITIALS, KEYWORDS, MARKERS, SHORT, Planter
from tests.privacy.wire import leaks

HEAD = b"Subject: Reminder\r\nMIME-Version: 1.0\r\n"
PLAIN = b'Content-Type: text/plain; charset="utf-8"\r\n'
BASE64 = b"Content-Transfer-Encoding: base64\r\n\r\n"


def base64_of(text: str, coding: str = "utf-8") -> bytes:
    return HEAD + PLAIN + BASE64 + b64encode(f"Today: 1\n{text}\n".encode(coding))


HIDDEN: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda w: HEAD + PLAIN + b"\r\n" + f"Today: {w}".encode(),
    "cyrillic code page": lambda w: HEAD + b"\r\n" + w.encode("cp1251", "replace"),
    "base64": base64_of,
    "base64 of utf-16": lambda w: base64_of(w, "utf-16-le"),
    "base64 of big-endian utf-16": lambda w: base64_of(w, "utf-16-be"),
    "utf-16": lambda w: HEAD + b"\r\n" + w.encode("utf-16-be"),
    "quoted-printable": lambda w: HEAD + b"\r\n" + encodestring(w.encode()),
    "an encoded subject": lambda w: (
        Header(w, "utf-8").encode().encode()
        and f"Subject: {Header(w, 'utf-8').encode()}\r\n\r\nToday: 1\r\n".encode()
    ),
    "an encoded name": lambda w: (
        f"To: {Header(w, 'koi8-r' if w.isascii() else 'utf-8').encode()}"
        f" <a@example.org>\r\n\r\nToday: 1\r\n"
    ).encode(),
    "html entities": lambda w: (
        HEAD + b"\r\n" + "".join(f"&#{ord(each)};" for each in html.escape(w)).encode()
    ),
    "an address": lambda w: HEAD + f"\r\nhttps://example.org/{quote(w)}\r\n".encode(),
    "a token in an address": lambda w: (
        HEAD + b"\r\nhttps://example.org/?q=" + urlsafe_b64encode(w.encode())
    ),
    "javascript escapes": lambda w: (
        HEAD + b"\r\n" + "".join(f"\\u{ord(each):04x}" for each in w).encode()
    ),
    "a header of its own": lambda w: HEAD + b"X-Case: " + w.encode() + b"\r\n\r\n1",
    "upper case": lambda w: base64_of(w.upper()),
    "composed": lambda w: base64_of(normalize("NFC", w)),
    "decomposed": lambda w: base64_of(normalize("NFD", w)),
    "soft hyphens": lambda w: base64_of("\u00ad".join(w)),
    "one letter a line": lambda w: base64_of("\n".join(w)),
    "cut off": lambda w: base64_of(f"{w}"[: len(MARKERS[0])]),
}
NOT_IN_CP1251 = {"Zqéxw", "Ұғңһқ"}


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize("way", HIDDEN)
def test_a_planted_word_is_found_in_every_hiding_place(way: str, marker: str) -> None:
    if way == "cyrillic code page" and marker in NOT_IN_CP1251:
        marker = "Йцъёщ"
    wire = HIDDEN[way](f"{marker}абв")

    assert marker in leaks(wire)


@pytest.mark.parametrize("word", [*KEYWORDS, *SHORT, f"{INITIALS}Б."])
def test_every_keyword_is_found(word: str) -> None:
    assert leaks(base64_of(f"RT-7Q4K-2MXP: {word}."))


def test_chance_in_a_token_is_no_leak() -> None:
    mail = EmailMessage()
    mail["Message-ID"] = "<xLGBTsud0court@example.org>"
    mail["Subject"] = "Reminder"
    mail.set_content("Courtesy of nobody: RT-7Q4K-2MXP\n")

    assert leaks(mail.as_bytes()) == set()


def test_what_is_planted_can_be_found() -> None:
    planter = Planter(1)

    for _ in range(50):
        assert leaks(base64_of(planter.text()))
        assert leaks(base64_of(planter.word()))
        assert leaks(base64_of(planter.initials()))
