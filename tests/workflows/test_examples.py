"""Every worked example of `workflows/examples` comes out with the bundled law."""

from collections import Counter

import pytest

from remedytrack.cli.exampling import Tried, run_examples, told
from remedytrack.lawbook import load
from remedytrack.lawbook.examples import read_examples
from remedytrack.resources import folder

_LAW = load(folder("workflows"))
_TRIED = [*run_examples(_LAW, read_examples(_LAW, folder("workflows")))]


@pytest.mark.parametrize(
    "tried", _TRIED, ids=lambda t: f"{t.source.item.workflow}:{t.example.id}"
)
def test_the_law_gives_what_the_example_expects(tried: Tried) -> None:
    assert not tried.differences, "\n".join(["", *told(tried)])


def test_every_procedure_has_its_examples() -> None:
    written = Counter(tried.source.item.workflow for tried in _TRIED)
    wanted = {name: 3 if name.startswith("kz.") else 1 for name in _LAW.workflows}
    assert [name for name, least in wanted.items() if written[name] < least] == []
