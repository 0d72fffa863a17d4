"""What each process may do on a database server: two planes, two roles.

The scheduler works at night without anybody who signed in. Its role has no right on
the content plane, where names and narrative lie, nor on the accounts: that a mail
cannot leak a name is then the server's word, not only ours (`security.md` 2.2). Neither
role owns a table, so neither can change the schema or take a trigger away.
"""

from collections.abc import Iterator
from enum import StrEnum

from psycopg import sql
from sqlalchemy import Connection

from remedytrack.storage.engine import QUEUE_SCHEMA
from remedytrack.storage.errors import NoSuchRole
from remedytrack.storage.tables import METADATA


class Process(StrEnum):
    """A kind of process, and so a role."""

    WEB = "web"
    SCHEDULER = "scheduler"


_ALL = "SELECT, INSERT, UPDATE, DELETE"
_APPENDED = "SELECT, INSERT"

_APPEND_ONLY = frozenset({"entry", "audit", "result", "published_law", "evening_sheet"})
_ACCOUNTS = frozenset({"account", "role", "account_role"})

# Everything else of the schedule plane the scheduler only reads.
_OF_THE_SCHEDULER = {
    "deadline": _ALL,
    "flag": _ALL,
    "state": _ALL,
    "reminder": "SELECT, INSERT, UPDATE",
    "mail": "SELECT, INSERT, UPDATE",
    "heartbeat": "SELECT, INSERT, UPDATE",
    "setting": "SELECT, INSERT, UPDATE, DELETE",
    "recipient": "SELECT, UPDATE",
    "proceeding": "SELECT, UPDATE",
    "audit": _APPENDED,
    "result": _APPENDED,
    "published_law": _APPENDED,
    "evening_sheet": _APPENDED,
}


def rights(process: Process) -> dict[str, str]:
    """Return what ``process`` may do with each table; a table left out: nothing."""
    if process is Process.WEB:
        return {
            name: _APPENDED if name in _APPEND_ONLY else _ALL
            for name in METADATA.tables
        }
    reads = {
        name: "SELECT"
        for name in METADATA.tables
        if not name.startswith("content_") and name not in _ACCOUNTS
    }
    return reads | {
        name: verbs for name, verbs in _OF_THE_SCHEDULER.items() if name in reads
    }


def grant(connection: Connection, role: str, process: Process) -> None:
    """Give ``role``, which exists, the rights of ``process`` and no others.

    Run it as the owner of the tables, after every upgrade: new tables grant nothing.
    Raises :class:`NoSuchRole` where the server knows no ``role``.
    """
    found = "SELECT 1 FROM pg_roles WHERE rolname = %s"
    if connection.exec_driver_sql(found, (role,)).first() is None:
        raise NoSuchRole(role)
    cursor = connection.connection.cursor()
    for statement in _statements(role, process):
        cursor.execute(statement)
    cursor.close()


def _statements(role: str, process: Process) -> Iterator[sql.Composed]:
    who, queue = sql.Identifier(role), sql.Identifier(QUEUE_SCHEMA)
    for each in (
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {who}",
        "GRANT USAGE ON SCHEMA public, {queue} TO {who}",
        "GRANT SELECT ON alembic_version TO {who}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {who}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {queue} TO {who}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {queue} TO {who}",
    ):
        yield sql.SQL(each).format(who=who, queue=queue)
    for table, verbs in rights(process).items():
        yield sql.SQL("GRANT {verbs} ON {table} TO {who}").format(
            verbs=sql.SQL(verbs), table=sql.Identifier(table), who=who
        )
