"""The sweep plans exactly what a planner plans that looks at everything, always.

The naive planner below is the oracle. Random offices live through random weeks: cases,
corrections, assignments, absences, suspended addresses, other hours, zones and ladders.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col

from remedytrack.core.dates import When
from remedytrack.core.ladder import Scope
from remedytrack.core.reminding import owed
from remedytrack.core.timelimits.limit import BoundParty, Consequence
from remedytrack.notify.transport import RecordingTransport
from remedytrack.scheduler.tick import next_moment
from remedytrack.services import absences, acting, ladder_settings
from remedytrack.services.owing import FALLBACK, Roster
from remedytrack.services.refreshing import rebuild
from remedytrack.services.refusals import Refused
from remedytrack.services.registry import Registry
from remedytrack.services.ways import Manners
from remedytrack.storage.tables.projections import DeadlineRow
from remedytrack.storage.values import Recipient, Reminder
from tests.services.desk import ON_SQLITE
from tests.services.office import (
    APPEAL,
    CASE,
    COORDINATOR,
    DEPUTY,
    LAWYER,
    LETTER,
    MAILED,
    Office,
)

ZONES = ("Asia/Almaty", "Europe/Zurich", "America/New_York")
IDS = tuple(viewer.id for viewer in MAILED)


def owed_to_all(registry: Registry, now: datetime) -> dict[str, set[str]]:
    """Look at every pending deadline: the keys owed now, and who is told, by id."""
    told = {"owed": set[str](), "astray": set[str]()}
    with registry.store.reading() as unit:
        roster = Roster(unit, now)
        for proceeding_id, deadline in unit.projections.deadlines(pending_only=True):
            case = unit.proceedings.get(proceeding_id)
            people = roster.responsible_for(case)
            ways = Manners(registry, roster).of(case, deadline.consequence)
            told["owed"] |= {r.key for r in owed(deadline, people, ways, now)}
            reached = {each.id for each in people.at_any_hour}
            unsent = unit.reminders.unsent([deadline.id])
            told["astray"] |= {r.key for r in unsent if r.recipient_id not in reached}
    return told


def planned(registry: Registry) -> list[Reminder]:
    with registry.store.reading() as unit:
        every = unit.proceedings.all()
        return [r for each in every for r in unit.reminders.of_proceeding(each.id)]


def standing(office: Office) -> set[str]:
    """Return the keys of all that is planned and not cancelled."""
    every = planned(office.registry)
    return {each.key for each in every if each.cancelled_at is None}


def check(office: Office) -> None:
    """Tick, and compare with the naive planner."""
    before = standing(office)
    office.tick(RecordingTransport())
    naive = owed_to_all(office.registry, office.now)
    after = standing(office)
    new = {key for key in after - before if "|moved:" not in key}
    assert naive["owed"] <= after, "the sweep came too late"
    assert new <= naive["owed"], "the sweep planned what nobody is owed"
    assert naive["astray"] == set(), "something waits for somebody who is not told"


class Life:
    """What may happen in an office, drawn by chance."""

    def __init__(self, office: Office, chance: Random) -> None:
        self.office, self.chance = office, chance
        self.refs: list[str] = []
        self.absences: list[UUID] = []

    def happen(self) -> None:
        """Let one thing happen; what is refused has not happened."""
        acts: tuple[Callable[[], object], ...] = (
            self.a_case,
            self.a_detention,
            self.a_letter,
            self.an_assignment,
            self.a_correction,
            self.taken_on,
            self.done,
            self.a_hearing,
            self.an_absence,
            self.a_return,
            self.another_ladder,
            self.another_person,
            self.another_fallback,
        )
        try:
            self.chance.choice(acts)()
        except Refused:
            return

    def _day(self, first: int, last: int) -> date:
        days = timedelta(days=self.chance.randint(first, last))
        return self.office.now.date() + days

    def _ref(self) -> str:
        return self.chance.choice(self.refs) if self.refs else self.a_case()

    def _deadline(self) -> UUID:
        deadlines = self.office.deadlines(self._ref()).values()
        pending = [each for each in deadlines if each.state.is_pending]
        return self.chance.choice(pending).id if pending else UUID(int=0)

    def a_case(self) -> str:
        ref = self.office.open(APPEAL)
        self.refs.append(ref)
        self.office.record(ref, "ruling_made", str(self._day(-9, 0)), penalty="fine")
        return ref

    def a_detention(self) -> str:
        ref = self.office.open(CASE)
        self.refs.append(ref)
        local = (self.office.now + timedelta(hours=4)).replace(tzinfo=None)
        at = f"{local:%Y-%m-%dT%H:%M}"
        self.office.record(ref, "detained", at, arrest_possible="yes", seen=True)
        return ref

    def a_letter(self) -> None:
        ref = self.office.open(LETTER)
        self.office.record(ref, "letter_sent", str(self._day(-60, 0)), type="al")

    def an_assignment(self) -> None:
        owner, deputy = (self.chance.choice([*IDS, None]) for _ in range(2))
        acting.assign(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            ref=self._ref(),
            owner=owner,
            deputy=deputy,
        )

    def a_correction(self) -> None:
        ref = self._ref()
        deadlines = list(self.office.deadlines(ref).values())
        if deadlines:
            trigger = self.chance.choice(deadlines).trigger_id
            on = str(self._day(-9, 0))
            self.office.correct(ref, trigger, on, penalty="fine")

    def taken_on(self) -> None:
        acting.acknowledge(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            deadline_id=self._deadline(),
        )

    def done(self) -> None:
        acting.satisfy(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            deadline_id=self._deadline(),
            done=When.on(self.office.now.date()),
            proof="No. 17",
        )

    def a_hearing(self) -> None:
        acting.enter_date(
            self.office.registry,
            actor=LAWYER,
            now=self.office.now,
            ref=self._ref(),
            when=When.on(self._day(0, 40)),
            sort="hearing",
            title="Hearing",
            bound=BoundParty.US,
        )

    def an_absence(self) -> None:
        first = self._day(-1, 5)
        away = absences.be_away(
            self.office.registry,
            actor=COORDINATOR,
            now=self.office.now,
            recipient_id=self.chance.choice(IDS),
            from_on=first,
            until_on=first + timedelta(days=self.chance.randint(0, 9)),
            deputy=self.chance.choice([*IDS, None]),
        )
        self.absences.append(away)

    def a_return(self) -> None:
        if self.absences:
            absences.end_absence(
                self.office.registry,
                actor=COORDINATOR,
                now=self.office.now,
                absence_id=self.chance.choice(self.absences),
            )

    def another_ladder(self) -> None:
        scope = self.chance.choice(list(Scope))
        subject = self.chance.choice(IDS if scope is Scope.PERSON else ("north",))
        whose: dict[str, Any] = {"scope": scope, "subject": subject}
        consequence = self.chance.choice(list(Consequence))
        now, actor = self.office.now, COORDINATOR
        if self.chance.random() < 1 / 3:
            ladder_settings.drop_ladder(
                self.office.registry,
                actor=actor,
                now=now,
                consequence=consequence,
                **whose,
            )
            return
        ladder_settings.set_ladder(
            self.office.registry,
            actor=actor,
            now=now,
            consequence=consequence,
            days_before=[*self.chance.sample(range(31), 5), 0, 7],
            hours_before=self.chance.sample(range(24), 3),
            **whose,
        )

    def another_person(self) -> None:
        with self.office.registry.store.writing() as unit:
            known = unit.people.recipient(self.chance.choice(IDS))
            assert known is not None
            unit.people.put_recipient(replace(known, **self._changes(known)))

    def _changes(self, known: Recipient) -> dict[str, Any]:
        suspended_at = None if known.suspended_at else self.office.now
        return self.chance.choice(
            [
                {"hour": self.chance.randint(6, 20)},
                {"zone": self.chance.choice(ZONES)},
                {"active": not known.active},
                {"suspended_at": suspended_at},
                {"on_duty": not known.on_duty},
                {"team": self.chance.choice(["north", None])},
                {"deputy": self.chance.choice([*IDS, None])},
            ]
        )

    def another_fallback(self) -> None:
        with self.office.registry.store.writing() as unit:
            several = self.chance.sample(IDS, self.chance.randint(0, 2))
            unit.settings.put(FALLBACK, " ".join(several))


@ON_SQLITE
@pytest.mark.parametrize("seed", range(2))
def test_the_sweep_plans_what_a_look_at_everything_plans(
    office: Office, seed: int
) -> None:
    live(office, seed, steps=25)


@pytest.mark.minutes
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_and_so_it_does_in_many_offices(office: Office, seed: int) -> None:
    live(office, seed, steps=100)


def live(office: Office, seed: int, steps: int) -> None:
    """Let an office live, and compare the two planners at each step."""
    chance = Random(seed)  # noqa: S311
    life = Life(office, chance)
    for _ in range(steps):
        for _ in range(chance.randint(0, 2)):
            life.happen()
        check(office)
        office.now += timedelta(minutes=chance.choice([1, 30, 200, 600, 1500, 6000]))
    rebuild(office.registry, office.now)
    check(office)


@ON_SQLITE
@pytest.mark.parametrize("seed", range(2))
def test_jumping_from_moment_to_moment_misses_nothing(
    office: Office, seed: int
) -> None:
    """Who ticks only when the sweep says so is owed nothing in between."""
    chance = Random(seed)  # noqa: S311
    life = Life(office, chance)
    for _ in range(25):
        life.happen()
        check(office)
    end = office.now + timedelta(days=12)
    while (moment := next_moment(office.works(), office.now)) and moment < end:
        before = standing(office)
        just_before = moment - timedelta(minutes=1)
        if just_before > office.now and _stands(office, just_before):
            early = owed_to_all(office.registry, just_before)["owed"]
            assert early <= before, f"owed before {moment}"
        office.now = moment
        check(office)


def _stands(office: Office, moment: datetime) -> bool:
    """Whether no standing would be refreshed by ``moment``."""
    with office.registry.store.reading() as unit:
        return not unit.proceedings.due(moment)


def test_a_clock_that_was_ahead_delays_nothing(office: Office) -> None:
    """The moments noted in the year 2035 are not believed when the clock is back."""
    office.at("2025-12-01T10:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-29", penalty="fine")
    right = office.now
    office.now = datetime(2035, 12, 1, tzinfo=UTC)
    office.tick()
    office.now = right + timedelta(hours=1)
    check(office)
    office.at("2025-12-09T09:00")
    check(office)
    assert {each.rung for each in planned(office.registry)} >= {"0"}


def test_a_deadline_whose_row_is_damaged_does_not_silence_the_others(
    office: Office,
) -> None:
    office.at("2025-11-29T12:00")
    other, ref = office.open(APPEAL), office.open(APPEAL)
    for each in (other, ref):
        office.record(each, "ruling_made", "2025-11-22", penalty="fine")
    with office.registry.store.writing() as unit:
        others = col(DeadlineRow.id) != office.deadline(ref).id
        unit.looks._change(update(DeadlineRow).where(others).values(payload=""))
    office.at("2025-12-02T09:00").tick()
    assert {each.rung for each in planned(office.registry)} == {"0"}


def test_a_quiet_tick_looks_at_nothing(office: Office) -> None:
    office.at("2025-12-01T10:00")
    ref = office.open(APPEAL)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner=LAWYER.id,
        deputy=DEPUTY.id,
    )
    office.record(ref, "ruling_made", "2025-11-29", penalty="fine")
    office.tick()
    with office.registry.store.reading() as unit:
        next_at = unit.looks.next_at()
    assert next_at is not None
    assert next_at > office.now
