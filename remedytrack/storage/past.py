"""The record as it was known at an earlier moment: a copy, in memory, without the rest.

Whatever was entered later is left out, and so is all that follows from the entries:
whoever asks works that out anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Table, insert, select, update
from sqlmodel import col

from remedytrack.core.workflow.standing import Embargo
from remedytrack.storage.engine import Begin, beginning, open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.tables import METADATA
from remedytrack.storage.tables.docket import IncidentRow, ProceedingRow
from remedytrack.storage.unit import Store

_LEFT_OUT = {"deadline", "flag", "state", "result", "reminder", "mail", "audit"}
_KNOWN_SINCE = {
    "entry": "recorded_at",
    "proceeding": "opened_at",
    "evening_sheet": "signed_at",
} | dict.fromkeys(("matter", "link"), "created_at")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOSED = [each.value for each in Embargo if each.closes]

Row = Mapping[str, Any]


def copy_as_known(store: Store, moment: datetime) -> Store:
    """Return a store in memory with what was on record at ``moment``.

    Circles and accounts are those of today, and so is every embargo that closes: what
    may be seen is decided by what is known now. One unit works in it at a time; close
    it when done.
    """
    engine = open_engine("sqlite://")
    create_schema(engine)
    with (
        beginning(store.engine, Begin.READING).connect() as present,
        beginning(engine, Begin.WRITING).begin() as past,
    ):
        _copy(present, past, moment)
    return Store(engine)


def keep_closed(store: Store, past: Store) -> None:
    """Let every embargo that closes a proceeding today close it in ``past`` too."""
    closed = select(col(ProceedingRow.id), col(ProceedingRow.embargo)).where(
        col(ProceedingRow.embargo).in_(_CLOSED)
    )
    with (
        beginning(store.engine, Begin.READING).connect() as present,
        beginning(past.engine, Begin.WRITING).begin() as earlier,
    ):
        for proceeding_id, embargo in present.execute(closed):
            this = col(ProceedingRow.id) == proceeding_id
            earlier.execute(update(ProceedingRow).where(this).values(embargo=embargo))


def _copy(present: Connection, past: Connection, moment: datetime) -> None:
    kept: dict[str, set[Any]] = {}
    for table in METADATA.sorted_tables:
        if table.name in _LEFT_OUT:
            continue
        rows = [dict(row) for row in present.execute(_in_order(table)).mappings()]
        known = [row for row in rows if _was_known(table, row, moment)]
        whole = list(_with_parents(table, known, kept))
        for column in table.primary_key.columns:
            kept[f"{table.name}.{column.name}"] = {row[column.name] for row in whole}
        if whole:
            past.execute(insert(table), whole)


def _in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key.columns)


def _was_known(table: Table, row: Row, moment: datetime) -> bool:
    if table.name == IncidentRow.__tablename__:
        return _made_at(row["id"]) <= moment
    since = _KNOWN_SINCE.get(table.name)
    return since is None or bool(row[since] <= moment)


def _made_at(id_: UUID) -> datetime:
    """Return the moment that a UUIDv7 was made at."""
    return _EPOCH + timedelta(milliseconds=id_.int >> 80)


def _with_parents(
    table: Table, rows: Iterable[Row], kept: Mapping[str, Collection[Any]]
) -> Iterator[Row]:
    """Yield the rows that hang on nothing that was left out."""
    parents = [
        (column.name, f"{key.column.table.name}.{key.column.name}")
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table is not table
    ]
    for row in rows:
        if all(
            row[name] is None or row[name] in kept.get(parent, ())
            for name, parent in parents
        ):
            yield row
