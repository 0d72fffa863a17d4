"""A mail handed to a server: what arrives, what is refused, what stays unknown."""

import os
import socket
import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote

import flask
import flask_mail
import pytest
import trustme

from remedytrack.notify.address import (
    InvalidMailUrl,
    Security,
    SmtpServer,
    parse_mail_url,
)
from remedytrack.notify.connection import VerifiedMail
from remedytrack.notify.prepared import PreparedMessage
from remedytrack.notify.transport import (
    DeliveryFailed,
    OutgoingMail,
    Phase,
    Transport,
    transport_for,
)
from tests.notify.smtp_server import (
    PASSWORD,
    USERNAME,
    Answer,
    Fault,
    Letterbox,
    ScriptedServer,
    free_port,
    honest_server,
)

MAIL = OutgoingMail(
    message_id="<k7q4mxp2@mail.invalid>",
    sender="Reminders <office@sender.invalid>",
    recipient="lawyer@reader.invalid",
    subject="Reminder",
    body="RT-7Q4K-2MXP: file by 2 December 2025 (Almaty)\nhttps://site.invalid/i/x\n",
    date=datetime(2025, 12, 1, 4, 0, tzinfo=UTC),
)
ACCOUNT = f"{USERNAME}:{quote(PASSWORD, safe='')}@"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return tmp_path / "ca.pem"


def _certified(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def _to(url: str, folder: Path = Path("/nowhere")) -> Transport:
    return transport_for(parse_mail_url(url), data_folder=folder)


def _plain(port: int, timeout: float = 5) -> Transport:
    return _to(f"smtp://127.0.0.1:{port}?starttls=no&timeout={timeout}")


def _failure(transport: Transport, mail: OutgoingMail = MAIL) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        transport.send(mail)
    return caught.value


def test_an_accepted_mail_has_the_agreed_headers_and_no_others() -> None:
    letterbox = Letterbox()
    with honest_server(letterbox) as port:
        _plain(port).send(MAIL)
    arrived = message_from_bytes(letterbox.content(), policy=SMTP)
    assert dict(arrived.items()) == {
        "From": "Reminders <office@sender.invalid>",
        "To": "lawyer@reader.invalid",
        "Subject": "Reminder",
        "Date": "Mon, 01 Dec 2025 04:00:00 +0000",
        "Message-ID": "<k7q4mxp2@mail.invalid>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "base64",
    }
    assert letterbox.mails[0].mail_from == "office@sender.invalid"
    assert letterbox.mails[0].rcpt_tos == ["lawyer@reader.invalid"]


def test_neither_the_mail_nor_the_greeting_names_this_host() -> None:
    with ScriptedServer() as server:
        _plain(server.port).send(MAIL)
    assert server.heard[0] == b"ehlo remedytrack.invalid"
    everything = b"\n".join(server.heard)
    assert socket.gethostname().encode() not in everything
    assert str(os.getpid()).encode() not in everything.replace(b"2025", b"")


def test_the_host_is_never_asked_for_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: str = "") -> str:
        raise AssertionError("asked for the host's full name")

    monkeypatch.setattr(socket, "getfqdn", refuse)
    with ScriptedServer() as server:
        _plain(server.port).send(MAIL)


@pytest.mark.parametrize(
    "body",
    [
        "Соңғы күні: 2025 жылғы 2 желтоқсан. Өтініш, ұмытпаңыз: құқық, Ғ, Һ, І.\n",
        "Подать до вторника, 2 декабря 2025 года (Алматы).\nОткрыть RemedyTrack: …\n",
        ".\n..\n.dot first\nFrom here\n",
        "x" * 3000 + "\n",
    ],
    ids=["kazakh", "russian", "dots", "long line"],
)
def test_a_body_arrives_as_it_was_written(body: str) -> None:
    letterbox = Letterbox()
    with honest_server(letterbox) as port:
        _plain(port).send(replace(MAIL, body=body, subject="Еске салу " * 12))
    wire = letterbox.content()
    arrived = message_from_bytes(wire, policy=SMTP)
    assert arrived.get_content().replace("\r\n", "\n") == body
    assert arrived["Subject"] == ("Еске салу " * 12)
    assert wire.isascii()
    assert max(map(len, wire.split(b"\r\n"))) <= 998
    assert b"\n" not in wire.replace(b"\r\n", b"")


def test_a_mail_leaves_over_starttls_with_a_password(
    authority: trustme.CA, ca_file: Path
) -> None:
    letterbox = Letterbox()
    with honest_server(letterbox, starttls=_certified(authority), sign_in=True) as port:
        _to(f"smtp://{ACCOUNT}127.0.0.1:{port}?cafile={ca_file}").send(MAIL)
    assert letterbox.sessions[0].ssl is not None
    assert letterbox.passwords == [PASSWORD.encode()]


