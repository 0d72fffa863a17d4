"""Audit entries and the chain that binds them.

Each entry's hash covers the entry and the hash before it, so a change, an insertion,
a deletion or a swap shows at the next check. A tail that was cut off only shows
against a hash kept elsewhere. Entries hold ids, never names: otherwise erasing a name
would break the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

Detail: TypeAlias = "str | int | bool | Sequence[Detail] | Mapping[str, Detail] | None"
"""What a detail may be: anything JSON can hold, except fractions."""

GENESIS = "0" * 64
"""What stands for the hash before the first entry."""

# Says what is hashed, so that no hash made for another purpose can pass for one.
_DOMAIN = b"remedytrack audit entry, version 1\n"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, and when.

    Attributes:
        seq: 1 for the first entry, then without a gap.
        at: an aware moment.
        actor: an account's id, or the name of a process.
        action: a verb of the services, for example ``record_event``.
        subject: ids by noun, for example ``{"proceeding": "…"}``.
        details: structured facts about the act; no names, no free text.
        previous_hash: the hash of the entry before, 64 hexadecimal digits.
        hash: this entry's own; empty until it is sealed.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    subject: Mapping[str, str]
    details: Mapping[str, Detail]
    previous_hash: str = GENESIS
    hash: str = ""


def sealed(previous_hash: str, entry: AuditEntry) -> str:
    """Return the SHA-256 that binds ``entry`` to what came before, in hexadecimal.

    The entry's own ``previous_hash`` and ``hash`` are not looked at.
    """
    digest = hashlib.sha256(_DOMAIN)
    digest.update(_canonical(previous_hash, entry).encode())
    return digest.hexdigest()


def first_break(
    entries: Iterable[AuditEntry], *, after: AuditEntry | None = None
) -> int | None:
    """Return the number of the first entry that does not follow, or ``None``.

    Args:
        entries: in order of ``seq``.
        after: a trusted entry that the first one must follow; without it, the first
            entry must be number 1.
    """
    seq = after.seq if after else 0
    previous_hash = after.hash if after else GENESIS
    for entry in entries:
        seq += 1
        if entry.seq != seq or not _follows(previous_hash, entry):
            return seq
        previous_hash = entry.hash
    return None


def _follows(previous_hash: str, entry: AuditEntry) -> bool:
    linked = entry.previous_hash == previous_hash
    return linked and entry.hash == sealed(previous_hash, entry)


def _canonical(previous_hash: str, entry: AuditEntry) -> str:
    covered = {
        "previous_hash": previous_hash,
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": dict(entry.subject),
        "details": dict(entry.details),
    }
    return json.dumps(
        covered,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
        allow_nan=False,
    )
