"""Mail servers for tests, on this machine only: an honest one and a scripted one."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USERNAME, PASSWORD = "remedytrack", "correct horse: battery/staple"


@dataclass
class Letterbox:
    """What an honest server has seen; and the answers it was told to give."""

    rcpt_answer: str = "250 OK"
    data_answer: str = "250 Accepted"
    mails: list[Envelope] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    passwords: list[bytes] = field(default_factory=list)
    refuse_password: bool = False

    def content(self) -> bytes:
        """The bytes of the only mail."""
        (mail,) = self.mails
        assert isinstance(mail.content, bytes)
        return mail.content

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.rcpt_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data_answer.startswith("250"):
            self.mails.append(envelope)
            self.sessions.append(session)
        return self.data_answer

    def authenticate(
        self,
        _server: SMTP,
        _session: Session,
        _envelope: Envelope,
        _mechanism: str,
        login: LoginPassword,
    ) -> AuthResult:
        self.passwords.append(login.password)
        right = login == LoginPassword(USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=right and not self.refuse_password, handled=False)


@contextmanager
def honest_server(
    letterbox: Letterbox,
    *,
    starttls: ssl.SSLContext | None = None,
    implicit_tls: ssl.SSLContext | None = None,
    sign_in: bool = False,
) -> Iterator[int]:
    """Serve mail into ``letterbox`` and give the port."""
    controller = Controller(
        letterbox,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=implicit_tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=letterbox.authenticate,
        # The library counts only STARTTLS as TLS and would warn.
        auth_required=sign_in and implicit_tls is None,
        auth_require_tls=implicit_tls is None,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


class Fault(Enum):
    """What a scripted server does instead of answering."""

    CLOSE = auto()
    STALL = auto()
    DRIP = auto()


Answer = str | Fault

_USUAL: Mapping[str, Answer] = {
    "greeting": "220 ready",
    "EHLO": "250 hello",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "body": "",
    "dot": "250 accepted",
    "QUIT": "221 bye",
}


class ScriptedServer:
    """Holds one conversation, with the given answers instead of the usual ones.

    Attributes:
        heard: every line the client sent, without its line end.
    """

    def __init__(self, **answers: Answer) -> None:
        self._answers = {**_USUAL, **answers}
        self.heard: list[bytes] = []
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.close()
        self._thread.join(timeout=5)
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        with suppress(OSError):
            line, _ = self._listener.accept()
            line.settimeout(5)
            with line, line.makefile("rb") as lines:
                self._converse(line, (text.rstrip(b"\r\n") for text in lines))

    def _converse(self, line: socket.socket, lines: Iterator[bytes]) -> None:
        open_still = self._answer(line, "greeting")
        in_body = False
        while open_still:
            text = next(lines, None)
            if text is None:
                return
            self.heard.append(text)
            verb = self._verb(text, in_body=in_body)
            open_still = self._answer(line, verb)
            in_body = verb in {"DATA", "body"} and self._answers["DATA"] == "354 go on"

    def _verb(self, text: bytes, *, in_body: bool) -> str:
        if in_body:
            return "dot" if text == b"." else "body"
        return text.split(b" ")[0].decode("ascii").upper()

    def _answer(self, line: socket.socket, key: str) -> bool:
        match self._answers.get(key, "500 what?"):
            case Fault.CLOSE:
                return False
            case Fault.STALL:
                self._over.wait(5)
                return False
            case Fault.DRIP:
                for _ in range(100):
                    line.sendall(b"2")
                    if self._over.wait(0.05):
                        break
                return False
            case "":
                return True
            case str() as text:
                line.sendall(text.encode() + b"\r\n")
                return True


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
