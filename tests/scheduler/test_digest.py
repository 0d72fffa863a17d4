"""What travels together, what travels at once, and what is no longer true."""

from dataclasses import replace

import pytest

from remedytrack.core.dates import When
from remedytrack.core.timelimits.limit import BoundParty
from remedytrack.notify.transport import DeliveryFailed, Phase, RecordingTransport
from remedytrack.services import acting
from remedytrack.services.planning import plan_reminders
from remedytrack.storage.values import Mail, MailState
from tests.services.office import (
    APPEAL,
    COORDINATOR,
    DEPUTY,
    ENVELOPE,
    LAWYER,
    Office,
    Postbox,
    recipient,
)


def appeal(office: Office, made_on: str, deputy: str | None = None) -> str:
    """Return an appeal of the lawyer's, its worst case ten days after ``made_on``."""
    ref = office.open(APPEAL)
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy=deputy,
    )
    office.record(ref, "ruling_made", made_on, penalty="fine")
    return ref


def done(office: Office, ref: str, limit: str = "kz.koap.appeal") -> None:
    acting.satisfy(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref, limit).id,
        done=When.on(office.now.date()),
        proof="No. 17",
    )


def queued(office: Office) -> None:
    """Plan the mails of this moment and send none of them yet."""
    plan_reminders(office.registry, ENVELOPE, office.now)


def mails(office: Office) -> list[Mail]:
    with office.registry.store.reading() as unit:
        return unit.mails.recent(100)


def test_all_that_is_due_comes_in_one_daily_mail(office: Office) -> None:
    office.at("2025-11-30T12:00")
    refs = [appeal(office, f"2025-11-{day}") for day in (27, 28, 29)]
    office.at("2025-12-01T09:00")
    box = Postbox(office)
    box.tick()
    (mail,) = box.mails_to(LAWYER)
    assert all(ref in mail.body for ref in refs)
    lines = [line for line in mail.body.splitlines() if line.startswith("RT-")]
    assert [line[:12] for line in lines] == refs, "the nearest first"


def test_what_is_due_today_has_a_mail_of_its_own_too(office: Office) -> None:
    office.at("2025-12-01T12:00")
    today, later = appeal(office, "2025-11-22"), appeal(office, "2025-11-29")
    office.at("2025-12-02T09:00")
    box = Postbox(office)
    box.tick()
    bodies = [mail.body for mail in box.mails_to(LAWYER)]
    whole, alone = sorted(bodies, key=lambda body: body.startswith("TODAY"))
    assert alone.startswith(f"TODAY: {today}")
    assert later not in alone
    assert f"{today}  TODAY" in whole
    assert f"{later}  file by" in whole


def test_what_was_done_before_sending_is_not_mailed(office: Office) -> None:
    office.at("2025-12-01T12:00")
    ref = appeal(office, "2025-11-22")
    office.at("2025-12-02T09:00")
    queued(office)
    done(office, ref)
    box = Postbox(office)
    ticked = box.tick()
    assert (ticked.sent.sent, ticked.sent.withdrawn) == (0, 1)
    assert [mail.state for mail in mails(office)] == [MailState.WITHDRAWN]


def test_what_remains_of_a_withdrawn_mail_is_written_anew(office: Office) -> None:
    office.at("2025-11-30T12:00")
    over, remains = appeal(office, "2025-11-27"), appeal(office, "2025-11-28")
    office.at("2025-12-01T09:00")
    queued(office)
    done(office, over)
    box = Postbox(office)
    box.tick()
    box.tick()
    (mail,) = box.mails_to(LAWYER)
    assert remains in mail.body
    assert over not in mail.body
    states = sorted(each.state for each in mails(office))
    assert states == [MailState.SENT, MailState.WITHDRAWN]


def test_an_answered_escalation_is_not_sent(office: Office) -> None:
    office.at("2025-11-27T12:00")
    ref = appeal(office, "2025-11-22", deputy="deputy")
    office.at("2025-11-28T09:00")
    queued(office)
    acting.acknowledge(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref).id,
    )
    box = Postbox(office)
    box.tick()
    assert box.mails_to(DEPUTY) == []
    assert len(box.mails_to(LAWYER)) == 1


