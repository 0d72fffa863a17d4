"""The journals: facts and acts, appended and never changed."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from pydantic import JsonValue
from sqlmodel import Session, col, select

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Basis, Entry, FieldValue
from remedytrack.storage.repository import Repository
from remedytrack.storage.revisions import Revisions
from remedytrack.storage.tables.content import ContentEntryRow
from remedytrack.storage.tables.docket import EntryRow
from remedytrack.storage.values import EntryContent

_DATE = "date"


class Journal(Repository):
    """The entries of all proceedings, and the words that belong to them."""

    def __init__(self, session: Session, revisions: Revisions) -> None:
        super().__init__(session)
        self._revisions = revisions

    def append(
        self, proceeding_id: UUID, entry: Entry, content: EntryContent | None = None
    ) -> None:
        """Add ``entry`` to the proceeding's journal.

        Raises:
            NotStored: there is no such proceeding.
        """
        self._revisions.note(proceeding_id)
        self._insert(_row(proceeding_id, entry))
        if content is not None:
            self._insert(_content_row(entry.id, content))

    def of(self, proceeding_id: UUID) -> list[Entry]:
        """Return the proceeding's entries in the order in which they were appended.

        Raises:
            NotStored: there is no such proceeding.
        """
        self._revisions.note(proceeding_id)
        theirs = select(EntryRow).where(col(EntryRow.proceeding_id) == proceeding_id)
        return [_entry(row) for row in self._all(theirs.order_by(col(EntryRow.seq)))]

    def contents(self, entry_ids: Iterable[UUID]) -> dict[UUID, EntryContent]:
        """Return the words of these entries, from the content plane.

        An entry without words is missing in the result.
        """
        wanted = col(ContentEntryRow.entry_id).in_(list(entry_ids))
        rows = self._all(select(ContentEntryRow).where(wanted))
        return {row.entry_id: _content(row) for row in rows}

    def copies_of(self, entry_id: UUID) -> list[tuple[UUID, Entry]]:
        """Return the entries copied from this one, each with its proceeding's id."""
        copied = select(EntryRow).where(col(EntryRow.origin) == entry_id)
        rows = self._all(copied.order_by(col(EntryRow.seq)))
        return [(row.proceeding_id, _entry(row)) for row in rows]


def _row(proceeding_id: UUID, entry: Entry) -> EntryRow:
    return EntryRow(
        id=entry.id,
        proceeding_id=proceeding_id,
        kind=entry.kind,
        occurred=str(entry.occurred),
        earliest=entry.occurred.earliest,
        latest=entry.occurred.latest,
        fields={name: _stored(value) for name, value in entry.fields.items()},
        person=entry.person,
        basis=entry.basis.value,
        supersedes=entry.supersedes,
        withdrawn=entry.withdrawn,
        origin=entry.origin,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
    )


def _entry(row: EntryRow) -> Entry:
    return Entry(
        id=row.id,
        kind=row.kind,
        occurred=When.parse(row.occurred),
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        fields={name: _field(value) for name, value in row.fields.items()},
        person=row.person,
        basis=Basis(row.basis),
        supersedes=row.supersedes,
        withdrawn=row.withdrawn,
        origin=row.origin,
    )


def _stored(value: FieldValue) -> JsonValue:
    # JSON has no dates; a marked one cannot be taken for a text that looks like it.
    return {_DATE: value.isoformat()} if isinstance(value, date) else value


def _field(value: JsonValue) -> FieldValue:
    match value:
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case str() | bool() | int():
            return value
        case _:
            msg = f"The journal holds a field value that no field can have: {value!r}."
            raise TypeError(msg)


def _content_row(entry_id: UUID, content: EntryContent) -> ContentEntryRow:
    return ContentEntryRow(
        entry_id=entry_id,
        note=content.note,
        source_document=content.source_document,
        source_place=content.source_place,
        texts=dict(content.texts),
    )


def _content(row: ContentEntryRow) -> EntryContent:
    texts: Mapping[str, str] = dict(row.texts)
    return EntryContent(row.note, row.source_document, row.source_place, texts)
