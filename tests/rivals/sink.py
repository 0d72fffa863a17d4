"""A mail server that knows its callers: who handed over which mail, and when.

What it accepts is put down before the 250, so a mail counts whether or not its sender
lives to hear of it.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from tests.rivals.tempo import stamp

PATIENCE_SECONDS = 60
_BACKLOG = 64


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mail that was answered with 250, or would have been.

    Attributes:
        who: the name that its sender gave.
        at: seconds since the epoch.
        content: a fingerprint of the whole mail.
    """

    message_id: str
    who: str
    at: float
    content: int


@dataclass
class Sink:
    """What has arrived, in order, and how many conversations are going on."""

    accepted: list[Accepted] = field(default_factory=list)
    _open: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def wait_for_quiet(self) -> None:
        """Wait until the last conversation is over."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._open, PATIENCE_SECONDS)

    def converse(self, line: socket.socket) -> None:
        """Hold one conversation until either side ends it."""
        with self._counted(), line, suppress(OSError):
            line.settimeout(PATIENCE_SECONDS)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with line.makefile("rb") as heard:
                line.sendall(b"220 ready\r\n")
                self._answer_all(line, heard)

    def _answer_all(self, line: socket.socket, heard: BinaryIO) -> None:
        who = ""
        for text in heard:
            match text[:4].upper():
                case b"EHLO":
                    who = text[5:].strip().decode()
                case b"DATA":
                    line.sendall(b"354 go on\r\n")
                    if (content := _body(heard)) is None:
                        return
                    self._put_down(content, who)
                case b"QUIT":
                    return
            line.sendall(b"250 ok\r\n")

    def _put_down(self, content: bytes, who: str) -> None:
        _, _, rest = content.partition(b"\r\nMessage-ID: ")
        message_id = rest.partition(b"\r\n")[0].decode()
        self.accepted.append(Accepted(message_id, who, stamp(), hash(content)))

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


@contextmanager
def serving(sink: Sink) -> Iterator[int]:
    """Serve mail into ``sink`` and give the port."""
    with socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG) as listener:
        threading.Thread(target=_serve, args=(listener, sink), daemon=True).start()
        yield listener.getsockname()[1]
        # A closed listener does not wake its thread; a caller does.
        listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, sink: Sink) -> None:
    with suppress(OSError):
        while True:
            line, _ = listener.accept()
            threading.Thread(target=sink.converse, args=(line,), daemon=True).start()


def _body(heard: BinaryIO) -> bytes | None:
    """Return the mail as it was sent; ``None`` if it broke off before its dot."""
    lines: list[bytes] = []
    for text in heard:
        if text == b".\r\n":
            return b"".join(lines)
        lines.append(text)
    return None
