"""Asking SQLite how it would run what a unit of work asks for."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from remedytrack.storage.unit import Unit


def plans_of(unit: Unit, act: Callable[[], object]) -> list[str]:
    """Return the query plan of each statement that ``act`` runs."""
    connection = unit.settings._session.connection()
    statements: list[tuple[str, Any]] = []

    def note(_c: Any, _cu: Any, sql: str, values: Any, *_rest: Any) -> None:
        statements.append((sql, values))

    event.listen(connection, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return [
        "\n".join(
            str(row)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        )
        for sql, values in statements
    ]
