"""OpenPGP keys: to which key the mails of a person are sealed."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import bindparam, delete, update
from sqlmodel import col, select

from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.outbox import OpenPgpKeyRow


@dataclass(frozen=True, slots=True)
class OpenPgpKey:
    """The public key of one recipient.

    Attributes:
        recipient_id: whose it is; a person has one key at most.
        fingerprint: of its primary key, capital hexadecimal digits.
        armoured: the key as text, as it was when it was added.
        added_at: when.
        confirmed_at: when somebody compared the fingerprint with the person's own.
    """

    recipient_id: str
    fingerprint: str
    armoured: str
    added_at: datetime
    confirmed_at: datetime | None = None


class Keys(Repository):
    """The keys that mails are sealed to; nothing secret is among them."""

    def of(self, recipient_id: str) -> OpenPgpKey | None:
        """Return the person's key, if there is one."""
        row = self._run(_KEY_OF, recipient=recipient_id).one_or_none()
        return OpenPgpKey(**row._asdict()) if row else None

    def all(self) -> list[OpenPgpKey]:
        """Return every key, by recipient."""
        ordered = select(OpenPgpKeyRow).order_by(col(OpenPgpKeyRow.recipient_id))
        return [OpenPgpKey(**row.model_dump()) for row in self._all(ordered)]

    def put(self, key: OpenPgpKey) -> None:
        """Store the key in the place of the person's former one."""
        columns = {name: getattr(key, name) for name in OpenPgpKeyRow.model_fields}
        self._session.merge(OpenPgpKeyRow(**columns))
        self._session.flush()

    def confirm(self, recipient_id: str, fingerprint: str, at: datetime) -> bool:
        """Record that this fingerprint was compared; ``False`` if it is not stored."""
        this = update(OpenPgpKeyRow).where(
            col(OpenPgpKeyRow.recipient_id) == recipient_id,
            col(OpenPgpKeyRow.fingerprint) == fingerprint,
        )
        return self._change(this.values(confirmed_at=at)) == 1

    def remove(self, recipient_id: str) -> bool:
        """Forget the person's key; say whether there was one."""
        theirs = col(OpenPgpKeyRow.recipient_id) == recipient_id
        return self._change(delete(OpenPgpKeyRow).where(theirs)) == 1


_TABLE = OpenPgpKeyRow.__table__  # type: ignore[attr-defined]
_KEY_OF = sqlalchemy.select(_TABLE).where(
    _TABLE.c.recipient_id == bindparam("recipient")
)
