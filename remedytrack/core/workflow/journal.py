"""The journal of a proceeding: facts and acts, never edited, only superseded.

A correction is a new entry that supersedes an old one; a withdrawal supersedes it with
nothing. Acts of people (taking on, marking as done, assigning …) are entries of
built-in kinds, so a rebuild keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from remedytrack.core.dates import When

FieldValue = str | int | bool | date


class Act(StrEnum):
    """The built-in kinds: what people do to a proceeding, beside its events.

    Fields: ``acknowledged`` deadline · ``satisfied`` deadline, proven, proof ·
    ``extended`` deadline, until, granted · ``waived`` deadline · ``assigned`` owner,
    deputy · ``flag_reviewed`` flag, verdict · ``date_entered`` sort, bound ·
    ``double_checked`` entry, occurred, alone · ``proof_given`` deadline, done, proof ·
    ``proof_opened`` deadline, done · ``no_next_step`` why, look_again.
    """

    ACKNOWLEDGED = "acknowledged"
    SATISFIED = "satisfied"
    EXTENDED = "extended"
    WAIVED = "waived"
    ASSIGNED = "assigned"
    FLAG_REVIEWED = "flag_reviewed"
    DATE_ENTERED = "date_entered"
    DOUBLE_CHECKED = "double_checked"
    PROOF_GIVEN = "proof_given"
    PROOF_OPENED = "proof_opened"
    NO_NEXT_STEP = "no_next_step"


ACTS = frozenset(Act)


class Proof(StrEnum):
    """What shows that something was handed in or sent."""

    REGISTRATION_NUMBER = "registration_number"
    RECEIPT = "receipt"
    DOCUMENT = "document"


class Alone(StrEnum):
    """How a starting date was checked by the very person who had entered it.

    ``next_day``: entered anew on a later day, where nobody else of the circle could.
    ``break_glass``: a second person could not be had, for a reason that was given.
    """

    NEXT_DAY = "next_day"
    BREAK_GLASS = "break_glass"


class NoStep(StrEnum):
    """Why an open case has no date ahead."""

    NOTHING_PENDING = "nothing_pending"
    WAITING = "waiting"
    AS_WISHED = "as_wished"


class Basis(StrEnum):
    """What a fact rests on: a source's word, or a document that somebody has seen."""

    REPORTED = "reported"
    DOCUMENT = "document"


_NO_FIELDS: Mapping[str, FieldValue] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a journal, as the schedule plane knows it: no name, no free text.

    ``recorded_by`` and ``person`` are opaque ids. ``supersedes`` names the entry that
    this one corrects, or withdraws where ``withdrawn`` is set. ``origin`` is the entry
    of a linked proceeding that this one copies.
    """

    id: UUID
    kind: str
    occurred: When
    recorded_at: datetime
    recorded_by: str
    fields: Mapping[str, FieldValue] = field(default_factory=lambda: _NO_FIELDS)
    person: str | None = None
    basis: Basis = Basis.REPORTED
    supersedes: UUID | None = None
    withdrawn: bool = False
    origin: UUID | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry as it stands, with the versions it had before, oldest first.

    ``versions`` begins with the first version and ends with ``entry``.
    """

    entry: Entry
    versions: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The first version: its id never changes, whatever is corrected later."""
        return self.versions[0]


def day_in(value: FieldValue | None) -> date | None:
    """Return the day that a field holds, ``None`` where it holds none."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def known_at(journal: Iterable[Entry], moment: datetime) -> list[Entry]:
    """Return the entries that had been recorded at ``moment``."""
    return [entry for entry in journal if entry.recorded_at <= moment]


def standing_facts(journal: Iterable[Entry]) -> list[Fact]:
    """Return what stands: each chain of corrections as one fact, withdrawals gone.

    Where two corrections supersede the same entry, the one recorded later stands.
    The order of ``journal`` does not matter; the result is in order of first record.
    """
    entries = sorted(journal, key=_recorded)
    chain_of: dict[UUID, list[Entry]] = {}
    chains: list[list[Entry]] = []
    for entry in entries:
        chain = chain_of.get(entry.supersedes) if entry.supersedes else None
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(entry)
        chain_of[entry.id] = chain
    standing = (tuple(chain) for chain in chains if not chain[-1].withdrawn)
    return [Fact(versions[-1], versions) for versions in standing]


def _recorded(entry: Entry) -> tuple[datetime, UUID]:
    return entry.recorded_at, entry.id
