"""Words for people: texts, dates and sentences in English, Russian and Kazakh.

The catalogues in ``remedytrack/translations`` are read here as they are written, so
that a corrected word shows at the next start and no compiled file is needed. Web, mail
and command line all speak through :class:`~remedytrack.wording.wording.Wording`.
"""

from remedytrack.wording.catalogue import LANGUAGES, best_language
from remedytrack.wording.wording import Wording

__all__ = ["LANGUAGES", "Wording", "best_language"]
