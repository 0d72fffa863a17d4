"""Authorities: bodies with names, aliases and a calendar; two may turn out to be one.

What was recorded keeps the body that it was recorded with. Every name that is read goes
to the body it was merged into, so that taking a merge back restores everything.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import update
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
        for each in self.all():
            if each.id == authority_id:
                return each
        raise NotStored("authority", authority_id)

    def all(self) -> list[Authority]:
        """Return every authority, in order of creation, merged ones among them."""
        rows = self._all(select(AuthorityRow).order_by(col(AuthorityRow.id)))
        return [Authority(row.id, row.calendar, row.merged_into) for row in rows]

    def merge(self, authority_id: UUID, into: UUID | None) -> None:
        """Let an authority count under another; ``None`` takes that back."""
        this = col(AuthorityRow.id) == authority_id
        self._change(update(AuthorityRow).where(this).values(merged_into=into))

    def heads(self) -> dict[UUID, UUID]:
        """Return for each authority the one that it counts under: mostly itself."""
        into = {each.id: each.merged_into for each in self.all()}
        return {each: _head(each, into) for each in into}

    def names(self) -> dict[UUID, str]:
        """Return the name that each authority counts under, from the content plane."""
        own = self.own_names()
        return {each: own[head] for each, head in self.heads().items()}

    def own_names(self) -> dict[UUID, str]:
        """Return the name of each authority as it was put on record."""
        rows = self._all(select(ContentAuthorityRow))
        return {row.authority_id: row.name for row in rows}

    def known(self) -> dict[UUID, str]:
        """Return the names of the authorities that are merged into no other."""
        own = self.own_names()
        return {each: own[each] for each, head in self.heads().items() if each == head}

    def aliases(self) -> dict[UUID, tuple[str, ...]]:
        """Return the other names of each authority, those merged into it among them."""
        rows = {row.authority_id: row for row in self._all(select(ContentAuthorityRow))}
        found = {each: list(row.aliases) for each, row in rows.items()}
        for each, head in self.heads().items():
            if each != head:
                found[head] += [rows[each].name, *rows[each].aliases]
        return {each: tuple(dict.fromkeys(names)) for each, names in found.items()}


def _head(authority_id: UUID, into: dict[UUID, UUID | None]) -> UUID:
    while (next_ := into[authority_id]) is not None:
        authority_id = next_
    return authority_id
