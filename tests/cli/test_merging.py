"""``authority list``, ``merge`` and ``unmerge`` from the command line."""

import json

import pytest

from tests.cli.conftest import Run


@pytest.mark.usefixtures("ruling")
def test_a_body_that_is_not_there_is_refused(run: Run) -> None:
    assert json.loads(run("authority", "list", "--json").stdout) == []
    refused = run("authority", "merge", "Police", "Court", code=2)
    assert "nothing here under “Police”" in refused.stderr
