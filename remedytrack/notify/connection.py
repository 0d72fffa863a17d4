"""Flask-Mail with a connection that can be trusted.

Flask-Mail 0.10 checks no certificate, waits for ever, tells the server the host's
name and cannot say how far a delivery came. Its ``Mail``, ``Message`` and
``Connection`` stay the interface; these subclasses replace what they do.
"""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

import flask_mail

from remedytrack.notify.address import Security, SmtpServer
from remedytrack.notify.deadline import Deadline
from remedytrack.notify.delivery import DeliveryFailed, Phase
from remedytrack.notify.session import (
    REFUSED_FOR_GOOD,
    REFUSED_FOR_NOW,
    Refused,
    Session,
    told,
)

MAILS_A_LINE = 100
"""So many mails go over one line to the server; many servers allow no more."""

_ABOUT_THE_MAIL = frozenset({Phase.RCPT, Phase.DATA, Phase.AFTER_DATA})
# "Bad sequence" and "authentication required" speak of our setup, not of the mail.
_ABOUT_US = frozenset({503, 530})
# What the library makes of an answer that is no SMTP is a ValueError.
_BREAKDOWNS = (smtplib.SMTPException, OSError, ValueError)


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
        """Return a connection for any number of mails, one after the other."""
        return VerifiedConnection(self, self._server, self._tls)


class VerifiedConnection(flask_mail.Connection):
    """A conversation with a server whose certificate is verified.

    The line is opened with the first mail and serves those behind it; it is opened
    anew after a failure, after ``MAILS_A_LINE`` mails, and when the server has ended
    it meanwhile. Each mail is limited in time, the opening included, and every
    failure leaves as a ``DeliveryFailed`` that says how far it had come.

    Attributes:
        phase: what is being done.
        num_emails: the mails accepted over the present line.
    """

    def __init__(
        self, mail: flask_mail.Mail, server: SmtpServer, tls: ssl.SSLContext
    ) -> None:
        super().__init__(mail)
        self.phase = Phase.CONNECT
        self._server = server
        self._tls = tls
        self._deadline = Deadline(server.timeout_seconds)
        self._refused_before = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._part()

    def configure_host(self) -> Session:
        """Connect, encrypt and sign in; called for the first mail of a line.

        Returns:
            The session, ready for a mail. No password and no mail has crossed the
            line before the server's certificate was verified.
        """
        self.phase = Phase.CONNECT
        self.num_emails = 0
        self.host = session = Session(self._server, self._deadline, self._open_socket)
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
        payload = message.as_bytes()
        self._deadline.begin()
        with self._failures_named():
            session = self._begun(_bare(envelope_from or message.sender))
            self.phase = Phase.RCPT
            for recipient in message.send_to:
                session.add(_bare(recipient))
            self.phase = Phase.DATA
            session.body(payload)
            # From the first byte of the final dot on, a silence proves nothing.
            self.phase = Phase.AFTER_DATA
            session.end()
        self.num_emails += 1

    def _begun(self, sender: str) -> Session:
        """Return a session that has taken the sender, the present one if it can."""
        if self.num_emails >= MAILS_A_LINE:
            self._part()
        if isinstance(self.host, Session) and self._still_serves(self.host, sender):
            return self.host
        session = self.configure_host()
        self._name_sender(session, sender)
        return session

    def _still_serves(self, session: Session, sender: str) -> bool:
        """Say whether the line still stands, the sender taken; hang up if not.

        A line that ended while nobody looked says nothing about this mail.
        """
        try:
            self._name_sender(session, sender)
        except Refused as refusal:
            if refusal.in_order:
                raise
        except _BREAKDOWNS:
            pass
        else:
            return True
        self._hang_up()
        return False

    def _name_sender(self, session: Session, sender: str) -> None:
        self.phase = Phase.MAIL_FROM
        if self._refused_before:
            session.reset()
            self._refused_before = False
        session.begin(sender)

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

    def _part(self) -> None:
        # Not waiting for the answer: what the server has accepted, it has.
        self.phase = Phase.QUIT
        with suppress(OSError, smtplib.SMTPException):
            if self.host is not None:
                self.host.putcmd("QUIT")
        self._hang_up()

    def _hang_up(self) -> None:
        self._deadline.stop()
        if self.host is not None:
            self.host.close()
        self.host, self.num_emails, self._refused_before = None, 0, False

    @contextmanager
    def _failures_named(self) -> Iterator[None]:
        try:
            yield
        except Refused as error:
            if error.in_order:
                self._refused_before = True
            else:
                self._hang_up()
            raise self._refusal(error.code, error.text) from error
        except _BREAKDOWNS as error:
            self._hang_up()
            raise self._breakdown(error) from error
        except BaseException:
            self._hang_up()
            raise

    def _refusal(self, code: int, text: str) -> DeliveryFailed:
        digit = code // 100
        for_good = digit == REFUSED_FOR_GOOD and code not in _ABOUT_US
        refused = digit in {REFUSED_FOR_NOW, REFUSED_FOR_GOOD}
        return DeliveryFailed(
            self.phase,
            code,
            text or "the server gave no reason",
            permanent=for_good and self.phase in _ABOUT_THE_MAIL,
            ambiguous=self.phase is Phase.AFTER_DATA and not refused,
        )

    def _breakdown(self, error: Exception) -> DeliveryFailed:
        code, reason = told(error)
        stalled = self._deadline.passed
        if stalled:
            reason = f"the server took longer than {self._deadline.seconds:g} s"
        lost = self.phase is Phase.AFTER_DATA
        return DeliveryFailed(self.phase, code, reason, ambiguous=lost, stalled=stalled)


def _bare(address: str | tuple[str, str] | None) -> str:
    if not isinstance(address, str):
        raise TypeError("A prepared message has bare addresses only.")
    return address
