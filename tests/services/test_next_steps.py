"""Cases without a next step: found, explained, and found again."""

from datetime import date

import pytest

from remedytrack.core.access import OPERATOR, Viewer
from remedytrack.core.dates import When
from remedytrack.core.workflow.journal import NoStep
from remedytrack.services import acting
from remedytrack.services.check_refusals import LookAgainPassed
from remedytrack.services.next_steps import explain_waiting, next_steps_missing
from tests.services.office import APPEAL, COMPLAINT, LAWYER, OUTSIDER, Office


def missing(office: Office, viewer: Viewer = LAWYER) -> list[str]:
    found = next_steps_missing(office.registry, viewer=viewer, now=office.now)
    return [each.ref for each in found]


def waits(office: Office, ref: str, why: NoStep, until: str | None = None) -> None:
    explain_waiting(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        why=why,
        look_again_on=date.fromisoformat(until) if until else None,
    )


def rebuilt(office: Office, text: str) -> None:
    """Let the day come, and the standings with it."""
    office.at(text).tick()


def test_a_case_with_a_date_ahead_has_a_next_step(office: Office) -> None:
    ref = office.open(APPEAL)
    assert missing(office) == [ref], "nothing has been recorded yet"
    office.record(ref, "ruling_delivered", "2025-11-28", seen=True)
    assert missing(office) == []


def test_an_answer_that_is_long_overdue_is_no_next_step_of_ours(
    office: Office,
) -> None:
    ref = office.open(COMPLAINT)
    office.record(ref, "complaint_filed", "2025-06-02", seen=True)
    assert missing(office) == [ref]
    assert missing(office, OPERATOR) == [ref]
    assert missing(office, OUTSIDER) == []


def test_a_reason_explains_it_until_the_day_to_look_again(office: Office) -> None:
    ref = office.open(COMPLAINT)
    waits(office, ref, NoStep.WAITING, "2025-12-10")
    assert missing(office) == []
    rebuilt(office, "2025-12-09T23:59")
    assert missing(office) == []
    rebuilt(office, "2025-12-10T00:00")
    [again] = next_steps_missing(office.registry, viewer=LAWYER, now=office.now)
    assert (again.ref, again.said) == (ref, NoStep.WAITING)
    with pytest.raises(LookAgainPassed):
        waits(office, ref, NoStep.WAITING, "2025-12-10")
    waits(office, ref, NoStep.NOTHING_PENDING)
    assert missing(office) == []


def test_a_date_entered_by_hand_is_a_next_step_until_it_has_passed(
    office: Office,
) -> None:
    ref = office.open(COMPLAINT)
    acting.enter_date(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        when=When.on(date(2025, 12, 4)),
        sort="hearing",
        title="Look again",
    )
    assert missing(office) == []
    rebuilt(office, "2025-12-05T09:00")
    assert missing(office) == [ref]


def test_what_is_over_needs_no_next_step(office: Office) -> None:
    ref = office.open(APPEAL)
    office.record(ref, "ruling_delivered", "2025-11-28", seen=True)
    office.record(ref, "appeal_filed", "2025-12-01", seen=True)
    office.record(ref, "appeal_withdrawn", "2025-12-01", seen=True)
    assert missing(office) == []
