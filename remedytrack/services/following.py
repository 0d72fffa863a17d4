"""What an entry in one case brings about in the cases linked to it.

A fact is copied to the linked cases whose procedure takes it from here. A correction
follows it there, and to the copies of the copies; a silence that opened a case follows
the term that ran out, and goes when that was answered after all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Entry
from remedytrack.services.refreshing import Shift, refresh, standing_of
from remedytrack.services.registry import Registry
from remedytrack.storage.ids import new_id
from remedytrack.storage.unit import Unit
from remedytrack.storage.values import EntryContent, Proceeding

APPEAL_OF = "appeal_of"
"""The link along which facts are copied; other links only say what belongs together."""


def copied(entry: Entry, now: datetime) -> Entry:
    """Return the copy of ``entry`` that a linked proceeding keeps."""
    return replace(entry, id=new_id(now), origin=entry.id, supersedes=None)


def opened_by_silence(silence: UUID, proceeding: UUID) -> UUID:
    """Return the id of the entry that says in a case which silence opened it.

    A silence is no entry and cannot be the origin of one; so the id itself tells.
    """
    return uuid5(silence, str(proceeding))


@dataclass(frozen=True, slots=True)
class Following:
    """One unit of work of one person at one moment; ``by`` is the person's id."""

    unit: Unit
    registry: Registry
    by: str
    now: datetime

    def entered(
        self, proceeding: Proceeding, entry: Entry, content: EntryContent | None
    ) -> tuple[Shift, ...]:
        """Append a new entry, and its copies; return every deadline that moved."""
        shifts = self._append(proceeding, entry, content)
        kind = self.registry.definition(proceeding).kind
        for link in self.unit.proceedings.links(proceeding.id):
            linked = self.unit.proceedings.get(link.from_id)
            event = self.registry.definition(linked).events.get(entry.kind)
            if link.kind != APPEAL_OF or linked.id == proceeding.id or event is None:
                continue
            if event.from_linked is kind:
                shifts += self._append(linked, copied(entry, self.now), content)
        return shifts

    def superseded(
        self, proceeding: Proceeding, entry: Entry, content: EntryContent | None
    ) -> tuple[Shift, ...]:
        """Append a correction, and one of each copy of what it corrects."""
        shifts = self._append(proceeding, entry, content)
        old = entry.supersedes
        for holder, copy in self.unit.journal.copies_of(old) if old else ():
            # A copy of the correction supersedes the copy of what it corrects.
            same_kind = copy.kind == entry.kind
            correction = replace(
                copied(entry, self.now),
                kind=copy.kind,
                fields=entry.fields if same_kind else copy.fields,
                supersedes=copy.id,
            )
            linked = self.unit.proceedings.get(holder)
            words = content if same_kind else None
            shifts += self.superseded(linked, correction, words)
        return shifts

    def _append(
        self, proceeding: Proceeding, entry: Entry, content: EntryContent | None
    ) -> tuple[Shift, ...]:
        before = self._silences(proceeding)
        self.unit.journal.append(proceeding.id, entry, content)
        because = str(entry.id)
        shifts = refresh(
            self.unit, self.registry, proceeding, self.now, because=because
        )
        after = self._silences(proceeding)
        for silence in {**before, **after}:
            if before.get(silence) != after.get(silence):
                shifts += self._silence_moved(proceeding, silence, after.get(silence))
        return shifts

    def _silences(self, proceeding: Proceeding) -> Mapping[UUID, When]:
        """Return the dated silences by id, where a linked case may rest on one."""
        if not self.unit.proceedings.links(proceeding.id):
            return {}
        standing = standing_of(self.unit, self.registry, proceeding, self.now)
        return {each.id: each.occurred for each in standing.silences}

    def _silence_moved(
        self, proceeding: Proceeding, silence: UUID, when: When | None
    ) -> tuple[Shift, ...]:
        """Let the cases that a silence opened follow it; ``None``: there is none."""
        shifts: tuple[Shift, ...] = ()
        for link in self.unit.proceedings.links(proceeding.id):
            linked = self.unit.proceedings.get(link.from_id)
            copy = self._last(linked, opened_by_silence(silence, linked.id))
            if copy is None:
                continue
            correction = replace(
                copy,
                id=new_id(self.now),
                occurred=when or copy.occurred,
                recorded_at=self.now,
                recorded_by=self.by,
                supersedes=copy.id,
                withdrawn=when is None,
            )
            changed = (copy.occurred, copy.withdrawn) != (
                correction.occurred,
                correction.withdrawn,
            )
            if changed:
                shifts += self.superseded(linked, correction, None)
        return shifts

    def _last(self, proceeding: Proceeding, first: UUID) -> Entry | None:
        """Return the last version of the fact that began with the entry ``first``."""
        last, found = {first}, None
        for entry in self.unit.journal.of(proceeding.id):
            if entry.id == first or entry.supersedes in last:
                found = entry
                last.add(entry.id)
        return found
