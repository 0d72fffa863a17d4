"""A mail server that costs next to nothing: it says yes to everything, keeps nothing.

Run as ``python -m tests.bench.sink``; it prints its port and serves one line at a time
until it is killed.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
_END = b"\r\n.\r\n"
_ANSWERS = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


@contextmanager
def sink() -> Iterator[int]:
    """Run the server in a process of its own and give its port."""
    command = [sys.executable, "-m", "tests.bench.sink"]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def main() -> None:
    """Serve for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            line, _ = listener.accept()
            # Whoever has said QUIT may not wait for the answer.
            with line, suppress(OSError):
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _converse(line)


def _converse(line: socket.socket) -> None:
    line.sendall(b"220 ready\r\n")
    heard, in_body = b"", False
    while received := line.recv(1 << 16):
        heard += received
        if not heard.endswith(_END if in_body else b"\r\n"):
            continue
        verb = b"" if in_body else heard[:4].upper()
        line.sendall(_ANSWERS.get(verb, b"250 ok\r\n"))
        in_body, heard = verb == b"DATA", b""


if __name__ == "__main__":
    main()
