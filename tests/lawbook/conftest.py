"""The small folder of law, written out, and spoiled."""

from pathlib import Path

import pytest

from remedytrack.lawbook import LawbookRefused, Problem, load
from tests.lawbook.small_law import CONTENT, Spoil, written


@pytest.fixture
def law(tmp_path: Path) -> Path:
    """The small folder, as it should be."""
    return written(tmp_path / "law", CONTENT)


@pytest.fixture
def spoil(law: Path) -> Spoil:
    """Replace a passage of one file, load, and return what is refused."""

    def spoiled(
        old: str, new: str, file: str = "kz/request.yaml"
    ) -> tuple[Problem, ...]:
        text = CONTENT[file]
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        (law / file).write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(LawbookRefused) as refused:
            load(law)
        return refused.value.problems

    return spoiled
