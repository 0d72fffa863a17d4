"""Mails that only their reader can open: which keys we use, and how a mail is sealed.

The library encrypts to keys that are expired or revoked, and to their expired subkeys,
without a word, and a revoked key is the very key that somebody else may hold. So a key
is looked at here, each time before it is used, and the subkeys that are over are taken
out of it first. Who can read the mail stays visible: the key's id stands in the packet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from typing import Final

from pysequoia import Cert, encrypt
from pysequoia.packet import Packet, PacketPile, SignatureType, Tag

from remedytrack.notify.outgoing import OutgoingMail, Unmailable, build

LONGEST_KEY = 64 * 1024
"""Bytes of an upload; a key with a portrait and a hundred signatures has less."""

SIZES: Final = (4 * 1024, 16 * 1024, 64 * 1024)
"""The sizes in bytes that a mail may have inside; so its length says little."""

_READABLE = SMTP.clone(cte_type="8bit", max_line_length=None)
_PRIVATE = b"PRIVATE KEY"
_SECRET = (Tag.SecretKey, Tag.SecretSubkey)
_PROTECTED = ("From", "To", "Subject", "Date", "Message-ID")
_FILLING_LINE = b" " * 76 + b"\r\n"


class KeyProblem(StrEnum):
    """Why nothing is encrypted to a key."""

    NOT_A_KEY = "not_a_key"
    SEVERAL_KEYS = "several_keys"
    TOO_LONG = "too_long"
    SECRET_KEY = "secret_key"  # noqa: S105 - the name of a problem
    REVOKED = "revoked"
    EXPIRED = "expired"
    NO_ENCRYPTION = "no_encryption"
    WEAK = "weak"


class UnusableKey(ValueError):
    """Nothing may be encrypted to this key; ``problem`` says why.

    The message never quotes the key: it may be a secret one.
    """

    def __init__(self, problem: KeyProblem) -> None:
        super().__init__(f"The OpenPGP key cannot be used: {problem.value}.")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that may be encrypted to now.

    Attributes:
        fingerprint: of the primary key, capital hexadecimal digits.
        armoured: the key as text, without the subkeys that are over.
        expires_at: the aware moment from which nothing can be encrypted to it; ``None``
            if it never ends.
    """

    fingerprint: str
    armoured: str
    expires_at: datetime | None


def read_key(data: bytes, now: datetime) -> PublicKey:
    """Return the one public key in ``data``, if mail may be encrypted to it at ``now``.

    Args:
        data: an exported key, armoured or not.
        now: the moment at which it must be neither revoked nor expired.

    Raises:
        UnusableKey: what is wrong with it; a secret key above all.
    """
    if len(data) > LONGEST_KEY:
        raise UnusableKey(KeyProblem.TOO_LONG)
    if _PRIVATE in data:
        # Also where the rest of it is damaged: what was sent is lost all the same.
        raise UnusableKey(KeyProblem.SECRET_KEY)
    try:
        return _judged(data, now)
    except RuntimeError:
        # The library knows no other error; its text holds a trace of its own inside.
        raise UnusableKey(KeyProblem.NOT_A_KEY) from None


def sealed(mail: OutgoingMail, armoured: str, now: datetime) -> OutgoingMail:
    """Return ``mail`` with its body encrypted to a key; its headers stand inside too.

    Raises:
        UnusableKey: the key may not be used any more.
        Unmailable: the mail cannot be written, or is longer than the largest size.
    """
    key = read_key(armoured.encode(), now)
    reader = Cert.from_bytes(key.armoured.encode())
    secret = encrypt(_padded(_inside(mail)), recipients=[reader])
    return replace(mail, body=secret.decode("ascii"), is_sealed=True)


def _judged(data: bytes, now: datetime) -> PublicKey:
    packets = list(PacketPile.from_bytes(data))
    if any(packet.tag in _SECRET for packet in packets):
        raise UnusableKey(KeyProblem.SECRET_KEY)
    if len(Cert.split_bytes(data)) > 1:
        raise UnusableKey(KeyProblem.SEVERAL_KEYS)
    key = Cert.from_bytes(data)
    _refuse_revoked(key, packets)
    ends_at = _ends_at(key)
    if ends_at is not None and ends_at <= now:
        raise UnusableKey(KeyProblem.EXPIRED)
    return _encryptable(_parts(packets), ends_at, now)


def _refuse_revoked(key: Cert, packets: Iterable[Packet]) -> None:
    # Whoever signed it, and whatever the reason: a doubt is enough not to use it.
    if key.is_revoked or any(
        packet.signature_type == SignatureType.KeyRevocation for packet in packets
    ):
        raise UnusableKey(KeyProblem.REVOKED)


