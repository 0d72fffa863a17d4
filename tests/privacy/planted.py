"""Words that must never leave the house, for every field that a person can fill.

Every planted word begins with the marker of its script, so that one search for three
markers finds any of them, whole or cut off. Beside them stand words that give a case
away by themselves.
"""

from __future__ import annotations

import unicodedata
from random import Random

MARKERS = ("Zqéxw", "Йцъёщ", "Ұғңһқ")
"""Latin, Cyrillic, Kazakh. Two of them are written in several ways in Unicode."""

INITIALS = "Ѫ.Ѭ."
"""How every planted person's initials begin."""

KEYWORDS = (
    "lesbian",
    "transgender",
    "extremist",
    "Courtroom",
    "prosecutor",
    "detention",
    "лесбиянка",
    "экстремизм",
    "прокуратура",
    "задержание",
    "Бостандыкский",
    "Қамаққа",
    "сотталған",
    "Жетісу",
)
SHORT = ("LGBT", "ЛГБТ", "суд", "сот", "court", "1049-ст")
"""Keywords that chance may spell in a random token: looked for as whole words."""

_LETTERS = ("abdeiklmnoprst", "абвгдежзиклмнопрст", "әіөүаыеқғнмрстл")


class Planter:
    """Makes texts to plant: several words, in all scripts, in every Unicode form.

    Args:
        seed: the same seed plants the same words.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - words, no secrets
        self._persons = 0

    def word(self) -> str:
        """Return a word of one script that is written nowhere else."""
        script = self.random.randrange(len(MARKERS))
        tail = "".join(self.random.choices(_LETTERS[script], k=5))
        return f"{MARKERS[script]}{tail}"

    def text(self) -> str:
        """Return a text such as people write into a field, with a keyword in it."""
        keyword = self.random.choice(KEYWORDS + SHORT)
        text = f"{self.word()} {keyword}, {self.word()}"
        if self.random.random() < 0.3:
            return text.upper()
        composed = self.random.random() < 0.5
        return unicodedata.normalize("NFC" if composed else "NFD", text)

    def initials(self) -> str:
        """Return the initials of a new person."""
        self._persons += 1
        letters = "БВГДЖЗКЛМНПРСТФХ"
        third, fourth = divmod(self._persons, len(letters))
        return f"{INITIALS}{letters[third % len(letters)]}.{letters[fourth]}."
