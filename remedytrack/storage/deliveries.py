"""Deliveries: what became of the mails, for those who look after them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, text, update
from sqlmodel import col, select

from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.outbox import MAIL_UNSENT, MailRow
from remedytrack.storage.values import Mail, MailState


class Fate(StrEnum):
    """Groups of mails as one looks for trouble; they may share members."""

    WAITING = "waiting"
    DEFERRED = "deferred"
    SENT = "sent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPEATED = "repeated"


class Deliveries(Repository):
    """What became of the mails; claiming and sending them is another's work."""

    def by_message_id(self, message_id: str) -> Mail | None:
        """Return the mail with this Message-ID, if we ever wrote it."""
        this = select(MailRow).where(col(MailRow.message_id) == message_id)
        row = self._first(this)
        return _mail(row) if row else None

    def came_back(self, mail: Mail, error: str) -> bool:
        """Record that a mail that had left came back; ``False`` if it has not left.

        A mail that is queued again, because nobody knew whether it had left, counts:
        it reached its server, which would refuse it again.
        """
        this = update(MailRow).where(
            col(MailRow.id) == mail.id,
            col(MailRow.state).in_([MailState.SENT.value, MailState.QUEUED.value]),
            col(MailRow.attempts) > 0,
        )
        failed = {"state": MailState.FAILED.value, "last_error": error}
        return self._change(this.values(**failed, lease_until=None)) == 1

    def note(self, mail: Mail, error: str) -> None:
        """Record what a server said about a mail whose state it does not change."""
        this = update(MailRow).where(col(MailRow.id) == mail.id)
        self._change(this.values(last_error=error))

    def queued_to(self, recipient_id: str) -> list[Mail]:
        """Return the mails that wait for their first or next try, to this person."""
        waiting = select(MailRow).where(
            text(MAIL_UNSENT),
            col(MailRow.recipient_id) == recipient_id,
            col(MailRow.state) == MailState.QUEUED.value,
        )
        return [_mail(row) for row in self._all(waiting)]

    def sent_since(self, at: datetime) -> int:
        """Return how many mails have left since then."""
        late = (col(MailRow.sent_at) >= at,)
        return self._count(col(MailRow.state) == MailState.SENT.value, *late)

    def count(self, fate: Fate) -> int:
        """Return how many mails share this fate."""
        return self._count(*_WHICH[fate])

    def latest(self, fate: Fate, limit: int) -> list[Mail]:
        """Return mails of this fate, the latest first."""
        # Ids grow with time, and have an index already.
        newest = select(MailRow).order_by(col(MailRow.id).desc())
        rows = self._all(newest.where(*_WHICH[fate]).limit(limit))
        return [_mail(row) for row in rows]

    def _count(self, *which: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(MailRow).where(*which)
        return self._session.exec(counted).one()


_UNSENT: ColumnElement[bool] = text(MAIL_UNSENT)  # type: ignore[assignment]
_WHICH: dict[Fate, tuple[ColumnElement[bool], ...]] = {
    Fate.WAITING: (_UNSENT,),
    Fate.DEFERRED: (
        _UNSENT,
        col(MailRow.state) == MailState.QUEUED.value,
        col(MailRow.attempts) > 0,
    ),
    Fate.SENT: (col(MailRow.state) == MailState.SENT.value,),
    Fate.REFUSED: (col(MailRow.state) == MailState.FAILED.value,),
    Fate.WITHDRAWN: (col(MailRow.state) == MailState.WITHDRAWN.value,),
    Fate.REPEATED: (col(MailRow.possibly_repeated).is_(True),),
}


def _mail(row: MailRow) -> Mail:
    return Mail(**{**row.model_dump(), "state": MailState(row.state)})
