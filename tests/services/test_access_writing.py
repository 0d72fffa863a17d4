"""Who may write: the lawyers and coordinators of the circle, and nobody else."""

from collections.abc import Callable
from datetime import date

import pytest

from remedytrack.core.access import Viewer
from remedytrack.core.audit import AuditEntry, first_break
from remedytrack.core.dates import When
from remedytrack.services import acting, checking, opening, recording
from remedytrack.services.opening import NewCase
from remedytrack.services.refusals import NotAllowed, NotFound
from remedytrack.storage.values import IncidentContent
from tests.services.office import (
    ADMINISTRATOR,
    APPEAL,
    AUDITOR,
    CASE,
    COORDINATOR,
    OUTSIDER,
    Office,
)

Writing = Callable[[Office, str, Viewer], object]


def record(office: Office, ref: str, actor: Viewer) -> object:
    return office.record(ref, "appeal_filed", "2025-11-30", by=actor)


def correct(office: Office, ref: str, actor: Viewer) -> object:
    entry_id = office.deadline(ref).trigger_id
    return office.correct(ref, entry_id, "2025-11-21", by=actor, penalty="fine")


def withdraw(office: Office, ref: str, actor: Viewer) -> object:
    return recording.withdraw_event(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        entry_id=office.deadline(ref).trigger_id,
        reason="A mistake",
    )


def acknowledge(office: Office, ref: str, actor: Viewer) -> object:
    deadline_id = office.deadline(ref).id
    return acting.acknowledge(
        office.registry, actor=actor, now=office.now, deadline_id=deadline_id
    )


def satisfy(office: Office, ref: str, actor: Viewer) -> object:
    return acting.satisfy(
        office.registry,
        actor=actor,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        done=When.parse("2025-11-30"),
        proof="No. 17",
    )


def waive(office: Office, ref: str, actor: Viewer) -> object:
    return acting.waive(
        office.registry,
        actor=actor,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        reason="No",
    )


def extend(office: Office, ref: str, actor: Viewer) -> object:
    return acting.extend(
        office.registry,
        actor=actor,
        now=office.now,
        deadline_id=office.deadline(ref).id,
        until=date(2026, 1, 1),
        granted=True,
        reason="Asked",
    )


def enter_date(office: Office, ref: str, actor: Viewer) -> object:
    return acting.enter_date(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        when=When.parse("2025-12-10"),
        sort="term",
        title="Letter",
    )


def review(office: Office, ref: str, actor: Viewer) -> object:
    return acting.review_flag(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        flag="lapsed_unappealed",
        verdict="contested",
        reason="Filed by another",
    )


def assign(office: Office, ref: str, actor: Viewer) -> object:
    return acting.assign(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        owner="lawyer",
        deputy=None,
    )


def double_check(office: Office, ref: str, actor: Viewer) -> object:
    return checking.double_check(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        entry_id=office.deadline(ref).trigger_id,
        occurred=When.parse("2025-11-22"),
    )


def open_linked(office: Office, ref: str, actor: Viewer) -> object:
    case = NewCase(APPEAL, "Another")
    return opening.open_linked(
        office.registry, actor=actor, now=office.now, ref=ref, case=case
    )


def open_proceeding(office: Office, _ref: str, actor: Viewer) -> object:
    return opening.open_proceeding(
        office.registry,
        actor=actor,
        now=office.now,
        matter_ref=office.matter.ref,
        case=NewCase(APPEAL, "Another"),
    )


def add_member(office: Office, _ref: str, actor: Viewer) -> object:
    opening.add_member(
        office.registry,
        actor=actor,
        now=office.now,
        matter_ref=office.matter.ref,
        user_id=actor.id,
    )
    return None


def record_incident(office: Office, _ref: str, actor: Viewer) -> object:
    return opening.record_incident(
        office.registry,
        actor=actor,
        now=office.now,
        matter_ref=office.matter.ref,
        occurred=When.parse("2025-11-01"),
        content=IncidentContent("The hall was locked"),
    )


def add_person(office: Office, ref: str, actor: Viewer) -> object:
    return opening.add_person(
        office.registry, actor=actor, now=office.now, ref=ref, initials="G.S."
    )


def link(office: Office, ref: str, actor: Viewer) -> object:
    with office.registry.store.reading() as unit:
        cases = unit.proceedings.all()
    opening.link(
        office.registry,
        actor=actor,
        now=office.now,
        ref=ref,
        to=next(each.ref for each in cases if each.ref != ref),
        kind=opening.SAME_EVENT,
    )
    return None


WRITING: list[Writing] = [
    record,
    correct,
    withdraw,
    acknowledge,
    satisfy,
    waive,
    extend,
    enter_date,
    review,
    assign,
    double_check,
    open_linked,
    open_proceeding,
    add_member,
    add_person,
    record_incident,
    link,
]


def test_auditors_administrators_and_outsiders_write_nothing(office: Office) -> None:
    office.open(CASE)
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    before = office.everything()
    for writing in WRITING:
        for actor in (AUDITOR, ADMINISTRATOR, OUTSIDER):
            with pytest.raises((NotAllowed, NotFound)) as caught:
                writing(office, ref, actor)
            outside = actor is not AUDITOR
            assert not (outside and caught.type is NotAllowed), "it would be a hint"
    assert office.everything() == before


@pytest.mark.parametrize("writing", WRITING, ids=lambda f: str(f.__name__))
def test_what_a_coordinator_does_is_one_entry_of_the_audit_log(
    office: Office, writing: Writing
) -> None:
    office.open(CASE)
    ref = office.open(APPEAL)
    office.record(ref, "ruling_made", "2025-11-22", penalty="fine")
    before = audited(office)
    writing(office, ref, COORDINATOR)
    (entry,) = audited(office)[len(before) :]
    assert (entry.actor, entry.at) == ("coordinator", office.now)


def audited(office: Office) -> list[AuditEntry]:
    with office.registry.store.reading() as unit:
        entries = unit.audit.entries()
    assert first_break(entries) is None
    return entries


def test_only_writers_open_dossiers(office: Office) -> None:
    before = office.everything()
    for actor in (AUDITOR, ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            opening.open_matter(
                office.registry, actor=actor, now=office.now, title="Mine"
            )
        with pytest.raises(NotAllowed):
            opening.add_authority(
                office.registry,
                actor=actor,
                now=office.now,
                name="Court",
                calendar="kz",
            )
    assert office.everything() == before
