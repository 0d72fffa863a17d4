"""Speed asymmetry on the facts of the documents (scenario 8), and the series (14)."""

from datetime import date

from remedytrack.core.access import OPERATOR
from remedytrack.core.dates import When
from remedytrack.demo.loader import BEGINS_AT
from remedytrack.services.delays import Opened, delays
from remedytrack.services.recording import Report, record_event
from remedytrack.services.series import series_of_matters
from tests.demo.conftest import Demo

CUT_OFF = date(2025, 11, 24)


def test_defenders_are_punished_within_days(demo: Demo) -> None:
    found = delays(demo.registry, viewer=OPERATOR, today=CUT_OFF)
    days = {each.ref: each.sanction.days for each in found.delays}
    keys = {"A5": 1, "A1": 2, "A2": 6, "A3": 8, "A4": 291}
    assert days == {demo.case(key).ref: n for key, n in keys.items()}
    assert found.median_days == 6
    assert found.mean_days is not None
    assert round(found.mean_days, 1) == 61.6


def test_their_own_complaints_come_to_nothing(demo: Demo) -> None:
    found = delays(demo.registry, viewer=OPERATOR, today=CUT_OFF)
    assert len(found.complaints) == 5
    assert not any(each.investigated or each.accountable for each in found.complaints)
    opened = {each.ref: each.opened for each in found.complaints}
    assert opened[demo.case("C1").ref] is Opened.UNCLEAR
    assert opened[demo.case("C2").ref] is Opened.NOT_STATED
    assert opened[demo.case("C3").ref] is Opened.NO
    assert found.unknown == 4
    assert (found.appeals_decided, found.appeals_granted) == (4, 0)


def test_a_sanction_against_an_attacker_is_counted_too(copy: Demo) -> None:
    """Or the report could only ever say that nobody is held accountable."""
    record_event(
        copy.registry,
        actor=OPERATOR,
        now=BEGINS_AT,
        ref=copy.loaded.refs["C2"],
        report=Report("sanction_imposed", When.on(date(2025, 11, 20)), {}),
    )
    found = delays(copy.registry, viewer=OPERATOR, today=CUT_OFF)
    assert len(found.complaints) == 5
    assert sum(each.investigated for each in found.complaints) == 1
    assert sum(each.accountable for each in found.complaints) == 1


def test_the_same_protest_took_2_days_and_291(demo: Demo) -> None:
    (pair,) = delays(demo.registry, viewer=OPERATOR, today=CUT_OFF).pairs
    assert [pair.quick.ref, pair.slow.ref] == [demo.case(k).ref for k in ("A1", "A4")]
    assert (pair.quick.sanction.days, pair.slow.sanction.days) == (2, 291)
    assert pair.ratio == 145.5


def test_the_registration_was_tried_at_least_fifteen_times(demo: Demo) -> None:
    (series,) = series_of_matters(demo.registry, viewer=OPERATOR)
    assert str(series.count) == "\N{GREATER-THAN OR EQUAL TO} 15"
    (tried,) = series.tried
    assert (tried.ref, tried.attempt.days) == (demo.case("R1").ref, 7)
    assert tried.outcome is not None
    assert tried.outcome.en == "registration refused"
