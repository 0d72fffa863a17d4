"""The calendar feed: neutral days under a secret address, as calendars read them."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from remedytrack.core.access import Viewer
from remedytrack.notify.calendar_feed import written
from remedytrack.services.feeds import feed_of, feed_since, start_feed, stop_feed
from remedytrack.services.recording import withdraw_event
from remedytrack.services.refusals import NotFound
from remedytrack.wording import Wording
from tests.services.office import (
    APPEAL,
    AUDITOR,
    COORDINATOR,
    LAWYER,
    LETTER,
    OUTSIDER,
    Office,
)


def own_appeal(office: Office, title: str = "The march of 8 March") -> str:
    office.at("2025-11-24T10:00")
    ref = office.open(APPEAL, title)
    assigned(office, ref)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    return ref


def assigned(office: Office, ref: str) -> None:
    office.assign(ref, LAWYER)


def opened(office: Office, actor: Viewer = LAWYER) -> str:
    return start_feed(office.registry, actor=actor, now=office.now)


def events(office: Office, secret: str, language: str = "en") -> dict[str, Any]:
    feed = feed_of(office.registry, secret, office.now)
    zone = ZoneInfo(feed.recipient.zone)
    ical = written(feed.days, feed.as_of, zone, Wording(language))
    return {str(e["uid"]): e for e in Calendar.from_ical(ical).walk("VEVENT")}


def days(office: Office, secret: str) -> set[tuple[date, str]]:
    found = events(office, secret).values()
    return {(each["dtstart"].dt, str(each["status"])) for each in found}


def test_without_asking_for_it_nobody_has_a_feed(office: Office) -> None:
    assert feed_since(office.registry, viewer=LAWYER) is None
    with pytest.raises(NotFound):
        feed_of(office.registry, "guessed", office.now)


def test_a_deadline_is_a_day_in_the_readers_calendar(office: Office) -> None:
    own_appeal(office)
    assert (date(2025, 12, 2), "CONFIRMED") in days(office, opened(office))


def test_what_nobody_is_assigned_to_is_in_the_coordinators_calendar(
    office: Office,
) -> None:
    office.at("2025-11-24T10:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    assert (date(2025, 12, 2), "CONFIRMED") in days(office, opened(office, COORDINATOR))
    assert days(office, opened(office, LAWYER)) == set()


def test_an_event_says_nothing_of_what_it_is_about(office: Office) -> None:
    ref = own_appeal(office)
    secret = opened(office)
    feed = feed_of(office.registry, secret, office.now)
    for language, title in (("en", "Reminder"), ("ru", "Напоминание")):
        ical = written(
            feed.days, feed.as_of, ZoneInfo("Asia/Almaty"), Wording(language)
        )
        text = ical.decode("utf-8").replace("\r\n ", "")
        for word in (
            ref,
            "RT-",
            "march",
            "appeal",
            "RemedyTrack",
            "example.org",
            "kz.",
        ):
            assert word not in text
        event = next(iter(events(office, secret, language).values()))
        assert event["summary"] == title
        assert event["class"] == "PRIVATE"
        assert "2025" in event["description"]
        assert not {"location", "url", "organizer", "attendee"} & set(
            map(str.lower, event)
        )


def test_a_date_that_moves_keeps_its_entry_and_grows_its_number(office: Office) -> None:
    office.at("2025-11-24T10:00")
    ref = office.open(APPEAL)
    assigned(office, ref)
    ruling = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    secret = opened(office)
    before = events(office, secret)
    office.correct(ref, ruling.entry_id, "2025-11-20", penalty="fine")
    after = events(office, secret)
    moved = [
        uid for uid in before if before[uid]["dtstart"].dt != after[uid]["dtstart"].dt
    ]
    assert moved
    for uid in before:
        assert int(after[uid]["sequence"]) > int(before[uid]["sequence"])


def test_what_is_done_is_marked_as_cancelled_and_not_dropped(office: Office) -> None:
    ref = own_appeal(office)
    secret = opened(office)
    office.at("2025-11-27T10:00").record(ref, "appeal_filed", "2025-11-27")
    assert (date(2025, 12, 2), "CANCELLED") in days(office, secret)


def test_a_deadline_that_was_never_one_is_cancelled_too(office: Office) -> None:
    office.at("2025-11-24T10:00")
    ref = office.open(APPEAL)
    assigned(office, ref)
    ruling = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    secret = opened(office)
    office.at("2025-11-27T10:00")
    withdraw_event(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        entry_id=ruling.entry_id,
        reason="Another case",
    )
    assert days(office, secret) == {(date(2025, 12, 2), "CANCELLED")}


def test_a_new_address_ends_the_old_one_and_switching_off_ends_both(
    office: Office,
) -> None:
    own_appeal(office)
    first = opened(office)
    second = opened(office)
    with pytest.raises(NotFound):
        feed_of(office.registry, first, office.now)
    assert days(office, second)
    stop_feed(office.registry, actor=LAWYER, now=office.now)
    with pytest.raises(NotFound):
        feed_of(office.registry, second, office.now)


def test_the_secret_is_not_in_the_database(office: Office) -> None:
    secret = opened(office)
    with office.registry.store.reading() as unit:
        audit = " ".join(str(each) for each in unit.audit.entries())
    file = office.registry.store.engine.url.database
    assert secret not in audit
    if file is not None and office.registry.store.engine.dialect.name == "sqlite":
        with open(file, "rb") as stored:  # noqa: PTH123
            assert secret.encode() not in stored.read()


def test_who_may_not_sign_in_any_more_reads_nothing(office: Office) -> None:
    own_appeal(office)
    secret = opened(office)
    with office.registry.store.writing() as unit:
        unit.accounts.set_active(LAWYER.id, active=False)
    with pytest.raises(NotFound):
        feed_of(office.registry, secret, office.now)


def test_what_is_closed_is_in_no_calendar(office: Office) -> None:
    office.at("2025-09-25T10:00")
    ref = office.open(LETTER)
    assigned(office, ref)
    office.record(ref, "letter_sent", "2025-09-25")
    assert days(office, opened(office)) == set()


@pytest.mark.parametrize("who", [AUDITOR, OUTSIDER])
def test_who_gets_no_mail_gets_no_feed(office: Office, who: Viewer) -> None:
    with pytest.raises(NotFound):
        opened(office, who)
