"""What every version of every procedure made of the golden journals, it makes today."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.core.laws import lawbook
from tests.golden.goldens import all_of_them, read

APPROVE = (
    "If this is meant, run `make golden` (python -m tests.golden.approve) and commit "
    "the difference with what causes it."
)


@pytest.mark.parametrize("file", all_of_them(), ids=lambda file: file.stem)
def test_the_standing_is_the_one_that_was_approved(file: Path) -> None:
    approved = read(file)
    now = approved.refolded(lawbook())
    for was, is_now in zip(approved.journals, now.journals, strict=True):
        told = unified_diff(
            was.standing, is_now.standing, "approved", "now", lineterm="", n=0
        )
        difference = "\n".join(told)
        if difference:
            pytest.fail(f"{file.name}, {was.name}:\n{difference}\n{APPROVE}")


def test_every_procedure_has_golden_journals_of_its_version() -> None:
    there = {(golden.workflow, golden.version) for golden in map(read, all_of_them())}
    wanted = {(name, each.version) for name, each in lawbook().workflows.items()}
    assert sorted(wanted - there) == [], APPROVE


def test_a_file_is_written_as_it_is_read() -> None:
    for file in all_of_them():
        assert read(file).written() == file.read_text(encoding="utf-8")


def test_a_difference_is_seen() -> None:
    golden = read(all_of_them()[0])
    first = golden.journals[0]
    fewer = type(golden)(
        golden.workflow,
        golden.version,
        (type(first)(first.name, first.now, first.entries[:-1], first.standing),),
    )
    assert fewer.refolded(lawbook()).journals[0].standing != first.standing