def test_a_mail_leaves_over_tls_from_the_start_with_a_ca_in_the_data_folder(
    authority: trustme.CA, ca_file: Path
) -> None:
    letterbox = Letterbox()
    with honest_server(
        letterbox, implicit_tls=_certified(authority), sign_in=True
    ) as port:
        url = f"smtps://{ACCOUNT}127.0.0.1:{port}?cafile=ca.pem"
        _to(url, ca_file.parent).send(MAIL)
    assert len(letterbox.mails) == 1
    assert letterbox.passwords == [PASSWORD.encode()]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("fault", ["unknown authority", "other host"])
def test_an_impostor_gets_neither_password_nor_mail(
    scheme: str, fault: str, authority: trustme.CA, ca_file: Path
) -> None:
    letterbox = Letterbox()
    unknown = fault == "unknown authority"
    context = (
        _certified(trustme.CA()) if unknown else _certified(authority, "other.invalid")
    )
    starttls, implicit = (context, None) if scheme == "smtp" else (None, context)
    with honest_server(
        letterbox, starttls=starttls, implicit_tls=implicit, sign_in=True
    ) as port:
        failure = _failure(
            _to(f"{scheme}://{ACCOUNT}127.0.0.1:{port}?cafile={ca_file}")
        )
    assert failure.phase is Phase.STARTTLS
    assert "certificate" in failure.reason
    assert (failure.permanent, failure.ambiguous) == (False, False)
    assert (letterbox.mails, letterbox.passwords) == ([], [])


def test_the_system_does_not_vouch_for_an_authority_of_our_own(
    authority: trustme.CA,
) -> None:
    letterbox = Letterbox()
    with honest_server(letterbox, starttls=_certified(authority)) as port:
        failure = _failure(_to(f"smtp://127.0.0.1:{port}"))
    assert failure.phase is Phase.STARTTLS
    assert letterbox.mails == []


def test_a_server_stripped_of_starttls_hears_no_password() -> None:
    with ScriptedServer(EHLO="250-hello\r\n250 AUTH PLAIN LOGIN") as server:
        failure = _failure(_to(f"smtp://{ACCOUNT}127.0.0.1:{server.port}"))
    assert failure.phase is Phase.STARTTLS
    assert server.heard == [b"ehlo remedytrack.invalid"]


def test_a_wrong_password_is_a_matter_of_setup_not_of_the_mail(
    authority: trustme.CA, ca_file: Path
) -> None:
    letterbox = Letterbox(refuse_password=True)
    with honest_server(letterbox, starttls=_certified(authority), sign_in=True) as port:
        failure = _failure(_to(f"smtp://{ACCOUNT}127.0.0.1:{port}?cafile={ca_file}"))
    assert (failure.phase, failure.code) == (Phase.AUTH, 535)
    assert not failure.permanent
    assert PASSWORD not in str(failure)
    assert letterbox.mails == []


def test_a_refused_recipient_is_permanent() -> None:
    letterbox = Letterbox(rcpt_answer="550 5.1.1 no such user")
    with honest_server(letterbox) as port:
        failure = _failure(_plain(port))
    assert (failure.phase, failure.code) == (Phase.RCPT, 550)
    assert failure.permanent
    assert failure.reason == "5.1.1 no such user"
    assert letterbox.mails == []


def test_a_server_that_is_busy_after_the_mail_is_asked_again_later() -> None:
    with honest_server(Letterbox(data_answer="451 4.3.0 try again")) as port:
        failure = _failure(_plain(port))
    assert (failure.phase, failure.code) == (Phase.AFTER_DATA, 451)
    assert (failure.permanent, failure.ambiguous) == (False, False)


@pytest.mark.parametrize(
    ("answers", "phase", "code", "outcome"),
    [
        ({"greeting": "421 later"}, Phase.CONNECT, 421, "again"),
        ({"greeting": "554 not you"}, Phase.CONNECT, 554, "again"),
        ({"greeting": Fault.CLOSE}, Phase.CONNECT, None, "again"),
        ({"greeting": "junk"}, Phase.CONNECT, -1, "again"),
        ({"EHLO": Fault.CLOSE}, Phase.HELO, None, "again"),
        ({"EHLO": "500 no", "HELO": "500 no"}, Phase.HELO, 500, "again"),
        ({"MAIL": "451 later"}, Phase.MAIL_FROM, 451, "again"),
        ({"MAIL": "550 not from you"}, Phase.MAIL_FROM, 550, "again"),
        ({"RCPT": "450 later"}, Phase.RCPT, 450, "again"),
        ({"RCPT": "530 sign in first"}, Phase.RCPT, 530, "again"),
        ({"RCPT": "550 unknown"}, Phase.RCPT, 550, "never"),
        ({"RCPT": "250" + " " * 9000}, Phase.RCPT, 500, "again"),
        ({"DATA": "451 later"}, Phase.DATA, 451, "again"),
        ({"DATA": "554 no"}, Phase.DATA, 554, "never"),
        ({"DATA": Fault.CLOSE}, Phase.DATA, None, "again"),
        ({"dot": "451 later"}, Phase.AFTER_DATA, 451, "again"),
        ({"dot": "554 looks like spam"}, Phase.AFTER_DATA, 554, "never"),
        ({"dot": Fault.CLOSE}, Phase.AFTER_DATA, None, "unknown"),
        ({"dot": "junk"}, Phase.AFTER_DATA, -1, "unknown"),
        ({"dot": "250" + " " * 9000}, Phase.AFTER_DATA, 500, "unknown"),
    ],
)
def test_each_answer_means_what_the_table_says(
    answers: dict[str, Answer], phase: Phase, code: int | None, outcome: str
) -> None:
    with ScriptedServer(**answers) as server:
        failure = _failure(_plain(server.port))
    assert (failure.phase, failure.code) == (phase, code)
    assert failure.permanent is (outcome == "never")
    assert failure.ambiguous is (outcome == "unknown")


