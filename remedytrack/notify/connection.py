"""Flask-Mail with a connection that can be trusted.

Flask-Mail 0.10 checks no certificate, waits for ever, tells the server the host's
name and cannot say how far a delivery came. Its ``Mail``, ``Message`` and
``Connection`` stay the interface; these subclasses replace what they do.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

import flask_mail

from remedytrack.notify.address import Security, SmtpServer
from remedytrack.notify.deadline import Deadline
from remedytrack.notify.delivery import DeliveryFailed, Phase
from remedytrack.notify.outgoing import OutgoingMail, build

_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)
_ABOUT_THE_MAIL = frozenset({Phase.RCPT, Phase.DATA, Phase.AFTER_DATA})
# The first digit of a reply.
_ACCEPTED, _GO_ON, _REFUSED_FOR_NOW, _REFUSED_FOR_GOOD = 2, 3, 4, 5
# "Bad sequence" and "authentication required" speak of our setup, not of the mail.
_ABOUT_US = frozenset({503, 530})


class PreparedMessage(flask_mail.Message):
    """A Flask-Mail message whose bytes are those of our own ``build``.

    Raises:
        Unmailable: the mail cannot be written as it is.
    """

    def __init__(self, mail: OutgoingMail) -> None:
        # Not the parent's __init__: it asks the system for the host's full name
        # to make a Message-ID of it, which can block and must never be used.
        self._email = build(mail)
        self.sender = self._email["From"].addresses[0].addr_spec
        self.recipients = [self._email["To"].addresses[0].addr_spec]
        self.subject, self.body = mail.subject, mail.body
        self.date, self.msgId = mail.date.timestamp(), mail.message_id
        self.reply_to, self.charset, self.extra_headers = None, None, None
        self.cc, self.bcc, self.attachments = [], [], []
        self.mail_options, self.rcpt_options = [], []
        self.alts = {}

    def as_bytes(self) -> bytes:
        """Return the message as it goes over the wire, lines ended by CR LF."""
        return self._email.as_bytes()

    def as_string(self) -> str:
        """Return the message as text; it is pure ASCII."""
        return self._email.as_string()


class VerifiedMail(flask_mail.Mail):
    """Flask-Mail set up from a mail URL instead of an application.

    Nothing here needs a Flask application or request.
    """

    def __init__(self, server: SmtpServer, tls: ssl.SSLContext) -> None:
        super().__init__()
        self._server = server
        self._tls = tls
        self.state = self.init_mail({"MAIL_SERVER": server.host})

    def connect(self) -> "VerifiedConnection":
        """Return a connection that is opened by ``with``."""
        return VerifiedConnection(self, self._server, self._tls)


class VerifiedConnection(flask_mail.Connection):
    """One conversation with a server whose certificate is verified.

    It is limited in time, and every failure leaves it as a ``DeliveryFailed`` that
    says how far it had come.

    Attributes:
        phase: what is being done.
    """

    def __init__(
        self, mail: flask_mail.Mail, server: SmtpServer, tls: ssl.SSLContext
    ) -> None:
        super().__init__(mail)
        self.phase = Phase.CONNECT
        self._server = server
        self._tls = tls
        self._deadline = Deadline(server.timeout_seconds)

    def __enter__(self) -> Self:
        try:
            with self._failures_named():
                return super().__enter__()
        except BaseException:
            self._close()
            raise

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if exc_type is None:
            self._say_goodbye()
        self._close()

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt and sign in; called by ``with``.

        Returns:
            The session, ready for a mail. No password and no mail has crossed the
            line before the server's certificate was verified.
        """
        self.host = session = _Session(self._server, self._deadline, self._open_socket)
        self._greet(session)
        if self._server.security is Security.STARTTLS:
            self.phase = Phase.STARTTLS
            session.starttls(context=self._tls)
            self._greet(session)
        if self._server.username:
            self.phase = Phase.AUTH
            session.login(self._server.username, self._server.password)
        return session

    def send(
        self,
        message: flask_mail.Message,
        envelope_from: str | tuple[str, str] | None = None,
    ) -> None:
        """Hand one message over and return as soon as the server has accepted it.

        Flask-Mail's signal is not sent: a listener that fails would turn a mail
        that has left into one that seems not to have.

        Args:
            message: what to send.
            envelope_from: the address bounces go to; the message's sender if None.

        Raises:
            DeliveryFailed: the server has not, or perhaps not, accepted it.
        """
        session = self.host
        if session is None:
            raise RuntimeError("A connection sends only inside its `with` block.")
        payload = message.as_bytes()
        with self._failures_named():
            self.phase = Phase.MAIL_FROM
            _expect(_ACCEPTED, session.mail(_bare(envelope_from or message.sender)))
            self.phase = Phase.RCPT
            for recipient in message.send_to:
                _expect(_ACCEPTED, session.rcpt(_bare(recipient)))
            self._hand_over(session, payload)
        self.num_emails += 1

    def _hand_over(self, session: smtplib.SMTP, payload: bytes) -> None:
        self.phase = Phase.DATA
        _expect(_GO_ON, session.docmd("DATA"))
        session.send(_LINE_START_DOT.sub(b"..", payload))
        # From the first byte of the final dot on, a silence proves nothing.
        self.phase = Phase.AFTER_DATA
        session.send(b".\r\n")
        _expect(_ACCEPTED, session.getreply())

    def _open_socket(self, host: str, port: int) -> socket.socket:
        line = self._deadline.connect(host, port)
        if self._server.security is not Security.IMPLICIT_TLS:
            return line
        self.phase = Phase.STARTTLS
        encrypted = self._tls.wrap_socket(line, server_hostname=host)
        self.phase = Phase.CONNECT
        return encrypted

    def _greet(self, session: smtplib.SMTP) -> None:
        self.phase = Phase.HELO
        session.ehlo_or_helo_if_needed()

    def _say_goodbye(self) -> None:
        # Not waiting for the answer: the mail is accepted, and every moment until
        # that is written down is one in which a crash would repeat it.
        self.phase = Phase.QUIT
        with suppress(OSError, smtplib.SMTPException):
            if self.host is not None:
                self.host.putcmd("QUIT")

    def _close(self) -> None:
        self._deadline.stop()
        if self.host is not None:
            self.host.close()

    @contextmanager
    def _failures_named(self) -> Iterator[None]:
        try:
            yield
        except _Refused as error:
            raise self._refusal(error.code, error.text) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # ValueError: what the library makes of an answer that is no SMTP.
            raise self._breakdown(error) from error

    def _refusal(self, code: int, text: str) -> DeliveryFailed:
        digit = code // 100
        for_good = digit == _REFUSED_FOR_GOOD and code not in _ABOUT_US
        refused = digit in {_REFUSED_FOR_NOW, _REFUSED_FOR_GOOD}
        return DeliveryFailed(
            self.phase,
            code,
            text or "the server gave no reason",
            permanent=for_good and self.phase in _ABOUT_THE_MAIL,
            ambiguous=self.phase is Phase.AFTER_DATA and not refused,
        )

    def _breakdown(self, error: Exception) -> DeliveryFailed:
        code, reason = _told(error)
        if self._deadline.passed:
            reason = f"the server took longer than {self._deadline.seconds:g} s"
        lost_after_the_dot = self.phase is Phase.AFTER_DATA
        return DeliveryFailed(self.phase, code, reason, ambiguous=lost_after_the_dot)


