"""Several versions of a procedure: the newest for new cases, the others kept."""

from pathlib import Path

import pytest

from remedytrack.lawbook import LawbookRefused, load
from tests.lawbook.small_law import WORKFLOW, written

NEWER = WORKFLOW.replace("version: 1", "version: 2").replace("n: 15", "n: 20")
OLDER = "kz/request.v1.yaml"


def days(book_folder: Path, version: int) -> int:
    workflow = load(book_folder).version_of("kz.request", version)
    assert workflow is not None
    return workflow.time_limits[0].term.n


def test_the_highest_version_is_for_new_cases_and_the_other_is_kept(law: Path) -> None:
    written(law, {OLDER: WORKFLOW, "kz/request.yaml": NEWER})
    book = load(law)
    assert book.workflows["kz.request"].version == 2
    assert [each.version for each in book.kept] == [1]
    assert (days(law, 1), days(law, 2)) == (15, 20)
    assert book.version_of("kz.request", 3) is None


def test_a_limit_is_looked_up_in_its_newest_text(law: Path) -> None:
    written(law, {OLDER: WORKFLOW, "kz/request.yaml": NEWER})
    workflow, (limit,) = load(law).limit_versions("kz.request.answer")
    assert (workflow.version, limit.term.n) == (2, 20)


def test_a_limit_that_only_an_old_version_has_is_still_found(law: Path) -> None:
    other = NEWER.replace("kz.request.answer", "kz.request.reply")
    written(law, {OLDER: WORKFLOW, "kz/request.yaml": other})
    book = load(law)
    assert book.limit_versions("kz.request.answer")[0].version == 1
    assert book.limit_ids == ("kz.request.reply",)


def test_a_version_may_stand_only_once(law: Path) -> None:
    written(law, {OLDER: WORKFLOW, "kz/a.yaml": WORKFLOW, "kz/request.yaml": NEWER})
    with pytest.raises(LawbookRefused, match=r"“kz\.request version 1” is defined in"):
        load(law)


def test_a_version_that_is_kept_is_checked_too(law: Path) -> None:
    broken = WORKFLOW.replace("kz.plain", "kz.plane")
    written(law, {OLDER: broken, "kz/request.yaml": NEWER})
    with pytest.raises(LawbookRefused, match=r"request\.v1\.yaml:\d+: L321"):
        load(law)


def test_ones_own_newer_version_leaves_the_bundled_one_to_its_cases(
    law: Path, tmp_path: Path
) -> None:
    own = written(tmp_path / "own", {"request.yaml": NEWER})
    book = load(law, own)
    assert book.workflows["kz.request"].version == 2
    assert [each.version for each in book.kept] == [1]


def test_ones_own_text_of_the_same_version_stands_in_its_place(
    law: Path, tmp_path: Path
) -> None:
    other = WORKFLOW.replace("n: 15", "n: 20")
    own = written(tmp_path / "own", {"request.yaml": other})
    book = load(law, own)
    assert (book.workflows["kz.request"].time_limits[0].term.n, book.kept) == (20, ())
