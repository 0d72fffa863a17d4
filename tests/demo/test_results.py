"""Every count of the demo is stored with a trace that follows."""

from remedytrack.core.timelimits.retracing import Outcome
from remedytrack.services.resulting import counts_of
from remedytrack.services.verifying import check_results
from remedytrack.zones import zones_version
from tests.demo.conftest import Demo


def test_every_stored_result_of_the_demo_follows(demo: Demo) -> None:
    law, zones = demo.registry.law, zones_version()
    with demo.registry.store.reading() as unit:
        found = [
            each
            for deadline in unit.results.deadlines()
            for each in check_results(unit, law, zones, deadline)
        ]
    assert len(found) > 30
    assert [each for each in found if each.outcome is not Outcome.FOLLOWS] == []


def test_every_counted_deadline_of_the_demo_has_a_result(demo: Demo) -> None:
    with demo.registry.store.reading() as unit:
        counted = {
            deadline.id
            for _, deadline in unit.projections.deadlines()
            if any(counts_of(deadline))
        }
        without = [each for each in counted if unit.results.shown(each) is None]
    assert counted
    assert without == []