def _ends_at(key: Cert) -> datetime | None:
    try:
        return key.expiration
    except RuntimeError as error:
        # The library's own policy: too few bits, or bound by a hash that is broken.
        raise UnusableKey(KeyProblem.WEAK) from error


@dataclass(frozen=True, slots=True)
class _Part:
    """The primary key with its names, or a subkey, and the signatures after it."""

    packets: tuple[Packet, ...]

    @property
    def is_primary(self) -> bool:
        return self.packets[0].tag == Tag.PublicKey

    @property
    def encrypts(self) -> bool:
        flags = self._binding.key_flags if self._binding else None
        return flags is not None and (
            flags.transport_encryption or flags.storage_encryption
        )

    @property
    def is_revoked(self) -> bool:
        return any(
            packet.signature_type == SignatureType.SubkeyRevocation
            for packet in self.packets
        )

    @property
    def ends_at(self) -> datetime | None:
        """When the binding that counts lets it end."""
        binding, created_at = self._binding, self.packets[0].key_created
        ends = [binding.signature_expiration_time] if binding else []
        if binding and created_at and binding.key_validity_period:
            ends.append(created_at + binding.key_validity_period)
        return _first(ends)

    @property
    def _binding(self) -> Packet | None:
        """The latest signature that says what the key is for."""
        bindings = [
            (packet.signature_created, number, packet)
            for number, packet in enumerate(self.packets)
            if packet.key_flags is not None and packet.signature_created is not None
        ]
        return max(bindings, key=lambda each: each[:2])[2] if bindings else None


def _parts(packets: Iterable[Packet]) -> list[_Part]:
    parts: list[list[Packet]] = []
    for packet in packets:
        if packet.tag in (Tag.PublicKey, Tag.PublicSubkey):
            parts.append([])
        if parts:
            parts[-1].append(packet)
    return [_Part(tuple(part)) for part in parts]


def _encryptable(
    parts: list[_Part], key_ends_at: datetime | None, now: datetime
) -> PublicKey:
    """Return the key with those of its parts that may be encrypted to at ``now``."""
    primary, *subkeys = parts
    encrypting = [part for part in subkeys if part.encrypts]
    alive = list(_alive(encrypting, now))
    if not alive and not primary.encrypts:
        over = any(not part.is_revoked for part in encrypting)
        raise UnusableKey(KeyProblem.EXPIRED if over else _without(encrypting))
    key = Cert.from_packets([p for part in (primary, *alive) for p in part.packets])
    _try(key)
    last = _last(part.ends_at for part in alive)
    return PublicKey(
        fingerprint=key.fingerprint.upper(),
        armoured=str(key),
        expires_at=_first([key_ends_at, None if primary.encrypts else last]),
    )


def _alive(parts: Iterable[_Part], now: datetime) -> Iterator[_Part]:
    for part in parts:
        ends_at = part.ends_at
        if not part.is_revoked and (ends_at is None or now < ends_at):
            yield part


def _without(encrypting: list[_Part]) -> KeyProblem:
    return KeyProblem.REVOKED if encrypting else KeyProblem.NO_ENCRYPTION


def _try(key: Cert) -> None:
    try:
        encrypt(b"", recipients=[key])
    except RuntimeError as error:
        raise UnusableKey(KeyProblem.NO_ENCRYPTION) from error


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _last(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the last of ``moments``; ``None``, which never comes, is the very last."""
    known = list(moments)
    return None if None in known else max((m for m in known if m), default=None)


def _inside(mail: OutgoingMail) -> bytes:
    """Return what is encrypted: the body, under the headers that the reader can trust.

    They are those of RFC 9788: the same as outside, where anybody could change them.
    """
    outside = build(mail)
    inside = EmailMessage(policy=_READABLE)
    for name in _PROTECTED:
        inside[name] = str(outside[name])
    for name in _PROTECTED:
        inside["HP-Outer"] = f"{name}: {outside[name]}"
    inside.set_content(mail.body, cte="8bit")
    inside.make_mixed()
    inside.set_param("hp", "cipher")
    return inside.as_bytes()


def _padded(content: bytes) -> bytes:
    """Fill up what follows the last part, which nobody is shown."""
    size = next((each for each in SIZES if len(content) <= each), None)
    if size is None:
        raise Unmailable("body", "it is too long to be sealed")
    missing = size - len(content)
    lines = _FILLING_LINE * (missing // len(_FILLING_LINE) + 1)
    return content + lines[:missing]
