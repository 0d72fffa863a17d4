"""A mail server that counts: each acceptance by Message-ID, down before the 250.

It serves many conversations at once and can say when the last of them is over, so that
what a killed sender still had under way is counted too.
"""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import BinaryIO

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Accepted:
    """One mail that was answered with 250, or would have been."""

    recipient: str
    content: bytes

    @property
    def message_id(self) -> str:
        message: Message = message_from_bytes(self.content)
        return str(message["Message-ID"])


@dataclass
class Sink:
    """What has arrived, and how many conversations are going on.

    Attributes:
        refusals: so many recipients are told to come back later, then all are taken.
    """

    mails: list[Accepted] = field(default_factory=list)
    refusals: int = 0
    _open: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def arrived(self) -> Counter[str]:
        """Return how often each Message-ID was accepted, once all have hung up."""
        self._wait_for_quiet()
        return Counter(mail.message_id for mail in self.mails)

    def empty(self, *, refusals: int = 0) -> None:
        """Forget all mails."""
        self._wait_for_quiet()
        self.mails.clear()
        self.refusals = refusals

    def converse(self, line: socket.socket) -> None:
        """Hold one conversation until either side ends it."""
        with self._counted(), line, suppress(OSError):
            line.settimeout(PATIENCE_SECONDS)
            with line.makefile("rb") as heard:
                _say(line, "220 ready")
                self._answer_all(line, heard)

    def _answer_all(self, line: socket.socket, heard: BinaryIO) -> None:
        recipient = ""
        for text in heard:
            match text[:4].upper():
                case b"RCPT":
                    recipient = text.partition(b"<")[2].partition(b">")[0].decode()
                    _say(line, self._recipient_answer())
                case b"DATA":
                    _say(line, "354 go on")
                    if (content := _body(heard)) is None:
                        return
                    self.mails.append(Accepted(recipient, content))
                    _say(line, "250 accepted")
                case b"QUIT":
                    _say(line, "221 bye")
                    return
                case _:
                    _say(line, "250 ok")

    def _recipient_answer(self) -> str:
        if not self.refusals:
            return "250 ok"
        self.refusals -= 1
        return "451 later"

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._changed:
            self._open += 1
        try:
            yield
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def _wait_for_quiet(self) -> None:
        with self._changed:
            over = self._changed.wait_for(lambda: not self._open, PATIENCE_SECONDS)
        assert over, "a conversation does not end"


@contextmanager
def counting_server(sink: Sink) -> Iterator[int]:
    """Serve mail into ``sink`` and give the port."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        threading.Thread(target=_serve, args=(listener, sink), daemon=True).start()
        yield listener.getsockname()[1]
        # A closed listener does not wake its thread; a caller does.
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, sink: Sink) -> None:
    with suppress(OSError):
        while True:
            line, _ = listener.accept()
            threading.Thread(target=sink.converse, args=(line,), daemon=True).start()


def _say(line: socket.socket, text: str) -> None:
    line.sendall(text.encode() + b"\r\n")


def _body(heard: BinaryIO) -> bytes | None:
    """Return the mail as it was sent; ``None`` if it broke off before its dot."""
    lines: list[bytes] = []
    for text in heard:
        if text == b".\r\n":
            return b"".join(lines)
        lines.append(text.removeprefix(b".") if text.startswith(b"..") else text)
    return None
