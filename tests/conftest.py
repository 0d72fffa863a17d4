"""What every test gets: nobody's environment, the package's time zones, PostgreSQL."""

import os

import pytest

from remedytrack.zones import use_pinned_zones
from tests.figures import pytest_terminal_summary, say
from tests.postgres import (
    _empty,
    durable_postgres,
    durable_postgres_server,
    emptied_postgres,
    postgres,
    postgres_server,
    postgres_template,
    postgres_with_schema,
    waits_for_minutes,
)

__all__ = [
    "_empty",
    "durable_postgres",
    "durable_postgres_server",
    "emptied_postgres",
    "postgres",
    "postgres_server",
    "postgres_template",
    "postgres_with_schema",
    "pytest_terminal_summary",
    "say",
]

use_pinned_zones()


@pytest.fixture(scope="session")
def dialect() -> str:
    """Which database a test is about; some folders know others beside this one."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _environment_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own REMEDYTRACK_… settings must not change a result."""
    for name in tuple(os.environ):
        if name.startswith("REMEDYTRACK_"):
            monkeypatch.delenv(name)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """What takes minutes runs where slow tests are asked for."""
    for each in items:
        if waits_for_minutes(each):
            each.add_marker("slow")
            each.add_marker("minutes")
    if "slow" in config.getoption("markexpr"):
        return
    minutes = [each for each in items if each.get_closest_marker("minutes")]
    items[:] = [each for each in items if each not in minutes]
    config.hook.pytest_deselected(items=minutes)
