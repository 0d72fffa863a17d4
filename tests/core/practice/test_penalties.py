"""The fines of the two documents, each against its number of monthly indexes."""

import pytest

from remedytrack.core.dates import When
from remedytrack.core.law import LawStatus
from remedytrack.core.practice.penalties import Penalty, penalties
from remedytrack.core.workflow.journal import Fact
from tests.core.laws import lawbook
from tests.core.practice.practised import fact

FINES = lawbook().practice.fines


def imposed(*facts: Fact) -> tuple[Penalty, ...]:
    definition = lawbook().workflows["kz.administrative_case"]
    return penalties(definition, facts, (), fines=FINES, articles={})


@pytest.mark.parametrize(
    ("amount", "on", "article", "expected", "difference"),
    [
        (184_600, "2024-05-15", "КоАП 488(7)", 50 * 3692, 0),
        (393_200, "2025-02-19", "КоАП 489(9)", 100 * 3932, 0),
        (80_000, "2025-11-22", "КоАП 434(1)", 78_640, 1_360),
        (78_640, "2025-11-22", None, 78_640, 0),
    ],
)
def test_an_amount_is_checked_by_the_index_of_the_year(
    amount: int, on: str, article: str | None, expected: int, difference: int
) -> None:
    check = FINES.check(amount, When.parse(on), article)
    assert check is not None
    assert (check.expected, check.difference) == (expected, difference)
    assert check.index.status is LawStatus.DRAFT
    assert (check.offence is None) == (article is None)


@pytest.mark.parametrize(
    ("on", "article"),
    [
        ("2025-11-22", "КоАП 488(70)"),
        ("2023-11-22", "КоАП 434(1)"),
        ("2024-12-20/2025-01-10", "КоАП 434(1)"),
    ],
)
def test_what_is_not_known_is_not_checked(on: str, article: str) -> None:
    assert FINES.check(80_000, When.parse(on), article) is None


def test_payments_are_counted_until_the_fine_is_paid_off() -> None:
    ruling = fact("ruling_made", "2025-02-19", penalty="fine", amount=393_200)
    first = fact("payment_made", "2025-03-20", amount=100_000, paid_by="fund")
    second = fact("payment_made", "2025-04-20", amount=50_000, paid_by="relatives")
    (fine,) = imposed(ruling, first, second)
    assert (fine.paid, fine.left) == (150_000, 243_200)
    (fine,) = imposed(ruling, first, fact("fine_paid", "2025-05-20"))
    assert fine.left == 0


def test_each_person_pays_their_own_fine() -> None:
    gs = fact("ruling_made", "2025-02-19", "gs", penalty="fine", amount=100)
    zs = fact("ruling_made", "2025-02-19", "zs", penalty="fine", amount=100)
    paid = fact("payment_made", "2025-03-20", "gs", amount=40)
    assert [each.left for each in imposed(gs, zs, paid)] == [60, 100]


def test_a_terminated_case_has_no_penalty_and_a_quashed_one_nothing_to_pay() -> None:
    ruling = fact("ruling_made", "2025-02-19", penalty="fine", amount=100)
    (fine,) = imposed(ruling, fact("ruling_quashed", "2025-03-19"))
    assert (fine.quashed, fine.left) == (True, 0)
    assert imposed(fact("ruling_made", "2025-02-19", penalty="terminated")) == ()
