"""What holds for every journal: order, totality, `changes_at`, identity, rebuilding."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remedytrack.core.dates import DayRange, When
from remedytrack.core.workflow.definition import Workflow
from remedytrack.core.workflow.journal import Act, Basis, Entry
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import (
    Deadline,
    DeadlineState,
    Flag,
    Silence,
    Standing,
)
from tests.core.workflow.definitions import (
    APPEAL,
    COMPLAINT,
    LAW,
    LETTER,
    at,
    entry,
)

ALL = (COMPLAINT, APPEAL, LETTER)
OTHERS = [*Act, "strange"]
FIELDS: list[dict[str, Any]] = [
    {},
    {"outcome": "granted"},
    {"outcome": "refused", "heard_on": "2025-06-04"},
    {"outcome": "nonsense", "heard_on": "soon"},
    {"penalty": "arrest"},
    {"until": "2025-07-15", "granted": True},
    {"until": "never", "granted": True},
    {"owner": "ann", "deputy": ""},
    {"flag": "silent", "verdict": "confirmed"},
    {"sort": "hearing", "bound": "court"},
    {"bound": "whoever"},
]
START = date(2025, 5, 1)
wide_days = st.sampled_from(
    [date(1900, 1, 1), date(2012, 12, 31), date(2027, 12, 30), date(2199, 12, 31)]
)
near_days = st.integers(0, 120).map(lambda n: START + timedelta(days=n))
days = st.one_of(near_days, near_days, wide_days)
ranges = st.one_of(
    days.map(lambda day: DayRange(day, day)),
    st.tuples(days, days).map(lambda two: DayRange(min(two), max(two))),
    days.map(lambda day: DayRange(None, day)),
    days.map(lambda day: DayRange(day, None)),
)
whens = st.one_of(
    near_days.map(When.on),
    near_days.map(lambda day: When.parse(f"{day}T15:30")),
    st.builds(
        lambda some, about: When(
            tuple(sorted(some, key=lambda each: each.first or date.min)),
            approximate=about,
        ),
        st.lists(ranges, min_size=1, max_size=2),
        st.booleans(),
    ),
)
moments = st.integers(0, 400 * 24).map(
    lambda hours: datetime(2025, 4, 1, tzinfo=UTC) + timedelta(hours=hours)
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Workflow, list[Entry]]:
    """Return a procedure and a journal: facts, acts, corrections, withdrawals."""
    definition = draw(st.sampled_from(ALL))
    kinds = st.sampled_from([*definition.events, *definition.events, *OTHERS])
    journal: list[Entry] = []
    for number in range(draw(st.integers(0, 7))):
        fields = dict(draw(st.sampled_from(FIELDS)))
        kind = draw(kinds)
        if kind in OTHERS:
            ids = _deadline_ids(definition, journal)
            fields["deadline"] = draw(st.sampled_from(ids))
        before = draw(st.sampled_from([None, None, *journal]))
        journal.append(
            Entry(
                id=UUID(int=number + 1),
                kind=before.kind if before else kind,
                occurred=draw(whens),
                recorded_at=datetime(2025, 5, 1, tzinfo=UTC) + timedelta(days=number),
                recorded_by=draw(st.sampled_from(["ann", "ben"])),
                fields=fields,
                person=draw(st.sampled_from([None, None, "P1", "P2"])),
                basis=draw(st.sampled_from(Basis)),
                supersedes=before.id if before else None,
                withdrawn=bool(before) and draw(st.booleans()),
            )
        )
    return definition, journal


def _deadline_ids(definition: Workflow, journal: list[Entry]) -> list[str]:
    found = replay(definition, journal, LAW, datetime(2025, 8, 1, tzinfo=UTC))
    return [str(each.id) for each in found.deadlines] or ["none"]


@settings(max_examples=45)
@given(cases(), moments)
def test_no_journal_makes_the_replay_raise_and_no_two_deadlines_share_an_id(
    case: tuple[Workflow, list[Entry]], now: datetime
) -> None:
    definition, journal = case
    found = replay(definition, journal, LAW, now)
    ids = [each.id for each in found.deadlines]
    assert len(ids) == len(set(ids))
    assert len({each.id for each in found.silences}) == len(found.silences)


@settings(max_examples=45)
@given(cases(), moments, st.randoms())
def test_the_order_of_the_lines_plays_no_part(
    case: tuple[Workflow, list[Entry]], now: datetime, chance: Any
) -> None:
    definition, journal = case
    shuffled = list(journal)
    chance.shuffle(shuffled)
    assert replay(definition, shuffled, LAW, now) == replay(
        definition, journal, LAW, now
    )


@settings(max_examples=45)
@given(cases(), moments, st.permutations(range(8)))
def test_the_order_of_recording_changes_no_state_date_or_flag(
    case: tuple[Workflow, list[Entry]], now: datetime, order: list[int]
) -> None:
    definition, journal = case
    facts = [each for each in journal if each.supersedes is None]
    facts = [each for each in facts if each.kind not in set(Act)]
    again = [
        replace(each, recorded_at=datetime(2025, 5, 1 + order[i], tzinfo=UTC))
        for i, each in enumerate(facts)
    ]
    first, second = (replay(definition, each, LAW, now) for each in (facts, again))
    assert _seen_by_people(first) == _seen_by_people(second)


def _seen_by_people(found: Standing) -> tuple[object, ...]:
    dates = sorted(
        f"{d.limit} {d.person} {d.safe_on} {d.arguable_on} {d.state} {d.timeliness}"
        for d in found.deadlines
    )
    silences = sorted(f"{each.kind} {each.occurred}" for each in found.silences)
    flags = [(flag.id, flag.age_since, flag.unseen) for flag in found.flags]
    return dict(found.states), dates, silences, flags, found.embargo, found.allowed


@settings(max_examples=45)
@given(cases(), moments, st.floats(0, 1, exclude_max=True))
def test_until_changes_at_nothing_changes(
    case: tuple[Workflow, list[Entry]], now: datetime, part: float
) -> None:
    definition, journal = case
    found = replay(definition, journal, LAW, now)
    end = found.changes_at or now + timedelta(days=4000)
    assert end > now
    likely = [m for d in found.deadlines for m in (d.closes_at, d.late_at)]
    for then in (now + (end - now) * part, *likely):
        if then is not None and now < then < end:
            assert replay(definition, journal, LAW, then) == found


def test_at_changes_at_something_does_change() -> None:
    found = replay(COMPLAINT, [FILED], LAW, datetime(2025, 6, 2, 12, tzinfo=UTC))
    seen = []
    while found.changes_at is not None:
        later = replay(COMPLAINT, [FILED], LAW, found.changes_at)
        assert replace(later, changes_at=None) != replace(found, changes_at=None)
        found = later
        seen.append(
            ({each.kind for each in found.silences}, {f.id for f in found.flags})
        )
    assert seen == [
        ({"silence"}, {"silent", "late"}),
        ({"silence", "review_silence"}, {"silent", "late"}),
        ({"silence", "review_silence"}, {"silent", "late", "lapsed"}),
        (
            {"silence", "review_silence"},
            {"silent", "late", "lapsed", "no_investigation"},
        ),
    ]


def test_our_own_deadline_wakes_us_after_the_safe_and_after_the_arguable_date() -> None:
    journal = [entry("made", "2025-11-22"), entry("delivered", "2025-11-25")]
    found = replay(APPEAL, journal, LAW, at("2025-12-01T09:00"))
    seen = []
    while found.changes_at is not None:
        found = replay(APPEAL, journal, LAW, found.changes_at)
        seen.append(found.deadlines[0].state.value)
    assert seen == ["overdue", "missed"]


FILED = entry("filed", "2025-06-02")


@settings(max_examples=45)
@given(cases(), moments)
def test_a_rebuild_gives_the_same_and_every_result_survives_being_stored(
    case: tuple[Workflow, list[Entry]], now: datetime
) -> None:
    definition, journal = case
    found = replay(definition, journal, LAW, now)
    assert replay(definition, tuple(journal), LAW, now) == found
    for kind, results in (
        (Deadline, found.deadlines),
        (Silence, found.silences),
        (Flag, found.flags),
    ):
        adapter: TypeAdapter[Any] = TypeAdapter(kind)
        for result in results:
            assert adapter.validate_json(adapter.dump_json(result)) == result


@settings(max_examples=45)
@given(cases(), moments)
def test_no_deadline_is_safe_later_than_it_is_arguable(
    case: tuple[Workflow, list[Entry]], now: datetime
) -> None:
    definition, journal = case
    for each in replay(definition, journal, LAW, now).deadlines:
        if each.safe_on and each.arguable_on:
            assert each.safe_on <= each.arguable_on
        if each.safe_on and each.is_hard:
            assert each.remind_on is not None
            assert each.remind_on <= each.safe_on
        if each.state in {DeadlineState.LATE, DeadlineState.MISSED}:
            assert each.late_at is not None
            assert each.late_at <= now


@pytest.mark.parametrize("definition", ALL)
def test_silence_is_never_derived_for_the_future(definition: Workflow) -> None:
    journal = [entry("filed", "2025-06-02"), entry("sent", "2025-06-02")]
    for day in range(90):
        now = datetime(2025, 6, 2, tzinfo=UTC) + timedelta(days=day)
        for silence in replay(definition, journal, LAW, now).silences:
            assert silence.known_at <= now
