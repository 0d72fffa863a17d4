"""The gettext catalogues, read from their ``.po`` files.

Kazakh falls back to Russian, the other language its readers share, and Russian to the
English of the code. Fuzzy entries are not used: a guessed translation of a legal
sentence is worse than the sentence in another language.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("en", "ru", "kk")

_FALLBACK = {"kk": "ru"}
_FOLDER = Path(__file__).resolve().parent.parent / "translations"


class UnknownLanguage(LookupError):
    """A language was asked for in which this system does not speak."""

    def __init__(self, language: str) -> None:
        known = ", ".join(LANGUAGES)
        super().__init__(f"There is no language “{language}”; choose one of {known}.")


def catalogue_file(language: str) -> Path:
    """Return where the catalogue of ``language`` lies, be it there or not."""
    return _FOLDER / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of ``language``; English needs none and is empty."""
    file = catalogue_file(language)
    if not file.is_file():
        return Catalog(locale=language)
    with file.open("rb") as opened:
        return read_po(opened, locale=language, domain="messages")


@cache
def translations(language: str) -> Translations:
    """Return the translations into ``language``, with their fallbacks behind them.

    Raises:
        UnknownLanguage: ``language`` is none of :data:`LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(language)
    compiled = BytesIO()
    write_mo(compiled, _usable(read_catalogue(language)))
    compiled.seek(0)
    read = Translations(compiled, domain="messages")
    if fallback := _FALLBACK.get(language):
        read.add_fallback(translations(fallback))
    return read


def best_language(wanted: Iterable[str]) -> str:
    """Return the first of the ``wanted`` languages that we speak, else English.

    Args:
        wanted: language tags, the best liked first; ``ru-KZ`` asks for Russian.
    """
    for tag in wanted:
        language = tag.replace("_", "-").split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def is_translated(message: Message) -> bool:
    """Say whether every form of ``message`` has a translation that is no guess."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and not message.fuzzy


def _usable(catalogue: Catalog) -> Catalog:
    usable = Catalog(locale=Locale.parse(str(catalogue.locale)))
    for message in catalogue:
        if message.id and is_translated(message):
            usable[message.id] = message
    return usable
