"""What every piece of law as data carries: texts, a citation, a status, a validity."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

LANGUAGES = ("en", "ru", "kk")

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
DottedIdentifier = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")
]


class Definition(BaseModel):
    """Base of every value read from a file of law: frozen, strict, no unknown key."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=False
    )


class Texts(Definition):
    """A text in up to three languages.

    English and Russian are complete; Kazakh may be absent until a Kazakh-speaking
    lawyer has given it.
    """

    en: str
    ru: str
    kk: str | None = None

    def in_language(self, language: str) -> str:
        """Return the text in ``language``, or in English where it is missing."""
        return {"ru": self.ru, "kk": self.kk}.get(language) or self.en


class LawStatus(StrEnum):
    """How far a rule has been checked. The order is that of :func:`weaker`."""

    DRAFT = "draft"
    DISPUTED = "disputed"
    SOURCED = "sourced"
    VERIFIED = "verified"


_STRENGTH = list(LawStatus)


def weaker(*statuses: LawStatus) -> LawStatus:
    """Return the weakest of ``statuses``: a chain of law is as good as its weakest."""
    return min(statuses, key=_STRENGTH.index)


class Citation(Definition):
    """Where a rule is written, and when somebody last looked."""

    act: str
    unit: str
    no: str | None = None
    dated_on: Annotated[date | None, Field(alias="date")] = None
    checked_on: date | None = None

    def __str__(self) -> str:
        number = f" No. {self.no}" if self.no else ""
        return f"{self.act}{number}, {self.unit}"


class Validity(Definition):
    """The days on which a rule is in force, both ends included; no ``to`` = still."""

    from_on: Annotated[date, Field(alias="from")]
    to_on: Annotated[date | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.to_on is not None and self.to_on < self.from_on:
            msg = f"valid.to {self.to_on} is before valid.from {self.from_on}"
            raise ValueError(msg)
        return self

    def covers(self, day: date) -> bool:
        """Say whether the rule is in force on ``day``."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def meets(self, other: Validity) -> bool:
        """Say whether both are in force on some day."""
        return self.covers(other.from_on) or other.covers(self.from_on)


class Reviewed(Definition):
    """Who verified a rule, and when; obligatory for ``status: verified``."""

    by: str
    on: date


class Rule(Definition):
    """What a counting profile and a time limit have in common."""

    cite: Citation
    status: LawStatus
    valid: Validity
    sources: tuple[str, ...] = ()
    note: str | None = None
    verified: Reviewed | None = None

    @model_validator(mode="after")
    def _verified_by_somebody(self) -> Self:
        if self.status is LawStatus.VERIFIED and self.verified is None:
            msg = "status: verified needs `verified: {by: a named lawyer, on: a date}`"
            raise ValueError(msg)
        return self
