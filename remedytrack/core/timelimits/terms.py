"""How long: so many of a unit, a day that is named, a window, what a letter says."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from remedytrack.core.law import Definition, Identifier, Texts


class Unit(StrEnum):
    """What a term is counted in. What a ``day`` means is the profile's choice.

    A ``date`` is not counted: the term ends on a day that the law or a letter names.
    """

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DATE = "date"


CLOCKED = frozenset({Unit.MINUTE, Unit.HOUR})
"""Units counted by the clock; all others are counted by the calendar."""


class Term(Definition):
    """A length: so many of a unit."""

    n: int
    unit: Unit


MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-[0-3][0-9]$")]
"""A day of every year, “11-30”; “02-29” is the last day of February."""


class FixedDate(Definition):
    """A day of the year that the law names: the next one after the trigger."""

    fixed: MonthDay
    unit: ClassVar[Unit] = Unit.DATE
    n: ClassVar[int] = 0


class WindowPart(Definition):
    """What falls between two days of the year goes to one session, with its last day.

    ``until`` is the first such day of the year on or after the day ``to``.
    """

    id: Identifier
    title: Texts
    from_day: Annotated[MonthDay, Field(alias="from")]
    to_day: Annotated[MonthDay, Field(alias="to")]
    until: MonthDay


class Windows(Definition):
    """Windows of the year, one session each; the trigger's day chooses."""

    window: tuple[WindowPart, ...]
    unit: ClassVar[Unit] = Unit.DATE
    n: ClassVar[int] = 0


class SetDay(Definition):
    """A last day that a letter names."""

    set_on: date
    unit: ClassVar[Unit] = Unit.DATE
    n: ClassVar[int] = 0


class ByLetter(Definition):
    """A term that a letter sets: so many of ``unit``, or with none, a last day.

    ``by_letter`` names the field of the trigger that holds the number or the day.
    """

    by_letter: Identifier
    unit: Unit = Unit.DATE
    n: ClassVar[int] = 0


class Reasonable(Definition):
    """“Within a reasonable time”: no number, so no date; when we ask is our choice."""

    reasonable: Literal[True]
    ask_after: Term
    unit: ClassVar[Unit] = Unit.DATE
    n: ClassVar[int] = 0


Length = Term | FixedDate | Windows | SetDay
"""What can be counted once nothing is open."""
