"""The million cases run where slow tests are asked for, and nowhere else."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if "slow" in config.getoption("markexpr"):
        return
    million = [each for each in items if each.name.startswith("test_a_million")]
    items[:] = [each for each in items if each not in million]
    config.hook.pytest_deselected(items=million)
