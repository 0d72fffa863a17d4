"""The triggers that keep the journal, the results and the record append-only.

They are attached to the tables, so creating the schema creates them; the migrations
carry their own copy. PostgreSQL's belong here beside SQLite's.
"""

from sqlalchemy import Connection, Table, event

from remedytrack.storage.tables import docket, published, record, results
from remedytrack.storage.tables.base import METADATA

_UNCHANGED = "CREATE TRIGGER {0}_never_changes BEFORE UPDATE ON {0} BEGIN {1}; END"
_UNDELETED = "CREATE TRIGGER {0}_never_shrinks BEFORE DELETE ON {0} BEGIN {1}; END"
# INSERT OR REPLACE deletes without asking the trigger above.
_UNREPLACED = (
    "CREATE TRIGGER {0}_never_replaced BEFORE INSERT ON {0} "
    "WHEN EXISTS (SELECT 1 FROM {0} WHERE {2}) BEGIN {1}; END"
)


def _sqlite_triggers(table: str, same: str, message: str) -> tuple[str, ...]:
    refusal = f"SELECT RAISE(ABORT, '{message}')"
    statements = (_UNCHANGED, _UNDELETED, _UNREPLACED)
    return tuple(each.format(table, refusal, same) for each in statements)


TRIGGERS: dict[str, dict[str, tuple[str, ...]]] = {
    "sqlite": {
        "entry": _sqlite_triggers(
            "entry",
            "seq = NEW.seq OR id = NEW.id",
            "The journal is append-only: record a correction instead",
        ),
        "audit": _sqlite_triggers(
            "audit",
            "seq = NEW.seq OR previous_hash = NEW.previous_hash",
            "The audit log is append-only: write a further entry instead",
        ),
        "result": _sqlite_triggers(
            "result",
            "seq = NEW.seq OR id = NEW.id OR supersedes = NEW.supersedes",
            "The results are append-only: append one that supersedes",
        ),
        "published_law": _sqlite_triggers(
            "published_law",
            "seq = NEW.seq OR id = NEW.id OR supersedes = NEW.supersedes",
            "What was published stays on record: publish again",
        ),
    }
}
"""The statements that create the triggers, by dialect and table."""


def _create_triggers(table: Table, connection: Connection, **_: object) -> None:
    of_dialect = TRIGGERS.get(connection.dialect.name, {})
    for statement in of_dialect.get(table.name, ()):
        connection.exec_driver_sql(statement)


for _name in (
    docket.EntryRow.__tablename__,
    record.AuditRow.__tablename__,
    results.ResultRow.__tablename__,
    published.PublishedLawRow.__tablename__,
):
    event.listen(METADATA.tables[_name], "after_create", _create_triggers)
