"""Standing in: who is told in the place of somebody who cannot be reached.

Whoever is away names a deputy for the time, else the case's deputy stands in, else the
one they have by default; who stands in may be away in turn. Where the chain ends
nowhere, or runs in a circle, the fallback is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime

from remedytrack.core.recipients import Recipient, Responsible


@dataclass(frozen=True, slots=True)
class Person:
    """One recipient at a moment: whether mail reaches them, and who stands in.

    Attributes:
        recipient: how they are told.
        gets_mail: their account is active and their address not suspended.
        away: they have said that they cannot be reached now.
        stand_in: the id that their absence names.
        deputy: the id of whoever stands in by default.
        unreachable_since: since when, where that is known.
        on_duty: terms in hours are theirs too.
        team: whose ladder settings are theirs.
    """

    recipient: Recipient
    gets_mail: bool = True
    away: bool = False
    stand_in: str | None = None
    deputy: str | None = None
    unreachable_since: datetime | None = None
    on_duty: bool = False
    team: str | None = None

    @property
    def here(self) -> bool:
        """Whether they can be reached."""
        return self.gets_mail and not self.away


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who answers for a case by what is recorded, and who may open it."""

    owner: str | None
    deputy: str | None
    circle: Set[str]


@dataclass(frozen=True, slots=True)
class Office:
    """Everybody who can be told: by id, the fallback, and those on duty."""

    people: Mapping[str, Person]
    fallback: tuple[Recipient, ...]
    on_duty: tuple[Recipient, ...]

    @classmethod
    def of(cls, people: Mapping[str, Person], fallback: Iterable[str]) -> Office:
        """Return the office of these people; ``fallback`` are ids, as named."""
        duty = tuple(p.recipient for p in people.values() if p.on_duty and p.here)
        return cls(people, _reached(fallback, people), duty)


def responsible(assignment: Assignment, office: Office) -> Responsible:
    """Return who is told about a case, everybody in the place of whom they stand for.

    Who stands in for an owner or a deputy must belong to the circle: nobody is sent to
    a case that they may not open. The fallback is told references only, as ever.
    """
    people = office.people
    owner = _in_place_of(assignment.owner, assignment, people)
    second = assignment.deputy or _default_deputy(assignment, people)
    deputy = _in_place_of(second, assignment, people)
    if deputy is not None and owner is not None and deputy.id == owner.id:
        deputy = None
    if owner is None and not office.fallback:
        owner = _all_the_same(assignment.owner, people)
    stood_in_for = owner is not None and owner.id != assignment.owner
    return Responsible(
        owner=owner,
        deputy=deputy,
        fallback=office.fallback,
        on_duty=office.on_duty,
        fallback_behind=deputy is None and (second is not None or stood_in_for),
    )


def links(person: Person) -> Iterator[str]:
    """Yield the ids of those who may be told in the place of ``person``."""
    yield from (each for each in (person.stand_in, person.deputy) if each)


def _in_place_of(
    named: str | None, assignment: Assignment, people: Mapping[str, Person]
) -> Recipient | None:
    if named is None:
        return None
    return _search(named, assignment, people, set(), None)


def _search(
    named: str,
    assignment: Assignment | None,
    people: Mapping[str, Person],
    seen: set[str],
    since: datetime | None,
) -> Recipient | None:
    """Return the first who can be reached, depth first; each is asked once."""
    seen.add(named)
    person = people.get(named)
    if person is not None and person.here:
        return replace(person.recipient, since_at=since) if since else person.recipient
    since = _later(since, person.unreachable_since if person else None)
    for other in _stand_ins(person, assignment):
        if other not in seen and (
            found := _search(other, assignment, people, seen, since)
        ):
            return found
    return None


def _stand_ins(person: Person | None, assignment: Assignment | None) -> tuple[str, ...]:
    own = (person.stand_in, person.deputy) if person else (None, None)
    if assignment is None:
        return tuple(each for each in own if each)
    named = (own[0], assignment.deputy, own[1])
    return tuple(each for each in named if each and each in assignment.circle)


def _default_deputy(assignment: Assignment, people: Mapping[str, Person]) -> str | None:
    owner = people.get(assignment.owner or "")
    deputy = owner.deputy if owner else None
    return deputy if deputy in assignment.circle else None


def _reached(
    fallback: Iterable[str], people: Mapping[str, Person]
) -> tuple[Recipient, ...]:
    """Return the fallback, or who stands in for it; if all are away, these anyway."""
    named = list(fallback)
    found = [_search(each, None, people, set(), None) for each in named]
    here = [each for each in found if each is not None]
    away = [_all_the_same(each, people) for each in named] if not here else []
    return tuple(dict.fromkeys(here or [each for each in away if each is not None]))


def _all_the_same(named: str | None, people: Mapping[str, Person]) -> Recipient | None:
    """Return somebody who is away, if mail reaches them: better than nobody."""
    person = people.get(named or "")
    return person.recipient if person is not None and person.gets_mail else None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
