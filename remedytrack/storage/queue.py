"""The queue that wakes the schedulers of many machines: procrastinate on PostgreSQL.

It carries calls, never facts: a call says that there may be something to do, and the
rows of the outbox say what. So all of it may be lost, doubled or thrown away. It lives
in a schema of its own, which is made anew when the installed release is another one.
"""

from importlib.metadata import version

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.schema import SchemaManager
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, make_url
from sqlmodel import Session

from remedytrack.storage.engine import QUEUE_SCHEMA
from remedytrack.storage.values import Call

QUEUE = "remedytrack"

_MADE = "remedytrack_calls"


class Calls:
    """Calls whoever ticks or delivers, within the transaction that gives them work.

    The call is committed with the row that it is about, or not at all.
    """

    def __init__(self) -> None:
        # Never opened: it borrows the connection of whoever calls.
        self._app = App(connector=SyncPsycopgConnector())

    def make(self, session: Session, call: Call) -> None:
        """Make ``call`` once in this transaction, unless one like it waits already."""
        made = session.info.setdefault(_MADE, set())
        if call in made:
            return
        made.add(call)
        line = session.connection()
        deferrer = self._app.configure_task(
            call,
            queue=QUEUE,
            queueing_lock=call,
            connection=line.connection.dbapi_connection,
            allow_unknown=True,
        )
        try:
            # The session's own savepoint would wait for its next statement.
            with line.begin_nested():
                deferrer.defer()
        except AlreadyEnqueued:
            return


def server_address(url: str) -> str:
    """Return the address of the database at ``url`` as libpq reads it."""
    address = make_url(url)
    parts = address.translate_connect_args(username="user", database="dbname")
    further = {name: str(said) for name, said in address.query.items()}
    return make_conninfo("", **parts, **further)


def prepare_queue(connection: Connection) -> None:
    """Make the queue's schema, or make it anew for another release of the library."""
    release = version("procrastinate")
    if _release_of(connection) == release:
        return
    statements = (
        f"DROP SCHEMA IF EXISTS {QUEUE_SCHEMA} CASCADE",
        f"CREATE SCHEMA {QUEUE_SCHEMA}",
        f"SET LOCAL search_path TO {QUEUE_SCHEMA}",
        SchemaManager.get_schema(),
        f"COMMENT ON SCHEMA {QUEUE_SCHEMA} IS '{release}'",
        "SET LOCAL search_path TO DEFAULT",
    )
    driver = connection.connection.cursor()
    for statement in statements:
        driver.execute(statement)
    driver.close()


def _release_of(connection: Connection) -> str | None:
    found = connection.exec_driver_sql(
        "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", (QUEUE_SCHEMA,)
    ).scalar()
    return None if found is None else str(found)
