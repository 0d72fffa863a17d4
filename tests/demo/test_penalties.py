"""The fines and the arrest that the documents report, summed without the copies."""

from remedytrack.core.access import OPERATOR
from remedytrack.services.penalties import Sum, penalties_of_matter
from tests.demo.conftest import Demo


def in_dossier_of(demo: Demo, key: str) -> Sum:
    with demo.registry.store.reading() as unit:
        matter = unit.matters.get(demo.case(key).matter_id)
    return penalties_of_matter(demo.registry, viewer=OPERATOR, matter_ref=matter.ref)


def test_the_fines_come_to_1_051_000(demo: Demo) -> None:
    """Scenario 20: 393 200 twice, 184 600, 80 000; and ten days of arrest."""
    sums = [in_dossier_of(demo, key) for key in ("A1", "A2", "A5")]
    assert [each.fined for each in sums] == [184_600, 786_400, 80_000]
    assert sum(each.fined for each in sums) == 1_051_000
    assert sums[0].arrest_days == 10


def test_the_fine_of_a5_is_no_multiple_of_the_index(demo: Demo) -> None:
    (imposed,) = in_dossier_of(demo, "A5").imposed
    check = imposed.penalty.check
    assert check is not None
    assert (check.indexes, check.expected, check.difference) == (20, 78_640, 1_360)


def test_who_served_an_arrest_counts_as_penalised_for_a_year(demo: Demo) -> None:
    fine, arrest = in_dossier_of(demo, "A4").imposed
    assert (fine.penalty.kind, arrest.penalty.kind) == ("fine", "arrest")
    assert str(arrest.penalty.penalised_until_on) == "2026-03-10"
    assert fine.penalty.penalised_until_on is None
