"""People as the docket knows them: recipients of mail, and persons by initials."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import col, select

from remedytrack.storage.repository import Repository
from remedytrack.storage.tables.content import ContentPersonRow
from remedytrack.storage.tables.outbox import RecipientRow
from remedytrack.storage.values import Privacy, Recipient


class People(Repository):
    """Recipients (schedule plane) and persons' initials (content plane)."""

    def recipient(self, recipient_id: str) -> Recipient | None:
        """Return who gets mail under this user id, if anybody does."""
        row = self._run(_THIS_RECIPIENT, id=recipient_id).one_or_none()
        return _recipient(row._asdict()) if row else None

    def recipients(self) -> list[Recipient]:
        """Return every recipient, inactive ones too, by id."""
        rows = self._all(select(RecipientRow).order_by(col(RecipientRow.id)))
        return [_recipient(row.model_dump()) for row in rows]

    def put_recipient(self, recipient: Recipient) -> None:
        """Store the recipient, new or changed."""
        self._session.merge(_recipient_row(recipient))
        self._session.flush()

    def initials(self, person_ids: Iterable[str]) -> dict[str, str]:
        """Return the initials of these persons, where known."""
        wanted = col(ContentPersonRow.id).in_(list(person_ids))
        rows = self._all(select(ContentPersonRow).where(wanted))
        return {row.id: row.initials for row in rows}

    def all_initials(self) -> dict[str, str]:
        """Return the initials of every person, by id."""
        rows = self._all(select(ContentPersonRow))
        return {row.id: row.initials for row in rows}

    def put_person(self, person_id: str, initials: str) -> None:
        """Store the person's initials, new or changed."""
        self._session.merge(ContentPersonRow(id=person_id, initials=initials))
        self._session.flush()


def _recipient_row(recipient: Recipient) -> RecipientRow:
    columns = {name: getattr(recipient, name) for name in RecipientRow.model_fields}
    return RecipientRow(**{**columns, "privacy": recipient.privacy.value})


def _recipient(columns: Mapping[str, Any]) -> Recipient:
    return Recipient(**{**columns, "privacy": Privacy(columns["privacy"])})


_RECIPIENTS = RecipientRow.__table__  # type: ignore[attr-defined]
_THIS_RECIPIENT = sqlalchemy.select(_RECIPIENTS).where(
    _RECIPIENTS.c.id == bindparam("id")
)
