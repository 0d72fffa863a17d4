"""The load itself: its history, its sign-ins, its clock, and doing it once only."""

import stat
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from remedytrack.clock import ShiftedClock, SystemClock
from remedytrack.core.access import Role
from remedytrack.demo import sign_ins
from remedytrack.demo.clock import (
    MARK,
    OFFSET,
    DemoInterrupted,
    NotADemo,
    ShiftedClockRefused,
    demo_clock,
    installation_clock,
    is_loaded,
    start_clock,
)
from remedytrack.demo.dataset import Dataset
from remedytrack.demo.loader import BEGINS_AT, NoSuchDeadline, load
from remedytrack.scheduler.tick import tick
from remedytrack.services.coordination import coordination
from remedytrack.services.refreshing import rebuild
from remedytrack.services.registry import Registry
from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store
from remedytrack.storage.values import Account, MailState
from tests.demo.conftest import Demo

ALMATY = ZoneInfo("Asia/Almaty")
REAL_NOW = datetime(2031, 5, 6, 12, tzinfo=ALMATY)


def projections(demo: Demo) -> list[object]:
    with demo.registry.store.reading() as unit:
        everything: list[object] = [
            replace(each, rev=0) for each in unit.proceedings.all()
        ]
        everything += unit.projections.deadlines()
        everything += unit.projections.flags()
        everything += [unit.projections.states(p.id) for p in unit.proceedings.all()]
        return everything


def test_every_fact_was_played_and_every_mail_was_sent(
    demo: Demo, data: Dataset
) -> None:
    facts = sum(len(c.facts) for dossier in data.dossiers for c in dossier.cases)
    assert demo.loaded.facts == facts
    assert demo.loaded.mails == len(demo.post.sent) > 0
    with demo.registry.store.reading() as unit:
        assert unit.mails.counts()[MailState.SENT] == demo.loaded.mails
        assert unit.heartbeats.last("scheduler") == BEGINS_AT


def test_no_mail_carries_initials_or_the_number_of_a_letter(
    demo: Demo, data: Dataset
) -> None:
    told = [person.initials for person in data.people.persons]
    for mail in demo.post.sent:
        assert not any(each in mail.body + mail.subject for each in [*told, "KAZ"])


def test_the_appeal_due_tomorrow_was_mailed_as_the_days_came(demo: Demo) -> None:
    appeal = demo.deadline("A5-appeal", "kz.koap.appeal")
    whom = {demo.loaded.users[key]: key for key in ("L", "D", "K")}
    told = [
        (each.due_at.astimezone(ALMATY).date(), whom[each.recipient_id])
        for each in demo.reminders(appeal)
    ]
    assert told == [
        (date(2025, 11, 23), "L"),
        (date(2025, 11, 25), "L"),
        (date(2025, 11, 28), "L"),
        (date(2025, 11, 28), "D"),  # nobody has taken it on
        (date(2025, 12, 1), "L"),
    ]


def test_the_coordinator_sees_what_nobody_has_taken_on_or_owns(demo: Demo) -> None:
    page = coordination(demo.registry, viewer=demo.viewer("K"), now=BEGINS_AT)
    refs = demo.loaded.refs
    assert refs["A5-appeal"] in {row.ref for row in page.not_taken_on}
    assert {row.ref for row in page.unassigned} == {refs["A5"]}
    assert not page.heartbeat_is_old
    assert page.failed == []
    assert page.told[0].recipient_name == "L."


def test_another_tick_finds_nothing_to_say(copy: Demo) -> None:
    tick(copy.works, BEGINS_AT)
    tick(copy.works, BEGINS_AT + timedelta(minutes=1))
    assert copy.post.sent == []


def test_a_rebuild_changes_nothing_and_mails_nobody_again(copy: Demo) -> None:
    before = projections(copy)
    assert rebuild(copy.registry, BEGINS_AT).count > 0
    assert projections(copy) == before
    tick(copy.works, BEGINS_AT)
    assert copy.post.sent == []


