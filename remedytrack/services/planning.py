"""Planning: who is owed a reminder now.

The planner looks at a deadline when its turn has come, plans what is owed, and notes
when to look again: so a tick costs with what is due, and not with what there is
(`engines.md` 3.2). Whatever changes who is told, or when, has it look again at once.
Mails are written by :mod:`remedytrack.services.queueing` and sent afterwards, by
:mod:`remedytrack.services.sending`.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from remedytrack.core.recipients import Responsible
from remedytrack.core.reminding import Outlook, outlook
from remedytrack.services.daily import next_daily_at
from remedytrack.services.handing_over import hand_over
from remedytrack.services.lettering import Envelope
from remedytrack.services.liveness import HEARTBEAT
from remedytrack.services.owing import EVERYBODY, Roster, as_stored
from remedytrack.services.queueing import queue_mails
from remedytrack.services.registry import Registry
from remedytrack.services.ways import Manners
from remedytrack.storage.looks import Look
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import Proceeding, Reminder

_log = logging.getLogger(__name__)

BATCH = 500
"""So many deadlines are looked at in one transaction: others must get their turn."""

AT_LATEST = timedelta(weeks=1)
"""Where nothing more can come the planner looks all the same, so seldom."""

TRY_AGAIN = timedelta(minutes=5)
"""After this a deadline that could not be planned is tried again."""

CLOCKS_DIFFER = timedelta(hours=1)
"""So far the clocks of several machines may lie apart."""

_TOLD_BY = "reminders.told_by"


def plan_reminders(registry: Registry, envelope: Envelope, now: datetime) -> int:
    """Plan what is owed at ``now`` and queue the mails; return how many mails.

    Doing it twice changes nothing: reminders have unique keys and a mailed reminder is
    never taken again.
    """
    sweep(registry, now)
    return queue_mails(registry, envelope, now)


def sweep(registry: Registry, now: datetime) -> int:
    """Plan what is owed at ``now``; return how many deadlines were looked at."""
    _take_notice(registry, now)
    looked = 0
    while True:
        with registry.store.reading() as unit:
            next_at = unit.looks.next_at()
        if next_at is None or next_at > now:
            return looked
        with registry.store.writing() as unit:
            looked += _look_at_some(registry, unit, now)


def next_reminder_at(registry: Registry, now: datetime) -> datetime | None:
    """Return the first moment after ``now`` at which a tick may find something to plan.

    It may come too early, never too late.
    """
    with registry.store.reading() as unit:
        roster = Roster(unit, now)
        moments = [
            unit.looks.next_at(),
            unit.reminders.next_due_at(now),
            unit.mails.next_try_at(now),
            next_daily_at(unit, now),
            roster.changes_at(),
        ]
        if _told_by(registry, roster) != _last_told_by(unit):
            moments.append(now)
    after = now + timedelta.resolution
    return min((max(each, after) for each in moments if each is not None), default=None)


def _take_notice(registry: Registry, now: datetime) -> None:
    """Look again at once at whatever is told in another way than the last time."""
    with registry.store.reading() as unit:
        last, present = _last_told_by(unit), _told_by(registry, Roster(unit, now))
        went_back = _clock_went_back(unit, now)
    if last == present and not went_back:
        return
    with registry.store.writing() as unit:
        last, present = _last_told_by(unit), _told_by(registry, Roster(unit, now))
        _look_again(unit, {EVERYBODY} if went_back else _differing(last, present))
        unit.settings.put(_TOLD_BY, json.dumps(present, sort_keys=True))


def _look_again(unit: Unit, changed: set[str]) -> None:
    if EVERYBODY in changed:
        unit.looks.again()
    elif changed:
        unit.looks.again_of(changed)


def _differing(last: Mapping[str, str], present: Mapping[str, str]) -> set[str]:
    everybody = {*last, *present}
    return {each for each in everybody if last.get(each) != present.get(each)}


def _told_by(registry: Registry, roster: Roster) -> dict[str, str]:
    """Return what decides who is told and when, as fingerprints by person."""
    told = roster.fingerprints()
    return {**told, EVERYBODY: f"{told[EVERYBODY]} {registry.law.reminds_by}"}


def _last_told_by(unit: Unit) -> dict[str, str]:
    stored: dict[str, str] = json.loads(unit.settings.get(_TOLD_BY) or "{}")
    return stored


def _clock_went_back(unit: Unit, now: datetime) -> bool:
    """Whether moments were noted by a clock that was ahead of the one we have now."""
    last_at = unit.heartbeats.last(HEARTBEAT)
    return last_at is not None and last_at - now > CLOCKS_DIFFER


@dataclass(frozen=True, slots=True)
class _Sweep:
    """What the deadlines of one batch are looked at with."""

    unit: Unit
    roster: Roster
    manners: Manners
    now: datetime
    owed: list[Reminder] = field(default_factory=list)


def _look_at_some(registry: Registry, unit: Unit, now: datetime) -> int:
    looks = unit.looks.due(now, BATCH)
    cases = unit.proceedings.among(each.proceeding_id for each in looks)
    unsent = _by_deadline(unit.reminders.unsent([each.deadline_id for each in looks]))
    roster = Roster(unit, now)
    roster.know(cases.values())
    this = _Sweep(unit, roster, Manners(registry, roster), now)
    again = {
        each.deadline_id: _look(
            this, each, cases[each.proceeding_id], unsent[each.deadline_id]
        )
        for each in looks
    }
    unit.reminders.plan_all(this.owed)
    unit.looks.put_off(again)
    return len(looks)


def _by_deadline(reminders: Iterable[Reminder]) -> Mapping[UUID, list[Reminder]]:
    by_deadline = defaultdict[UUID, list[Reminder]](list)
    for each in reminders:
        if each.deadline_id is not None:
            by_deadline[each.deadline_id].append(each)
    return by_deadline


def _look(
    this: _Sweep, look: Look, proceeding: Proceeding, unsent: Sequence[Reminder]
) -> datetime:
    """Plan what is owed about one deadline; return when to look at it again."""
    try:
        people, ahead = _outlook(this, look, proceeding)
    except Exception:  # noqa: BLE001 - nothing was written yet, the rest goes on
        _log.exception(
            "The reminders of a deadline could not be planned.",
            extra={"action": "plan", "deadline": str(look.deadline_id)},
        )
        return this.now + TRY_AGAIN
    hand_over(this.unit, people, unsent, this.now)
    this.owed.extend(as_stored(each, proceeding.id, this.now) for each in ahead.owed)
    return ahead.next_at or this.now + AT_LATEST


def _outlook(
    this: _Sweep, look: Look, proceeding: Proceeding
) -> tuple[Responsible, Outlook]:
    deadline = look.watched()
    people = this.roster.responsible_for(proceeding)
    ways = this.manners.of(proceeding, deadline.consequence)
    return people, outlook(deadline, people, ways, this.now)
