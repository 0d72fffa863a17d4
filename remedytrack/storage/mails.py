"""Mails: the outbox, claimed with a lease so that each is sent once if nobody dies."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, or_, text, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.outbox import MAIL_UNSENT, MailRow
from remedytrack.storage.values import Mail, MailState

_UNSENT = text(MAIL_UNSENT)

LONGEST_LEASE = timedelta(minutes=15)
"""No sender holds a mail for longer: the longest time-out of a transport, and more."""


class Mails(Repository):
    """The outbox. The claim is the election: any number of processes may tick.

    Args:
        session: the open transaction.
        on_queued: called with every new mail; wakes who delivers, where that is needed.
    """

    def __init__(
        self, session: Session, on_queued: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(session)
        self._on_queued = on_queued

    def queue(self, mail: Mail) -> None:
        """Store a new mail, to be sent from its ``next_try_at`` on."""
        self._insert(MailRow(**_columns(mail)))
        self._on_queued()

    def is_due(self, now: datetime) -> bool:
        """Say whether a mail is due and in nobody's hands."""
        return self._first(_due(now)) is not None

    def get(self, mail_id: UUID) -> Mail | None:
        """Return the mail with this id, if there is one."""
        row = self._first(select(MailRow).where(col(MailRow.id) == mail_id))
        return _mail(row.model_dump()) if row else None

    def claim(self, now: datetime, lease_until: datetime) -> Mail | None:
        """Take the mail that has been due longest, or ``None`` if none is free.

        Nobody else gets it before ``lease_until``; commit before sending. Taking over
        a mail whose lease ran out marks it as possibly repeated: whoever held it may
        have died between sending and marking.
        """
        row = self._run(_CLAIM, now=now, until=lease_until).one_or_none()
        return _mail(row._asdict()) if row else None

    def still_mine(self, mail: Mail) -> bool:
        """Say whether the claim that gave ``mail`` still holds."""
        return self._first(select(MailRow.id).where(*_held(mail))) is not None

    def mark_sent(self, mail: Mail, at: datetime) -> bool:
        """Record that it is sent; ``False`` if somebody else has claimed it since."""
        held = {"mail_id": mail.id, "claim": mail.attempts}
        return self._run(_MARK_SENT, **held, at=at).rowcount == 1

    def mark_retry(
        self,
        mail: Mail,
        next_try_at: datetime,
        error: str,
        *,
        possibly_repeated: bool = False,
    ) -> bool:
        """Put it back until ``next_try_at``; ``False`` if it is no longer ours.

        Args:
            mail: as claimed.
            next_try_at: when it may be claimed again.
            error: what went wrong, without addresses or content.
            possibly_repeated: whether the server may have taken it all the same.
        """
        return self._mark(
            mail,
            MailState.QUEUED,
            next_try_at=next_try_at,
            last_error=error,
            possibly_repeated=mail.possibly_repeated or possibly_repeated,
        )

    def mark_failed(self, mail: Mail, error: str) -> bool:
        """Give it up, visibly; ``False`` if it is no longer ours."""
        return self._mark(mail, MailState.FAILED, last_error=error)

    def withdraw(self, mail: Mail) -> bool:
        """Take back a mail that is no longer true, queued or claimed by us.

        ``False`` if it is sent already or in somebody else's hands.
        """
        if mail.state is MailState.SENDING:
            return self._mark(mail, MailState.WITHDRAWN)
        queued = (
            col(MailRow.id) == mail.id,
            col(MailRow.state) == MailState.QUEUED.value,
        )
        return self._set(queued, {"state": MailState.WITHDRAWN.value})

    def recent(self, limit: int) -> list[Mail]:
        """Return the last mails, newest first."""
        newest = select(MailRow).order_by(
            col(MailRow.created_at).desc(), col(MailRow.id).desc()
        )
        return [_mail(row.model_dump()) for row in self._all(newest.limit(limit))]

    def counts(self) -> dict[MailState, int]:
        """Return how many mails there are in each state."""
        rows = self._session.exec(
            select(MailRow.state, func.count()).group_by(col(MailRow.state))
        ).all()
        return dict.fromkeys(MailState, 0) | {
            MailState(state): number for state, number in rows
        }

    def oldest_unsent_at(self) -> datetime | None:
        """Return when the mail that waits longest was due, or ``None``."""
        return self._first(
            select(MailRow.due_at).where(_UNSENT).order_by(col(MailRow.due_at))
        )

    def waiting_since(self) -> datetime | None:
        """Return when the mail that waits longest was written, or ``None``."""
        return self._first(
            select(MailRow.created_at).where(_UNSENT).order_by(col(MailRow.created_at))
        )

    def call_back(self, now: datetime) -> int:
        """Let every waiting mail be tried from ``now`` on; return how many could not.

        For after a clock was wrong: what it put off by an hour may be years away. A
        lease that a living sender can hold is left alone.
        """
        absurd = col(MailRow.lease_until) > now + LONGEST_LEASE
        freed = self._change(
            update(MailRow).where(_UNSENT, absurd).values(lease_until=now)
        )
        later = col(MailRow.next_try_at) > now
        return freed + self._change(
            update(MailRow).where(_UNSENT, later).values(next_try_at=now)
        )

    def daily_since(self, recipient_id: str, since: datetime) -> bool:
        """Say whether the person has had a daily mail since then, on its way or sent.

        One that was withdrawn has told them nothing.
        """
        theirs = select(MailRow.id).where(
            col(MailRow.recipient_id) == recipient_id,
            col(MailRow.sort) == "digest",
            col(MailRow.created_at) >= since,
            col(MailRow.state) != MailState.WITHDRAWN.value,
        )
        return self._first(theirs.limit(1)) is not None

    def waiting(self, now: datetime) -> int:
        """Return how many mails that were written before ``now`` are not sent yet."""
        before = col(MailRow.created_at) < now
        counting = select(func.count()).select_from(MailRow).where(_UNSENT, before)
        return self._session.exec(counting).one()

    def next_try_at(self, now: datetime) -> datetime | None:
        """Return when the next waiting mail may be tried, after ``now``."""
        waiting = select(MailRow.next_try_at).where(
            _UNSENT, col(MailRow.next_try_at) > now
        )
        return self._first(waiting.order_by(col(MailRow.next_try_at)).limit(1))

    def _mark(self, mail: Mail, state: MailState, **changes: Any) -> bool:
        return self._set(
            _held(mail), {"state": state.value, "lease_until": None, **changes}
        )

    def _set(
        self, which: tuple[ColumnElement[bool], ...], changes: dict[str, Any]
    ) -> bool:
        return self._change(update(MailRow).where(*which).values(changes)) == 1


