"""An address that refuses our mail: who is told, what waits, and how it is lifted."""

import pytest

from remedytrack.core.access import Viewer
from remedytrack.notify.bounces import NotABounce
from remedytrack.notify.transport import DeliveryFailed, Phase, RecordingTransport
from remedytrack.services import bouncing
from remedytrack.services.bouncing import MailUnknown, NotSuspended, Taken
from remedytrack.services.refusals import NotAllowed
from remedytrack.storage.values import Mail, MailState, Recipient
from tests.notify.test_bounces import report
from tests.services.office import (
    ADMINISTRATOR,
    APPEAL,
    AUDITOR,
    COORDINATOR,
    DEPUTY,
    ENVELOPE,
    LAWYER,
    Office,
    Postbox,
)

NO_SUCH_USER = DeliveryFailed(Phase.RCPT, 550, "5.1.1 unknown", permanent=True)


@pytest.fixture
def ref(office: Office) -> str:
    """An appeal of the lawyer's, the deputy behind them, whose last day is tomorrow."""
    office.at("2025-11-30T12:00")
    ref = office.open(APPEAL)
    office.assign(ref, LAWYER, DEPUTY)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.at("2025-12-01T09:00")
    return ref


def sent_to_the_lawyer(office: Office) -> Mail:
    box = Postbox(office)
    box.tick()
    with office.registry.store.reading() as unit:
        mails = unit.mails.recent(20)
    (mail,) = [each for each in mails if each.recipient_id == LAWYER.id]
    return mail


def bounced(
    office: Office, mail: Mail, action: str = "failed", status: str = "5.1.1"
) -> Taken:
    data = report(action, status, mail.message_id)
    return bouncing.take_bounce(office.registry, ENVELOPE, data, office.now)


def lawyer(office: Office) -> Recipient:
    with office.registry.store.reading() as unit:
        found = unit.people.recipient(LAWYER.id)
    assert found is not None
    return found


def again(office: Office, mail: Mail) -> Mail:
    with office.registry.store.reading() as unit:
        found = unit.mails.get(mail.id)
    assert found is not None
    return found


def lift(office: Office, by: Viewer) -> None:
    bouncing.lift(office.registry, actor=by, now=office.now, recipient_id=LAWYER.id)


@pytest.mark.usefixtures("ref")
def test_a_refusal_suspends_the_address_and_tells_the_others(office: Office) -> None:
    mail = sent_to_the_lawyer(office)
    assert bounced(office, mail) is Taken.SUSPENDED
    assert lawyer(office).suspended_because == "5.1.1"
    failed = again(office, mail)
    assert (failed.state, failed.last_error) == (MailState.FAILED, "bounced 5.1.1")
    box = Postbox(office)
    box.tick()
    told = [each for each in box.posted if "refused" in each.first_line]
    assert {each.to for each in told} == {DEPUTY.id, COORDINATOR.id}
    assert not box.mails_to(LAWYER)


def test_whoever_stands_in_is_reminded_at_once(office: Office, ref: str) -> None:
    bounced(office, sent_to_the_lawyer(office))
    box = Postbox(office)
    box.tick()
    assert any(ref in mail.body for mail in box.mails_to(DEPUTY))


@pytest.mark.usefixtures("ref")
def test_what_came_back_is_owed_again_and_not_lost(office: Office) -> None:
    mail = sent_to_the_lawyer(office)
    bounced(office, mail)
    Postbox(office).tick()
    lift(office, COORDINATOR)
    box = Postbox(office)
    box.tick()
    assert len(box.mails_to(LAWYER)) == 1


@pytest.mark.usefixtures("ref")
def test_nothing_is_written_to_a_suspended_address_tick_after_tick(
    office: Office,
) -> None:
    bounced(office, sent_to_the_lawyer(office))
    office.tick(RecordingTransport())
    with office.registry.store.reading() as unit:
        before = len(unit.mails.recent(100))
    for _ in range(3):
        office.tick(RecordingTransport())
    with office.registry.store.reading() as unit:
        assert len(unit.mails.recent(100)) == before


@pytest.mark.usefixtures("ref")
def test_a_server_that_refuses_the_recipient_suspends_as_well(office: Office) -> None:
    office.tick(RecordingTransport(NO_SUCH_USER, NO_SUCH_USER))
    assert lawyer(office).suspended_because == "5.1.1"
    with office.registry.store.reading() as unit:
        (mail,) = [m for m in unit.mails.recent(9) if m.state is MailState.FAILED][-1:]
        assert unit.reminders.of_mail(mail.id) == []


@pytest.mark.usefixtures("ref")
def test_a_refused_text_says_nothing_of_the_address(office: Office) -> None:
    refused = DeliveryFailed(Phase.AFTER_DATA, 554, "5.6.0 no", permanent=True)
    office.tick(RecordingTransport(refused))
    assert lawyer(office).suspended_at is None


@pytest.mark.usefixtures("ref")
def test_a_delay_is_noted_only(office: Office) -> None:
    mail = sent_to_the_lawyer(office)
    assert bounced(office, mail, "delayed", "4.4.1") is Taken.NOTED
    assert lawyer(office).suspended_at is None
    noted = again(office, mail)
    assert (noted.state, noted.last_error) == (MailState.SENT, "delayed 4.4.1")


@pytest.mark.usefixtures("ref")
def test_a_mail_given_up_is_owed_again_to_the_same_address(office: Office) -> None:
    mail = sent_to_the_lawyer(office)
    assert bounced(office, mail, "failed", "4.4.7") is Taken.GIVEN_UP
    box = Postbox(office)
    box.tick()
    assert len(box.mails_to(LAWYER)) == 1


@pytest.mark.usefixtures("ref")
def test_the_same_report_again_changes_nothing(office: Office) -> None:
    mail = sent_to_the_lawyer(office)
    bounced(office, mail)
    lift(office, ADMINISTRATOR)
    assert bounced(office, mail) is Taken.ALREADY
    assert lawyer(office).suspended_at is None


@pytest.mark.usefixtures("ref")
def test_a_forged_report_changes_nothing(office: Office) -> None:
    sent_to_the_lawyer(office)
    before = office.everything()
    forged = report(returned="<guessed@example.org>")
    with pytest.raises(MailUnknown):
        bouncing.take_bounce(office.registry, ENVELOPE, forged, office.now)
    with pytest.raises(NotABounce):
        bouncing.take_bounce(office.registry, ENVELOPE, b"junk", office.now)
    assert office.everything() == before
    assert lawyer(office).suspended_at is None


@pytest.mark.usefixtures("ref")
def test_only_those_who_keep_the_docket_lift_it(office: Office) -> None:
    bounced(office, sent_to_the_lawyer(office))
    for viewer in (LAWYER, DEPUTY, AUDITOR):
        with pytest.raises(NotAllowed):
            lift(office, viewer)
    lift(office, COORDINATOR)
    with pytest.raises(NotSuspended):
        lift(office, COORDINATOR)


@pytest.mark.usefixtures("ref")
def test_the_record_never_holds_an_address(office: Office) -> None:
    bounced(office, sent_to_the_lawyer(office))
    with office.registry.store.reading() as unit:
        record = repr(unit.audit.entries())
    assert "address.suspend" in record
    assert "@" not in record
