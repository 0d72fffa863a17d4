"""A database with the schema and nothing in it, on SQLite and on PostgreSQL.

What is about SQLite alone takes the fixtures that say so.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which of the two databases this is about."""
    return str(request.param)


@pytest.fixture
def sqlite_file(tmp_path: Path) -> str:
    """The address of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'docket.db'}"


@pytest.fixture
def no_schema(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table."""
    if dialect == "postgresql":
        return str(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def database(dialect: str, request: pytest.FixtureRequest) -> str:
    """The address of a database with all tables and no rows."""
    if dialect == "postgresql":
        return str(request.getfixturevalue("emptied_postgres"))
    return _with_schema(request.getfixturevalue("sqlite_file"))


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = Store(open_engine(database))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_file: str) -> Iterator[Store]:
    opened = Store(open_engine(_with_schema(sqlite_file)))
    yield opened
    opened.close()


@pytest.fixture
def postgres_store(emptied_postgres: str) -> Iterator[Store]:
    opened = Store(open_engine(emptied_postgres))
    yield opened
    opened.close()


def _with_schema(url: str) -> str:
    engine = open_engine(url)
    create_schema(engine)
    engine.dispose()
    return url
