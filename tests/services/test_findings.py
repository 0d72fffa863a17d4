"""What was never investigated: grades, ages, and what they rest on."""

from datetime import date

import pytest

from remedytrack.core.dates import When
from remedytrack.core.workflow.definition import Grade
from remedytrack.services import acting, opening
from remedytrack.services.findings import Finding, findings_of, uninvestigated
from remedytrack.services.recording import Report
from remedytrack.services.replies import replies
from remedytrack.storage.values import IncidentContent
from tests.services.office import AUDITOR, COMPLAINT, LAWYER, LETTER, Office


def found(office: Office, today: str, *, recent: bool = False) -> list[Finding]:
    return uninvestigated(
        office.registry,
        viewer=AUDITOR,
        today=date.fromisoformat(today),
        with_recent=recent,
    )


def complaint(office: Office, filed: str, *then: str) -> str:
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", filed)
    for event in then:
        kind, occurred, *typed = event.split()
        fields = dict(each.split("=") for each in typed)
        office.report(ref, recording_of(kind, occurred, fields))
    return ref


def recording_of(kind: str, occurred: str, fields: dict[str, str]) -> Report:
    return Report(kind, When.parse(occurred), fields)


@pytest.mark.parametrize(
    ("then", "grade", "flag"),
    [
        ([], Grade.N1, "no_investigation"),
        (["case_archived ../2025-09-25"], Grade.N3, "closed_without_investigation"),
        (["opening_refused 2024-11-01"], Grade.N3, "closed_without_investigation"),
        (
            [
                "answered 2024-11-01",
                "complaint_to_prosecutor 2025-10-01 subject=inaction",
            ],
            Grade.N2,
            "authority_silent",
        ),
    ],
)
def test_each_shape_of_doing_nothing_has_its_grade(
    office: Office, then: list[str], grade: Grade, flag: str
) -> None:
    ref = complaint(office, "2024-10-09", *then)
    (finding,) = found(office, "2025-12-01")
    assert (finding.ref, finding.grade, finding.flag) == (ref, grade, flag)
    assert (finding.age_days, finding.age_is_lower_bound) == (418, False)
    assert finding.reasons
    assert finding.unseen, "reported; nobody has seen a document"


@pytest.mark.parametrize(
    "then",
    [
        ["case_opened 2024-11-01"],
        ["report_registered 2024-10-10", "investigative_step 2024-10-12"],
        ["investigative_step 2024-10-12", "case_terminated 2025-01-12"],
        ["sanction_imposed 2025-02-01"],
    ],
)
def test_what_is_or_was_investigated_is_on_no_list(
    office: Office, then: list[str]
) -> None:
    complaint(office, "2024-10-09", *then)
    assert found(office, "2025-12-01", recent=True) == []


def test_too_recent_to_say_is_said_only_on_request(office: Office) -> None:
    complaint(office, "2025-10-15")
    assert found(office, "2025-12-01") == []
    (finding,) = found(office, "2025-12-01", recent=True)
    assert (finding.grade, finding.flag, finding.age_days) == (Grade.N0, None, 47)
    (finding,) = found(office, "2025-12-16")
    assert finding.grade is Grade.N1


def test_an_open_beginning_gives_a_lower_bound(office: Office) -> None:
    complaint(office, "../2021-07-15", "case_archived ../2025-09-25")
    (finding,) = found(office, "2025-11-24")
    assert (finding.age_days, finding.age_is_lower_bound) == (1593, True)


def test_the_list_of_a_past_day_is_that_of_the_day(office: Office) -> None:
    complaint(office, "2024-10-09", "opening_refused 2025-09-01")
    assert [each.grade for each in found(office, "2025-08-31")] == [Grade.N1]
    assert [each.grade for each in found(office, "2025-09-01")] == [Grade.N3]
    assert found(office, "2024-10-08", recent=True) == []


def test_a_reviewed_finding_shows_the_verdict(office: Office) -> None:
    ref = complaint(office, "2024-10-09")
    acting.review_flag(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        flag="no_investigation",
        verdict="contested",
        reason="They rang",
    )
    (finding,) = found(office, "2025-12-01")
    assert finding.verdict == "contested"
    flags = findings_of(office.registry, viewer=LAWYER)
    assert [(p.ref, flag.id, title.en) for p, flag, title in flags] == [
        (ref, "no_investigation", "Nothing heard since filing")
    ]


def test_a_finding_rests_on_events_with_their_sources(office: Office) -> None:
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", "2024-10-09")
    office.record(
        ref, "opening_refused", "2025-09-01", note="No elements of a crime", seen=True
    )
    (finding,) = found(office, "2025-12-01")
    assert not finding.unseen
    reason = next(each for each in finding.reasons if each.note)
    assert reason.note == "No elements of a crime"
    assert reason.seen
    assert str(reason.when) == "2025-09-01"


def test_incidents_without_a_complaint_stand_apart(office: Office) -> None:
    ref = complaint(office, "2024-10-09")
    for about in (None, ref):
        opening.record_incident(
            office.registry,
            actor=LAWYER,
            now=office.now,
            matter_ref=office.matter.ref,
            occurred=When.parse("2023-07-29"),
            content=IncidentContent("The car"),
            authority_knew=True,
            complaint_ref=about,
        )
    complaints, incidents = found(office, "2025-12-01")
    assert (complaints.kind, complaints.ref) == ("complaint", ref)
    assert (incidents.kind, incidents.grade) == ("incident", None)
    assert incidents.authority_knew
    assert incidents.age_days == 856


def test_replies_are_counted_from_the_day_of_sending(office: Office) -> None:
    days = {"2024-10-08": "2024-12-06", "2023-01-10": "2023-03-08"}
    letters = {}
    for sent, replied in days.items():
        letters[sent] = office.open(LETTER)
        office.record(letters[sent], "letter_sent", sent, type="al")
        office.record(letters[sent], "reply_received", replied)
    office.record(letters["2023-01-10"], "supplementary_reply", "2023-06-01")
    silent = office.open(LETTER)
    office.record(silent, "letter_sent", "2025-09-25", type="al")
    report = replies(office.registry, viewer=AUDITOR, today=date(2025, 12, 1))
    first, second, third = report.letters
    assert [each.day for each in report.letters] == [57, 59, None]
    assert [str(each.limit_on) for each in report.letters] == [
        "2023-03-11",
        "2024-12-07",
        "2025-11-24",
    ]
    assert [day for _, day in first.further] == [142]
    assert second.further == third.further == ()
    assert (report.in_time, report.median_day) == (2, 58)


def test_a_reply_on_day_sixty_is_in_time_and_says_how_narrowly(office: Office) -> None:
    letter = office.open(LETTER)
    office.record(letter, "letter_sent", "2025-09-25", type="al")
    office.record(letter, "reply_received", "2025-11-24")
    (only,) = replies(office.registry, viewer=AUDITOR, today=date(2025, 12, 1)).letters
    assert (only.day, only.timeliness, only.on_last_day) == (60, "in_time", True)
    assert only.embargo.closes, "over by count, and waiting for a person"


def test_no_letter_no_median(office: Office) -> None:
    report = replies(office.registry, viewer=AUDITOR, today=date(2025, 12, 1))
    assert (report.in_time, report.median_day) == (0, None)
