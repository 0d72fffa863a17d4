"""Asking the database how it would run what a unit of work asks for."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from remedytrack.storage.unit import Unit

_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


def plans_of(unit: Unit, act: Callable[[], object]) -> list[str]:
    """Return the query plan of each statement that ``act`` runs.

    PostgreSQL is asked for the plan that it has for a table that has grown: it reads
    small ones as a whole.
    """
    connection = unit.settings._session.connection()
    statements: list[tuple[str, Any]] = []

    def note(_c: Any, _cu: Any, sql: str, values: Any, *_rest: Any) -> None:
        statements.append((sql, values))

    event.listen(connection, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    explain = _EXPLAIN[connection.dialect.name]
    return [
        "\n".join(
            str(row) for row in connection.exec_driver_sql(f"{explain} {sql}", values)
        )
        for sql, values in statements
    ]


def sorts(plan: str) -> bool:
    """Say whether the plan sorts what it finds."""
    return "B-TREE" in plan or "Sort" in plan


def reads_all_of(table: str, plan: str) -> bool:
    """Say whether the plan reads the whole table."""
    return f"SCAN {table}'" in plan or f"Seq Scan on {table}" in plan
