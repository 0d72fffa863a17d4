"""How much of an arrest was served when something was decided about it.

Hours are often unknown, so the share is a range. The arrest is counted from the
detention where the person went from it before the court without being released.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from typing import Self
from zoneinfo import ZoneInfo

from remedytrack.core.dates import When, at_clock, midnight_after
from remedytrack.core.workflow.journal import Entry

DETAINED, DETENTION_ENDED, BEGAN = "detained", "detention_ended", "arrest_began"
HOW, INTO_COURT = "how", "brought_to_court"


@dataclass(frozen=True, slots=True)
class Served:
    """The share of an arrest that was over on ``decided``, from 0 to 1.

    ``ends`` is when the whole arrest is over, as exactly as its beginning is known.
    """

    decided: When
    ends: When
    least: Fraction
    most: Fraction

    @classmethod
    def by(cls, decided: When, began: When, days: int, zone: ZoneInfo) -> Self | None:
        """Return what was served by ``decided``; ``None`` where a day is not known."""
        first, last = _span(began, zone), _span(decided, zone)
        if began.day is None or first is None or last is None or days < 1:
            return None
        whole = timedelta(days=days)
        ends = When.on(began.day + whole, began.clock)
        return cls(
            decided=decided,
            ends=replace(ends, approximate=began.approximate),
            least=_share(last[0] - first[1], whole),
            most=_share(last[1] - first[0], whole),
        )


def arrest_began(ruling: Entry, entries: Iterable[Entry]) -> When | None:
    """Return when the arrest of ``ruling`` began; ``None`` where nothing says."""
    person = ruling.person
    mine = [each for each in entries if person is None or each.person == person]
    kinds = (DETAINED, BEGAN) if _held_until_court(mine) else (BEGAN,)
    found = (_last(kind, mine) for kind in kinds)
    return next((each.occurred for each in found if each is not None), None)


def _held_until_court(entries: Sequence[Entry]) -> bool:
    ended = _last(DETENTION_ENDED, entries)
    return ended is not None and ended.fields.get(HOW) == INTO_COURT


def _last(kind: str, entries: Sequence[Entry]) -> Entry | None:
    found = [each for each in entries if each.kind == kind]
    return found[-1] if found else None


def _span(when: When, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Return the first and the last moment, in UTC, that ``when`` can be."""
    if when.day is not None and when.clock is not None:
        at = at_clock(when.day, when.clock, zone)
        return at, at
    if when.earliest is None or when.latest is None:
        return None
    begins = at_clock(when.earliest, time(), zone)
    return begins, midnight_after(when.latest, zone).astimezone(UTC)


def _share(over: timedelta, whole: timedelta) -> Fraction:
    part = Fraction(over // timedelta(seconds=1), whole // timedelta(seconds=1))
    return min(max(part, Fraction(0)), Fraction(1))
