"""Mails about duties that no deadline carries: how many, and where to see to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Duty(StrEnum):
    """What is owed: a sheet that nobody signed, or a word about cases that wait."""

    EVENING = "evening"
    NEXT_STEPS = "next_steps"


@dataclass(frozen=True, slots=True)
class DutyLetter:
    """One mail about one duty.

    Attributes:
        duty: which one; also the sort of the mail.
        count: how many sheets or cases; all that a strict mail says.
        link: the address of the page where it is seen to.
        on: the day of the sheet.
        refs: the cases, by their random references.
        strict: the reader wants no reference and no date in a mail.
    """

    duty: Duty
    count: int
    link: str
    on: date | None = None
    refs: tuple[str, ...] = ()
    strict: bool = False