def _due(now: datetime | BindParameter[datetime]) -> SelectOfScalar[UUID]:
    free = or_(col(MailRow.lease_until).is_(None), col(MailRow.lease_until) <= now)
    return select(MailRow.id).where(_UNSENT, col(MailRow.next_try_at) <= now, free)


_TABLE = MailRow.__table__  # type: ignore[attr-defined]
_NEXT_DUE = (
    _due(bindparam("now"))
    .order_by(col(MailRow.next_try_at), col(MailRow.id))
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_CLAIM = (
    update(_TABLE)
    .where(_TABLE.c.id == _NEXT_DUE)
    .values(
        possibly_repeated=or_(
            _TABLE.c.possibly_repeated, _TABLE.c.state == MailState.SENDING.value
        ),
        state=MailState.SENDING.value,
        lease_until=bindparam("until"),
        attempts=_TABLE.c.attempts + 1,
    )
    .returning(*_TABLE.c)
)
_MARK_SENT = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("mail_id"),
        _TABLE.c.attempts == bindparam("claim"),
        _TABLE.c.state == MailState.SENDING.value,
    )
    .values(
        state=MailState.SENT.value,
        lease_until=None,
        sent_at=bindparam("at"),
        last_error=None,
    )
)


def _held(mail: Mail) -> tuple[ColumnElement[bool], ...]:
    return (
        col(MailRow.id) == mail.id,
        col(MailRow.attempts) == mail.attempts,
        col(MailRow.state) == MailState.SENDING.value,
    )


def _columns(mail: Mail) -> dict[str, Any]:
    columns = {name: getattr(mail, name) for name in MailRow.model_fields}
    return {**columns, "state": mail.state.value}


def _mail(columns: Mapping[str, Any]) -> Mail:
    return Mail(**{**columns, "state": MailState(columns["state"])})
