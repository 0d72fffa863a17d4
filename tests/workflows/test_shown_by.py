"""An act nobody recorded is shown by a later one: the appeal that was decided."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Deadline, DeadlineState, Timeliness
from remedytrack.lawbook import load
from remedytrack.resources import folder

LAW = load(folder("workflows"))
APPEAL = LAW.workflows["kz.administrative_appeal"]
NOW = datetime(2025, 12, 1, 4, tzinfo=UTC)


def _entry(number: int, kind: str, occurred: str) -> Entry:
    return Entry(UUID(int=number), kind, When.parse(occurred), NOW, "ann")


def _deadlines(*journal: Entry) -> dict[str, Deadline]:
    return {d.limit: d for d in replay(APPEAL, journal, LAW, NOW).deadlines}


def test_a_decided_appeal_had_been_filed_on_a_day_that_is_not_known() -> None:
    ruled = _entry(1, "ruling_made", "2025-02-19")
    decided = _entry(2, "appeal_decided", "2025-02-27")
    appeal = _deadlines(ruled, decided)["kz.koap.appeal"]
    assert appeal.state is DeadlineState.SATISFIED
    assert str(appeal.done_when) == "2025-02-19/2025-02-27"
    # Decided before the earliest end: in time, whenever it was filed.
    assert appeal.timeliness is Timeliness.IN_TIME


def test_decided_after_the_term_it_may_have_been_late_and_nobody_says_so() -> None:
    ruled = _entry(1, "ruling_made", "2024-05-15")
    decided = _entry(2, "appeal_decided", "2024-06-06")
    appeal = _deadlines(ruled, decided)["kz.koap.appeal"]
    assert appeal.timeliness is Timeliness.UNKNOWN


def test_a_court_that_decided_is_not_called_late_with_forwarding() -> None:
    filed = _entry(1, "appeal_filed", "2025-02-20")
    open_still = _deadlines(filed)["kz.koap.appeal_forwarded"]
    assert open_still.state is DeadlineState.LATE
    decided = _entry(2, "appeal_decided", "2025-03-05")
    forwarded = _deadlines(filed, decided)["kz.koap.appeal_forwarded"]
    assert forwarded.state is DeadlineState.SATISFIED
    assert forwarded.timeliness is Timeliness.UNKNOWN


def test_what_was_recorded_itself_says_more_than_what_shows_it() -> None:
    ruled = _entry(1, "ruling_made", "2025-02-19")
    filed = _entry(2, "appeal_filed", "2025-02-21")
    decided = _entry(3, "appeal_decided", "2025-02-27")
    assert str(_deadlines(ruled, filed, decided)["kz.koap.appeal"].done_when) == (
        "2025-02-21"
    )
