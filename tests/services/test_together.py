"""Several people at the same case at the same time: nothing is lost."""

import threading
from collections.abc import Callable

import pytest

from remedytrack.core.audit import first_break
from remedytrack.services import acting, following
from remedytrack.services.cases import case_view
from remedytrack.services.refreshing import rebuild
from remedytrack.services.refusals import AlreadyCorrected
from tests.services.office import APPEAL, DEPUTY, LAWYER, Office


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Run all at the same time; return what they raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_facts_recorded_at_once_are_all_there(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    days = [f"2025-11-{day}" for day in range(23, 29)]
    works = [
        lambda day=day: office.record(ref, "appeal_forwarded", day) for day in days
    ]
    assert at_once(*works) == []
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    recorded = [str(x.entry.occurred) for x in view.journal][1:]
    assert sorted(recorded) == days
    with office.registry.store.reading() as unit:
        stored, entries = unit.projections.dump(), unit.audit.entries()
    assert first_break(entries) is None
    rebuild(office.registry, office.now)
    with office.registry.store.reading() as unit:
        assert unit.projections.dump() == stored


def test_of_two_corrections_at_once_one_is_told(office: Office) -> None:
    ref = office.open(APPEAL)
    made = office.record(ref, "ruling_made", "2025-11-22", penalty="fine").entry_id
    raised = at_once(
        lambda: office.correct(ref, made, "2025-11-20", penalty="fine"),
        lambda: office.correct(ref, made, "2025-11-21", penalty="fine", by=DEPUTY),
    )
    assert [type(error) for error in raised] == [AlreadyCorrected]
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    assert sum(line.stands for line in view.journal) == 1


def test_taking_on_while_somebody_records_loses_neither(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    deadline_id = office.deadline(ref).id
    raised = at_once(
        lambda: acting.acknowledge(
            office.registry, actor=LAWYER, now=office.now, deadline_id=deadline_id
        ),
        lambda: office.record(ref, "ruling_delivered", "2025-11-25", by=DEPUTY),
        office.tick,
    )
    assert raised == []
    deadline = office.deadline(ref)
    assert deadline.acknowledged_by == "lawyer"
    assert str(deadline.safe_on) == "2025-12-05"


def test_what_fails_in_the_middle_is_not_kept_at_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy into the appeal is part of recording: both happen, or neither."""
    ref = office.open("kz.administrative_case")
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.link(ref)
    before = office.everything()

    def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(following, "copied", breaks)
    with pytest.raises(RuntimeError):
        office.record(ref, "ruling_delivered", "2025-11-25")
    assert office.everything() == before
