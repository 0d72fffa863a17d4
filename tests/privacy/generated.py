"""Generated cases: planned reminders about deadlines that hold planted words.

The cases are stored with planted titles and numbers, and the deadlines hold planted
words in every field that takes a text, so that whatever a letter took from there would
be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from remedytrack.core.dates import When
from remedytrack.core.law import LawStatus, Texts
from remedytrack.core.reminding import Sort
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.core.workflow.standing import Deadline, DeadlineState
from remedytrack.storage.ids import new_id, new_reference
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import (
    ASKS_TO_CHECK,
    Privacy,
    Proceeding,
    Recipient,
    Reminder,
)
from tests.privacy.planted import Planter

NOW = datetime(2025, 12, 2, 4, tzinfo=UTC)
WORKFLOWS = ("kz.administrative_appeal", "un.special_procedures", "kz.police_complaint")
RUNGS = {
    Sort.DIGEST: ("30", "14", f"7{ASKS_TO_CHECK}", "3+1", "undated:2025-12-01", "late"),
    Sort.LAST_DAY: ("0", "after_all:0"),
    Sort.HOURS: ("known", "3h"),
    Sort.ESCALATION: ("escalation",),
    Sort.MOVED_EARLIER: (),
}
CLOCKS = ("kz.koap.attackers", "kz.koap.attackers_after_criminal_case")
LANGUAGES = ("en", "ru", "kk")
PENDING = tuple(state for state in DeadlineState if state.is_pending)


@dataclass(frozen=True)
class Parcel:
    """What one mail is to tell, and whom."""

    recipient: Recipient
    sort: Sort
    owed: Sequence[tuple[Reminder, Deadline]]


def parcels(
    unit: Unit, matter_id: UUID, planter: Planter, cases: int
) -> Iterator[Parcel]:
    """Yield mails until all of ``cases`` generated cases have been told."""
    number = 0
    while cases:
        size = min(planter.random.choice((1, 1, 1, 2, 3, 14)), cases)
        sort = planter.random.choice(tuple(Sort))
        told = [_case(unit, matter_id, planter, sort) for _ in range(size)]
        yield Parcel(_recipient(planter, number), sort, told)
        cases, number = cases - size, number + 1


def _recipient(planter: Planter, number: int) -> Recipient:
    """In every language, zone and profile, one after the other."""
    language = LANGUAGES[number % 3]
    return Recipient(
        id=planter.text(),
        address="lawyer@example.org",
        language=language,
        zone=("Asia/Almaty", "Europe/Zurich")[number % 2],
        team=planter.text(),
        privacy=tuple(Privacy)[number // 3 % 2],
        deputy=planter.text(),
    )


def _case(
    unit: Unit, matter_id: UUID, planter: Planter, sort: Sort
) -> tuple[Reminder, Deadline]:
    proceeding = Proceeding(
        id=new_id(NOW),
        ref=new_reference(),
        matter_id=matter_id,
        workflow=planter.random.choice(WORKFLOWS),
        workflow_version=1,
        authority_id=None,
        opened_at=NOW,
        owner=planter.random.choice((None, planter.text())),
        deputy=planter.random.choice((None, planter.text())),
        headline_state=planter.text(),
    )
    unit.proceedings.add(proceeding, planter.text(), planter.text())
    deadline = _deadline(planter, sort)
    return _reminder(planter, proceeding, deadline, sort), deadline


def _deadline(planter: Planter, sort: Sort) -> Deadline:
    chance = planter.random
    on = NOW.date() + timedelta(days=chance.randrange(-20, 61))
    if sort in {Sort.LAST_DAY, Sort.HOURS}:
        on = NOW.date()
    remind_on = None if chance.random() < 0.05 else on
    closes_at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    closes_at += timedelta(hours=chance.choice((10, 19)))
    return Deadline(
        id=uuid4(),
        limit=chance.choice((*CLOCKS, *[planter.word() for _ in range(10)])),
        act=Texts(en=planter.text(), ru=planter.text(), kk=planter.text()),
        bound=chance.choice((BoundParty.US, BoundParty.US, *BoundParty)),
        consequence=chance.choice(tuple(Consequence)),
        status=chance.choice(tuple(LawStatus)),
        trigger_kind=planter.word(),
        trigger_id=uuid4(),
        trigger_when=When.on(on),
        person=planter.initials(),
        safe_on=chance.choice((on, on + timedelta(days=3), None)),
        arguable_on=chance.choice((on, on + timedelta(days=5), None)),
        remind_on=remind_on,
        closes_at=chance.choice((closes_at, None)),
        late_at=None,
        opens_on=None,
        state=chance.choice((DeadlineState.OPEN,) * 5 + PENDING),
        provisional=chance.random() < 0.5,
        double_checked=chance.random() < 0.5,
        hours=sort is Sort.HOURS,
        known_at=NOW,
        acknowledged_by=planter.text(),
        acknowledged_at=chance.choice((None, NOW)),
        proposes=chance.choice((None, None, None, None, planter.text())),
    )


def _reminder(
    planter: Planter, proceeding: Proceeding, deadline: Deadline, sort: Sort
) -> Reminder:
    chance = planter.random
    moved = f"moved:{uuid4()}"
    was_on = NOW.date() + timedelta(days=chance.randrange(-5, 40))
    changes = (f"{moved}|{was_on}", f"{moved}:later|{was_on}", moved)
    plain = sort is not Sort.MOVED_EARLIER and chance.random() < 0.8
    rung = chance.choice(RUNGS[sort] if plain else changes)
    due_at = NOW - chance.choice((timedelta(), timedelta(), timedelta(days=2)))
    return Reminder(
        id=uuid4(),
        key=planter.text(),
        deadline_id=deadline.id,
        proceeding_id=proceeding.id,
        recipient_id=planter.text(),
        rung=rung,
        remind_on=deadline.remind_on,
        due_at=due_at,
        kind=sort.value,
        planned_at=NOW,
    )
