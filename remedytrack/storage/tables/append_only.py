"""The triggers that keep the journal, the results and the record append-only.

They are attached to the tables, so creating the schema creates them; the migrations
carry their own copy.
"""

from sqlalchemy import Connection, Table, event

from remedytrack.storage.tables import docket, evening, published, record, results
from remedytrack.storage.tables.base import METADATA

_TRIGGERS = {
    "sqlite": (
        (
            "CREATE TRIGGER {0}_never_changes BEFORE UPDATE ON {0} "
            "BEGIN SELECT RAISE(ABORT, '{1}'); END"
        ),
        (
            "CREATE TRIGGER {0}_never_shrinks BEFORE DELETE ON {0} "
            "BEGIN SELECT RAISE(ABORT, '{1}'); END"
        ),
        # INSERT OR REPLACE deletes without asking the trigger above.
        (
            "CREATE TRIGGER {0}_never_replaced BEFORE INSERT ON {0} "
            "WHEN EXISTS (SELECT 1 FROM {0} WHERE {2}) "
            "BEGIN SELECT RAISE(ABORT, '{1}'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger "
            "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING "
            "MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$"
        ),
        (
            "CREATE TRIGGER {0}_never_changes BEFORE UPDATE ON {0} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change('{1}')"
        ),
        (
            "CREATE TRIGGER {0}_never_shrinks BEFORE DELETE ON {0} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change('{1}')"
        ),
        (
            "CREATE TRIGGER {0}_never_emptied BEFORE TRUNCATE ON {0} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{1}')"
        ),
    ),
}

_KEPT = {
    docket.EntryRow.__tablename__: (
        "seq = NEW.seq OR id = NEW.id",
        "The journal is append-only: record a correction instead",
    ),
    record.AuditRow.__tablename__: (
        "seq = NEW.seq OR previous_hash = NEW.previous_hash",
        "The audit log is append-only: write a further entry instead",
    ),
    results.ResultRow.__tablename__: (
        "seq = NEW.seq OR id = NEW.id OR supersedes = NEW.supersedes",
        "The results are append-only: append one that supersedes",
    ),
    published.PublishedLawRow.__tablename__: (
        "seq = NEW.seq OR id = NEW.id OR supersedes = NEW.supersedes",
        "What was published stays on record: publish again",
    ),
    evening.EveningSheetRow.__tablename__: (
        "number = NEW.number OR previous_hash = NEW.previous_hash",
        "What was signed stays on record: sign a further sheet",
    ),
}
"""By table: when a row would take the place of another, and what is said then."""


def _create_triggers(table: Table, connection: Connection, **_: object) -> None:
    same, message = _KEPT[table.name]
    for statement in _TRIGGERS[connection.dialect.name]:
        connection.exec_driver_sql(statement.format(table.name, message, same))


for _name in _KEPT:
    event.listen(METADATA.tables[_name], "after_create", _create_triggers)
