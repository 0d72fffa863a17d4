"""A change of law as people know it: days with their names and acts, people by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from remedytrack.core.law import Texts
from remedytrack.core.lawchanges import ChangedDay, LawChange
from remedytrack.core.timelimits.calendar import CalendarDay, CalendarFile
from remedytrack.lawbook.book import Lawbook
from remedytrack.services.law_moves import Move
from remedytrack.services.registry import Registry


@dataclass(frozen=True, slots=True)
class DescribedDay:
    """A changed day: whether it works now, and by which name and act, if by any."""

    calendar: Texts
    day: date
    works: bool
    name: Texts | None = None
    act: str | None = None
    cite: str | None = None


def days_described(law: Lawbook, change: LawChange) -> tuple[DescribedDay, ...]:
    """Return the changed days as the calendars of ``law`` tell of them."""
    return tuple(_described(law.calendars[day.calendar], day) for day in change.days)


def names_of(registry: Registry, moves: Iterable[Move]) -> Mapping[str, str]:
    """Return the names of the people responsible for ``moves``, by id."""
    people = {each for move in moves for each in move.responsible}
    with registry.store.reading() as unit:
        accounts = {each: unit.accounts.get(each) for each in sorted(people)}
    return {id_: found.name if found else id_ for id_, found in accounts.items()}


def _described(file: CalendarFile, changed: ChangedDay) -> DescribedDay:
    fact = _last_told(file, changed.day)
    if fact is None:
        return DescribedDay(file.title, changed.day, changed.works)
    act = file.acts.get(fact.act)
    return DescribedDay(
        calendar=file.title,
        day=changed.day,
        works=changed.works,
        name=file.names.get(fact.name),
        act=act.title if act else None,
        cite=act.cite if act else None,
    )


def _last_told(file: CalendarFile, day: date) -> CalendarDay | None:
    """Return what was last decreed about ``day``, withdrawn since or not."""
    told = [fact for fact in file.days if fact.day == day]
    return max(told, key=lambda fact: fact.known_from, default=None)
