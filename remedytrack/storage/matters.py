"""Matters and their circles."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from remedytrack.storage.errors import NotStored
from remedytrack.storage.repository import Repository, in_parts
from remedytrack.storage.tables.content import ContentMatterRow
from remedytrack.storage.tables.docket import MatterRow, MembershipRow
from remedytrack.storage.values import Matter


class Matters(Repository):
    """The folders, and who belongs to each."""

    def add(self, matter: Matter, title: str) -> None:
        """Store a new matter; its title goes to the content plane."""
        self._insert(
            MatterRow(id=matter.id, ref=matter.ref, created_at=matter.created_at),
            ContentMatterRow(matter_id=matter.id, title=title),
        )

    def get(self, matter_id: UUID) -> Matter:
        """Return the matter with this id.

        Raises:
            NotStored: there is none.
        """
        row = self._first(select(MatterRow).where(col(MatterRow.id) == matter_id))
        if row is None:
            raise NotStored("matter", matter_id)
        return _matter(row)

    def by_ref(self, ref: str) -> Matter | None:
        """Return the matter that people know by ``ref``, if there is one."""
        row = self._first(select(MatterRow).where(col(MatterRow.ref) == ref))
        return _matter(row) if row else None

    def all(self) -> list[Matter]:
        """Return every matter, oldest first."""
        return [_matter(row) for row in self._all(select(MatterRow).order_by(_OLDEST))]

    def title(self, matter_id: UUID) -> str:
        """Return the title, from the content plane; empty if it was erased."""
        of_it = col(ContentMatterRow.matter_id) == matter_id
        return self._first(select(ContentMatterRow.title).where(of_it)) or ""

    def add_member(self, matter_id: UUID, user_id: str, at: datetime) -> None:
        """Let the user into the circle; nothing happens if they are in it already."""
        if user_id not in self.members(matter_id):
            self._insert(
                MembershipRow(matter_id=matter_id, user_id=user_id, since_at=at)
            )

    def remove_member(self, matter_id: UUID, user_id: str) -> None:
        """Take the user out of the circle; nothing happens if they are not in it."""
        self._change(
            delete(MembershipRow).where(
                col(MembershipRow.matter_id) == matter_id,
                col(MembershipRow.user_id) == user_id,
            )
        )

    def members(self, matter_id: UUID) -> frozenset[str]:
        """Return the user ids of the circle."""
        of_it = col(MembershipRow.matter_id) == matter_id
        return frozenset(self._all(select(MembershipRow.user_id).where(of_it)))

    def circles(self, matter_ids: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
        """Return the user ids of each circle, by the matter's id."""
        found: dict[UUID, set[str]] = {each: set() for each in matter_ids}
        for part in in_parts(found):
            of_them = col(MembershipRow.matter_id).in_(part)
            for row in self._all(select(MembershipRow).where(of_them)):
                found[row.matter_id].add(row.user_id)
        return {matter: frozenset(circle) for matter, circle in found.items()}

    def of_member(self, user_id: str) -> frozenset[UUID]:
        """Return the ids of the matters whose circle the user belongs to."""
        theirs = col(MembershipRow.user_id) == user_id
        return frozenset(self._all(select(MembershipRow.matter_id).where(theirs)))


_OLDEST = col(MatterRow.id)


def _matter(row: MatterRow) -> Matter:
    return Matter(row.id, row.ref, row.created_at)