def test_every_role_has_a_sign_in_of_its_own(demo: Demo, tmp_path: Path) -> None:
    signing = demo.loaded.sign_ins
    assert {each.role for each in signing} == set(Role)
    assert len({each.password for each in signing}) == len(signing) == 6
    assert signing[0].password not in repr(signing)
    file = sign_ins.write(tmp_path, signing)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sign_ins.read(tmp_path) == signing
    assert sign_ins.read(tmp_path / "elsewhere") == ()


def test_the_clock_starts_once_and_runs_on(copy: Demo) -> None:
    store = copy.registry.store
    assert not is_loaded(store)
    clock = start_clock(store, shows=BEGINS_AT, real_now=REAL_NOW)
    assert is_loaded(store)
    assert clock.offset == BEGINS_AT - REAL_NOW
    assert demo_clock(store) == installation_clock(store) == clock
    with pytest.raises(NotADemo):
        start_clock(store, shows=BEGINS_AT, real_now=REAL_NOW)


def test_an_interrupted_load_says_so(copy: Demo, data: Dataset) -> None:
    with pytest.raises(DemoInterrupted, match="make demo-reset"):
        installation_clock(copy.registry.store)
    with pytest.raises(DemoInterrupted):
        load(copy.works, data, hashing=str)


@pytest.fixture
def office(copy: Demo, tmp_path: Path) -> Demo:
    """A real installation: somebody has an account, and nothing says demo."""
    store = Store(open_engine(f"sqlite:///{tmp_path / 'office.db'}"))
    create_schema(store.engine)
    account = replace(_somebody(copy), roles=frozenset())
    with store.writing() as unit:
        unit.accounts.add(account, "hash")
    works = replace(copy.works, registry=Registry(store, copy.registry.law))
    return replace(copy, works=works)


def _somebody(demo: Demo) -> Account:
    with demo.registry.store.reading() as unit:
        return unit.accounts.all()[0]


def test_a_real_installation_takes_no_demo_and_no_shifted_clock(
    office: Demo, data: Dataset
) -> None:
    store = office.registry.store
    assert isinstance(installation_clock(store), SystemClock)
    with pytest.raises(NotADemo, match="empty"):
        load(office.works, data, hashing=str)
    with pytest.raises(NotADemo):
        demo_clock(store)
    with store.writing() as unit:
        assert unit.settings.get(MARK) is None
        unit.settings.put(OFFSET, "-3600")
    with pytest.raises(ShiftedClockRefused, match="no demo"):
        installation_clock(store)
    store.close()


def test_a_deed_about_no_deadline_is_refused(
    office: Demo, data: Dataset, tmp_path: Path
) -> None:
    """As when a time limit is renamed and the data set is not."""
    store = Store(open_engine(f"sqlite:///{tmp_path / 'fresh.db'}"))
    create_schema(store.engine)
    works = replace(office.works, registry=Registry(store, office.registry.law))
    registration = next(d for d in data.dossiers if d.key == "registration")
    [case] = registration.cases
    wrong = case.acts[0].model_copy(update={"limit": "kz.appc.renamed"})
    renamed = registration.model_copy(
        update={"cases": (case.model_copy(update={"acts": (wrong,)}),)}
    )
    with pytest.raises(NoSuchDeadline, match="renamed"):
        load(works, data.model_copy(update={"dossiers": (renamed,)}), hashing=str)
    store.close()
    office.registry.store.close()


def test_a_shifted_clock_shows_the_demos_beginning(copy: Demo) -> None:
    real = SystemClock()
    start_clock(copy.registry.store, shows=BEGINS_AT, real_now=real.now())
    clock = demo_clock(copy.registry.store)
    assert isinstance(clock, ShiftedClock)
    assert abs(clock.now() - BEGINS_AT) < timedelta(minutes=1)
