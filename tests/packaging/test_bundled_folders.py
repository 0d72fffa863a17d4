"""The three folders beside the package travel in the wheel without shadowing it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["workflows", "migrations", "templates"])
def test_no_bundled_folder_is_a_python_package(name: str) -> None:
    # An editable install leaves a copy of the folder in site-packages; with an
    # __init__.py in it, that copy would hide the checkout's own package.
    assert sorted((ROOT / name).rglob("__init__.py")) == []


def test_law_is_data_not_code() -> None:
    assert sorted((ROOT / "workflows").rglob("*.py")) == []