def test_a_connection_lost_inside_the_body_left_nothing_behind() -> None:
    long = replace(MAIL, body="a line of the body\n" * 300_000)
    with ScriptedServer(body=Fault.CLOSE) as server:
        failure = _failure(_plain(server.port), long)
    assert failure.phase is Phase.DATA
    assert not failure.ambiguous


@pytest.mark.parametrize("fault", [Fault.STALL, Fault.DRIP])
@pytest.mark.parametrize(
    ("key", "phase"),
    [
        ("greeting", Phase.CONNECT),
        ("EHLO", Phase.HELO),
        ("RCPT", Phase.RCPT),
        ("dot", Phase.AFTER_DATA),
    ],
)
def test_a_server_that_stalls_or_drips_holds_the_sender_no_longer_than_agreed(
    key: str, phase: Phase, fault: Fault
) -> None:
    with ScriptedServer(**{key: fault}) as server:
        transport = _plain(server.port, timeout=0.4)
        began = time.monotonic()  # noqa: TID251  # the real time that passes
        failure = _failure(transport)
        took = time.monotonic() - began  # noqa: TID251
    assert transport.timeout_seconds == 0.4
    assert 0.3 < took < 4
    assert failure.phase is phase
    assert failure.ambiguous is (phase is Phase.AFTER_DATA)


def test_a_tls_handshake_that_never_ends_is_cut_too(ca_file: Path) -> None:
    with ScriptedServer(greeting=Fault.STALL) as server:
        url = f"smtps://127.0.0.1:{server.port}?timeout=0.4&cafile={ca_file}"
        failure = _failure(_to(url))
    assert failure.phase is Phase.STARTTLS


@pytest.mark.parametrize("answer", ["500 what?", "junk", Fault.CLOSE, Fault.STALL])
def test_a_mail_is_sent_whatever_becomes_of_the_goodbye(answer: Answer) -> None:
    with ScriptedServer(QUIT=answer) as server:
        began = time.monotonic()  # noqa: TID251
        _plain(server.port).send(MAIL)
        assert time.monotonic() - began < 4  # noqa: TID251


def test_an_answer_to_the_password_that_is_no_smtp_is_a_failure_like_another() -> None:
    offer = "250-hello\r\n250 AUTH CRAM-MD5"
    with ScriptedServer(EHLO=offer, AUTH="334 a") as server:
        url = f"smtp://{ACCOUNT}127.0.0.1:{server.port}?starttls=no"
        assert _failure(_to(url)).phase is Phase.AUTH


def test_nobody_listening_is_said_plainly() -> None:
    failure = _failure(_plain(free_port()))
    assert failure.phase is Phase.CONNECT
    assert "refused" in failure.reason


def test_a_header_with_a_line_break_never_reaches_the_server() -> None:
    with ScriptedServer() as server:
        failure = _failure(
            _plain(server.port), replace(MAIL, subject="Reminder\x0bBcc: x@y.invalid")
        )
        assert server.heard == []
        # The server waits for one conversation.
        _plain(server.port).send(MAIL)
    assert (failure.phase, failure.permanent) == (Phase.BUILD, True)


def test_flask_mail_works_through_our_connection_without_any_application() -> None:
    with ScriptedServer() as server:
        where = SmtpServer("127.0.0.1", server.port, Security.NONE)
        post: flask_mail.Mail = VerifiedMail(where, ssl.create_default_context())
        message: flask_mail.Message = PreparedMessage(MAIL)
        assert not flask.has_app_context()
        with post.connect() as connection:
            message.send(connection)
            assert connection.num_emails == 1
    assert bytes(message) == message.as_string().encode("ascii")
    assert not message.has_bad_headers()


def test_a_ca_file_that_cannot_be_read_is_named_before_the_first_mail(
    tmp_path: Path,
) -> None:
    (tmp_path / "empty.pem").write_text("no certificate")
    for name in ("missing.pem", "empty.pem"):
        with pytest.raises(InvalidMailUrl, match="cafile"):
            _to(f"smtp://mail.invalid?cafile={name}", tmp_path)
