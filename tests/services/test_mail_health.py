"""What became of the mails, as those see it who look after them."""

from datetime import timedelta

import pytest

from remedytrack.notify.transport import DeliveryFailed, Phase, RecordingTransport
from remedytrack.services.mail_health import mail_health, without_addresses
from remedytrack.services.refusals import NotAllowed
from remedytrack.storage.deliveries import Fate
from remedytrack.storage.keys import OpenPgpKey
from tests.notify.key_pairs import made_by_gpg
from tests.services.office import (
    ADMINISTRATOR,
    APPEAL,
    AUDITOR,
    COORDINATOR,
    DEPUTY,
    LAWYER,
    Office,
)

BUSY = DeliveryFailed(Phase.RCPT, 451, "<lawyer@example.org> is busy")
GONE = DeliveryFailed(Phase.RCPT, 550, "5.1.1 <lawyer@example.org>", permanent=True)


@pytest.fixture
def owed(office: Office) -> Office:
    """The lawyer is owed a mail now."""
    office.at("2025-11-30T12:00")
    ref = office.open(APPEAL)
    office.assign(ref, LAWYER)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    return office.at("2025-12-01T09:00")


def test_what_was_put_off_says_when_and_why_without_an_address(owed: Office) -> None:
    owed.tick(RecordingTransport(BUSY))
    shown = mail_health(owed.registry, viewer=COORDINATOR, now=owed.now)
    assert shown.counts[Fate.DEFERRED] == shown.counts[Fate.WAITING] == 1
    (line,) = shown.lines[Fate.DEFERRED]
    assert line.name == "Lawyer"
    assert line.error == "rcpt: <…> is busy"
    assert line.mail.next_try_at == owed.now + timedelta(minutes=1)
    assert shown.oldest_unsent_at is not None
    assert shown.worries == 0


def test_refused_addresses_and_bad_keys_are_worries(owed: Office) -> None:
    key = made_by_gpg("expired").decode()
    stored = OpenPgpKey(DEPUTY.id, "F" * 40, key, owed.now, owed.now)
    with owed.registry.store.writing() as unit:
        unit.keys.put(stored)
    owed.tick(RecordingTransport(GONE))
    shown = mail_health(owed.registry, viewer=ADMINISTRATOR, now=owed.now)
    assert [each.name for each in shown.suspended] == ["Lawyer"]
    assert [each.name for each in shown.keys] == ["Deputy"]
    assert shown.counts[Fate.REFUSED] == 1
    assert shown.worries == 2


def test_a_week_of_mail_is_counted(owed: Office) -> None:
    owed.tick(RecordingTransport())
    later = owed.now + timedelta(days=2)
    shown = mail_health(owed.registry, viewer=COORDINATOR, now=later)
    assert (shown.sent_day, shown.sent_week) == (0, shown.counts[Fate.SENT])
    assert shown.sent_week > 0
    assert shown.silent, "nobody has ticked for two days"


@pytest.mark.parametrize("viewer", [LAWYER, DEPUTY, AUDITOR])
def test_it_is_for_those_who_keep_the_mails(office: Office, viewer: object) -> None:
    with pytest.raises(NotAllowed):
        mail_health(office.registry, viewer=viewer, now=office.now)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("550 <a.b+c@mx.example.org>: no", "550 <…>: no"),
        ("to a@b, c@d; e@f", "to …, …; …"),
        ("user unknown", "user unknown"),
    ],
)
def test_an_address_is_never_shown(said: str, shown: str) -> None:
    assert without_addresses(said) == shown
