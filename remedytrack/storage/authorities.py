"""Authorities: bodies with names, aliases and a calendar."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select

from remedytrack.storage.errors import NotStored
from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.content import ContentAuthorityRow
from remedytrack.storage.tables.docket import AuthorityRow
from remedytrack.storage.values import Authority


class Authorities(Repository):
    """The bodies that proceedings are before."""

    def add(self, authority: Authority, name: str, aliases: Iterable[str] = ()) -> None:
        """Store a new authority; its names go to the content plane."""
        words = ContentAuthorityRow(
            authority_id=authority.id, name=name, aliases=list(aliases)
        )
        row = AuthorityRow(id=authority.id, calendar=authority.calendar)
        self._insert(row, words)

    def get(self, authority_id: UUID) -> Authority:
        """Return the authority with this id.

        Raises:
            NotStored: there is none.
        """
        this = col(AuthorityRow.id) == authority_id
        row = self._first(select(AuthorityRow).where(this))
        if row is None:
            raise NotStored("authority", authority_id)
        return Authority(row.id, row.calendar)

    def all(self) -> list[Authority]:
        """Return every authority, in order of creation."""
        rows = self._all(select(AuthorityRow).order_by(col(AuthorityRow.id)))
        return [Authority(row.id, row.calendar) for row in rows]

    def names(self) -> dict[UUID, str]:
        """Return the name of each authority, from the content plane."""
        rows = self._all(select(ContentAuthorityRow))
        return {row.authority_id: row.name for row in rows}

    def aliases(self) -> dict[UUID, tuple[str, ...]]:
        """Return the other names of each authority, from the content plane."""
        rows = self._all(select(ContentAuthorityRow))
        return {row.authority_id: tuple(row.aliases) for row in rows}
