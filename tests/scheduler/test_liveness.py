"""A dead scheduler, mails that wait, a held clock: told once, by a second channel."""

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from remedytrack.notify.transport import DeliveryFailed, Phase, RecordingTransport
from remedytrack.scheduler.guard import Guard, Pace
from remedytrack.scheduler.pulse import Pulse
from remedytrack.scheduler.watch import Watch
from remedytrack.services.liveness import (
    HEARTBEAT,
    confirm_clock,
    health,
    heartbeat_at,
    signs,
)
from remedytrack.services.second_channel import (
    Alarm,
    AlarmNotTold,
    Mailing,
    SecondChannel,
    Trouble,
    text_of,
)
from remedytrack.services.sending import Moment
from tests.scheduler.hands import Hands
from tests.scheduler.test_digest import appeal
from tests.services.office import COORDINATOR, ENVELOPE, Office, almaty

MINUTE = timedelta(minutes=1)
MONDAY = "2025-12-01T08:00"
ITS_SILENCE = [(Trouble.SCHEDULER, False), (Trouble.SCHEDULER, True)]


@dataclass
class Bell:
    """A route that notes what it was told; while it is broken nothing gets through."""

    rung: list[Alarm] = field(default_factory=list)
    broken: bool = False

    def tell(self, alarm: Alarm, now: object) -> None:  # noqa: ARG002
        if self.broken:
            raise AlarmNotTold("the line is dead")
        self.rung.append(alarm)

    @property
    def told(self) -> list[tuple[Trouble, bool]]:
        """Return what was told: of which trouble, and whether that it is over."""
        return [(alarm.trouble, alarm.over) for alarm in self.rung]


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def hands() -> Hands:
    return Hands(almaty(MONDAY))


def watching(office: Office, hands: Hands, bell: Bell) -> Watch:
    """A process that serves pages, and has seen the scheduler alive."""
    watch = Watch(office.registry.store, hands, SecondChannel((bell,)))
    for _ in range(2):
        beat(office, hands)
        watch.look()
        hands.passes(MINUTE)
    return watch


def beat(office: Office, hands: Hands) -> None:
    with office.registry.store.writing() as unit:
        unit.heartbeats.beat(HEARTBEAT, hands.now())


def look_for(minutes: int, hands: Hands, *watches: Watch) -> None:
    for _ in range(minutes):
        hands.passes(MINUTE)
        for watch in watches:
            watch.look()


def test_a_scheduler_that_dies_is_told_once_and_that_it_lives_again(
    office: Office, hands: Hands, bell: Bell
) -> None:
    watch = watching(office, hands, bell)
    died_at = hands.now()
    look_for(4, hands, watch)
    assert bell.told == []
    look_for(120, hands, watch)
    assert bell.told == ITS_SILENCE[:1]
    waited = bell.rung[0].since - died_at
    print(f"a dead scheduler is told after {waited}")  # noqa: T201
    assert waited <= 6 * MINUTE
    beat(office, hands)
    look_for(10, hands, watch)
    assert bell.told[:2] == ITS_SILENCE


def test_a_clock_that_is_set_back_hides_no_death(
    office: Office, hands: Hands, bell: Bell
) -> None:
    watch = watching(office, hands, bell)
    hands.is_set(timedelta(days=-1))
    look_for(6, hands, watch)
    assert bell.told == ITS_SILENCE[:1]


def test_of_several_sites_one_tells_it(
    office: Office, hands: Hands, bell: Bell
) -> None:
    watches = [watching(office, hands, bell) for _ in range(4)]
    look_for(10, hands, *watches)
    beat(office, hands)
    look_for(2, hands, *watches)
    assert bell.told == ITS_SILENCE


def test_of_several_at_the_same_instant_one_tells_it(
    office: Office, hands: Hands, bell: Bell
) -> None:
    watches = [watching(office, hands, bell) for _ in range(4)]
    hands.passes(10 * MINUTE)
    at_once = [threading.Thread(target=watch.look) for watch in watches]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    assert bell.told == ITS_SILENCE[:1]


def test_a_site_that_has_just_started_knows_nothing_yet(
    office: Office, hands: Hands, bell: Bell
) -> None:
    """It neither alarms about the downtime nor ends an alarm that others gave."""
    old = watching(office, hands, bell)
    look_for(10, hands, old)
    new = Watch(office.registry.store, hands, SecondChannel((bell,)))
    look_for(4, hands, new)
    assert bell.told == ITS_SILENCE[:1]


def test_an_alarm_that_could_not_be_told_is_told_later(
    office: Office, hands: Hands, bell: Bell, caplog: pytest.LogCaptureFixture
) -> None:
    watch = watching(office, hands, bell)
    bell.broken = True
    look_for(10, hands, watch)
    assert "An alarm was not told. the line is dead" in caplog.text
    bell.broken = False
    look_for(2, hands, watch)
    assert bell.told == ITS_SILENCE[:1]


