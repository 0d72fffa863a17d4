"""Figure 13: to which keys a mail is sealed, and what its carriers learn of it."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from pysequoia import Cert, encrypt

from remedytrack.clock import SystemClock
from remedytrack.notify.openpgp import (
    LONGEST_KEY,
    SIZES,
    KeyProblem,
    UnusableKey,
    read_key,
    sealed,
)
from remedytrack.notify.outgoing import OutgoingMail, Unmailable, build
from tests.notify.key_pairs import made_by_gpg, pair

NOW = SystemClock().now()
LATER = datetime(2028, 6, 1, tzinfo=UTC)
MAIL = OutgoingMail(
    message_id="<token@example.org>",
    sender="Docket <docket@example.org>",
    recipient="reader@example.org",
    subject="Reminder",
    body="RT-7Q4K-2MXP: file by Friday.\nОткройте запись.\n",
    date=datetime(2025, 12, 1, 4, tzinfo=UTC),
)


def problem(data: bytes, now: datetime = NOW) -> KeyProblem:
    with pytest.raises(UnusableKey) as refused:
        read_key(data, now)
    return refused.value.problem


BAD_KEYS = {
    KeyProblem.EXPIRED: made_by_gpg("expired"),
    KeyProblem.REVOKED: pair().revoked,
    KeyProblem.NO_ENCRYPTION: pair().sign_only,
    KeyProblem.SECRET_KEY: bytes(pair().secret),
    KeyProblem.NOT_A_KEY: b"junk",
    KeyProblem.WEAK: made_by_gpg("weak"),
    KeyProblem.SEVERAL_KEYS: bytes(pair().public) + bytes(pair("other").public),
    KeyProblem.TOO_LONG: b"x" * (LONGEST_KEY + 1),
}


@pytest.mark.parametrize("why", [*KeyProblem])
def test_nothing_is_sealed_to_a_bad_key(why: KeyProblem) -> None:
    assert problem(BAD_KEYS[why]) is why
    armoured = BAD_KEYS[why].decode("ascii", "ignore")
    with pytest.raises(UnusableKey):
        sealed(MAIL, armoured, NOW)


@pytest.mark.parametrize("why", [KeyProblem.EXPIRED, KeyProblem.REVOKED])
def test_the_library_alone_would_have_sealed_to_it(why: KeyProblem) -> None:
    """Should it ever refuse these itself, our own check still stands before it."""
    assert encrypt(b"x", recipients=[Cert.from_bytes(BAD_KEYS[why])])


def test_a_key_is_good_until_the_moment_it_ends() -> None:
    key = pair().expiring(NOW + timedelta(days=2))
    ends_at = read_key(key, NOW).expires_at
    assert ends_at is not None
    assert read_key(key, ends_at - timedelta(seconds=1)).expires_at == ends_at
    assert problem(key, ends_at) is KeyProblem.EXPIRED


def test_a_subkey_that_is_over_is_never_used() -> None:
    key = made_by_gpg("subkey_to_2028")
    read = read_key(key, NOW)
    assert read.expires_at == datetime(2028, 1, 1, 12, tzinfo=UTC)
    assert problem(key, LATER) is KeyProblem.EXPIRED
    assert problem(made_by_gpg("subkey_revoked"), NOW) is KeyProblem.REVOKED


def test_a_key_without_subkeys_may_encrypt_itself() -> None:
    assert read_key(made_by_gpg("without_subkey"), NOW).expires_at is None


@pytest.mark.parametrize(
    "text", [str(pair().secret), str(pair().secret)[:300], f"x{pair().secret}"]
)
def test_a_secret_key_is_known_even_in_pieces(text: str) -> None:
    assert problem(text.encode()) is KeyProblem.SECRET_KEY


def test_the_words_of_a_refusal_quote_no_key() -> None:
    with pytest.raises(UnusableKey) as refused:
        read_key(bytes(pair().secret), NOW)
    assert str(refused.value) == "The OpenPGP key cannot be used: secret_key."


def test_outside_stand_the_constant_subject_and_the_envelope_only() -> None:
    wire = build(sealed(MAIL, pair().armoured, NOW)).as_bytes()
    assert b"RT-7Q4K" not in wire
    message = message_from_bytes(wire, policy=SMTP)
    assert message["Subject"] == "Reminder"
    assert message.get_content_type() == "multipart/encrypted"
    assert message.get_param("protocol") == "application/pgp-encrypted"
    version, content = message.iter_parts()
    assert version.get_payload() == "Version: 1\r\n"
    assert content.get_content_type() == "application/octet-stream"


def inside(mail: OutgoingMail) -> EmailMessage:
    opened = message_from_bytes(pair().opened(mail.body), policy=SMTP)
    assert isinstance(opened, EmailMessage)
    return opened


def test_inside_the_reader_finds_the_body_and_headers_to_trust() -> None:
    message = inside(sealed(MAIL, pair().armoured, NOW))
    assert message["Subject"] == "Reminder"
    assert message["Message-ID"] == MAIL.message_id
    assert message.get_param("hp") == "cipher"
    assert "Subject: Reminder" in message.get_all("HP-Outer", [])
    body = message.get_body()
    assert body is not None
    assert body.get_content() == MAIL.body.replace("\n", "\r\n")


def test_the_length_on_the_wire_has_few_values() -> None:
    bodies = ["", "x", "день\n" * 20, "x" * 70 + "\n", ("y" * 70 + "\n") * 40]
    lengths = {
        len(sealed(replace(MAIL, body=body), pair().armoured, NOW).body)
        for body in bodies
    }
    assert len(lengths) == 1
    longer = sealed(replace(MAIL, body="z\n" * 3000), pair().armoured, NOW)
    assert len(pair().opened(longer.body)) == SIZES[1]
    with pytest.raises(Unmailable):
        sealed(replace(MAIL, body="z" * SIZES[-1]), pair().armoured, NOW)


@pytest.mark.slow
def test_gnupg_opens_it(tmp_path: Path) -> None:
    """Proof by another hand, where GnuPG is; the others need no program."""
    gpg = shutil.which("gpg")
    if gpg is None:
        return
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    for_nobody = ("--pinentry-mode", "loopback", "--passphrase", "")
    run = (gpg, "--homedir", str(home), "--batch", "--quiet", *for_nobody)
    name = "reader@example.org"
    make = ("--quick-generate-key", name, "future-default")
    subprocess.run([*run, *make], check=True)  # noqa: S603
    key = subprocess.check_output([*run, "--armor", "--export", name])  # noqa: S603
    mail = sealed(MAIL, key.decode(), NOW)
    opened = subprocess.run(  # noqa: S603
        [*run, "--decrypt"], input=mail.body.encode(), check=True, capture_output=True
    )
    message = message_from_bytes(opened.stdout, policy=SMTP)
    assert message["Message-ID"] == MAIL.message_id
    body = message.get_body()
    assert body is not None
    assert "Откройте запись." in body.get_content()
