"""``report series`` and ``report delays``, as programs and people read them."""

import json

import pytest

from tests.cli.conftest import Run


@pytest.mark.usefixtures("ruling")
def test_delays_say_what_is_known_and_what_is_not(run: Run) -> None:
    found = json.loads(
        run("report", "delays", "--today", "2025-12-01", "--json").stdout
    )
    assert (found["delays"], found["median_days"]) == ([], None)
    assert found["appeals_decided"] == 0
    told = run("report", "delays", "--today", "2025-12-01").stdout
    assert "No sanction with a known day." in told
    assert "Appeals decided: 0, granted: 0." in told


@pytest.mark.usefixtures("ruling")
def test_there_is_no_series_yet(run: Run) -> None:
    assert run("report", "series").stdout == "No series of attempts.\n"
    assert run("report", "register").stdout
