"""Fines and other penalties: how much, by which index, what is paid, what is left.

An offence of the code is fined by so many monthly indexes (МРП) of the year. So an
amount can be checked: N indexes of the year of the ruling, against what was imposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.law import Citation, Definition, LawStatus
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Entry, Fact
from remedytrack.core.workflow.standing import Deadline

RULING = "ruling_made"
QUASHED = "ruling_quashed"
PAYMENT = "payment_made"
PLAN = "instalment_plan"
PAID_OFF = frozenset({"fine_paid", "reduced_fine_paid"})
YEAR_OVER = "penalised_year_over"

FINE, ARREST = "fine", "arrest"
NO_PENALTY = "terminated"


class MonthlyIndex(Definition):
    """The monthly calculation index (МРП) of a year, in tenge."""

    year: int
    amount: int
    cite: Citation
    status: LawStatus
    sources: tuple[str, ...]


class FixedFine(Definition):
    """An offence, as ``488(7)``, and the number of indexes that it is fined by."""

    unit: str
    indexes: int
    cite: Citation
    status: LawStatus
    sources: tuple[str, ...]


class Fines(Definition):
    """What amounts are checked by."""

    indexes: tuple[MonthlyIndex, ...] = ()
    offences: tuple[FixedFine, ...] = ()

    def check(self, amount: int, when: When, article: str | None) -> Check | None:
        """Return what ``amount`` should be; ``None`` where that is not known.

        The index is that of the year of the ruling. An article that is not on record
        is no hindrance where the amount is a whole number of indexes.
        """
        index = self._index_of(when)
        if index is None:
            return None
        offence = self._offence_in(article or "")
        if offence is not None:
            expected = offence.indexes * index.amount
            return Check(index, offence.indexes, amount - expected, offence)
        if amount and amount % index.amount == 0:
            return Check(index, amount // index.amount, 0, None)
        return None

    def _index_of(self, when: When) -> MonthlyIndex | None:
        years = {day.year for day in (when.earliest, when.latest) if day}
        found = [each for each in self.indexes if {each.year} == years]
        return found[0] if found else None

    def _offence_in(self, article: str) -> FixedFine | None:
        written = article.replace(" ", "")
        for each in self.offences:
            if re.search(rf"(?<![\d-]){re.escape(each.unit)}", written):
                return each
        return None


@dataclass(frozen=True, slots=True)
class Check:
    """A fine beside ``indexes`` times the index; ``difference`` is in tenge.

    Without an ``offence`` the number of indexes was read off the amount itself.
    """

    index: MonthlyIndex
    indexes: int
    difference: int
    offence: FixedFine | None

    @property
    def expected(self) -> int:
        """What it should come to, in tenge."""
        return self.indexes * self.index.amount


@dataclass(frozen=True, slots=True)
class Penalty:
    """What a ruling imposed, and what became of it.

    ``amount`` is in tenge, ``days`` are of arrest; ``due`` is the term of payment that
    is pending, ``penalised_until_on`` the last day on which a further offence is a
    repeated one. ``left`` is what is still to be paid, ``None`` where nobody knows.
    """

    ruling: Entry
    kind: str
    amount: int | None
    days: int | None
    quashed: bool
    check: Check | None
    payments: tuple[Entry, ...]
    paid_off: Entry | None
    plan: Entry | None
    due: Deadline | None
    penalised_until_on: date | None

    @property
    def paid(self) -> int:
        """What was paid so far as recorded, in tenge."""
        return sum(_number(each, "amount") or 0 for each in self.payments)

    @property
    def left(self) -> int | None:
        """What is still to be paid, in tenge."""
        if self.quashed or self.paid_off is not None:
            return 0
        return None if self.amount is None else max(self.amount - self.paid, 0)


def penalties(
    definition: Workflow,
    facts: Sequence[Fact],
    deadlines: Iterable[Deadline],
    *,
    fines: Fines,
    articles: Mapping[UUID, str],
) -> tuple[Penalty, ...]:
    """Return the penalties of a case in order of record.

    ``articles`` are the articles that the rulings name, by entry: content.
    """
    entries = [fact.entry for fact in facts]
    terms = _Terms(definition, tuple(deadlines))
    return tuple(
        _penalty(each, entries, terms, _check(each, fines, articles.get(each.id)))
        for each in entries
        if each.kind == RULING and each.fields.get("penalty") not in {None, NO_PENALTY}
    )


@dataclass(frozen=True, slots=True)
class _Terms:
    """The deadlines of a case, found by the act that they wait for."""

    definition: Workflow
    deadlines: tuple[Deadline, ...]

    def waiting_for(
        self, acts: Iterable[str], person: str | None
    ) -> Iterator[tuple[date, Deadline]]:
        """Yield those of ``person`` that have a day, with the last one."""
        wanted = set(acts)
        for each in self.deadlines:
            versions = self.definition.limits.get(each.limit, ())
            about = person is None or each.person in {None, person}
            if about and any(v.satisfied_by in wanted for v in versions):
                day = each.arguable_on or each.safe_on
                if day is not None:
                    yield day, each


def _penalty(
    ruling: Entry, entries: Iterable[Entry], terms: _Terms, check: Check | None
) -> Penalty:
    person = ruling.person
    mine = [e for e in entries if person is None or e.person in {None, person}]
    due = [d for _, d in terms.waiting_for(PAID_OFF, person) if d.state.is_pending]
    until = [day for day, _ in terms.waiting_for({YEAR_OVER}, person)]
    return Penalty(
        ruling=ruling,
        kind=str(ruling.fields.get("penalty")),
        amount=_number(ruling, "amount"),
        days=_number(ruling, "days"),
        quashed=any(each.kind == QUASHED for each in mine),
        check=check,
        payments=tuple(each for each in mine if each.kind == PAYMENT),
        paid_off=next((each for each in mine if each.kind in PAID_OFF), None),
        plan=next((each for each in mine if each.kind == PLAN), None),
        due=min(due, key=lambda each: each.safe_on or date.max, default=None),
        penalised_until_on=max(until, default=None),
    )


def _check(ruling: Entry, fines: Fines, article: str | None) -> Check | None:
    amount = _number(ruling, "amount")
    return None if amount is None else fines.check(amount, ruling.occurred, article)


def _number(entry: Entry, field: str) -> int | None:
    value = entry.fields.get(field)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
