"""Stored results are counted anew; whoever changed one behind our back is found."""

from uuid import UUID

from remedytrack.core.timelimits.retracing import Outcome
from remedytrack.services.verifying import Checked, Fault, check_results
from remedytrack.zones import zones_version
from tests.services.desk import unguarded
from tests.services.office import APPEAL, Office


def corrected_appeal(office: Office) -> tuple[str, UUID]:
    """A case whose appeal was counted twice; its reference and the deadline's id."""
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.correct(ref, made.entry_id, "2025-11-20", penalty="fine")
    with office.registry.store.reading() as unit:
        pairs = unit.projections.deadlines()
    [deadline] = [d for _, d in pairs if d.limit == "kz.koap.appeal"]
    return ref, deadline.id


def checked(office: Office, deadline: UUID, tzdata: str = "") -> list[Checked]:
    with office.registry.store.reading() as unit:
        zones = tzdata or zones_version()
        return list(check_results(unit, office.registry.law, zones, deadline))


def behind_our_back(office: Office, statement: str) -> None:
    """Change the table of results as somebody with the file in hand could."""
    with office.registry.store.engine.begin() as connection:
        unguarded(connection, "result")
        assert connection.exec_driver_sql(statement).rowcount > 0


def test_every_result_follows_the_superseded_one_too(office: Office) -> None:
    _, deadline = corrected_appeal(office)
    found = checked(office, deadline)
    assert [each.outcome for each in found] == [Outcome.FOLLOWS] * 2


def test_a_tampered_step_in_the_database_is_named(office: Office) -> None:
    _, deadline = corrected_appeal(office)
    behind_our_back(
        office,
        "UPDATE result SET trace = replace(trace, '\"n\":10', '\"n\":11') "
        "WHERE supersedes IS NULL",
    )
    first, second = checked(office, deadline)
    [verdict] = first.verdicts
    assert (verdict.op, verdict.stored, verdict.recomputed) == ("count", 11, 10)
    assert (first.outcome, second.outcome) == (Outcome.DIFFERS, Outcome.FOLLOWS)


def test_a_tampered_column_is_found(office: Office) -> None:
    _, deadline = corrected_appeal(office)
    behind_our_back(office, "UPDATE result SET safe_on = '2025-12-31'")
    assert {each.faults for each in checked(office, deadline)} == {
        (Fault.OTHER_COLUMNS,)
    }


def test_a_tampered_hash_says_that_such_a_rule_is_not_there(office: Office) -> None:
    _, deadline = corrected_appeal(office)
    behind_our_back(
        office,
        "UPDATE result SET trace = replace(trace, 'rule_sha\":\"', 'rule_sha\":\"0')",
    )
    assert {each.outcome for each in checked(office, deadline)} == {Outcome.GONE}


def test_a_broken_chain_is_found(office: Office) -> None:
    _, deadline = corrected_appeal(office)
    behind_our_back(office, "UPDATE result SET supersedes = NULL")
    first, second = checked(office, deadline)
    assert (first.faults, second.faults) == ((), (Fault.BROKEN_CHAIN,))


def test_what_is_no_trace_is_found(office: Office) -> None:
    _, deadline = corrected_appeal(office)
    behind_our_back(office, "UPDATE result SET trace = 'lost' WHERE supersedes IS NULL")
    first, _ = checked(office, deadline)
    assert first.faults == (Fault.NO_TRACE,)
    assert first.outcome is Outcome.DIFFERS


def test_a_deadline_that_rests_on_an_older_result_is_found(office: Office) -> None:
    _, deadline = corrected_appeal(office)
    behind_our_back(
        office,
        "UPDATE deadline SET result_id = (SELECT id FROM result WHERE "
        "deadline_id = deadline.id AND supersedes IS NULL)",
    )
    assert [each.faults for each in checked(office, deadline)] == [
        (),
        (Fault.NOT_SHOWN,),
    ]


def test_other_zone_data_leave_the_question_open(office: Office) -> None:
    _, deadline = corrected_appeal(office)
    assert {each.outcome for each in checked(office, deadline, "tzdata 1999a")} == {
        Outcome.GONE
    }