def test_who_dies_while_telling_leaves_the_alarm_to_another(
    office: Office, hands: Hands, bell: Bell
) -> None:
    class Killed(Bell):
        def tell(self, alarm: Alarm, now: object) -> None:  # noqa: ARG002
            raise KeyboardInterrupt

    dying, living = (watching(office, hands, each) for each in (Killed(), bell))
    dying.look()
    hands.passes(6 * MINUTE)
    with pytest.raises(KeyboardInterrupt):
        dying.look()
    look_for(5, hands, living)
    assert bell.told == ITS_SILENCE[:1]


def test_mails_that_wait_for_an_hour_are_told(
    office: Office, hands: Hands, bell: Bell
) -> None:
    office.at("2025-11-24T12:00")
    appeal(office, "2025-11-22")
    office.at("2025-12-01T09:00").tick()
    hands.at = office.now
    watch = Watch(office.registry.store, hands, SecondChannel((bell,)))
    look_for(60, hands, watch)
    assert (Trouble.MAIL, False) not in bell.told
    look_for(2, hands, watch)
    assert (Trouble.MAIL, False) in bell.told
    office.now = hands.now()
    office.tick(RecordingTransport())
    look_for(1, hands, watch)
    assert (Trouble.MAIL, True) in bell.told


def test_a_held_clock_is_told(office: Office, hands: Hands, bell: Bell) -> None:
    guard = Guard(office.registry.store, hands)
    watch = watching(office, hands, bell)
    hands.is_set(timedelta(days=3653))
    assert not guard.believes()
    look_for(2, hands, watch)
    confirm_clock(office.registry, actor=COORDINATOR, now=hands.now())
    look_for(2, hands, watch)
    assert bell.told == [(Trouble.CLOCK, False), (Trouble.CLOCK, True)]


def test_a_database_that_fails_is_told_without_it(
    office: Office, hands: Hands, bell: Bell
) -> None:
    watch = watching(office, hands, bell)
    name(office, "heartbeat", "away")
    look_for(20, hands, watch)
    assert bell.told == [(Trouble.DATABASE, False)]
    name(office, "away", "heartbeat")
    beat(office, hands)
    watch.look()
    assert bell.told == [(Trouble.DATABASE, False), (Trouble.DATABASE, True)]


def name(office: Office, table: str, new_name: str) -> None:
    with office.registry.store.writing() as unit:
        connection = unit.settings._session.connection()
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {new_name}")


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("trouble", Trouble)
def test_the_second_mail_route_says_it_in_two_languages_and_of_no_case(
    trouble: Trouble, *, over: bool
) -> None:
    transport = RecordingTransport()
    now = almaty(MONDAY)
    alarm = Alarm(trouble, now, over)
    SecondChannel((Mailing(transport, ENVELOPE, "duty@example.org"),)).tell(alarm, now)
    (mail,) = transport.sent
    assert (mail.recipient, mail.subject) == ("duty@example.org", "Service notice")
    assert mail.body == f"{text_of(alarm, 'en')}\n\n{text_of(alarm, 'ru')}\n"
    assert text_of(alarm, "en") != text_of(alarm, "ru")
    assert "Mon 1 Dec 2025, 03:00" in mail.body
    assert "RT-" not in mail.body


def test_one_route_that_works_is_enough(bell: Bell) -> None:
    down = RecordingTransport(DeliveryFailed(Phase.CONNECT, None, "no answer"))
    mailing = Mailing(down, ENVELOPE, "duty@example.org")
    now = almaty(MONDAY)
    alarm = Alarm(Trouble.CLOCK, now)
    SecondChannel((mailing, bell)).tell(alarm, now)
    assert bell.rung == [alarm]
    bell.broken = True
    down._failures.append(DeliveryFailed(Phase.CONNECT, None, "no answer"))
    with pytest.raises(AlarmNotTold, match="no answer"):
        SecondChannel((mailing, bell)).tell(alarm, now)


def test_a_heartbeat_from_the_future_is_no_sign_of_life(office: Office) -> None:
    hands = Hands(almaty(MONDAY))
    beat(office, hands)
    hour_ago = hands.now() - timedelta(hours=1)
    assert health(signs(office.registry.store), hands.now()).ok
    assert not health(signs(office.registry.store), hour_ago).ok


def test_a_tick_that_takes_long_shows_that_it_lives(
    office: Office, hands: Hands
) -> None:
    """Many mails: the heartbeat comes from the guard while they leave."""
    guard = Guard(office.registry.store, hands, Pace(look=0.01))
    beats = []

    def sends_many(_now: datetime, moment: Moment) -> None:
        for _ in range(1000):
            hands.passes(MINUTE)
            moment()
            beats.append(heartbeat_at(office.registry))
            if beats[-1] is not None:
                return
            time.sleep(0.01)

    with guard.waking(lambda: None):
        guard.run(sends_many)
    assert beats[-1] is not None


def test_a_pulse_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    beats: list[int] = []
    enough = threading.Event()

    def fails() -> None:
        beats.append(1)
        if len(beats) == 3:
            enough.set()
        raise RuntimeError("once more")

    with Pulse("test", 0.01, fails):
        assert enough.wait(timeout=10)
    assert "The pulse test failed" in caplog.text
