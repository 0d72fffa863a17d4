"""Calendar feeds: who may read which, by the hash of its secret address."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.outbox import FeedRow


class Feeds(Repository):
    """One feed a person at a time; what was revoked stays on record."""

    def start(self, recipient_id: str, secret_hash: str, at: datetime) -> None:
        """Open a feed in the place of whatever feed the person has."""
        self.revoke(recipient_id, at)
        self._insert(
            FeedRow(secret_hash=secret_hash, recipient_id=recipient_id, created_at=at)
        )

    def revoke(self, recipient_id: str, at: datetime) -> bool:
        """Close the person's feed; say whether there was one."""
        theirs = (col(FeedRow.recipient_id) == recipient_id, _OPEN)
        return self._change(update(FeedRow).where(*theirs).values(revoked_at=at)) > 0

    def started_at(self, recipient_id: str) -> datetime | None:
        """Return since when the person has a feed; ``None`` where there is none."""
        theirs = select(FeedRow.created_at).where(
            col(FeedRow.recipient_id) == recipient_id, _OPEN
        )
        return self._first(theirs)

    def reader_of(self, secret_hash: str) -> str | None:
        """Return whose feed it is, unless it was revoked."""
        this = select(FeedRow.recipient_id).where(
            col(FeedRow.secret_hash) == secret_hash, _OPEN
        )
        return self._first(this)


_OPEN = col(FeedRow.revoked_at).is_(None)
