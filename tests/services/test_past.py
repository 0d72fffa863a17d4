"""What was known then: later entries are not there, and looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from remedytrack.services.cases import case_view
from remedytrack.services.docket import docket
from remedytrack.services.findings import uninvestigated
from remedytrack.services.past import as_known, end_of
from remedytrack.services.refusals import NotFound
from remedytrack.services.registry import Registry
from tests.services.office import (
    ALMATY,
    APPEAL_TERM,
    CASE,
    COMPLAINT,
    LAWYER,
    LETTER,
    OUTSIDER,
    Office,
    almaty,
)


@contextmanager
def known(office: Office, moment: str) -> Iterator[Registry]:
    past = as_known(office.registry, almaty(moment))
    yield past
    past.store.close()


def _appealed(office: Office) -> tuple[str, str]:
    """Open a case and its appeal; correct the ruling's date a week later."""
    office.at("2025-12-01T10:00")
    case = office.open(CASE)
    made = office.record(case, "ruling_made", "2025-11-28", penalty="fine")
    appeal = office.link(case)
    office.at("2025-12-04T10:00")
    office.correct(case, made.entry_id, "2025-11-27", penalty="fine")
    return case, appeal


def test_a_case_is_shown_by_what_was_on_record_then(office: Office) -> None:
    _, appeal = _appealed(office)
    moment = almaty("2025-12-03T12:00")
    with known(office, "2025-12-03T12:00") as past:
        then = case_view(past, viewer=LAWYER, now=moment, ref=appeal)
    now = case_view(office.registry, viewer=LAWYER, now=office.now, ref=appeal)
    days = [
        str(next(d.safe_on for d in v.standing.deadlines if d.limit == APPEAL_TERM))
        for v in (then, now)
    ]
    assert days == ["2025-12-08", "2025-12-07"]
    assert len(then.journal) < len(now.journal)


def test_the_docket_and_a_report_ask_nothing_else(office: Office) -> None:
    office.at("2025-12-01T10:00")
    complaint = office.open(COMPLAINT)
    office.at("2025-12-02T10:00")
    office.record(complaint, "complaint_filed", "2025-01-15")
    for moment, there in (("2025-12-01T12:00", False), ("2025-12-02T12:00", True)):
        with known(office, moment) as past:
            now = almaty(moment)
            rows = docket(past, viewer=LAWYER, now=now)
            found = uninvestigated(past, viewer=LAWYER, today=now.date())
        assert (complaint in {row.ref for row in rows}) is there
        assert (complaint in {each.ref for each in found}) is there


def test_a_case_that_was_not_open_yet_is_not_there(office: Office) -> None:
    case, appeal = _appealed(office)
    with known(office, "2025-11-30T12:00") as past:
        for ref in (case, appeal):
            with pytest.raises(NotFound):
                case_view(past, viewer=LAWYER, now=office.now, ref=ref)


def test_looking_back_changes_nothing(office: Office) -> None:
    _appealed(office)
    before = office.everything()
    with known(office, "2025-12-03T12:00"):
        pass
    assert office.everything() == before


def test_the_present_moment_is_known_as_it_stands(office: Office) -> None:
    case, appeal = _appealed(office)
    past = as_known(office.registry, office.now)
    for ref in (case, appeal):
        then, now = (
            case_view(each, viewer=LAWYER, now=office.now, ref=ref)
            for each in (past, office.registry)
        )
        assert then.journal == now.journal
        assert then.standing.states == now.standing.states
        assert [(d.id, d.safe_on, d.state) for d in then.standing.deadlines] == [
            (d.id, d.safe_on, d.state) for d in now.standing.deadlines
        ]
    past.store.close()


def test_a_day_off_that_was_decreed_later_is_not_known_yet(office: Office) -> None:
    """In September 2025 nobody knew the decree of November on the days of 2026."""
    file = office.registry.law.calendars["kz"]
    later = max(day.known_from for day in file.days)
    with known(office, "2025-09-01T12:00") as past:
        assert past.law.calendar("kz").revision < later


def test_what_is_confidential_today_is_kept_so_in_the_past(office: Office) -> None:
    """Then nobody knew of the letter; who may see the case is today's question."""
    office.at("2025-12-01T10:00")
    letter = office.open(LETTER)
    office.at("2025-12-03T10:00")
    office.record(letter, "letter_sent", "2025-11-25", type="al")
    with known(office, "2025-12-02T12:00") as past:
        with past.store.reading() as unit:
            proceeding = unit.proceedings.by_ref(letter)
        assert proceeding is not None
        assert proceeding.embargo.closes
        with pytest.raises(NotFound):
            case_view(past, viewer=OUTSIDER, now=office.now, ref=letter)


def test_the_end_of_a_day_belongs_to_it() -> None:
    end = end_of(date(2025, 12, 1), ALMATY)
    assert end < almaty("2025-12-02T00:00")
    assert end.astimezone(ALMATY).date() == date(2025, 12, 1)
