"""A server that cannot prove who it is gets neither the password nor the mail."""

import base64
import ipaddress
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from remedytrack.clock import SystemClock
from remedytrack.notify.address import Security
from remedytrack.storage.values import MailState
from tests.smtp.outbox import BODY, MARK, SENDER, Outbox, address_of, towards
from tests.smtp.server import PASSWORD, SIGN_IN, USERNAME, Fault, Faulty, Stage

WORDS = base64.b64encode(BODY.replace("\n", "\r\n").encode())[:40]
"""How a mail's body begins on the wire."""

DAY = timedelta(days=1)
NOW = SystemClock().now()
Forge = Callable[[trustme.CA, Path], ssl.SSLContext]


def _of(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context


def _unknown_authority(_ours: trustme.CA, _folder: Path) -> ssl.SSLContext:
    return _of(trustme.CA().issue_cert("127.0.0.1"))


def _other_host(ours: trustme.CA, _folder: Path) -> ssl.SSLContext:
    return _of(ours.issue_cert("mail.invalid", "127.0.0.2"))


def _expired(ours: trustme.CA, _folder: Path) -> ssl.SSLContext:
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    return _of(ours.issue_cert("127.0.0.1", not_before=long_ago, not_after=NOW - DAY))


def _not_yet_valid(ours: trustme.CA, _folder: Path) -> ssl.SSLContext:
    begins, ends = NOW + DAY, NOW + 9 * DAY
    return _of(ours.issue_cert("127.0.0.1", not_before=begins, not_after=ends))


def _self_signed(_ours: trustme.CA, folder: Path) -> ssl.SSLContext:
    """It names the right host, and only itself vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    host = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "self.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


FORGED: dict[str, Forge] = {
    "unknown authority": _unknown_authority,
    "other host": _other_host,
    "expired": _expired,
    "not yet valid": _not_yet_valid,
    "self-signed": _self_signed,
}
STRIPPED = {
    "not offered": Fault(Stage.EHLO, "250-hello\r\n250 AUTH PLAIN LOGIN"),
    "no extensions": Fault(Stage.EHLO, "550 only HELO here"),
    "refused": Fault(Stage.STARTTLS, "502 what?"),
    "not now": Fault(Stage.STARTTLS, "454 no TLS today"),
}


def _nothing_was_given_away(heard: bytearray) -> None:
    said = heard.decode("latin-1")
    for secret in (PASSWORD, USERNAME, MARK, "Subject", address_of("lawyer"), SENDER):
        assert secret not in said
        assert base64.b64encode(secret.encode()).decode() not in said
    assert SIGN_IN.decode() not in said
    assert WORDS.decode() not in said
    assert "AUTH " not in said
    assert "MAIL " not in said.upper()


def _waits(outbox: Outbox, because: str) -> None:
    (row,) = outbox.rows()
    assert (row.state, row.attempts) == (MailState.QUEUED, 1)
    assert str(row.last_error).startswith("starttls: ")
    assert because in str(row.last_error)
    assert not row.possibly_repeated


@pytest.mark.parametrize("encryption", [Security.STARTTLS, Security.IMPLICIT_TLS])
@pytest.mark.parametrize("name", FORGED)
def test_a_forged_certificate_gets_neither_password_nor_mail(
    name: str,
    encryption: Security,
    outbox: Outbox,
    authority: trustme.CA,
    data_folder: Path,
) -> None:
    outbox.queue("lawyer")
    forged = FORGED[name](authority, data_folder)
    with Faulty(encryption=encryption, tls=forged) as server:
        outbox.round(towards(server.url, data_folder))
    _nothing_was_given_away(server.heard)
    assert server.accepted == []
    _waits(outbox, "the certificate is not trusted")


@pytest.mark.parametrize("name", STRIPPED)
def test_a_server_stripped_of_starttls_gets_neither_password_nor_mail(
    name: str, outbox: Outbox, certificate: ssl.SSLContext, data_folder: Path
) -> None:
    outbox.queue("lawyer")
    fault = STRIPPED[name]

    def stripped(stage: Stage, _recipient: str) -> Fault | None:
        return fault if stage is fault.stage else None

    with Faulty(stripped, Security.STARTTLS, certificate) as server:
        outbox.round(towards(server.url, data_folder))
    _nothing_was_given_away(server.heard)
    (row,) = outbox.rows()
    assert (row.state, row.attempts) == (MailState.QUEUED, 1)
    assert server.accepted == []


@pytest.mark.parametrize("encryption", [Security.STARTTLS, Security.IMPLICIT_TLS])
def test_a_server_that_goes_on_in_clear_gets_neither_password_nor_mail(
    encryption: Security, outbox: Outbox, data_folder: Path
) -> None:
    outbox.queue("lawyer")
    with Faulty(encryption=encryption) as server:
        outbox.round(towards(server.url, data_folder, timeout=0.5))
    _nothing_was_given_away(server.heard)
    _waits(outbox, "")
    assert server.accepted == []


@pytest.mark.parametrize("encryption", [Security.STARTTLS, Security.IMPLICIT_TLS])
def test_the_right_certificate_gets_both(
    encryption: Security,
    outbox: Outbox,
    certificate: ssl.SSLContext,
    data_folder: Path,
) -> None:
    """The tests above can fail: what they look for is there when all is well."""
    outbox.queue("lawyer")
    with Faulty(encryption=encryption, tls=certificate) as server:
        outbox.round(towards(server.url, data_folder))
    assert SIGN_IN in server.heard
    assert WORDS in server.heard
    with pytest.raises(AssertionError):
        _nothing_was_given_away(server.heard)
    assert outbox.states() == [MailState.SENT]
