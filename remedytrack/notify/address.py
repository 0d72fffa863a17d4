"""Where mail goes: the one line of configuration that says how it leaves.

``REMEDYTRACK_MAIL_URL`` is read here into a frozen value, and every mistake in
it is named before the first mail is tried. Nothing here opens a connection.
"""

import ipaddress
import math
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

DEFAULT_TIMEOUT_SECONDS = 30.0
LONGEST_TIMEOUT_SECONDS = 600.0

NEUTRAL_EHLO_NAME = "remedytrack.invalid"
"""The name told to the server: never the host's own (RFC 2606 reserves it)."""

_FORMS = (
    "Expected smtp://USER:PASSWORD@HOST:587 (STARTTLS), "
    "smtps://USER:PASSWORD@HOST:465 (TLS from the start) or file:FOLDER. "
    "The smtp forms take ?timeout=SECONDS, &cafile=FILE and &ehlo=NAME. "
    "Write / : @ # ? % in a user name or password as %2F %3A %40 %23 %3F %25."
)
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.(?!-)[A-Za-z0-9-]{1,63})*\.?")


class InvalidMailUrl(ValueError):
    """The mail address of the installation cannot be used.

    The message never repeats the address: it may hold a password.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(f"The mail URL cannot be used: {problem}. {_FORMS}")


class Security(StrEnum):
    """When a connection to the mail server is encrypted."""

    STARTTLS = "starttls"
    IMPLICIT_TLS = "implicit_tls"
    NONE = "none"  # only towards this very machine


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server and how to talk to it.

    Attributes:
        host: name or IP address; the certificate must be made out to it.
        port: TCP port.
        security: when the connection is encrypted.
        username: name to sign in with; empty when the server asks for none.
        password: its password; never shown by ``repr``.
        ca_file: the only certificates trusted for this server, as a path that
            may be relative to the data folder; empty for the system's.
        ehlo_name: the name we give ourselves towards the server.
        timeout_seconds: the longest one delivery may take.
    """

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    ehlo_name: str = NEUTRAL_EHLO_NAME
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS


@dataclass(frozen=True, slots=True)
class MailFolder:
    """A folder that takes each mail as a file.

    Attributes:
        path: absolute, or relative to the data folder.
    """

    path: str


MailUrl: TypeAlias = SmtpServer | MailFolder
"""What ``REMEDYTRACK_MAIL_URL`` can say."""


def parse_mail_url(text: str) -> MailUrl:
    """Return what the mail URL ``text`` says.

    Args:
        text: ``smtp://…``, ``smtps://…`` or ``file:…``.

    Raises:
        InvalidMailUrl: what is wrong with it, and the expected forms.
    """
    parts = _split(text)
    match parts.scheme:
        case "file":
            return _folder(parts)
        case "smtp":
            return _server(parts, Security.STARTTLS, default_port=587)
        case "smtps":
            return _server(parts, Security.IMPLICIT_TLS, default_port=465)
        case "":
            raise InvalidMailUrl("it does not start with smtp:, smtps: or file:")
        case _:
            raise InvalidMailUrl(f"mail cannot leave by {parts.scheme!r}")


def _split(text: str) -> SplitResult:
    # The standard library drops line breaks and tabs without a word.
    if not text.isprintable() or " " in text:
        raise InvalidMailUrl("it has a space or a control character in it")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise InvalidMailUrl("its host is not written correctly") from error
    if parts.fragment:
        raise InvalidMailUrl("it has a # in it")
    return parts


def _folder(parts: SplitResult) -> MailFolder:
    if parts.netloc:
        raise InvalidMailUrl("write file:FOLDER or file:///FOLDER, not file://FOLDER")
    if parts.query:
        raise InvalidMailUrl("a folder takes no settings after ?")
    if not parts.path:
        raise InvalidMailUrl("it names no folder")
    return MailFolder(unquote(parts.path))


def _server(parts: SplitResult, security: Security, *, default_port: int) -> SmtpServer:
    if parts.path not in {"", "/"}:
        raise InvalidMailUrl("something follows the host and port")
    host = _host(parts)
    settings = _settings(parts.query)
    username, password = _account(parts)
    return SmtpServer(
        host=host,
        port=_port(parts, default_port),
        security=_security(settings.get("starttls"), security, host),
        username=username,
        password=password,
        ca_file=settings.get("cafile", ""),
        ehlo_name=_host_name(settings.get("ehlo", NEUTRAL_EHLO_NAME), "ehlo"),
        timeout_seconds=_timeout(settings.get("timeout")),
    )


def _host(parts: SplitResult) -> str:
    if not parts.hostname:
        raise InvalidMailUrl("it names no host")
    if _ip_address(parts.hostname):
        return parts.hostname
    return _host_name(parts.hostname, "host")


def _host_name(text: str, what: str) -> str:
    try:
        name = text.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise InvalidMailUrl(f"its {what} is not a host name") from error
    if not _HOST_NAME.fullmatch(name):
        raise InvalidMailUrl(f"its {what} is not a host name")
    return name


def _port(parts: SplitResult, default: int) -> int:
    try:
        port = parts.port
    except ValueError as error:
        raise InvalidMailUrl("its port is not a number from 1 to 65535") from error
    if port == 0:
        raise InvalidMailUrl("its port is not a number from 1 to 65535")
    return default if port is None else port


def _account(parts: SplitResult) -> tuple[str, str]:
    username = unquote(parts.username or "")
    password = unquote(parts.password or "")
    if bool(username) != bool(password):
        raise InvalidMailUrl("it needs both a user name and a password, or neither")
    if not (username + password).isascii():
        # smtplib signs in with ASCII only and would fail at the first mail.
        raise InvalidMailUrl("its user name or password is not in Latin letters")
    return username, password


def _settings(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError as error:
        raise InvalidMailUrl("a setting after ? is not NAME=VALUE") from error
    settings = dict(pairs)
    if len(settings) != len(pairs):
        raise InvalidMailUrl("a setting is given twice")
    if unknown := settings.keys() - {"starttls", "timeout", "cafile", "ehlo"}:
        raise InvalidMailUrl(f"there is no setting {min(unknown)!r}")
    if "" in settings.values():
        raise InvalidMailUrl("a setting after ? is empty")
    return settings


def _security(starttls: str | None, security: Security, host: str) -> Security:
    if starttls is None:
        return security
    if security is not Security.STARTTLS or starttls not in {"yes", "no"}:
        raise InvalidMailUrl("starttls is yes or no, and only smtp: has it")
    if starttls == "yes":
        return security
    if not _is_this_machine(host):
        raise InvalidMailUrl(
            "starttls=no is allowed towards this machine only (localhost, 127.0.0.1)"
        )
    return Security.NONE


def _is_this_machine(host: str) -> bool:
    address = _ip_address(host)
    return host == "localhost" if address is None else address.is_loopback


def _ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _timeout(text: str | None) -> float:
    if text is None:
        return DEFAULT_TIMEOUT_SECONDS
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= LONGEST_TIMEOUT_SECONDS:
        raise InvalidMailUrl(
            f"timeout is a number of seconds up to {LONGEST_TIMEOUT_SECONDS:g}"
        )
    return seconds
