"""Published law: the states of the law that stored dates were brought over to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from remedytrack.core.lawchanges import LawState
from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.published import PublishedLawRow
from remedytrack.storage.tables.results import ResultRow


@dataclass(frozen=True, slots=True)
class PublishedLaw:
    """One publication: by whom, when, of which law, in the place of which one.

    ``result_seq`` is the number of the last result that was there when it ended.
    """

    id: UUID
    at: datetime
    by: str
    state: LawState
    result_seq: int
    supersedes: UUID | None = None


class PublishedLaws(Repository):
    """The publications; the last one counts."""

    def last(self) -> PublishedLaw | None:
        """Return what was published last, if anything ever was."""
        newest = select(PublishedLawRow).order_by(col(PublishedLawRow.seq).desc())
        row = self._first(newest)
        return _published(row) if row else None

    def fingerprint(self) -> str | None:
        """Return the fingerprint of what was published last, without reading it all."""
        newest = col(PublishedLawRow.seq).desc()
        return self._first(select(PublishedLawRow.fingerprint).order_by(newest))

    def last_result_seq(self) -> int:
        """Return the number of the last result on record; 0 where there is none."""
        return self._first(select(func.max(col(ResultRow.seq)))) or 0

    def append(self, law: PublishedLaw) -> None:
        """Put a publication on record, in the place of the one it supersedes."""
        self._insert(
            PublishedLawRow(
                id=law.id,
                at=law.at,
                by=law.by,
                tzdata=law.state.tzdata,
                fingerprint=law.state.fingerprint,
                state=law.state.model_dump_json(),
                result_seq=law.result_seq,
                supersedes=law.supersedes,
            )
        )


def _published(row: PublishedLawRow) -> PublishedLaw:
    return PublishedLaw(
        id=row.id,
        at=row.at,
        by=row.by,
        state=LawState.model_validate_json(row.state),
        result_seq=row.result_seq,
        supersedes=row.supersedes,
    )
