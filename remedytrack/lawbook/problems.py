"""What is wrong with a file of law, by number, file and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Syntax(StrEnum):
    """The numbers of what is wrong with the writing (L1…)."""

    UNREADABLE = "L100"
    NOT_YAML = "L101"
    TOO_LARGE = "L102"
    DUPLICATE_KEY = "L103"
    ALIAS = "L104"
    MERGE_KEY = "L105"
    TAG = "L106"
    TOO_DEEP = "L107"
    DOUBTFUL_NUMBER = "L108"
    BAD_KEY = "L109"
    NOT_ONE_DOCUMENT = "L110"
    WRONG_ENDING = "L111"


class Shape(StrEnum):
    """The numbers of what is wrong with the keys and the kinds of values (L2…)."""

    UNKNOWN_KEY = "L201"
    MISSING_KEY = "L202"
    WRONG_KIND = "L203"
    NOT_AN_OPTION = "L204"
    NOT_A_DATE = "L205"
    BAD_NAME = "L206"
    NOT_A_CONDITION = "L207"
    REFUSED = "L208"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong: ``L1…`` writing, ``L2…`` shape, ``L3…`` references and law.

    ``file`` is the path below the folder of law, with the folder's name before it;
    ``line`` counts from 1.
    """

    code: str
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.message}"


class LawbookRefused(Exception):
    """The files of law hold problems, so none of them was loaded.

    ``problems`` are in order of file and line; the text lists all of them.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_place))
        count = len(self.problems)
        counted = "1 problem" if count == 1 else f"{count} problems"
        listed = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"Nothing was loaded: {counted}.\n{listed}")


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.line, problem.code
