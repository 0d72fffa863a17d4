"""The stories of the two sources, told to the bundled definitions."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import Entry, FieldValue
from remedytrack.core.workflow.replay import replay
from remedytrack.core.workflow.standing import Embargo, Standing
from remedytrack.lawbook import Lawbook

FILED_ON = datetime(2025, 9, 25, 12, tzinfo=UTC)


def entry(
    number: int,
    kind: str,
    occurred: str,
    fields: Mapping[str, FieldValue] | None = None,
) -> Entry:
    return Entry(
        id=UUID(int=number),
        kind=kind,
        occurred=When.parse(occurred),
        recorded_at=FILED_ON.replace(second=number),
        recorded_by="demo",
        fields=fields or {},
    )


def stands(law: Lawbook, workflow: str, today: str, *journal: Entry) -> Standing:
    """Replay at noon (UTC) of ``today``."""
    now = datetime.combine(date.fromisoformat(today), time(12), tzinfo=UTC)
    return replay(law.workflows[workflow], journal, law, now)


CUT_OFF = "2025-11-24"


@pytest.mark.parametrize(
    ("journal", "flag", "grade", "age_days", "at_least"),
    [
        pytest.param(
            [
                entry(1, "complaint_filed", "../2021-07-15"),
                entry(2, "case_archived", "../2025-09-25"),
            ],
            "closed_without_investigation",
            "N3",
            1593,
            True,
            id="C1 Shymkent",
        ),
        pytest.param(
            [entry(1, "complaint_filed", "2023-07-29")],
            "no_investigation",
            "N1",
            849,
            False,
            id="C2 vehicle",
        ),
        pytest.param(
            [
                entry(1, "complaint_filed", "2024-10-09"),
                entry(2, "opening_refused", "../2025-09-25"),
            ],
            "closed_without_investigation",
            "N3",
            411,
            False,
            id="C3 kurultay",
        ),
    ],
)
def test_a_complaint_that_nobody_investigated(
    law: Lawbook,
    journal: list[Entry],
    flag: str,
    grade: str,
    age_days: int,
    *,
    at_least: bool,
) -> None:
    (found,) = stands(law, "kz.police_complaint", CUT_OFF, *journal).flags
    assert (found.id, found.grade) == (flag, grade)
    assert found.age_days(date.fromisoformat(CUT_OFF)) == age_days
    assert found.age_is_lower_bound is at_least


def test_an_investigative_step_takes_the_finding_away(law: Lawbook) -> None:
    filed = entry(1, "complaint_filed", "2024-10-09")
    step = entry(2, "investigative_step", "2024-11-01")
    closed = entry(3, "case_terminated", "2025-03-01")
    assert stands(law, "kz.police_complaint", CUT_OFF, filed, step, closed).flags == ()


def test_the_prosecutor_is_silent_only_after_fifteen_days(law: Lawbook) -> None:
    filed = entry(1, "complaint_filed", "2025-10-01")
    asked = entry(2, "complaint_to_prosecutor", "2025-10-20", {"subject": "inaction"})
    answered = entry(3, "answered", "2025-10-10")
    on_the_day = stands(
        law, "kz.police_complaint", "2025-11-04", filed, answered, asked
    )
    after = stands(law, "kz.police_complaint", "2025-11-05", filed, answered, asked)
    assert on_the_day.flags == ()
    assert [(f.id, f.grade) for f in after.flags] == [("authority_silent", "N2")]
    (ours,) = (d for d in after.deadlines if d.bound == "us" and not d.proposes)
    assert ours.limit == "kz.cpc.court_complaint_after_silence"
    assert ours.opens_on == date(2025, 11, 5)
    assert ours.safe_on == date(2025, 11, 19)


def test_a_refusal_on_the_fifth_working_day_is_no_silence(law: Lawbook) -> None:
    registration = stands(
        law,
        "kz.registration",
        CUT_OFF,
        entry(1, "application_filed", "2024-04-08"),
        entry(2, "application_decided", "2024-04-15", {"outcome": "refused"}),
    )
    decision = registration.deadlines[0]
    assert decision.safe_on == date(2024, 4, 22)
    assert decision.timeliness == "in_time"
    assert registration.silences == ()
    assert registration.states["procedure"] == "refused"


def test_a_letter_is_closed_then_liftable_then_public(law: Lawbook) -> None:
    sent = entry(1, "letter_sent", "2025-09-25", {"type": "al"})
    reply = entry(2, "reply_received", "2025-11-24")
    public = entry(3, "letter_public", "2025-11-28")
    letter = "un.special_procedures"
    assert stands(law, letter, "2025-11-24", sent).embargo is Embargo.CLOSED
    liftable = stands(law, letter, "2025-11-25", sent, reply)
    assert liftable.embargo is Embargo.LIFTABLE
    assert [d.timeliness for d in liftable.deadlines if d.bound == "state"] == [
        "in_time"
    ]
    assert (
        stands(law, letter, "2025-11-28", sent, reply, public).embargo is Embargo.LIFTED
    )


def test_an_arrest_heard_the_same_day_kept_the_twenty_four_hours(law: Lawbook) -> None:
    case = stands(
        law,
        "kz.administrative_case",
        CUT_OFF,
        entry(1, "detained", "2025-02-28T15:00", {"arrest_possible": True}),
        entry(2, "detention_ended", "2025-02-28", {"how": "brought_to_court"}),
        entry(3, "ruling_made", "2025-02-28", {"penalty": "arrest", "days": 10}),
        entry(4, "arrest_served", "2025-03-10"),
    )
    detention = next(d for d in case.deadlines if d.limit == "kz.koap.detention24")
    assert detention.timeliness == "in_time"
    assert case.states == {
        "procedure": "arrest",
        "liberty": "free",
        "execution": "executed",
    }


def test_an_appeal_that_was_decided_has_not_lapsed(law: Lawbook) -> None:
    ruling = entry(1, "ruling_made", "2025-02-28", {"penalty": "arrest"})
    handed = entry(2, "ruling_delivered", "2025-02-28")
    decided = entry(3, "appeal_decided", "2025-03-05", {"outcome": "upheld"})
    appeal = "kz.administrative_appeal"
    lapsed = stands(law, appeal, CUT_OFF, ruling, handed)
    assert [(f.id, f.unseen) for f in lapsed.flags] == [("lapsed_unappealed", True)]
    heard = stands(law, appeal, CUT_OFF, ruling, handed, decided)
    assert heard.flags == ()
    assert heard.states["procedure"] == "upheld"


def test_the_working_group_is_dormant(law: Lawbook) -> None:
    group = stands(
        law,
        "ngo.working_group",
        "2024-09-05",
        entry(1, "established", "2022-09"),
        entry(2, "convened", "2023-07"),
    )
    assert [flag.id for flag in group.flags] == ["dormant"]
    assert group.flags[0].age_days(date(2024, 9, 5)) == 402
