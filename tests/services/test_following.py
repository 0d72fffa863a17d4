"""Corrections reach every case that rests on them, and each person hears once."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

from remedytrack.core.workflow.cascades import Cascade
from remedytrack.core.workflow.standing import Deadline
from remedytrack.services import acting, opening, proposing, recording
from remedytrack.services.cases import case_view
from remedytrack.services.following import APPEAL_OF
from remedytrack.services.opening import NewCase
from remedytrack.services.registry import Registry
from tests.services.office import (
    APPEAL,
    CASE,
    LAWYER,
    Office,
    Postbox,
)

REQUEST = "kz.parliamentary_request"
OPENED_BY_SILENCE = Cascade.model_validate_json(
    json.dumps(
        {
            "id": "test.after_silence",
            "title": {"en": "Complain", "ru": "Жалоба"},
            "in": [REQUEST],
            "on": "request_unanswered",
            "opens": "kz.constitutional_court",
            "as_event": "entered_into_force",
            "cite": {"act": "Test Code", "unit": "art. 1"},
            "status": "sourced",
            "valid": {"from": "2000-01-01"},
        }
    )
)


def _assigned(office: Office, ref: str) -> None:
    acting.assign(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy="deputy",
    )


def _appeal_of(office: Office, ref: str) -> str:
    appeal = office.link(ref)
    _assigned(office, appeal)
    return appeal


def test_what_a_correction_moves_in_two_cases_is_one_mail_a_person(
    office: Office,
) -> None:
    office.at("2025-12-01T10:00")
    case = office.open(CASE)
    _assigned(office, case)
    made = office.record(case, "ruling_made", "2025-11-26", penalty="fine")
    one, other = _appeal_of(office, case), _appeal_of(office, case)
    office.record(other, "ruling_delivered", "2025-11-28")
    box = Postbox(office).run_until("2025-12-01T12:00")
    before = len(box.transport.sent)

    moved = office.correct(case, made.entry_id, "2025-11-25", penalty="fine")
    assert {one, other} <= {shift.ref for shift in moved.shifts}
    box.run_until("2025-12-01T13:00")
    assert sorted(m.recipient for m in box.transport.sent[before:]) == [
        "deputy@example.org",
        "lawyer@example.org",
    ]
    mail = box.transport.sent[before]
    assert one in mail.body
    assert other in mail.body


def test_a_correction_reaches_the_copy_of_a_copy(office: Office) -> None:
    office.at("2025-12-01T10:00")
    case = office.open(CASE)
    made = office.record(case, "ruling_made", "2025-11-26", penalty="fine")
    appeal = office.link(case)
    with office.registry.store.writing() as unit:
        one = unit.proceedings.by_ref(appeal)
        assert one is not None
        (copy,) = unit.journal.of(one.id)
    second = opening.open_linked(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=appeal,
        case=NewCase(APPEAL, "Again"),
        kind=APPEAL_OF,
    )
    with office.registry.store.writing() as unit:
        unit.journal.append(
            second.id, replace(copy, id=UUID(int=copy.id.int + 1), origin=copy.id)
        )
    office.correct(case, made.entry_id, "2025-11-24", penalty="fine")
    with office.registry.store.reading() as unit:
        last = unit.journal.of(second.id)[-1]
    assert str(last.occurred) == "2025-11-24"


def test_a_case_that_a_silence_opened_follows_the_silence(office: Office) -> None:
    law = replace(office.registry.law, cascades=(OPENED_BY_SILENCE,))
    office.registry = Registry(office.registry.store, law)
    office.at("2026-02-20T10:00")
    ref = office.open(REQUEST)
    filed = office.record(ref, "request_announced", "2025-12-01")
    (proposal,) = _proposals(office, ref)
    opened = proposing.accept(
        office.registry,
        actor=LAWYER,
        now=office.now,
        deadline_id=proposal.id,
        case=NewCase("", "To the Court"),
    ).ref
    silent_on = _opened_on(office, opened)
    assert silent_on == str(proposal.trigger_when)

    office.correct(ref, filed.entry_id, "2025-12-10")
    assert _opened_on(office, opened) != silent_on
    answered = office.record(ref, "request_answered", "2025-12-15", outcome="answered")
    assert _opened_on(office, opened) is None, "it was answered: there is no silence"
    recording.withdraw_event(
        office.registry,
        actor=LAWYER,
        now=office.now,
        ref=ref,
        entry_id=answered.entry_id,
        reason="a slip",
    )
    assert _opened_on(office, opened) is not None


def _proposals(office: Office, ref: str) -> list[Deadline]:
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    return [d for d in view.standing.deadlines if d.proposes]


def _opened_on(office: Office, ref: str) -> str | None:
    view = case_view(office.registry, viewer=LAWYER, now=office.now, ref=ref)
    stands = [line.entry for line in view.journal if line.stands]
    kinds = {e.kind: str(e.occurred) for e in stands}
    return kinds.get("entered_into_force")
