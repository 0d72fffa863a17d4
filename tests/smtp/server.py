"""A mail server that misbehaves by plan, and remembers what it has really accepted.

It speaks SMTP by hand, in plain, with STARTTLS and with TLS from the start, so that
every byte it sends and every byte it gets is ours to choose and to see.
"""

from __future__ import annotations

import base64
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from remedytrack.notify.address import Security

USERNAME, PASSWORD = "docket-office", "correct-horse-battery"
PATIENCE_SECONDS = 20
SIGN_IN = base64.b64encode(f"\0{USERNAME}\0{PASSWORD}".encode())
"""The account as AUTH PLAIN carries it."""

_END = b"\r\n.\r\n"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Stage(StrEnum):
    """Where in a conversation something can go wrong."""

    GREETING = "greeting"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RSET = "rset"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    DOT = "dot"
    QUIT = "quit"


class Act(Enum):
    """What a server does instead of answering."""

    CLOSE = auto()
    RESET = auto()
    STALL = auto()
    DRIP = auto()


@dataclass(frozen=True)
class Fault:
    """One misbehaviour: an answer of its own, or an act, at a stage.

    Attributes:
        keeps: whether the server has the mail all the same; only after the dot.
    """

    stage: Stage
    does: str | Act
    keeps: bool = False


@dataclass(frozen=True)
class Accepted:
    """A mail that the server has, whatever the client knows of it."""

    recipient: str
    content: bytes


_USUAL = {
    b"HELO": (Stage.EHLO, "250 hello"),
    b"MAIL": (Stage.MAIL, "250 ok"),
    b"DATA": (Stage.DATA, "354 go on"),
    b"RSET": (Stage.RSET, "250 forgotten"),
}


class _Over(Exception):
    """The conversation ends here."""


Plan = Callable[[Stage, str], Fault | None]
"""Says what goes wrong at a stage, for the recipient named last; ``None``: nothing."""


@dataclass
class Faulty:
    """The server: what it was planned to do, and what came of it.

    Attributes:
        plan: asked at every stage.
        encryption: plain, STARTTLS or TLS from the start.
        tls: its certificate; without one it goes on in clear.
        offers: the lines of its answer to EHLO besides STARTTLS and AUTH.
        heard: all bytes that it could read, in clear or decrypted.
        accepted: the mails it has.
        conversations: how often somebody connected.
    """

    plan: Plan = lambda _stage, _recipient: None
    encryption: Security = Security.NONE
    tls: ssl.SSLContext | None = None
    offers: tuple[str, ...] = ()
    heard: bytearray = field(default_factory=bytearray)
    accepted: list[Accepted] = field(default_factory=list)
    conversations: int = 0

    def __enter__(self) -> Faulty:
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        # Small, so that whoever stops reading soon holds up the other side.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()

    @property
    def url(self) -> str:
        """The mail URL that leads here."""
        scheme = "smtps" if self.encryption is Security.IMPLICIT_TLS else "smtp"
        plain = self.encryption is Security.NONE
        asks = "starttls=no" if plain else "cafile=ca.pem"
        return f"{scheme}://{USERNAME}:{PASSWORD}@127.0.0.1:{self.port}?{asks}"

    def arrived(self, recipient: str) -> list[bytes]:
        """Return each copy that came for ``recipient``."""
        return [mail.content for mail in self.accepted if mail.recipient == recipient]

    def _serve(self) -> None:
        talks: list[threading.Thread] = []
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                line.settimeout(PATIENCE_SECONDS)
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.conversations += 1
                talk = _Conversation(self, line, self._over)
                talks.append(threading.Thread(target=talk.hold, daemon=True))
                talks[-1].start()
        for each in talks:
            each.join(PATIENCE_SECONDS)


