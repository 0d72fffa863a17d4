"""What sets or lengthens a term in a case: letters, extensions given or asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from remedytrack.core.dates import When
from remedytrack.core.timelimits.extensions import Extension
from remedytrack.core.timelimits.limit import Extend, TimeLimit
from remedytrack.core.timelimits.terms import ByLetter, Length, SetDay, Term, Unit
from remedytrack.core.workflow.happenings import Happening
from remedytrack.core.workflow.journal import FieldValue, day_in


def surely_extended(
    limit: TimeLimit, happenings: Sequence[Happening], since: When
) -> tuple[Extension, ...]:
    """Return the extensions that were granted: for the safe date."""
    granted = (
        _extension(each, happening.when.earliest or happening.when.latest)
        for each in limit.extend
        for happening in _after(happenings, each.on, since)
    )
    return tuple(each for each in granted if each is not None)


def perhaps_extended(
    limit: TimeLimit, happenings: Sequence[Happening], since: When
) -> tuple[Extension, ...]:
    """Return also what was only asked for: provisional until granted or refused."""
    counted = []
    for each in limit.extend:
        granted = list(_after(happenings, each.on, since))
        asked = list(_open_requests(each, happenings, since, len(granted)))
        for happening in (*granted, *asked):
            day = happening.when.latest or happening.when.earliest
            counted.append(_extension(each, day))
    return tuple(each for each in counted if each is not None)


def extension_is_open(
    limit: TimeLimit, happenings: Sequence[Happening], since: When
) -> bool:
    """Say whether more time was asked for and nobody has decided yet."""
    return perhaps_extended(limit, happenings, since) != surely_extended(
        limit, happenings, since
    )


def _open_requests(
    extend: Extend, happenings: Sequence[Happening], since: When, answered: int
) -> Iterator[Happening]:
    if extend.requested is None:
        return
    refused = len(list(_after(happenings, extend.refused, since)))
    asked = list(_after(happenings, extend.requested, since))
    yield from asked[answered + refused :]


def _after(
    happenings: Sequence[Happening], kind: str | None, since: When
) -> Iterator[Happening]:
    """Yield the happenings of a kind that were not surely before ``since``."""
    for happening in happenings:
        if happening.kind == kind and not happening.when.ends_before(since):
            yield happening


def _extension(extend: Extend, decided_on: date | None) -> Extension | None:
    if decided_on is None:
        return None
    length = Term(n=extend.n, unit=extend.unit)
    return Extension(length, extend.starts, decided_on, extend.cite)


def letter_of(limit: TimeLimit, fields: Mapping[str, FieldValue]) -> Length | None:
    """Return the term that a letter sets, as its field has it; ``None`` if not given.

    A value that is neither a day nor a number of 1 or more is as good as none.
    """
    if not isinstance(limit.term, ByLetter):
        return None
    written = fields.get(limit.term.by_letter)
    if limit.term.unit is Unit.DATE:
        day = day_in(written)
        return SetDay(set_on=day) if day else None
    said = str(written)
    is_number = said.isascii() and said.isdigit() and int(said) > 0
    return Term(n=int(said), unit=limit.term.unit) if is_number else None
