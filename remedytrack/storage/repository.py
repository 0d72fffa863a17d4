"""What every part of a unit of work has: the session, and three ways to use it."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from remedytrack.storage.tables.base import Row

T = TypeVar("T")


class Repository:
    """Base of the parts of a unit of work; each owns the SQL of one noun."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _insert(self, *rows: Row) -> None:
        """Write ``rows`` now, in this order, and let go of them."""
        for row in rows:
            self._session.add(row)
            self._session.flush()
            self._session.expunge(row)

    def _all(self, statement: SelectOfScalar[T]) -> Sequence[T]:
        """Return what ``statement`` selects, as the database has it now."""
        fresh = statement.execution_options(populate_existing=True)
        return self._session.exec(fresh).all()

    def _first(self, statement: SelectOfScalar[T]) -> T | None:
        found = self._all(statement.limit(1))
        return found[0] if found else None

    def _change(self, statement: UpdateBase) -> int:
        """Run an UPDATE or DELETE and return how many rows it met."""
        unsynchronized = statement.execution_options(synchronize_session=False)
        return self._session.exec(unsynchronized).rowcount
