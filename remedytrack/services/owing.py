"""Who answers for a proceeding, and what they are owed, put on record once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from remedytrack.core.ladder import Ladder, Scope
from remedytrack.core.recipients import Recipient, Responsible
from remedytrack.core.reminding import Reminder
from remedytrack.core.standins import (
    Assignment,
    Office,
    Person,
    links,
    responsible,
)
from remedytrack.services.ladder_settings import chosen
from remedytrack.services.presence import changes_at, presence_of
from remedytrack.storage import values
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import ASKS_TO_CHECK, Absence, LadderSetting, Proceeding

FALLBACK = "fallback_recipients"
"""The setting that names who is told where nobody is assigned, ids by spaces."""

EVERYBODY: Final = "*"
"""Under this name stands what concerns every case."""


def fallback_ids(unit: Unit) -> list[str]:
    """Return the ids of those who are told where nobody is assigned."""
    return (unit.settings.get(FALLBACK) or "").split()


class Roster:
    """Who can be told at ``now``, read once for a whole unit of work."""

    def __init__(self, unit: Unit, now: datetime) -> None:
        self._unit, self._now = unit, now
        self.recipients = {each.id: each for each in unit.people.recipients()}
        self._absences = _by_person(unit.absences.all())
        self._settings = unit.ladder_settings.all()
        self.people = {id_: self._person(id_) for id_ in self.recipients}
        named = fallback_ids(unit)
        self._fallback = tuple(id_ for id_ in named if id_ in self.people)
        self._office = Office.of(self.people, self._fallback)
        self._circles: dict[UUID, frozenset[str]] = {}

    def know(self, proceedings: Iterable[Proceeding]) -> None:
        """Read the circles of these cases at once, not one by one as they are asked."""
        wanted = {each.matter_id for each in proceedings} - self._circles.keys()
        self._circles |= self._unit.matters.circles(wanted)

    def responsible_for(self, proceeding: Proceeding) -> Responsible:
        """Return owner, deputy and fallback: whoever can be reached in their place."""
        self.know([proceeding])
        circle = self._circles[proceeding.matter_id]
        assignment = Assignment(proceeding.owner, proceeding.deputy, circle)
        return responsible(assignment, self._office)

    def ladder_for(self, person: Recipient, ladder: Ladder) -> Ladder:
        """Return ``ladder`` as this person wants it, else as their team does."""
        team = self.people[person.id].team
        return chosen(ladder, self._settings, person.id, team)

    def changes_at(self) -> datetime | None:
        """Return when somebody next goes away or comes back, by what is recorded."""
        moments = (
            moment
            for id_, absences in self._absences.items()
            for moment in changes_at(absences, self._zone(id_))
            if moment > self._now
        )
        return min(moments, default=None)

    def fingerprints(self) -> dict[str, str]:
        """Return, by person, a fingerprint of all that decides how they are told.

        It covers those who may be told in their place. What concerns every case, such
        as the fallback and who is on duty, is under :data:`EVERYBODY`.
        """
        duty = [id_ for id_, person in self.people.items() if person.on_duty]
        everybody = [*self._fallback, *duty]
        told = {id_: self._fingerprint(id_) for id_ in self.people}
        all_of_them = ",".join(told[id_] for id_ in everybody)
        return {EVERYBODY: _hashed(f"{everybody}{all_of_them}"), **told}

    def _person(self, id_: str) -> Person:
        stored = self.recipients[id_]
        presence = presence_of(self._absences[id_], self._zone(id_), self._now)
        suspended_at = stored.suspended_at
        return Person(
            recipient=Recipient(
                stored.id, self._zone(id_), stored.hour, back=presence.back
            ),
            gets_mail=stored.active and suspended_at is None,
            away=presence.away,
            stand_in=presence.stand_in,
            deputy=stored.deputy,
            unreachable_since=_earlier(suspended_at, presence.since_at),
            on_duty=stored.on_duty,
            team=stored.team,
        )

    def _zone(self, id_: str) -> ZoneInfo:
        return ZoneInfo(self.recipients[id_].zone)

    def _fingerprint(self, id_: str) -> str:
        told = sorted(self._reachable_from(id_))
        wishes = [self._wishes(each) for each in told]
        return _hashed(repr([[self.people[each] for each in told], wishes]))

    def _wishes(self, id_: str) -> list[LadderSetting]:
        theirs = {(Scope.PERSON, id_), (Scope.TEAM, self.people[id_].team)}
        return [each for each in self._settings if (each.scope, each.subject) in theirs]

    def _reachable_from(self, id_: str) -> set[str]:
        found, waiting = set[str](), [id_]
        while waiting:
            each = waiting.pop()
            if each in self.people and each not in found:
                found.add(each)
                waiting += links(self.people[each])
        return found


def _by_person(absences: Iterable[Absence]) -> dict[str, list[Absence]]:
    by_person = defaultdict[str, list[Absence]](list)
    for absence in absences:
        by_person[absence.recipient_id].append(absence)
    return by_person


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def plan(
    unit: Unit,
    proceeding: Proceeding,
    reminder: Reminder,
    now: datetime,
    *,
    was_on: date | None = None,
) -> bool:
    """Put ``reminder`` on record unless its key is there; say whether it is new.

    ``was_on`` is the date before a move, for the change notice.
    """
    stored = as_stored(reminder, proceeding.id, now)
    rung = f"{reminder.rung}|{was_on}" if was_on else stored.rung
    return unit.reminders.plan(replace(stored, rung=rung))


def as_stored(
    reminder: Reminder, proceeding_id: UUID, now: datetime
) -> values.Reminder:
    """Return the reminder as it is put on record at ``now``."""
    asks = ASKS_TO_CHECK if reminder.asks_to_check else ""
    return values.Reminder(
        id=new_id(now),
        key=reminder.key,
        deadline_id=reminder.deadline_id,
        proceeding_id=proceeding_id,
        recipient_id=reminder.recipient,
        rung=f"{reminder.rung}{asks}",
        remind_on=reminder.remind_on,
        due_at=reminder.due_at,
        kind=reminder.sort.value,
        planned_at=now,
    )
