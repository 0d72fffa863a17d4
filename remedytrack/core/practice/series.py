"""The same thing tried again and again: attempts dated and attempts reported.

A report may say “at least fifteen”. Then the count is a lower bound: it is shown as
such, and grows past the report only by attempts that are dated one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Entry, Fact

FILED = "application_filed"
DECIDED = "application_decided"
REPORTED = "attempts_reported"
GROUND = "refusal_ground"

OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One dated attempt: its filing, the decision if known, the grounds named."""

    filed: Entry
    decided: Entry | None
    grounds: tuple[Entry, ...]

    @property
    def outcome(self) -> str | None:
        """How it was decided; ``None`` where no decision is known."""
        value = self.decided.fields.get(OUTCOME) if self.decided else None
        return str(value) if value is not None else None

    @property
    def days(self) -> int | None:
        """Days from the filing to the decision, where both days are known."""
        filed = self.filed.occurred.day
        decided = self.decided.occurred.day if self.decided else None
        return (decided - filed).days if filed and decided else None


@dataclass(frozen=True, slots=True)
class Count:
    """How many attempts there were; ``at_least`` says that there may be more."""

    number: int
    at_least: bool

    def __str__(self) -> str:
        sign = "\N{GREATER-THAN OR EQUAL TO} " if self.at_least else ""
        return f"{sign}{self.number}"


def attempts(facts: Iterable[Fact]) -> tuple[Attempt, ...]:
    """Return the dated attempts of one case, the earliest first.

    A decision and its grounds belong to the last attempt filed by that day.
    """
    entries = sorted((fact.entry for fact in facts), key=_by_day)
    filed = [each for each in entries if each.kind == FILED]
    return tuple(
        _attempt(each, filed[n + 1 : n + 2], entries) for n, each in enumerate(filed)
    )


def counted(dated: int, facts: Iterable[Fact]) -> Count:
    """Return how many attempts there were: ``dated`` ones, and what is reported.

    Reports do not add up: each tells of all attempts until then.
    """
    reported = [fact.entry for fact in facts if fact.entry.kind == REPORTED]
    counts = [(_number(each), each.fields.get("at_least") is True) for each in reported]
    most = max((number for number, _ in counts), default=0)
    bound = any(at_least for number, at_least in counts if number == most)
    return Count(max(dated, most), at_least=bound and most >= dated)


def _attempt(filed: Entry, next_: Sequence[Entry], entries: Sequence[Entry]) -> Attempt:
    until = _by_day(next_[0]) if next_ else None
    mine = [
        each
        for each in entries
        if _by_day(filed) <= _by_day(each) and (until is None or _by_day(each) < until)
    ]
    decided = next((each for each in mine if each.kind == DECIDED), None)
    grounds = tuple(each for each in mine if each.kind == GROUND)
    return Attempt(filed, decided, grounds)


def _by_day(entry: Entry) -> tuple[str, int, str]:
    when: When = entry.occurred
    day = when.latest or when.earliest
    order = (FILED, DECIDED, GROUND, REPORTED)
    place = order.index(entry.kind) if entry.kind in order else len(order)
    return str(day or ""), place, str(entry.id)


def _number(entry: Entry) -> int:
    value = entry.fields.get("count")
    return value if isinstance(value, int) else 0
