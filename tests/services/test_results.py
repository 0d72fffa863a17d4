"""Every count is kept with its trace, and kept once."""

import json

from remedytrack.core.workflow.standing import Deadline
from remedytrack.services.refreshing import rebuild, refresh
from remedytrack.storage.values import Result
from tests.services.desk import unguarded
from tests.services.office import APPEAL, Office, Postbox


def appeal(office: Office) -> str:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    return ref


def deadlines(office: Office, ref: str) -> dict[str, Deadline]:
    with office.registry.store.reading() as unit:
        proceeding = unit.proceedings.by_ref(ref)
        assert proceeding is not None
        pairs = unit.projections.deadlines([proceeding.id])
    return {deadline.limit: deadline for _, deadline in pairs}


def results(office: Office, ref: str, limit: str = "kz.koap.appeal") -> list[Result]:
    deadline = deadlines(office, ref)[limit]
    with office.registry.store.reading() as unit:
        found = unit.results.of_deadline(deadline.id)
        assert unit.results.shown(deadline.id) == found[-1].id
    return found


def test_the_first_count_is_kept_with_its_trace(office: Office) -> None:
    ref = appeal(office)
    [result] = results(office, ref)
    deadline = deadlines(office, ref)["kz.koap.appeal"]
    assert result.limit_version == "kz.koap.appeal@2015-01-01"
    assert result.profile_version == "kz.koap@2015-01-01"
    assert result.tzdata.startswith("tzdata 20")
    assert result.computed_at == office.now
    assert result.supersedes is None
    assert (result.safe_on, result.arguable_on) == (
        deadline.safe_on,
        deadline.arguable_on,
    )
    assert json.loads(result.trace)["safe"]["safe"]["on"] == str(deadline.safe_on)


def test_a_correction_supersedes_and_names_its_entry(office: Office) -> None:
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    before = results(office, ref)
    corrected = office.correct(ref, made.entry_id, "2025-11-20", penalty="fine")
    [first, second] = results(office, ref)
    assert [first] == before
    assert second.supersedes == first.id
    assert second.cause == str(corrected.entry_id)
    assert second.safe_on is not None
    assert first.safe_on is not None
    assert second.safe_on < first.safe_on


def test_time_alone_appends_nothing(office: Office) -> None:
    ref = appeal(office)
    before = results(office, ref)
    Postbox(office).run_until("2025-12-20T12:00")
    assert results(office, ref) == before


def test_a_rebuild_finds_the_results_again_and_appends_none(office: Office) -> None:
    ref = appeal(office)
    before = results(office, ref)
    rebuild(office.registry, office.now)
    rebuild(office.registry, office.now)
    assert results(office, ref) == before


def test_both_counts_of_an_uncertain_day_are_kept(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-20/2025-11-22", penalty="fine")
    [result] = results(office, ref)
    ends = json.loads(result.trace)
    assert set(ends) == {"safe", "arguable"}
    assert ends["safe"]["asked"]["on"] == "2025-11-20"
    assert ends["arguable"]["asked"]["on"] == "2025-11-22"


def test_a_count_that_is_lost_leaves_a_result_that_says_so(office: Office) -> None:
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    before = results(office, ref)
    office.correct(ref, made.entry_id, "2014-06-02", penalty="fine")
    [*_, last] = results(office, ref)
    assert deadlines(office, ref)["kz.koap.appeal"].computation is None
    assert last.supersedes == before[-1].id
    assert (last.limit_version, last.safe_on) == (None, None)
    assert json.loads(last.trace) == {"safe": None, "arguable": None}


def test_what_no_entry_caused_says_why(office: Office) -> None:
    ref = appeal(office)
    with office.registry.store.writing() as unit:
        proceeding = unit.proceedings.by_ref(ref)
        assert proceeding is not None
        connection = unit.settings._session.connection()
        unguarded(connection, "result")
        connection.exec_driver_sql("UPDATE result SET trace = 'another'")
        refresh(unit, office.registry, proceeding, office.now, because="law")
    assert results(office, ref)[-1].cause == "law"
