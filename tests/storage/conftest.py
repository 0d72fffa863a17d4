"""A database with the schema and nothing in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from remedytrack.storage.engine import open_engine
from remedytrack.storage.schema import create_schema
from remedytrack.storage.unit import Store


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'docket.db'}"


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    engine = open_engine(database)
    create_schema(engine)
    opened = Store(engine)
    yield opened
    opened.close()
