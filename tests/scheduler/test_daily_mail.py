"""The daily mail: news brings it, and it is the whole picture of its reader."""

from dataclasses import replace

import pytest

from remedytrack.core.access import Viewer
from remedytrack.services import acting
from remedytrack.services.lettering import Desk
from remedytrack.services.owing import FALLBACK
from remedytrack.services.picture import picture_of
from remedytrack.storage.values import Mail, Privacy, Recipient
from tests.services.office import (
    APPEAL,
    COMPLAINT,
    COORDINATOR,
    DEPUTY,
    ENVELOPE,
    LAWYER,
    LETTER,
    Office,
    Postbox,
    recipient,
)


def mine(office: Office, workflow: str, deputy: str | None = None) -> str:
    """Return a case of the lawyer's, without a date yet."""
    ref = office.open(workflow)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy=deputy,
    )
    return ref


def appeal(office: Office, made_on: str, deputy: str | None = None) -> str:
    """Return an appeal of the lawyer's, its worst case ten days after ``made_on``."""
    ref = mine(office, APPEAL, deputy)
    office.record(ref, "ruling_made", made_on, penalty="fine")
    return ref


def wishes(office: Office, viewer: Viewer, **changes: object) -> None:
    """Let ``viewer`` want their mails otherwise."""
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(replace(recipient(viewer), **changes))  # type: ignore[arg-type]


def entries(body: str) -> list[str]:
    return [line for line in body.splitlines() if line.startswith("RT-")]


def stored(office: Office) -> list[Mail]:
    with office.registry.store.reading() as unit:
        return unit.mails.recent(100)


def picture(office: Office, viewer: Viewer) -> list[str]:
    """Return the limits that the daily mail of ``viewer`` would tell of now."""
    with office.registry.store.reading() as unit:
        desk = Desk(unit, office.registry, ENVELOPE, office.now)
        today = office.now.date()
        person = unit.people.recipient(viewer.id)
        assert person is not None
        seen = picture_of(unit, desk.roster, person, today, desk.clocks)
    return [deadline.limit for _, deadline in seen]


def test_news_about_one_case_brings_the_others_along(office: Office) -> None:
    office.at("2025-11-24T12:00")
    known = appeal(office, "2025-11-23")
    box = Postbox(office).run_until("2025-11-26T12:00")
    news = appeal(office, "2025-11-20")
    box.transport.sent.clear()

    box.run_until("2025-11-27T09:00")

    (mail,) = box.mails_to(LAWYER)
    assert [line[:12] for line in entries(mail.body)] == [news, known]
    with office.registry.store.reading() as unit:
        told = unit.reminders.of_mail(stored(office)[0].id)
        owed_for = {unit.proceedings.get(each.proceeding_id).ref for each in told}
    assert owed_for == {news}, "what is not new is no reminder"


def test_no_news_no_mail(office: Office) -> None:
    office.at("2025-11-24T12:00")
    appeal(office, "2025-11-23")
    box = Postbox(office).run_until("2025-12-04T12:00")

    assert "2025-11-27" not in box.days(LAWYER)
    assert picture(office, LAWYER) == ["kz.koap.appeal"]


def test_who_asked_for_it_gets_a_mail_every_day_and_one_only(office: Office) -> None:
    wishes(office, DEPUTY, always_daily=True)
    office.at("2025-12-01T12:00")

    box = Postbox(office, hours=(9, 10, 15)).run_until("2025-12-05T20:00")

    days = [f"2025-12-0{day}" for day in (1, 2, 3, 4, 5)]
    assert box.days(DEPUTY) == days
    assert all("Nothing is waiting for you." in m.body for m in box.mails_to(DEPUTY))


def test_news_is_the_mail_of_the_day(office: Office) -> None:
    wishes(office, LAWYER, always_daily=True)
    office.at("2025-11-24T12:00")
    ref = appeal(office, "2025-11-23")

    box = Postbox(office, hours=(9, 15)).run_until("2025-11-30T20:00")

    digests = [mail for mail in stored(office) if mail.sort == "digest"]
    assert len(digests) == len({each.created_at.date() for each in digests}) == 7
    assert all(ref in mail.body for mail in box.mails_to(LAWYER))


