"""How fast a defender was punished: days from the event to the sanction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from remedytrack.core.practice.penalties import NO_PENALTY, RULING
from remedytrack.core.workflow.journal import Entry, Fact

BEGINNINGS = ("offence_alleged", "protocol_drawn", "detained")
"""What a case begins with; the first of them that has a day counts."""


@dataclass(frozen=True, slots=True)
class Sanction:
    """The event or filing that a source names, and the sanction that followed."""

    event: Entry
    ruling: Entry
    days: int

    @classmethod
    def among(cls, facts: Iterable[Fact]) -> Self | None:
        """Return the first sanction of a case; ``None`` where a day is not known.

        What was copied from another case is that case's.
        """
        own = [fact.entry for fact in facts if fact.entry.origin is None]
        ruling = next((each for each in own if _is_sanction(each)), None)
        dated = [each for each in own if each.occurred.day is not None]
        begun = [e for kind in BEGINNINGS for e in dated if e.kind == kind]
        if ruling is None or not begun:
            return None
        first, last = begun[0].occurred.day, ruling.occurred.day
        if first is None or last is None:
            return None
        return cls(begun[0], ruling, (last - first).days)


def _is_sanction(entry: Entry) -> bool:
    imposed = entry.fields.get("penalty") not in {None, NO_PENALTY}
    return entry.kind == RULING and imposed
