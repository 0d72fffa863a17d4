"""Alembic's entry: run the migrations on the connection it is given.

The program hands a connection over (``remedytrack.storage.migrate``). A developer
names the database: ``alembic -x url=sqlite:////tmp/new.db upgrade head``.
"""

from alembic import context
from sqlalchemy import Connection

from remedytrack.storage.engine import Begin, beginning, open_engine
from remedytrack.storage.tables import METADATA


def run_on(connection: Connection) -> None:
    """Run every step in the one transaction of the context."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        # SQLite alters a table by rebuilding it, and does so within a transaction.
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_for_developer() -> None:
    """Open the database named on the command line and run on it."""
    url = context.get_x_argument(as_dictionary=True).get("url")
    if url is None:
        msg = "Name the database: alembic -x url=sqlite:////path/to/file …"
        raise SystemExit(msg)
    with beginning(open_engine(url), Begin.MIGRATING).begin() as connection:
        run_on(connection)


given = context.config.attributes.get("connection")
if given is None:
    run_for_developer()
else:
    run_on(given)
