"""One voice for one reader: everything we say, in that reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from remedytrack.core.dates import When
from remedytrack.core.law import Texts
from remedytrack.wording import dates
from remedytrack.wording.catalogue import translations

_ARTICLE = re.compile(r"\barts?\.? (?=\d)")
_OWN_SHORT_NAME = re.compile(r"^[A-Z][A-Za-z ]+\((?=[А-Я])([^)]+)\)")
_UTC = ZoneInfo("UTC")


class SentenceLike(Protocol):
    """What the core yields instead of words: an English msgid and its values."""

    @property
    def msgid(self) -> str:
        """The English sentence with ``%(name)s`` places."""

    @property
    def values(self) -> Mapping[str, object]:
        """What stands in the places: dates, numbers, texts, sentences."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Speaks one of ``en``, ``ru``, ``kk``; moments in sentences are those of ``zone``.

    Raises:
        UnknownLanguage: the language is another.
    """

    language: str
    zone: ZoneInfo = _UTC

    def __post_init__(self) -> None:
        """Refuse a language without a catalogue, before the first word."""
        translations(self.language)

    def say(self, msgid: str, /, **values: object) -> str:
        """Return ``msgid`` in this language with ``values`` in their places.

        Values may be whatever :meth:`value` puts into words. A number called ``n``
        chooses the plural form, where the language has several.
        """
        spoken = self._spoken(msgid, values.get("n"))
        return self._filled(spoken, values) if values else spoken

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the form of ``one``/``many`` that goes with ``n``, filled in.

        ``%(n)s`` stands for the number.
        """
        spoken = translations(self.language).ngettext(one, many, n)
        return self._filled(spoken, {"n": n, **values})

    def text(self, texts: Texts) -> str:
        """Return a text of the law in this language; Russian stands in for Kazakh.

        Kazakh readers share Russian, and English is what is always there.
        """
        if self.language == "kk" and not texts.kk:
            return texts.ru
        return texts.in_language(self.language)

    def day(self, on: date) -> str:
        """Return ``Tue 2 Dec 2025``."""
        return dates.short_day(on, self.language)

    def long_day(self, on: date) -> str:
        """Return ``Tuesday 2 December 2025``."""
        return dates.long_day(on, self.language)

    def brief_day(self, on: date) -> str:
        """Return ``Tue 2 Dec``, where the year goes without saying."""
        return dates.brief_day(on, self.language)

    def weekday(self, on: date) -> str:
        """Return ``Tue``."""
        return dates.weekday(on, self.language)

    def month(self, on: date, *, this_year: int | None = None) -> str:
        """Return ``Dec``, and the year with it where it is not ``this_year``."""
        return dates.month(on, self.language, with_year=on.year != this_year)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """Return ``Tue 2 Dec 2025, 24:00 (Almaty, UTC+5)``."""
        return dates.moment(at, zone, self.language)

    def when(self, when: When) -> str:
        """Return an uncertain date in words: ``not later than Thu 15 Jul 2021``."""
        return dates.uncertain(when, self.say, self.language)

    def sentence(self, sentence: SentenceLike) -> str:
        """Return a sentence of the core in this language."""
        return self.say(sentence.msgid, **sentence.values)

    def citation(self, cite: str) -> str:
        """Return a citation with the word for “article” that goes with the language.

        An act goes by its own short name outside English, where the law file gives it;
        the other names stay as they are there.
        """
        if self.language == "en":
            return cite
        named = _OWN_SHORT_NAME.sub(r"\1", cite)
        return _ARTICLE.sub("ст. ", named).replace("No. ", "№ ")

    def value(self, value: object) -> str:
        """Put one value into words; several are joined by commas.

        Args:
            value: a date, a moment, a :class:`When`, :class:`Texts`, a sentence, a
                number, a string, or a tuple of those.
        """
        match value:
            case datetime():
                return self.moment(value, self.zone)
            case date():
                return self.day(value)
            case When():
                return self.when(value)
            case Texts():
                return self.text(value)
            case _:
                return self._plain(value)

    def _plain(self, value: object) -> str:
        if isinstance(value, (tuple, list)):
            return ", ".join(self.value(each) for each in value)
        if hasattr(value, "msgid"):
            return self.sentence(cast(SentenceLike, value))
        return str(value)

    def _spoken(self, msgid: str, n: object) -> str:
        catalogue = translations(self.language)
        if isinstance(n, int):
            counted: str = catalogue.ngettext(msgid, msgid, n)
            if counted != msgid:
                return counted
        return str(catalogue.gettext(msgid))

    def _filled(self, spoken: str, values: Mapping[str, object]) -> str:
        # A number stays one, because a sentence may say %(n)d.
        filled = {
            name: value if isinstance(value, int) else self.value(value)
            for name, value in values.items()
        }
        return spoken % filled


def _counted(one: str, many: str) -> tuple[str, str]:
    return one, many


# Lengths that the core says with a number: declared here with their plural, so that
# the catalogues hold the forms that Russian needs (1 день, 2 дня, 5 дней).
COUNTED = (
    _counted("%(n)d minutes", "%(n)d minutes"),
    _counted("%(n)d hours", "%(n)d hours"),
    _counted("%(n)d calendar days", "%(n)d calendar days"),
    _counted("%(n)d working days", "%(n)d working days"),
    _counted("%(n)d weeks", "%(n)d weeks"),
    _counted("%(n)d months", "%(n)d months"),
    _counted("%(n)d years", "%(n)d years"),
)
