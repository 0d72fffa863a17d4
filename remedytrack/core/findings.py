"""What a check of law as data finds wrong: a code, a place, a sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]


class Check(StrEnum):
    """The numbered checks that look beyond the shape of a file (L3…)."""

    UNKNOWN_STATE = "L301"
    UNKNOWN_TRACK = "L302"
    UNCLEAR_MOVE = "L303"
    UNREACHABLE_STATE = "L304"
    NO_TRACK = "L305"
    UNKNOWN_EVENT = "L306"
    NAME_TAKEN = "L307"
    BAD_FIELD = "L308"
    UNKNOWN_FIELD = "L311"
    UNKNOWN_VALUE = "L312"
    TEXT_IN_GUARD = "L313"
    GUARD_OUT_OF_PLACE = "L314"
    UNKNOWN_LIMIT = "L315"
    UNKNOWN_SETTING = "L316"
    EMPTY_GUARD = "L317"
    UNKNOWN_PROFILE = "L321"
    UNKNOWN_CALENDAR = "L322"
    EMPTY_CALENDAR = "L323"
    CHOICE_LEFT_OPEN = "L324"
    PROFILE_NOT_IN_FORCE = "L325"
    VERSIONS_OVERLAP = "L326"
    VERSIONS_GAP = "L327"
    BAD_LENGTH = "L328"
    NOT_DERIVED = "L329"
    NEVER_DERIVED = "L330"
    ENDLESS_SILENCE = "L331"
    NO_PERSON = "L332"
    NO_SOURCE = "L333"
    EMPTY_TEXT = "L334"
    DEFINED_TWICE = "L335"
    UNKNOWN_ACT = "L341"
    UNKNOWN_NAME = "L342"
    BEYOND_HORIZON = "L343"
    BAD_HORIZON = "L344"
    UNKNOWN_ZONE = "L345"
    NO_ORIGINAL_DAY = "L346"
    BAD_REVISION = "L347"
    WRONG_FILE_NAME = "L348"
    NO_LADDER = "L351"
    RUNG_MISSING = "L352"
    ENDLESS_CASCADE = "L361"
    UNKNOWN_WORKFLOW = "L382"
    NO_WAY_OUT = "L371"
    NO_DEADLINE = "L372"
    UNUSABLE_EVENT = "L373"
    UNSATISFIABLE = "L374"
    NO_CITATION = "L375"
    BAD_EXAMPLE = "L381"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: ``path`` leads to it through the keys and items of the file."""

    code: Check
    path: Path
    message: str


def nearest(word: str, known: Iterable[str]) -> str:
    """Return “; did you mean …?” where something known is like ``word``, else ""."""
    matches = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean “{matches[0]}”?" if matches else ""
