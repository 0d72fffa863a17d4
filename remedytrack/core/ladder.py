"""Reminder ladders: when a deadline is mailed, one ladder per consequence class."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from remedytrack.core.law import Definition, DottedIdentifier
from remedytrack.core.timelimits.limit import HARD, Consequence

Rung = Annotated[int, Field(ge=0)]

_A_WEEK = 7


class Scope(StrEnum):
    """Whose wish a setting is; a person's goes before that of their team."""

    TEAM = "team"
    PERSON = "person"


class Lacking(StrEnum):
    """What the ladder of a hard deadline must never be without."""

    LAST_DAY = "last_day"
    WEEK_BEFORE = "week_before"


class Ladder(Definition):
    """The rungs of one consequence class: settings of the team, not law.

    ``days_before`` and ``hours_before`` run from the first reminder to the last, ``0``
    being the day or the hour itself; ``hours_before`` serves terms in hours.
    ``overdue_daily`` repeats after the day, until somebody acts. At
    ``escalate_days_before`` without an acknowledgement the deputy is told, once.
    ``moves_earlier``: a rung on a day off of the recipient moves to the working day
    before and merges with what is there. ``keeps_day_before``: the calendar day before
    the last one stays all the same. At ``check_days_before``, or at the nearest rung
    before it, the reader is asked to check the date itself. ``workflow`` makes it the
    ladder of that procedure only.
    """

    consequence: Annotated[Consequence, Field(alias="class")]
    workflow: DottedIdentifier | None = None
    days_before: tuple[Rung, ...]
    hours_before: tuple[Rung, ...] = ()
    overdue_daily: bool
    escalate_days_before: Annotated[int | None, Field(ge=0)] = None
    moves_earlier: bool
    keeps_day_before: bool = False
    check_days_before: Annotated[int | None, Field(ge=0)] = None

    @model_validator(mode="after")
    def _descends(self) -> Self:
        for rungs in (self.days_before, self.hours_before):
            if any(later >= earlier for earlier, later in pairwise(rungs)):
                msg = f"rungs go down, each once: {list(rungs)} does not"
                raise ValueError(msg)
        return self

    @property
    def name(self) -> str:
        """The class, and the procedure where it is for one only."""
        only = f" ({self.workflow})" if self.workflow else ""
        return f"{self.consequence}{only}"

    @property
    def checked_before(self) -> int | None:
        """So many days before, the reader is asked to check the date itself."""
        if self.check_days_before is None:
            return None
        early = [each for each in self.days_before if each >= self.check_days_before]
        return min(early, default=None)

    def with_rungs(self, days: Sequence[int], hours: Sequence[int]) -> Ladder:
        """Return the same ladder with other rungs, each sequence going down."""
        rungs = {"days_before": tuple(days), "hours_before": tuple(hours)}
        return self.model_copy(update=rungs)


def lacking(consequence: Consequence, days_before: Sequence[int]) -> Lacking | None:
    """Return what these rungs lack, ``None`` if nothing: only hard classes demand it.

    Whoever sets their own ladder cannot take away the last day, nor the time to check
    the date while something can still be done about it.
    """
    if consequence not in HARD:
        return None
    if 0 not in days_before:
        return Lacking.LAST_DAY
    if max(days_before) < _A_WEEK:
        return Lacking.WEEK_BEFORE
    return None
