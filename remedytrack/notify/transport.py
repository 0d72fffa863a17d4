"""How a mail leaves: to a server, into a folder, or into memory for tests."""

import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC
from pathlib import Path
from typing import Protocol, assert_never

from remedytrack.notify.address import (
    DEFAULT_TIMEOUT_SECONDS,
    InvalidMailUrl,
    MailFolder,
    MailUrl,
    Security,
    SmtpServer,
)
from remedytrack.notify.connection import VerifiedConnection, VerifiedMail
from remedytrack.notify.delivery import DeliveryFailed, Phase
from remedytrack.notify.outgoing import (
    OutgoingMail,
    Unmailable,
    UnsafeHeader,
    UnusableAddress,
    build,
    message_token,
)
from remedytrack.notify.prepared import PreparedMessage

__all__ = [
    "DeliveryFailed",
    "FileTransport",
    "OutgoingMail",
    "Phase",
    "Post",
    "RecordingTransport",
    "SmtpTransport",
    "Transport",
    "Unmailable",
    "UnsafeHeader",
    "UnusableAddress",
    "build",
    "transport_for",
]


class Post(Protocol):
    """Takes mails, one at a time."""

    def send(self, mail: OutgoingMail) -> None:
        """Hand ``mail`` over; returning means that it was accepted.

        Raises:
            DeliveryFailed: it was not, or it is not known whether it was. No other
                error speaks of the mail.
        """
        ...


class Transport(Post, Protocol):
    """Takes mails out of the program: one with ``send``, or many in a session.

    Attributes:
        timeout_seconds: the longest one ``send`` may take; a lease must be longer.
    """

    timeout_seconds: float

    def session(self) -> AbstractContextManager[Post]:
        """Return what takes many mails, sharing between them what costs time.

        Entering it does nothing that can fail, and a mail that fails spoils nothing
        for the next one.
        """
        ...


def transport_for(url: MailUrl, *, data_folder: Path) -> Transport:
    """Return the transport that ``url`` asks for.

    Args:
        url: from ``parse_mail_url``.
        data_folder: what relative paths in it are relative to.

    Raises:
        InvalidMailUrl: its CA file cannot be read.
    """
    match url:
        case SmtpServer():
            return SmtpTransport(url, data_folder=data_folder)
        case MailFolder():
            return FileTransport(data_folder / url.path)
        case _:
            assert_never(url)


class SmtpTransport:
    """Hands mails to a mail server, those of a session over one line.

    Args:
        server: where to, and how.
        data_folder: what a relative CA file is relative to.

    Raises:
        InvalidMailUrl: the CA file cannot be read.
    """

    def __init__(self, server: SmtpServer, *, data_folder: Path) -> None:
        self.timeout_seconds = server.timeout_seconds
        self._post = VerifiedMail(server, _tls_context(server, data_folder))

    def send(self, mail: OutgoingMail) -> None:
        """Hand ``mail`` to the server over a line of its own.

        Raises:
            DeliveryFailed: the server has not, or perhaps not, accepted it.
        """
        with self.session() as post:
            post.send(mail)

    @contextmanager
    def session(self) -> Iterator[Post]:
        """Give a line to the server; it is opened with the first mail."""
        with self._post.connect() as connection:
            yield _SmtpPost(connection)


class _SmtpPost:
    def __init__(self, connection: VerifiedConnection) -> None:
        self._connection = connection

    def send(self, mail: OutgoingMail) -> None:
        try:
            message = PreparedMessage(mail)
        except Unmailable as error:
            raise _never_built(error) from error
        self._connection.send(message)


class FileTransport:
    """Writes each mail as one ``.eml`` file, whole or not at all.

    A name is the mail's date in UTC and the random part of its Message-ID, so names
    sort by time, and a repeated mail takes the place of its first copy.

    Args:
        folder: made, for its owner only, with the first mail.
    """

    def __init__(self, folder: Path) -> None:
        self.timeout_seconds = DEFAULT_TIMEOUT_SECONDS
        self._folder = folder

    def send(self, mail: OutgoingMail) -> None:
        """Write ``mail`` to the folder and wait until the disk has it.

        Raises:
            DeliveryFailed: the mail cannot be written, or the disk refuses it.
        """
        content = _built(mail)
        moment = mail.date.astimezone(UTC)
        name = f"{moment:%Y%m%dT%H%M%SZ}-{message_token(mail)}.eml"
        try:
            self._make_folder()
            partial = self._write_aside(content)
            partial.rename(self._folder / name)
        except OSError as error:
            raise _disk_refused(Phase.DATA, error) from error
        try:
            _flush_folder(self._folder)
        except OSError as error:
            raise _disk_refused(Phase.AFTER_DATA, error) from error

    def session(self) -> AbstractContextManager[Post]:
        """Return itself: nothing is shared between files."""
        return nullcontext(self)

    def _make_folder(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _flush_folder(self._folder.parent)

    def _write_aside(self, content: bytes) -> Path:
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=".partial-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name)


class RecordingTransport:
    """Keeps mails in memory: for tests and dry runs.

    Args:
        failures: raised one by one by the first calls of ``send``; None lets a mail
            pass.

    Attributes:
        sent: the accepted mails, in order.
    """

    def __init__(self, *failures: DeliveryFailed | None) -> None:
        self.timeout_seconds = DEFAULT_TIMEOUT_SECONDS
        self.sent: list[OutgoingMail] = []
        self._failures = list(failures)

    def send(self, mail: OutgoingMail) -> None:
        """Check ``mail`` as a real transport does, and keep it.

        Raises:
            DeliveryFailed: the mail cannot be written, or a failure was ordered.
        """
        _built(mail)
        failure = self._failures.pop(0) if self._failures else None
        if failure is not None:
            raise failure
        self.sent.append(mail)

    def session(self) -> AbstractContextManager[Post]:
        """Return itself."""
        return nullcontext(self)


def _tls_context(server: SmtpServer, data_folder: Path) -> ssl.SSLContext:
    if server.security is Security.NONE:
        if server.ca_file:
            raise InvalidMailUrl("a cafile is of no use with starttls=no")
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # it trusts nobody
    if not server.ca_file:
        return ssl.create_default_context()
    try:
        # Instead of the system's list: one relay has one chain, and an authority
        # added to the system by order cannot speak for it.
        return ssl.create_default_context(cafile=data_folder / server.ca_file)
    except OSError as error:
        raise InvalidMailUrl("its cafile holds no readable certificate") from error


def _built(mail: OutgoingMail) -> bytes:
    try:
        return build(mail).as_bytes()
    except Unmailable as error:
        raise _never_built(error) from error


def _never_built(error: Unmailable) -> DeliveryFailed:
    # The sender is a setting: once it is mended, the same mail can leave.
    permanent = error.field != "From"
    return DeliveryFailed(Phase.BUILD, None, str(error), permanent=permanent)


def _disk_refused(phase: Phase, error: OSError) -> DeliveryFailed:
    reason = f"the mail folder does not take it: {error.strerror}"
    return DeliveryFailed(phase, None, reason, ambiguous=phase is Phase.AFTER_DATA)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