class _Session(smtplib.SMTP):
    """An SMTP client on a socket that somebody else opens and may cut."""

    def __init__(
        self,
        server: SmtpServer,
        deadline: Deadline,
        open_socket: Callable[[str, int], socket.socket],
    ) -> None:
        self._deadline = deadline
        self._open_socket = open_socket
        super().__init__(server.host, server.port, local_hostname=server.ehlo_name)

    def connect(
        self,
        host: str = "localhost",
        port: int = 0,
        source_address: object = None,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Open the line and return the server's greeting."""
        self.sock = self._open_socket(host, port)
        return self.getreply()

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's answer, unless it was cut short."""
        reply = super().getreply()
        if self._deadline.passed:
            # The beginning of an answer can look like another, whole one.
            self.close()
            raise smtplib.SMTPServerDisconnected("the answer was cut short")
        return reply


class _Refused(Exception):
    """The server answered, and the answer was no."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


def _expect(first_digit: int, reply: tuple[int, bytes]) -> None:
    code, text = reply
    if code // 100 != first_digit:
        raise _Refused(code, text.decode("utf-8", "replace"))


def _bare(address: str | tuple[str, str] | None) -> str:
    if not isinstance(address, str):
        raise TypeError("A prepared message has bare addresses only.")
    return address


def _told(error: Exception) -> tuple[int | None, str]:
    match error:
        case smtplib.SMTPResponseException():
            text = error.smtp_error
            reason = text if isinstance(text, str) else text.decode("utf-8", "replace")
            return error.smtp_code, reason or "the server gave no reason"
        case ssl.SSLCertVerificationError():
            return None, f"the certificate is not trusted: {error.verify_message}"
        case _:
            return None, str(error) or type(error).__name__
