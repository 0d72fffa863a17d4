"""What every test gets: no variable of the caller's environment, no host locale."""

import os

import pytest


@pytest.fixture(autouse=True)
def _environment_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own REMEDYTRACK_… settings must not change a result."""
    for name in tuple(os.environ):
        if name.startswith("REMEDYTRACK_"):
            monkeypatch.delenv(name)
