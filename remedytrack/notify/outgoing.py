"""A mail as it goes over the wire: few headers, none of them open to injection.

Every value is checked here, because the standard library of some Python 3.11
versions lets a line break through (CVE-2024-6923, CVE-2026-1299).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

# 7bit: nothing goes out that a server of the old kind could not carry.
_PLAIN = SMTP.clone(cte_type="7bit")


class _Remembering(EmailPolicy):
    """Parses and folds each header once: those of two mails differ in very few.

    The library takes longer for that than for the rest of a mail and its delivery.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, str]:
        return (name, value) if hasattr(value, "name") else _parsed(name, str(value))

    def fold_binary(self, name: str, value: str) -> bytes:
        return _folded(name, value)


@lru_cache(maxsize=512)
def _parsed(name: str, value: str) -> tuple[str, str]:
    return _PLAIN.header_store_parse(name, value)


@lru_cache(maxsize=512)
def _folded(name: str, value: str) -> bytes:
    return _PLAIN.fold_binary(name, value)


_POLICY = _Remembering(linesep=_PLAIN.linesep, cte_type=_PLAIN.cte_type)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"(?=.{{1,64}}\Z){_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*")
_MESSAGE_ID = re.compile(
    r"<(?P<token>[A-Za-z0-9][A-Za-z0-9._-]{0,63})@[A-Za-z0-9][A-Za-z0-9.-]{0,252}>"
)
# Control characters, both Unicode line ends, and halves of surrogate pairs.
_UNSAFE_CATEGORIES = frozenset({"Cc", "Zl", "Zp", "Cs"})


class Unmailable(ValueError):
    """A mail cannot be written as it is; trying again will not help.

    The message names the field and never its value, which may be a person's.

    Attributes:
        field: the header, or ``body``.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"The mail's {field} cannot be used: {problem}.")
        self.field = field


class UnsafeHeader(Unmailable):
    """A header value holds a line break or another control character."""

    def __init__(self, field: str) -> None:
        super().__init__(field, "it holds a line break or a control character")


class UnusableAddress(Unmailable):
    """A sender or recipient is not exactly one mail address."""

    def __init__(self, field: str) -> None:
        super().__init__(
            field, "it is not one address such as name@example.org, in Latin letters"
        )


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """What a transport needs to know of one mail.

    Attributes:
        message_id: ``<token@domain>``, stored with the mail and the same at every
            try. The token is random and the domain neutral: neither a host name nor
            a process id.
        sender: ``name@domain`` or ``Neutral Name <name@domain>``.
        recipient: one ``name@domain``.
        subject: one line.
        body: plain text in any language; of a sealed mail, the armoured ciphertext.
        date: the aware moment the mail shows; sent in UTC.
        is_sealed: ``body`` is encrypted already and goes out as PGP/MIME (RFC 3156).
    """

    message_id: str
    sender: str
    recipient: str
    subject: str
    body: str
    date: datetime
    is_sealed: bool = False


def build(mail: OutgoingMail) -> EmailMessage:
    """Return ``mail`` as the message that is put on the wire.

    Its headers are From, To, Subject, Date, Message-ID, Auto-Submitted and those of
    MIME, and no others.

    Raises:
        UnsafeHeader: a header value holds a line break or a control character.
        UnusableAddress: sender or recipient is not exactly one address.
        Unmailable: the Message-ID, the date or the body cannot be used.
    """
    message_token(mail)
    message = EmailMessage(policy=_POLICY)
    message["From"] = mailbox("From", mail.sender)
    message["To"] = mailbox("To", mail.recipient)
    message["Subject"] = _safe("Subject", mail.subject)
    message["Date"] = format_datetime(_moment(mail.date))
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    if mail.is_sealed:
        _put_sealed(message, mail.body)
        return message
    try:
        # In every language: bodies of one length stay so, whatever their letters are.
        message.set_content(mail.body, cte="base64")
    except UnicodeEncodeError as error:
        raise Unmailable("body", "it holds half a character") from error
    return message


def _put_sealed(message: EmailMessage, armoured: str) -> None:
    """Give ``message`` the two parts that RFC 3156 asks for."""
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = (
        'multipart/encrypted; protocol="application/pgp-encrypted"'
    )
    for kind, content in (
        ("application/pgp-encrypted", "Version: 1\n"),
        ("application/octet-stream", armoured),
    ):
        part = EmailMessage(policy=_POLICY)
        part["Content-Type"] = kind
        part.set_payload(content)
        message.attach(part)


def message_token(mail: OutgoingMail) -> str:
    """Return the random part of the Message-ID: letters, digits and ``._-``.

    Raises:
        UnsafeHeader: the Message-ID holds a control character.
        Unmailable: it is not ``<token@domain>``.
    """
    found = _MESSAGE_ID.fullmatch(_safe("Message-ID", mail.message_id))
    if found is None:
        raise Unmailable("Message-ID", "it is not <token@domain>")
    return found["token"]


def mailbox(field: str, text: str) -> Address:
    """Return the one address in ``text``, its domain in ASCII.

    Args:
        field: the header it is for, named in errors.
        text: ``name@domain`` or ``Name <name@domain>``.

    Raises:
        UnsafeHeader: it holds a line break or a control character.
        UnusableAddress: it is no address, several, or not in Latin letters.
    """
    name, address = _name_and_address(_safe(field, text).strip())
    local_part, at, domain = address.rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local_part):
        raise UnusableAddress(field)
    return Address(name, local_part, _ascii_domain(field, domain))


def _name_and_address(text: str) -> tuple[str, str]:
    if not text.endswith(">"):
        return "", text
    name, _, address = text[:-1].rpartition("<")
    return name.strip().strip('"'), address


def _ascii_domain(field: str, domain: str) -> str:
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise UnusableAddress(field) from error
    if not _DOMAIN.fullmatch(ascii_domain):
        raise UnusableAddress(field)
    return ascii_domain


def _safe(field: str, value: str) -> str:
    if any(unicodedata.category(letter) in _UNSAFE_CATEGORIES for letter in value):
        raise UnsafeHeader(field)
    return value


def _moment(date: datetime) -> datetime:
    # UTC, because another zone would tell where the sender or the reader is.
    if date.tzinfo is None:
        raise Unmailable("Date", "it has no time zone")
    return date.astimezone(UTC)
