"""The evening check: one sheet a working day, of references and codes only.

What is said on it is data, not words, so that a stored sheet can be read in every
language. Each signed sheet is bound to the one before it (:func:`sealed`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from remedytrack.core.audit import GENESIS
from remedytrack.core.dates import When
from remedytrack.core.law import Texts
from remedytrack.core.workflow.journal import Alone, Proof

_DOMAIN = b"remedytrack evening sheet, version 1\n"
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER_LIKE = re.compile(
    r"[^\W\d_]{0,4}[-–/№# ]{0,2}\d[\dA-Z/–-]{0,24}", re.IGNORECASE
)


class Section(StrEnum):
    """The parts of the sheet, in the order in which they are looked at."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    STRUCK_PROVEN = "struck_proven"
    STRUCK_UNPROVEN = "struck_unproven"
    ENTERED = "entered"
    CHANGED = "changed"
    HEARINGS = "hearings"
    THEIRS = "theirs"
    CLOSED = "closed"
    UNCOVERED = "uncovered"
    STEPLESS = "stepless"
    UNCHECKED = "unchecked"


ASKED = (
    Section.TODAY,
    Section.TOMORROW,
    Section.STRUCK_PROVEN,
    Section.STRUCK_UNPROVEN,
    Section.ENTERED,
    Section.CHANGED,
    Section.HEARINGS,
)
"""On a day with nothing in these nobody is asked to sign."""


class Says(StrEnum):
    """One thing that the sheet says about a line; the fields it uses in brackets."""

    BY = "by"  # day
    ON = "on"  # day
    REMINDED = "reminded"  # day
    LATE_AFTER = "late_after"  # day
    AT = "at"  # moment
    OWNER = "owner"  # who
    DEPUTY = "deputy"  # who
    NOBODY = "nobody"
    NO_DEPUTY = "no_deputy"
    TAKEN_ON = "taken_on"  # moment
    NOT_TAKEN_ON = "not_taken_on"
    AWAY = "away"  # who, day
    PROVISIONAL = "provisional"
    NO_CHECK = "no_check"
    DIFFERS = "differs"  # when, was, who
    ALONE = "alone"  # alone
    RULE_UNCHECKED = "rule_unchecked"
    DONE = "done"  # when
    PROOF = "proof"  # proof, words
    NO_PROOF = "no_proof"
    OPENED = "opened"  # who
    NOT_OPENED = "not_opened"
    FROM = "from"  # text, when
    MOVED = "moved"  # was, day
    GONE = "gone"  # was
    GIVEN_UP = "given_up"
    RECORDED = "recorded"  # moment, who
    PLACE_KNOWN = "place_known"
    PLACE_UNKNOWN = "place_unknown"
    CLASH = "clash"  # words, moment
    SAME_DAY = "same_day"  # who, words
    STRICT_ONLY = "strict_only"  # day, was
    LATE_BY_ALL = "late_by_all"  # day
    CONFIDENTIAL = "confidential"  # day
    LIFTABLE = "liftable"  # day


WARNS = frozenset(
    {
        Says.REMINDED,
        Says.NOBODY,
        Says.NO_DEPUTY,
        Says.NOT_TAKEN_ON,
        Says.AWAY,
        Says.PROVISIONAL,
        Says.NO_CHECK,
        Says.DIFFERS,
        Says.ALONE,
        Says.NO_PROOF,
        Says.NOT_OPENED,
        Says.PLACE_UNKNOWN,
        Says.CLASH,
        Says.SAME_DAY,
    }
)
"""What stays open after signing."""


@dataclass(frozen=True, slots=True)
class Note:
    """One remark of a line; which fields it has is its kind's."""

    says: Says
    day: date | None = None
    was: date | None = None
    when: When | None = None
    moment: datetime | None = None
    who: str | None = None
    text: Texts | None = None
    words: str | None = None
    proof: Proof | None = None
    alone: Alone | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What stands about one case, or about one of its deadlines.

    ``act`` is the law's; what somebody typed is left out, and ``by_hand`` says so.
    """

    ref: str
    act: Texts | None = None
    notes: tuple[Note, ...] = ()
    by_hand: bool = False

    @property
    def warnings(self) -> int:
        """How many remarks of it somebody has to see to."""
        return sum(note.says in WARNS for note in self.notes)


@dataclass(frozen=True, slots=True)
class Service:
    """How the reminders fared: since the last check, and as it stands."""

    ran_at: datetime | None
    sent: int
    waiting: int
    failed: int
    repeated: int
    bounced: int
    backup_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One evening's sheet as it was looked at.

    Attributes:
        day: the working day that it closes.
        made_at: the moment it was put together.
        zone: the zone of the team, such as ``Asia/Almaty``.
        team: whose sheet it is; ``None`` where there are no teams.
        sections: the lines of each section that has any.
        service: how the sending of reminders fared.
    """

    day: date
    made_at: datetime
    zone: str
    team: str | None = None
    sections: Mapping[Section, tuple[Line, ...]] = field(default_factory=dict)
    service: Service | None = None

    def lines(self, section: Section) -> tuple[Line, ...]:
        """Return the lines of one section; empty says that there are none."""
        return self.sections.get(section, ())

    @property
    def asks(self) -> bool:
        """Whether anything on it wants to be looked at and signed."""
        return any(self.lines(section) for section in ASKED)

    @property
    def open_after_signing(self) -> Mapping[Section, int]:
        """How much stays open in each of the first sections."""
        found = {section: self._open_in(section) for section in ASKED}
        return {section: count for section, count in found.items() if count}

    def _open_in(self, section: Section) -> int:
        lines = self.lines(section)
        if section is Section.STRUCK_UNPROVEN:
            return len(lines)
        return sum(line.warnings for line in lines)


@dataclass(frozen=True, slots=True)
class Signed:
    """A sheet on record: its number, whose click it was, and the chain.

    ``signed_by`` is an account's id, or :data:`NOTHING_TO_CHECK`.
    """

    number: int
    sheet: Sheet
    content: str
    signed_by: str
    signed_at: datetime
    previous_hash: str = GENESIS
    hash: str = ""


NOTHING_TO_CHECK = "nothing_to_check"
"""Who signs on a day on which there was nothing to look at."""


def sealed(signed: Signed) -> str:
    """Return the SHA-256 that binds a signed sheet to the one before it."""
    covered = {
        "previous_hash": signed.previous_hash,
        "number": signed.number,
        "content": signed.content,
        "signed_by": signed.signed_by,
        "signed_at": signed.signed_at.astimezone(UTC).isoformat(
            timespec="microseconds"
        ),
    }
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(_DOMAIN + text.encode()).hexdigest()


def person_code(account_id: str) -> str:
    """Return the code under which somebody stands on a sheet, such as ``P-7QX``.

    It follows from the opaque id, so it stays; it says neither name nor initials.
    """
    number = int.from_bytes(hashlib.sha256(account_id.encode()).digest()[:8], "big")
    letters = []
    for _ in range(3):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return f"P-{''.join(letters)}"


def fingerprint(sheet: Sheet) -> str:
    """Return a fingerprint of what there is to look at: it changes when that does."""
    looked_at = [(section.value, sheet.lines(section)) for section in ASKED]
    return hashlib.sha256(repr(looked_at).encode()).hexdigest()


def number_in(text: str) -> str | None:
    """Return ``text`` if it is a number of a register and can hold no name."""
    typed = text.strip()
    return typed if _NUMBER_LIKE.fullmatch(typed) else None
