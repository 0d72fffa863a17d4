"""What every part of a unit of work has: the session, and the ways to use it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from remedytrack.storage.tables.base import Row

T = TypeVar("T")


_PART = 500


def in_parts(ids: Iterable[T]) -> Iterator[list[T]]:
    """Yield ``ids`` in parts that one ``IN (…)`` holds on any database."""
    rest = iter(ids)
    while part := list(islice(rest, _PART)):
        yield part


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

    def _insert_if_new(
        self, table: type[Row], columns: Mapping[str, object], *, key: str
    ) -> bool:
        """Write a row unless one has its ``key`` already; say whether it is new."""
        on_postgresql = self._session.get_bind().dialect.name == "postgresql"
        insert = postgresql.Insert if on_postgresql else sqlite.Insert
        statement = (
            insert(table)
            .values(columns)
            .on_conflict_do_nothing(index_elements=[key])
            .returning(getattr(table, key))
        )
        return self._session.exec(statement).first() is not None

    def _all(self, statement: SelectOfScalar[T]) -> Sequence[T]:
        """Return what ``statement`` selects, as the database has it now."""
        fresh = statement.execution_options(populate_existing=True)
        return self._session.exec(fresh).all()

    def _first(self, statement: SelectOfScalar[T]) -> T | None:
        found = self._all(statement.limit(1))
        return found[0] if found else None

    def _run(self, prepared: Executable, **values: object) -> CursorResult[Any]:
        """Run a statement that was built once, with these values for its parameters.

        For what every mail runs: building one anew takes ten times as long as it does.
        """
        return self._session.connection().execute(prepared, values)

    def _change(self, statement: UpdateBase) -> int:
        """Run an UPDATE or DELETE and return how many rows it met."""
        unsynchronized = statement.execution_options(synchronize_session=False)
        return self._session.exec(unsynchronized).rowcount
