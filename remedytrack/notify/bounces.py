"""Mail that comes back: which of our mails it was, and what the other server said.

A bounce is believed only for a mail whose random Message-ID it returns: nobody else
knows it. It is then still a claim of whoever carried the mail, so it can stop a mail
and never start anything (RFC 3464; older servers write plain text).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum

LONGEST_BOUNCE = 1024 * 1024
"""Bytes that are read; a report that needs more is none."""

_DEEPEST = 10
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?m)(?:^|[\s:<\[(])(5\d\d)[ -]")
_MESSAGE_ID = re.compile(r"(?im)^[>\s]*message-id:\s*(<[^<>\s]{3,320}>)")
_FROM_A_SERVER = re.compile(r"(?i)\b(mailer-daemon|postmaster)\b")
_NULL_PATH = re.compile(r"\s*<\s*>\s*")
_UNSPECIFIC = "5.0.0"


class Verdict(StrEnum):
    """What the other server did with the mail."""

    REFUSED = "refused"  # for good: 5.x.x
    GIVEN_UP = "given_up"  # after many tries: 4.x.x
    DELAYED = "delayed"  # it is still being tried


class NotABounce(ValueError):
    """What was read is no report about a mail that came back.

    The message repeats nothing of what was read.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(f"This is not a bounce: {problem}. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says.

    Attributes:
        message_ids: of the mails that it returns, with their angle brackets.
        verdict: what became of them.
        status: the enhanced status code, such as ``5.1.1`` (RFC 3463).
    """

    message_ids: tuple[str, ...]
    verdict: Verdict
    status: str


def read_bounce(data: bytes) -> Bounce:
    """Return what the report in ``data`` says, a whole mail with its headers.

    Raises:
        NotABounce: it is none, or says nothing that could be acted upon.
    """
    if len(data) > LONGEST_BOUNCE:
        raise NotABounce("it is too long")
    try:
        parts = list(_parts(message_from_bytes(data)))
    except RecursionError:
        raise NotABounce("its parts lie too deep in one another") from None
    bounce = _standard(parts) or _plain(parts)
    if bounce is None:
        raise NotABounce("it has no delivery report, and no server wrote it")
    if not bounce.message_ids:
        raise NotABounce("it returns neither the mail nor its headers")
    return bounce


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the message and its parts, the returned mail's own parts left out."""
    yield message
    if depth > _DEEPEST or message.get_content_type() == "message/rfc822":
        return
    for part in _inside(message):
        yield from _parts(part, depth + 1)


def _inside(message: Message) -> list[Message]:
    content = message.get_payload()
    if not isinstance(content, list):
        return []
    return [part for part in content if isinstance(part, Message)]


def _standard(parts: Iterable[Message]) -> Bounce | None:
    """Read a report in the form of RFC 3464."""
    parts = list(parts)
    reports = [p for p in parts if p.get_content_type() == "message/delivery-status"]
    judged = [each for report in reports for each in _judged(report)]
    if not judged:
        return None
    # The worst of them: a mail of ours has one recipient.
    verdict, status = min(judged, key=lambda each: list(Verdict).index(each[0]))
    return Bounce(tuple(dict.fromkeys(_returned(parts))), verdict, status)


def _judged(report: Message) -> Iterator[tuple[Verdict, str]]:
    for block in _inside(report):
        status = _STATUS.search(str(block.get("Status", "")))
        action = str(block.get("Action", "")).strip().lower()
        if status and (verdict := _verdict(action, status[1])):
            yield verdict, status[0]


def _verdict(action: str, kind: str) -> Verdict | None:
    match action, kind:
        case "failed", "5":
            return Verdict.REFUSED
        case "failed", "4":
            return Verdict.GIVEN_UP
        case "delayed", _:
            return Verdict.DELAYED
        case _:
            return None


def _returned(parts: Iterable[Message]) -> Iterator[str]:
    """Yield the Message-IDs of the mails that a report gives back."""
    for part in parts:
        match part.get_content_type():
            case "message/rfc822":
                for mail in _inside(part):
                    yield from _MESSAGE_ID.findall(f"Message-ID: {mail['Message-ID']}")
            case "text/rfc822-headers":
                yield from _MESSAGE_ID.findall(_text(part))
            case _:
                continue


def _plain(parts: Iterable[Message]) -> Bounce | None:
    """Read what older servers write: an explanation, then the mail or its headers.

    An answering machine quotes our Message-ID as well, but not as a server without a
    return path, and without a refusal.
    """
    parts = list(parts)
    if not _is_from_a_server(parts[0]):
        return None
    texts = [_text(part) for part in parts if part.get_content_maintype() == "text"]
    returned = [*_returned(parts), *(i for t in texts for i in _MESSAGE_ID.findall(t))]
    explained = "\n".join(_MESSAGE_ID.split(text, maxsplit=1)[0] for text in texts)
    status = _refusal(explained)
    if status is None:
        return None
    return Bounce(tuple(dict.fromkeys(returned)), Verdict.REFUSED, status)


def _is_from_a_server(message: Message) -> bool:
    path = message.get("Return-Path")
    if path is not None:
        return _NULL_PATH.fullmatch(str(path)) is not None
    return _FROM_A_SERVER.search(str(message.get("From", ""))) is not None


def _refusal(text: str) -> str | None:
    statuses = [found[0] for found in _STATUS.finditer(text) if found[1] == "5"]
    if statuses:
        return statuses[0]
    return _UNSPECIFIC if _REPLY.search(text) else None


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
