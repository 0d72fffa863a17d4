"""The sweep plans exactly what a planner plans that looks at everything, always.

The naive planner below is the oracle. Random offices live through random weeks: cases,
corrections, assignments, absences, suspended addresses, other hours, zones and ladders.
"""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import update
from sqlmodel import col

from remedytrack.core.reminding import owed
from remedytrack.notify.transport import RecordingTransport
from remedytrack.scheduler.tick import next_moment
from remedytrack.services.owing import Roster
from remedytrack.services.refreshing import rebuild
from remedytrack.services.registry import Registry
from remedytrack.services.ways import Manners
from remedytrack.storage.tables.projections import DeadlineRow
from remedytrack.storage.values import Reminder
from tests.scheduler.living import Life
from tests.services.desk import ON_SQLITE
from tests.services.office import (
    APPEAL,
    DEPUTY,
    LAWYER,
    Office,
)


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
    office.assign(ref, LAWYER, DEPUTY)
    office.record(ref, "ruling_made", "2025-11-29", penalty="fine")
    office.tick()
    with office.registry.store.reading() as unit:
        next_at = unit.looks.next_at()
    assert next_at is not None
    assert next_at > office.now
