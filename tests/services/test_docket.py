"""The docket: which group a deadline stands in, day by day."""

from datetime import date, timedelta

import pytest

from remedytrack.core.dates import When
from remedytrack.services import acting
from remedytrack.services.docket import DocketRow, Group, docket, docket_on, grouped
from remedytrack.services.looking import last_moment_of
from tests.services.office import (
    APPEAL,
    APPEAL_TERM,
    COMPLAINT,
    LAWYER,
    LETTER,
    Office,
    almaty,
)


def rows(office: Office, limit: str = APPEAL_TERM) -> list[DocketRow]:
    listed = docket(office.registry, viewer=LAWYER, now=office.now)
    return [row for row in listed if row.deadline.limit == limit]


@pytest.fixture
def ref(office: Office) -> str:
    """An appeal due by Tuesday 2 December, arguably by Friday 5 December."""
    office.at("2025-11-22T18:00")
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    office.record(ref, "ruling_delivered", "2025-11-22", seen=True)
    return ref


@pytest.mark.parametrize(
    ("today", "group", "days_left"),
    [
        ("2025-11-24T12:00", Group.MONTH, 8),
        ("2025-11-25T12:00", Group.WEEK, 7),
        ("2025-12-01T23:59", Group.WEEK, 1),
        ("2025-12-02T00:00", Group.TODAY, 0),
        ("2025-12-02T23:59", Group.TODAY, 0),
        ("2025-12-03T00:00", Group.OVERDUE, -1),
        ("2025-12-06T00:00", Group.OVERDUE, -4),
    ],
)
@pytest.mark.usefixtures("ref")
def test_a_deadline_of_ours_comes_nearer(
    office: Office, today: str, group: Group, days_left: int
) -> None:
    office.at(today).tick()
    (row,) = rows(office)
    assert row.group is group
    assert row.days_left == days_left
    assert str(row.show_on) == "2025-12-02"


@pytest.mark.parametrize(
    ("day", "group"),
    [
        ("2025-11-25", Group.WEEK),
        ("2025-12-02", Group.TODAY),
        ("2025-12-03", Group.OVERDUE),
        ("2025-12-06", Group.OVERDUE),
    ],
)
@pytest.mark.usefixtures("ref")
def test_the_docket_of_any_day_is_found_by_replay(
    office: Office, day: str, group: Group
) -> None:
    listed = docket_on(office.registry, viewer=LAWYER, day=date.fromisoformat(day))
    (row,) = [each for each in listed if each.deadline.limit == APPEAL_TERM]
    assert row.group is group


def test_the_docket_of_a_past_day_knows_nothing_that_came_later(
    office: Office, ref: str
) -> None:
    office.at("2025-12-01T10:00")
    office.record(ref, "appeal_filed", "2025-11-28", seen=True)

    def on(day: str) -> set[str]:
        then = date.fromisoformat(day)
        listed = docket_on(office.registry, viewer=LAWYER, day=then)
        return {row.deadline.limit for row in listed}

    assert APPEAL_TERM in on("2025-11-27")
    assert APPEAL_TERM not in on("2025-11-28")
    assert APPEAL_TERM not in {r.deadline.limit for r in rows(office)}


def test_the_last_moment_of_a_day_is_in_it_even_on_days_of_other_lengths(
    office: Office, ref: str
) -> None:
    """On 29 February 2024 the clocks of Almaty went back: a day of 25 hours."""
    with office.registry.store.reading() as unit:
        proceeding = unit.proceedings.by_ref(ref)
    assert proceeding is not None
    for day in (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)):
        moment = last_moment_of(day, office.registry, proceeding)
        following = almaty(f"{day + timedelta(days=1)}T00:00")
        assert following - moment == timedelta(microseconds=1)


def test_the_letter_and_its_confidentiality_are_two_rows(office: Office) -> None:
    letter = office.open(LETTER)
    office.record(letter, "letter_sent", "2025-10-20", type="al")
    reply, closed = rows(office, "un.sp.reply"), rows(office, "un.sp.embargo")
    assert reply[0].group is Group.MONTH
    assert closed[0].group is Group.CONFIDENTIAL
    assert str(reply[0].show_on) == str(closed[0].show_on) == "2025-12-19"
    office.at("2025-12-20T10:00").tick()
    (late,) = rows(office, "un.sp.reply")
    assert late.group is Group.LATE
    assert rows(office, "un.sp.embargo")[0].group is Group.CONFIDENTIAL


def test_what_cannot_be_dated_stands_first(office: Office, ref: str) -> None:
    undated = office.open(APPEAL)
    office.record(undated, "ruling_made", "../2025-11-22", penalty="fine")
    first, second = rows(office)
    assert (first.ref, first.group) == (undated, Group.UNDATED)
    assert first.unproven
    assert second.ref == ref
    assert not second.unproven


def test_a_worst_case_is_marked_as_not_proven(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    (row,) = rows(office)
    assert row.unproven
    office.record(ref, "ruling_delivered", "2025-11-24", seen=True)
    (row,) = rows(office)
    assert not row.unproven
    assert str(row.show_on) == "2025-12-04"
    assert str(row.urgent_on) == "2025-12-02", "until somebody has checked"


def test_others_terms_are_shown_by_their_latest_day(office: Office) -> None:
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", "2025-11-01")
    office.record(ref, "complaint_to_prosecutor", "2025-11-20", subject="inaction")
    (row,) = rows(office, "kz.cpc.prosecutor_silence")
    assert not row.ours
    assert row.show_on == row.deadline.arguable_on
    assert row.deadline.safe_on is not None
    assert row.show_on is not None
    assert row.show_on >= row.deadline.safe_on


def test_the_nearest_comes_first_and_no_row_is_lost(office: Office, ref: str) -> None:
    office.at("2025-12-01T10:00")
    for day in (28, 24, 26):
        later = office.open(APPEAL)
        office.record(later, "ruling_made", f"2025-11-{day}", penalty="fine")
    listed = rows(office)
    assert listed[0].ref == ref
    assert [str(row.show_on) for row in listed] == [
        "2025-12-02",
        "2025-12-04",
        "2025-12-06",
        "2025-12-08",
    ]
    everything = docket(office.registry, viewer=LAWYER, now=office.now)
    groups = grouped(everything)
    assert list(groups) == list(Group)
    assert sum(map(len, groups.values())) == len(everything)


def test_mine_are_those_i_own(office: Office, ref: str) -> None:
    def mine() -> list[str]:
        listed = docket(office.registry, viewer=LAWYER, now=office.now, only_mine=True)
        return [row.ref for row in listed]

    assert mine() == []
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy="deputy",
    )
    assert mine() == [ref]
    (row,) = rows(office)
    assert (row.owner_name, row.deputy_name) == ("Lawyer", "Deputy")


def test_what_is_done_leaves_the_docket(office: Office, ref: str) -> None:
    acting.satisfy(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        done=When.parse("2025-11-22"),
        proof="No. 17",
    )
    assert rows(office) == []
