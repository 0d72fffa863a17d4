"""Proceedings: the rows that everything else hangs on."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy
from sqlalchemy import bindparam, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from remedytrack.core.workflow.standing import Embargo, Standing
from remedytrack.storage.errors import NotStored
from remedytrack.storage.projections import Projections
from remedytrack.storage.repository import Repository, in_parts
from remedytrack.storage.revisions import Revisions
from remedytrack.storage.tables.content import ContentProceedingRow
from remedytrack.storage.tables.docket import LinkRow, ProceedingRow
from remedytrack.storage.values import Link, Proceeding, Result


class Proceedings(Repository):
    """The proceedings, where each stands, and how they are linked."""

    def __init__(
        self, session: Session, revisions: Revisions, projections: Projections
    ) -> None:
        super().__init__(session)
        self._revisions = revisions
        self._projections = projections

    def add(
        self, proceeding: Proceeding, title: str, number: str | None = None
    ) -> None:
        """Store a new proceeding; title and number go to the content plane."""
        words = ContentProceedingRow(
            proceeding_id=proceeding.id, title=title, number=number
        )
        self._insert(_row(proceeding), words)

    def get(self, proceeding_id: UUID) -> Proceeding:
        """Return the proceeding with this id.

        Raises:
            NotStored: there is none.
        """
        found = self._read(_SELECT.where(col(ProceedingRow.id) == proceeding_id))
        if not found:
            raise NotStored("proceeding", proceeding_id)
        return found[0]

    def by_ref(self, ref: str) -> Proceeding | None:
        """Return the proceeding that people know by ``ref``, if there is one."""
        found = self._read(_SELECT.where(col(ProceedingRow.ref) == ref))
        return found[0] if found else None

    def all(self) -> list[Proceeding]:
        """Return every proceeding, in order of creation."""
        return self._read(_SELECT)

    def of_matter(self, matter_id: UUID) -> list[Proceeding]:
        """Return the proceedings of one matter, in order of creation."""
        return self._read(_SELECT.where(col(ProceedingRow.matter_id) == matter_id))

    def among(self, proceeding_ids: Iterable[UUID]) -> dict[UUID, Proceeding]:
        """Return these proceedings by id."""
        found = {
            row.id: _proceeding(row)
            for part in in_parts(dict.fromkeys(proceeding_ids))
            for row in self._run(_THESE, ids=part)
        }
        for each in found.values():
            self._revisions.note(each.id, each.rev)
        return found

    def answered_by(
        self, people: Collection[str], *, unassigned: bool
    ) -> list[Proceeding]:
        """Return the proceedings that have one of ``people`` as owner or deputy.

        Args:
            people: user ids.
            unassigned: also return those that have no owner.
        """
        theirs = [
            col(ProceedingRow.owner).in_(people),
            col(ProceedingRow.deputy).in_(people),
        ]
        if unassigned:
            theirs.append(col(ProceedingRow.owner).is_(None))
        return self._read(_SELECT.where(or_(*theirs)))

    def due(self, now: datetime, limit: int | None = None) -> list[Proceeding]:
        """Return those whose standing would differ by ``now``, longest due first.

        Args:
            now: the moment of the tick.
            limit: at most so many.
        """
        due = select(ProceedingRow).where(col(ProceedingRow.changes_at) <= now)
        ordered = due.order_by(col(ProceedingRow.changes_at), col(ProceedingRow.id))
        return self._read(ordered.limit(limit))

    def call_back(self, now: datetime) -> None:
        """Let the standing of every proceeding be due at ``now``.

        For after a clock was ahead: what it saw as over may be still to come.
        """
        self._change(update(ProceedingRow).values(changes_at=now))

    def next_change_at(self, now: datetime) -> datetime | None:
        """Return the first moment after ``now`` at which a standing differs."""
        changes_at = col(ProceedingRow.changes_at)
        later = select(changes_at).where(changes_at > now).order_by(changes_at)
        return self._session.exec(later.limit(1)).first()

    def titles(self, proceeding_ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return titles by id, from the content plane."""
        return {row.proceeding_id: row.title for row in self._words(proceeding_ids)}

    def numbers(self, proceeding_ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the authorities' own numbers by id, where known."""
        rows = self._words(proceeding_ids)
        return {row.proceeding_id: row.number for row in rows if row.number}

    def store_standing(
        self,
        proceeding_id: UUID,
        standing: Standing,
        at: datetime,
        *,
        seen_rev: int | None = None,
        results: Mapping[UUID, Result] = MappingProxyType({}),
    ) -> None:
        """Store what a replay said, in the place of what it said before.

        Args:
            proceeding_id: whose standing it is.
            standing: what the replay of the whole journal returned.
            at: the moment it holds for.
            seen_rev: the ``rev`` that a person was shown, where their decision rests
                on it; without it, the first one that this unit of work saw.
            results: the newest result of each deadline, by the deadline's id.

        Raises:
            NotStored: there is no such proceeding.
            StaleProceeding: it was changed after it was seen; nothing is kept.
        """
        changes = {
            "embargo": standing.embargo.value,
            "owner": standing.owner,
            "deputy": standing.deputy,
            "headline_state": next(iter(standing.states.values()), ""),
            "changes_at": standing.changes_at,
        }
        self._revisions.advance(proceeding_id, changes, at=at, seen_rev=seen_rev)
        self._projections.replace(proceeding_id, standing, at, results)

    def follow_version(self, proceeding_id: UUID, version: int) -> None:
        """Let the proceeding follow another version of its procedure from now on."""
        this = col(ProceedingRow.id) == proceeding_id
        changed = update(ProceedingRow).where(this)
        self._change(changed.values(workflow_version=version))

    def clear_projections(self, but: Collection[UUID] = ()) -> None:
        """Forget every projection, except of the proceedings ``but``.

        Until they are stored again, all is confidential.
        """
        self._projections.clear(but)
        nothing_known = {
            "embargo": Embargo.CLOSED.value,
            "owner": None,
            "deputy": None,
            "headline_state": "",
            "changes_at": None,
        }
        others = col(ProceedingRow.id).not_in(list(but))
        self._change(update(ProceedingRow).where(others).values(nothing_known))

    def link(self, from_id: UUID, to_id: UUID, kind: str, at: datetime) -> None:
        """Record that one proceeding is, for example, the ``appeal_of`` another."""
        self._insert(
            LinkRow(
                from_proceeding=from_id, to_proceeding=to_id, kind=kind, created_at=at
            )
        )

    def links(self, proceeding_id: UUID) -> list[Link]:
        """Return the links from and to the proceeding, oldest first."""
        either = or_(
            col(LinkRow.from_proceeding) == proceeding_id,
            col(LinkRow.to_proceeding) == proceeding_id,
        )
        ordered = (
            select(LinkRow)
            .where(either)
            .order_by(
                col(LinkRow.created_at), col(LinkRow.from_proceeding), col(LinkRow.kind)
            )
        )
        return [_link(row) for row in self._all(ordered)]

    def _read(self, statement: SelectOfScalar[ProceedingRow]) -> list[Proceeding]:
        proceedings = [_proceeding(row) for row in self._all(statement)]
        for proceeding in proceedings:
            self._revisions.note(proceeding.id, proceeding.rev)
        return proceedings

    def _words(self, proceeding_ids: Iterable[UUID]) -> list[ContentProceedingRow]:
        wanted = col(ContentProceedingRow.proceeding_id).in_(list(proceeding_ids))
        return list(self._all(select(ContentProceedingRow).where(wanted)))


_SELECT = select(ProceedingRow).order_by(col(ProceedingRow.id))


def _row(proceeding: Proceeding) -> ProceedingRow:
    return ProceedingRow(
        id=proceeding.id,
        ref=proceeding.ref,
        matter_id=proceeding.matter_id,
        workflow=proceeding.workflow,
        workflow_version=proceeding.workflow_version,
        authority_id=proceeding.authority_id,
        opened_at=proceeding.opened_at,
        embargo=proceeding.embargo.value,
        owner=proceeding.owner,
        deputy=proceeding.deputy,
        headline_state=proceeding.headline_state,
        changes_at=proceeding.changes_at,
        rev=proceeding.rev,
    )


_TABLE = ProceedingRow.__table__  # type: ignore[attr-defined]
_THESE = sqlalchemy.select(_TABLE).where(
    _TABLE.c.id.in_(bindparam("ids", expanding=True))
)


def _proceeding(row: ProceedingRow | sqlalchemy.Row[Any]) -> Proceeding:
    return Proceeding(
        id=row.id,
        ref=row.ref,
        matter_id=row.matter_id,
        workflow=row.workflow,
        workflow_version=row.workflow_version,
        authority_id=row.authority_id,
        opened_at=row.opened_at,
        embargo=Embargo(row.embargo),
        owner=row.owner,
        deputy=row.deputy,
        headline_state=row.headline_state,
        changes_at=row.changes_at,
        rev=row.rev,
    )


def _link(row: LinkRow) -> Link:
    return Link(row.from_proceeding, row.to_proceeding, row.kind, row.created_at)