def test_an_earlier_date_is_told_at_once_to_owner_and_deputy(office: Office) -> None:
    office.at("2025-11-24T12:00")
    ref = appeal(office, "2025-11-22", deputy="deputy")
    box = Postbox(office)
    office.at("2025-11-26T15:00")
    box.tick()
    box.transport.sent.clear()
    trigger = office.deadline(ref).trigger_id
    office.correct(ref, trigger, "2025-11-20", penalty="fine")
    box.tick()
    for viewer in (LAWYER, DEPUTY):
        (mail,) = box.mails_to(viewer)
        assert "moved EARLIER" in mail.body
        assert "Was: Tuesday 2 December 2025" in mail.body
        assert "Now: Sunday 30 November 2025" in mail.body


def test_a_later_date_waits_for_the_daily_mail_of_the_owner(office: Office) -> None:
    office.at("2025-11-24T12:00")
    ref = appeal(office, "2025-11-22", deputy="deputy")
    box = Postbox(office)
    box.run_until("2025-11-26T15:00")
    box.transport.sent.clear()
    office.record(ref, "ruling_delivered", "2025-11-25")
    box.tick()
    assert box.transport.sent == []
    box.run_until("2025-11-27T09:00")
    (mail,) = box.transport.sent
    assert mail.recipient == "lawyer@example.org"
    assert "moved LATER" in mail.body
    assert "Now: Friday 5 December 2025" in mail.body
    assert "earlier date" in mail.body, "until a second person has checked"


def test_three_weeks_of_downtime_give_one_mail_that_says_it_is_late(
    office: Office,
) -> None:
    office.at("2025-10-27T12:00")
    refs = [appeal(office, f"2025-10-{day}") for day in (23, 24, 25)]
    Postbox(office).run_until("2025-10-28T12:00")
    office.at("2025-11-18T09:30")
    box = Postbox(office)
    box.tick()
    (mail,) = box.mails_to(LAWYER)
    assert "LATE NOTICE" in mail.body
    assert all(ref in mail.body for ref in refs)
    assert box.tick().queued == 0


def test_a_mail_server_down_for_days_is_followed_by_one_true_mail(
    office: Office,
) -> None:
    """What waited was written for another day: "in 7 days" is no longer true."""
    office.at("2025-11-24T12:00")
    appeal(office, "2025-11-22")
    box = Postbox(office, transport=RecordingTransport(*[no_answer()] * 40))
    box.run_until("2025-11-28T21:00")
    assert box.transport.sent == []
    box.transport._failures.clear()
    box.run_until("2025-11-29T12:00")
    (mail,) = box.transport.sent
    assert "3 days" in mail.body
    assert "LATE NOTICE" in mail.body


def no_answer() -> DeliveryFailed:
    return DeliveryFailed(Phase.CONNECT, None, "connection refused")


def test_the_mail_of_a_hearing_tells_the_hour_of_its_place(office: Office) -> None:
    ref = appeal(office, "2025-11-22")
    done(office, ref)
    acting.enter_date(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        when=When.parse("2025-12-03T15:00"),
        sort="hearing",
        title="Hearing",
        bound=BoundParty.US,
    )
    office.at("2025-12-03T09:00")
    box = Postbox(office)
    box.tick()
    (mail,) = box.mails_to(LAWYER)
    assert "15:00" in mail.body
    assert "Almaty" in mail.body
    assert "10:00" not in mail.body


def test_an_undated_deadline_is_mailed_weekly(office: Office) -> None:
    office.at("2025-12-01T12:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "../2025-12-01", penalty="fine")
    assert office.deadline(ref).safe_on is None
    box = Postbox(office).run_until("2025-12-17T12:00")
    assert box.days(COORDINATOR) == ["2025-12-02", "2025-12-08", "2025-12-15"]
    assert all("no date yet" in mail.body for mail in box.transport.sent)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_mail_gives_nothing_away(office: Office, language: str) -> None:
    with office.registry.store.writing() as unit:
        unit.people.put_recipient(replace(recipient(LAWYER), language=language))
    ref = appeal(office, "2025-11-22")
    office.at("2025-12-02T09:00")
    box = Postbox(office)
    box.tick()
    (mail,) = box.mails_to(LAWYER)
    words = f"{mail.subject}\n{mail.body}"
    assert ref in words
    for secret in ("march", "The case", "fine", "lawyer", "штраф", "айыппұл"):
        assert secret.lower() not in words.lower()