class _Conversation:
    def __init__(
        self, server: Faulty, line: socket.socket, over: threading.Event
    ) -> None:
        self._server, self._line, self._over = server, line, over
        self._unread = b""
        self._recipient = ""
        self._encrypted = False

    def hold(self) -> None:
        with suppress(OSError, _Over):
            try:
                if self._server.encryption is Security.IMPLICIT_TLS:
                    self._encrypt()
                self._answer(Stage.GREETING, "220 ready")
                while True:
                    self._obey(self._read_line())
            finally:
                self._line.close()

    def _obey(self, command: bytes) -> None:
        verb, _, rest = command.partition(b" ")
        match verb.upper():
            case b"EHLO":
                self._answer(Stage.EHLO, self._offers())
            case b"STARTTLS":
                self._answer(Stage.STARTTLS, "220 go ahead")
                self._encrypt()
            case b"AUTH":
                right = rest == b"PLAIN " + SIGN_IN
                self._answer(Stage.AUTH, "235 welcome" if right else "535 who?")
            case b"RCPT":
                self._recipient = rest.partition(b"<")[2].partition(b">")[0].decode()
                self._answer(Stage.RCPT, "250 ok")
            case b"QUIT":
                self._answer(Stage.QUIT, "221 bye")
                raise _Over
            case other:
                self._answer(*_USUAL[other])

    def _answer(self, stage: Stage, usual: str) -> None:
        """Answer as planned; after a 354 that was given, take the mail too."""
        if stage is Stage.MAIL:
            self._recipient = ""
        fault = self._server.plan(stage, self._recipient)
        self._do(fault.does if fault else usual)
        if stage is Stage.DATA and fault is None:
            self._take_mail()

    def _take_mail(self) -> None:
        fault = self._server.plan(Stage.BODY, self._recipient)
        if fault is not None:
            self._receive()
            self._do(fault.does)
        content = self._read_body()
        fault = self._server.plan(Stage.DOT, self._recipient)
        if fault is None or fault.keeps:
            self._server.accepted.append(Accepted(self._recipient, content))
        self._do(fault.does if fault else "250 accepted")

    def _do(self, what: str | Act) -> None:
        match what:
            case str():
                self._say(what)
                if what.startswith("421"):
                    raise _Over
                return
            case Act.RESET:
                linger = socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE
                self._line.setsockopt(*linger)
            case Act.STALL:
                self._over.wait(PATIENCE_SECONDS)
            case Act.DRIP:
                while not self._over.wait(0.05):
                    self._line.sendall(b"2")
            case Act.CLOSE:
                pass
        raise _Over

    def _say(self, text: str) -> None:
        self._line.sendall(text.encode() + b"\r\n")

    def _offers(self) -> str:
        offers = ["hello", *self._server.offers]
        if self._server.encryption is Security.STARTTLS and not self._encrypted:
            offers.append("STARTTLS")
        else:
            offers.append("AUTH PLAIN")
        last = len(offers) - 1
        marks = ("-" if n < last else " " for n in range(len(offers)))
        return "\r\n".join(
            f"250{m}{text}" for m, text in zip(marks, offers, strict=True)
        )

    def _encrypt(self) -> None:
        if self._server.tls is None:
            return
        self._line = self._server.tls.wrap_socket(self._line, server_side=True)
        self._encrypted, self._unread = True, b""

    def _receive(self) -> None:
        received = self._line.recv(1 << 16)
        if not received:
            raise _Over
        self._server.heard += received
        self._unread += received

    def _read_line(self) -> bytes:
        while b"\r\n" not in self._unread:
            self._receive()
        line, _, self._unread = self._unread.partition(b"\r\n")
        return line

    def _read_body(self) -> bytes:
        """Return the mail up to its dot, by the letter of RFC 5321."""
        # As if a line had ended before it: its first line may begin with a dot.
        read, searched = bytearray(b"\r\n"), 0
        while True:
            read += self._unread
            self._unread = b""
            end = read.find(_END, max(searched - len(_END), 0))
            if end >= 0:
                break
            searched = len(read)
            self._receive()
        self._unread = bytes(read[end + len(_END) :])
        return bytes(read[: end + 2]).replace(b"\r\n..", b"\r\n.")[2:]
