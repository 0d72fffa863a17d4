"""Creating the tables at once, as the models say: for tests and databases in memory.

An installation's database is made by the migrations instead
(:mod:`remedytrack.storage.migrate`); a test compares the two.
"""

from sqlalchemy import Engine

from remedytrack.storage.engine import Begin, beginning
from remedytrack.storage.tables import METADATA


def create_schema(engine: Engine) -> None:
    """Create all tables, indexes and triggers in an empty database."""
    with beginning(engine, Begin.WRITING).begin() as connection:
        METADATA.create_all(connection)
