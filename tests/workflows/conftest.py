"""The bundled law, loaded once for all the tests of the definitions."""

import pytest

from remedytrack.lawbook import Lawbook, load
from remedytrack.resources import folder


@pytest.fixture(scope="session")
def law() -> Lawbook:
    return load(folder("workflows"))
