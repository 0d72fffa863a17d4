"""What is said to a mail server, and what its answers mean."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable

from remedytrack.notify.address import SmtpServer
from remedytrack.notify.deadline import Deadline
from remedytrack.notify.delivery import SERVICE_CLOSES

# The first digit of a reply.
ACCEPTED, GO_ON, REFUSED_FOR_NOW, REFUSED_FOR_GOOD = 2, 3, 4, 5

_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)


class Refused(Exception):
    """The server answered, and the answer was no.

    Attributes:
        code: such as 550; negative if it was no SMTP.
        text: the reason that the server gave.
    """

    def __init__(self, code: int, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text

    @property
    def in_order(self) -> bool:
        """Whether it is a proper refusal, after which the session can go on."""
        refusal = self.code // 100 in {REFUSED_FOR_NOW, REFUSED_FOR_GOOD}
        return refusal and self.code != SERVICE_CLOSES


class Session(smtplib.SMTP):
    """An SMTP client on a socket that somebody else opens and may cut.

    Raises:
        Refused: from ``begin``, ``add``, ``body`` and ``end``: the server says no.
    """

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

    def reset(self) -> None:
        """Forget the mail that was refused, or end the session if it cannot."""
        code, _ = self.rset()
        if code // 100 != ACCEPTED:
            raise smtplib.SMTPServerDisconnected("not ready for another mail")

    def begin(self, sender: str) -> None:
        """Name the sender; bounces are to bring the headers back, never the body."""
        options = ["RET=HDRS"] if self.has_extn("dsn") else []
        _expect(ACCEPTED, self.mail(sender, options))

    def add(self, recipient: str) -> None:
        """Name a recipient."""
        _expect(ACCEPTED, self.rcpt(recipient))

    def body(self, payload: bytes) -> None:
        """Send the mail except for its end; so far the server does not have it."""
        _expect(GO_ON, self.docmd("DATA"))
        ended = payload if payload.endswith(b"\r\n") else payload + b"\r\n"
        super().send(_LINE_START_DOT.sub(b"..", ended))
        # A process that was stopped for long may have lost its claim meanwhile.
        self._deadline.require()

    def end(self) -> None:
        """Send the final dot and wait until the server has accepted the mail."""
        super().send(b".\r\n")
        _expect(ACCEPTED, self.getreply())


def told(error: Exception) -> tuple[int | None, str]:
    """Return the code and the reason in an error of the library or of the line."""
    match error:
        case smtplib.SMTPResponseException():
            text = error.smtp_error
            reason = text if isinstance(text, str) else text.decode("utf-8", "replace")
            return error.smtp_code, reason or "the server gave no reason"
        case ssl.SSLCertVerificationError():
            return None, f"the certificate is not trusted: {error.verify_message}"
        case _:
            return None, str(error) or type(error).__name__


def _expect(first_digit: int, reply: tuple[int, bytes]) -> None:
    code, text = reply
    if code // 100 != first_digit:
        raise Refused(code, text.decode("utf-8", "replace"))