def test_after_weeks_of_standstill_there_is_one_mail(office: Office) -> None:
    wishes(office, DEPUTY, always_daily=True)
    office.at("2025-12-01T12:00")
    box = Postbox(office)
    box.tick()
    box.transport.sent.clear()

    office.at("2025-12-22T07:40")
    box.tick()
    assert box.mails_to(DEPUTY) == [], "their hour has not come yet today"
    box.run_until("2025-12-22T18:00")
    assert len(box.mails_to(DEPUTY)) == 1


def test_a_closed_period_a_proposal_and_a_liability_are_in_the_picture(
    office: Office,
) -> None:
    office.at("2025-12-01T12:00")
    letter = mine(office, LETTER)
    office.record(letter, "letter_sent", "2025-10-06", type="al")
    crime = mine(office, COMPLAINT)
    office.record(crime, "offence_committed", "2025-11-10")
    office.tick()

    attack = mine(office, "ngo.incident")
    office.record(attack, "attacked", "2025-10-08")
    office.tick()

    assert {"un.sp.embargo", "kz.koap.attackers", "xc.report_attack"} <= set(
        picture(office, LAWYER)
    )
    box = Postbox(office).run_until("2025-12-02T09:00")
    said = box.mails_to(LAWYER)[-1].body
    assert f"{letter}  closed, by count until Fri 5 Dec" in said
    assert f"{attack}  proposed step, its last day is Mon 8 Dec" in said
    assert f"{crime}  their liability ends on" in said


def test_who_answers_for_a_case_sees_it_and_nobody_else(office: Office) -> None:
    office.at("2025-11-30T12:00")
    appeal(office, "2025-11-22")
    assert picture(office, LAWYER) == ["kz.koap.appeal"]
    assert picture(office, DEPUTY) == []
    assert picture(office, COORDINATOR) == []

    unassigned = office.open(APPEAL)
    office.record(unassigned, "ruling_made", "2025-11-22", penalty="fine")
    assert picture(office, COORDINATOR) == ["kz.koap.appeal"]


def test_a_deputy_sees_what_nobody_has_taken_on(office: Office) -> None:
    office.at("2025-11-30T12:00")
    ref = appeal(office, "2025-11-22", deputy="deputy")
    assert picture(office, DEPUTY) == ["kz.koap.appeal"]

    acting.acknowledge(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref).id,
    )
    assert picture(office, DEPUTY) == []
    assert picture(office, LAWYER) == ["kz.koap.appeal"]


def test_only_those_who_watch_over_the_service_are_told_how_it_fares(
    office: Office,
) -> None:
    for viewer in (LAWYER, COORDINATOR):
        wishes(office, viewer, always_daily=True)
    office.at("2025-12-01T08:00")
    office.tick()
    office.at("2025-12-01T09:00")
    box = Postbox(office)
    box.tick()

    (coordinators,) = box.mails_to(COORDINATOR)
    (lawyers,) = box.mails_to(LAWYER)
    line = "Service: last run Mon 1 Dec, 08:00; mails waiting: 0; addresses refused: 0"
    assert line in coordinators.body
    assert "Service" not in lawyers.body


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_whoever_wants_it_strict_gets_numbers_and_the_way_home(
    office: Office, language: str
) -> None:
    wishes(office, LAWYER, privacy=Privacy.STRICT, language=language)
    office.at("2025-12-01T12:00")
    refs = [appeal(office, "2025-11-22"), appeal(office, "2025-11-29")]
    office.at("2025-12-02T09:00")
    box = Postbox(office)
    box.tick()

    assert len(box.mails_to(LAWYER)) == 2
    for mail in stored(office):
        assert mail.body == mail.strict_body
        assert not any(ref in mail.body for ref in refs)
        assert "2025" not in mail.body
        assert "https://docket.example.org/\n" in mail.body
        assert "/i/" not in mail.body


def test_a_strict_text_is_kept_beside_every_other_one(office: Office) -> None:
    office.at("2025-12-01T12:00")
    ref = appeal(office, "2025-11-22")
    office.at("2025-12-02T09:00")
    office.tick()

    (mail,) = stored(office)
    assert ref in mail.body
    assert mail.strict_body is not None
    assert mail.strict_body.startswith("Today: 1 · ")
    assert ref not in mail.strict_body


def test_people_are_strict_unless_they_say_otherwise() -> None:
    new = Recipient("new", "new@example.org", "ru", "Asia/Almaty")

    assert new.privacy is Privacy.STRICT
    assert FALLBACK == "fallback_recipients"
