"""Reminder ladders: when a deadline is mailed, one ladder per consequence class."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from remedytrack.core.law import Definition
from remedytrack.core.timelimits.limit import Consequence

Rung = Annotated[int, Field(ge=0)]


class Ladder(Definition):
    """The rungs of one consequence class: settings of the team, not law.

    ``days_before`` and ``hours_before`` run from the first reminder to the last, ``0``
    being the day or the hour itself; ``hours_before`` serves terms in hours.
    ``overdue_daily`` repeats after the day, until somebody acts. At
    ``escalate_days_before`` without an acknowledgement the deputy is told, once.
    ``moves_earlier``: a rung on a day off of the recipient moves to the working day
    before and merges with what is there.
    """

    consequence: Annotated[Consequence, Field(alias="class")]
    days_before: tuple[Rung, ...]
    hours_before: tuple[Rung, ...] = ()
    overdue_daily: bool
    escalate_days_before: Annotated[int | None, Field(ge=0)] = None
    moves_earlier: bool

    @model_validator(mode="after")
    def _descends(self) -> Self:
        for rungs in (self.days_before, self.hours_before):
            if any(later >= earlier for earlier, later in pairwise(rungs)):
                msg = f"rungs go down, each once: {list(rungs)} does not"
                raise ValueError(msg)
        return self
