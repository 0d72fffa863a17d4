"""What travels in clear and what is sealed: figure 13, whatever ails a key."""

import re

import pytest

from remedytrack.core.access import Viewer
from remedytrack.notify.openpgp import KeyProblem
from remedytrack.notify.transport import OutgoingMail
from remedytrack.services import keys
from remedytrack.services.keys import FingerprintDiffers, KeyRefused
from remedytrack.services.refusals import NotAllowed
from remedytrack.storage.keys import OpenPgpKey
from tests.notify.key_pairs import made_by_gpg, pair
from tests.services.office import (
    APPEAL,
    COORDINATOR,
    DEPUTY,
    LAWYER,
    Office,
    Postbox,
)

RICH = re.compile(r"RT-|2025|\d{1,2} Dec|Almaty|-----BEGIN")


def give(office: Office, data: bytes) -> str:
    return keys.put_key(office.registry, actor=LAWYER, now=office.now, data=data)


def confirm(office: Office, fingerprint: str, *, by: Viewer = LAWYER) -> None:
    keys.confirm_key(
        office.registry,
        actor=by,
        now=office.now,
        recipient_id=LAWYER.id,
        fingerprint=fingerprint,
    )


def keep(office: Office, armoured: str, *, confirmed: bool = True) -> None:
    """Store a key past every check, as if it had been good when it came."""
    at = office.now
    key = OpenPgpKey(LAWYER.id, "F" * 40, armoured, at, at if confirmed else None)
    with office.registry.store.writing() as unit:
        unit.keys.put(key)


def told(office: Office) -> OutgoingMail:
    """Let the lawyer be told about an appeal whose last day is tomorrow."""
    office.at("2025-11-30T12:00")
    ref = office.open(APPEAL)
    office.assign(ref, LAWYER)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    box = Postbox(office.at("2025-12-01T09:00"))
    box.tick()
    (mail,) = box.mails_to(LAWYER)
    return mail


def details_of(office: Office, action: str) -> list[dict[str, object]]:
    with office.registry.store.reading() as unit:
        entries = unit.audit.entries()
    return [dict(each.details) for each in entries if each.action == action]


def test_without_a_key_the_mail_says_what_the_profile_allows(office: Office) -> None:
    mail = told(office)
    assert RICH.search(mail.body)
    assert not mail.is_sealed


def test_with_a_confirmed_key_nothing_is_in_clear(office: Office) -> None:
    confirm(office, give(office, pair().armoured.encode()))
    mail = told(office)
    assert mail.is_sealed
    assert mail.subject == "Reminder"
    assert "RT-" not in mail.body
    assert b"RT-" in pair().opened(mail.body)


def test_until_the_fingerprint_is_confirmed_the_mail_says_the_least(
    office: Office,
) -> None:
    give(office, pair().armoured.encode())
    mail = told(office)
    assert not mail.is_sealed
    assert not RICH.search(mail.body)
    assert details_of(office, "mail.unsealed") == [{"because": "unconfirmed"}]


@pytest.mark.parametrize(
    ("why", "key"),
    [
        (KeyProblem.EXPIRED, made_by_gpg("expired").decode()),
        (KeyProblem.REVOKED, made_by_gpg("subkey_revoked").decode()),
        (KeyProblem.WEAK, made_by_gpg("weak").decode()),
        (KeyProblem.SECRET_KEY, str(pair().secret)),
        (KeyProblem.NOT_A_KEY, "junk"),
    ],
)
def test_a_bad_key_never_lets_a_richer_text_out(
    office: Office, why: KeyProblem, key: str
) -> None:
    """However it came to be stored: it was good once, or somebody wrote it there."""
    keep(office, key)
    mail = told(office)
    assert not mail.is_sealed
    assert not RICH.search(mail.body)
    assert details_of(office, "mail.unsealed") == [{"because": why.value}]


@pytest.mark.parametrize("why", [KeyProblem.SECRET_KEY, KeyProblem.NOT_A_KEY])
def test_a_bad_key_is_refused_and_put_on_record(
    office: Office, why: KeyProblem
) -> None:
    data = bytes(pair().secret) if why is KeyProblem.SECRET_KEY else b"junk"
    with pytest.raises(KeyRefused) as refused:
        give(office, data)
    assert refused.value.problem is why
    assert details_of(office, "key.refuse") == [{"because": why.value}]
    with office.registry.store.reading() as unit:
        assert unit.keys.all() == []


def test_a_secret_key_is_refused_loudly(office: Office) -> None:
    with pytest.raises(KeyRefused) as refused:
        give(office, bytes(pair().secret))
    assert "SECRET key" in refused.value.sentence.msgid
    assert "lost" in refused.value.sentence.msgid


def test_only_the_right_fingerprint_confirms_a_key(office: Office) -> None:
    fingerprint = give(office, pair().armoured.encode())
    with pytest.raises(FingerprintDiffers):
        confirm(office, "0" * 40)
    with pytest.raises(FingerprintDiffers):
        confirm(office, "")
    with pytest.raises(NotAllowed):
        confirm(office, fingerprint, by=DEPUTY)
    spaced = " ".join(re.findall("....", fingerprint.lower()))
    confirm(office, spaced, by=COORDINATOR)
    assert told(office).is_sealed


def test_another_key_must_be_confirmed_anew(office: Office) -> None:
    confirm(office, give(office, pair().armoured.encode()))
    give(office, pair("other").armoured.encode())
    assert not told(office).is_sealed


def test_the_same_key_given_again_stays_confirmed(office: Office) -> None:
    confirm(office, give(office, pair().armoured.encode()))
    give(office, bytes(pair().public))
    assert told(office).is_sealed


def test_a_removed_key_seals_no_more(office: Office) -> None:
    confirm(office, give(office, pair().armoured.encode()))
    keys.remove_key(
        office.registry, actor=LAWYER, now=office.now, recipient_id=LAWYER.id
    )
    assert not told(office).is_sealed
